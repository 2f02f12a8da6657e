/// A line of an `output` fence, as what it stands for.
struct LinePattern {
  /// The line itself.
  let text: ArraySlice<UInt8>
  /// What stands between its `[...]`.
  private let pieces: [ArraySlice<UInt8>]
  private let tolerance: Double?
  /// The pieces as numbers and text, if there is a tolerance.
  private let tokenPieces: [ArraySlice<LineToken>]

  init(_ text: ArraySlice<UInt8>, tolerance: Double?) {
    self.text = text
    self.tolerance = tolerance
    pieces = Self.pieces(of: text)
    tokenPieces = tolerance == nil ? [] : pieces.map { LineToken.tokens(of: $0)[...] }
  }

  /// A line that is `...`, nothing before it or after: it stands for any lines, also for none.
  var isAnyLines: Bool { text.elementsEqual("...".utf8) }

  /// Whether the line stands for `printed`. With a tolerance, what matches as it is written matches too.
  /// - Parameter tokens: `LineToken.tokens(of: printed)`, asked for only if it is needed.
  func matches(_ printed: ArraySlice<UInt8>, tokens: () -> [LineToken]) -> Bool {
    if Workbook.matches(pieces: pieces, text: printed, agrees: ==) { return true }
    guard let tolerance else { return false }
    return Workbook.matches(pieces: tokenPieces, text: tokens()[...]) { $0.agrees(with: $1, tolerance: tolerance) }
  }

  /// Whether the line stands for `printed`.
  func matches(_ printed: ArraySlice<UInt8>) -> Bool { matches(printed) { LineToken.tokens(of: printed) } }

  private static func pieces(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let wildcard = Array("[...]".utf8)
    var pieces: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var place = start
    while place + wildcard.count <= text.endIndex {
      guard text[place] == wildcard[0], text[place..<(place + wildcard.count)].elementsEqual(wildcard) else {
        place += 1
        continue
      }
      pieces.append(text[start..<place])
      place += wildcard.count
      start = place
    }
    pieces.append(text[start...])
    return pieces
  }
}
