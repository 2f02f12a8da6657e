/// A fenced code block as it stands in the Markdown source, before its info string means anything.
struct Fence {
  /// The character the fence is made of, a backtick or a tilde, and how many of them open it.
  var character: UInt8
  var length: Int
  /// The place of the first fence character; both from 1, the column in bytes.
  var line: Int
  var column: Int
  /// What follows the fence characters on their line, as offsets into the file. (From the source: cmark's own info string has lost its
  /// backslashes.)
  var infoRange: Range<Int>
  /// Line ends as LF, container prefixes taken away.
  var text: String
  /// For each line of the text, the bytes of its Markdown line that stand before it.
  var prefixLengths: [Int]
  /// Whether a closing fence ends it, rather than the end of the file or of the list item or block quote it is in.
  var isClosed: Bool
  /// Whether the block right before it, in the same container, is the fence before it in the file.
  var followsPreviousFence: Bool

  /// The line of the closing fence, if there is one.
  var closingLine: Int { line + prefixLengths.count + 1 }
}

extension Fence {
  /// cmark keeps a fence's length in a byte: a longer one counts as this long.
  static let longestLength = 255

  /// The first line of the text that would open a fence with a language, were it not in this one: a sign that this one's end was forgotten.
  var lineOpeningAnother: Int? {
    var lineNumber = line
    for text in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      lineNumber += 1
      let indent = text.prefix { $0 == UInt8(ascii: " ") }
      guard indent.count <= 3, text.dropFirst(indent.count).first == character else { continue }
      let run = text[indent.endIndex...].prefix { $0 == character }
      guard run.count >= min(length, Self.longestLength) else { continue }
      let info = text[run.endIndex...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let first = info.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20) else { continue }
      if character == UInt8(ascii: "~") || !info.contains(character) { return lineNumber }
    }
    return nil
  }
}

extension SourceLines {
  /// The line above an unclosed fence that was meant to open it and does not, because a fence of backticks has none in its info string:
  /// the fence was then meant to be its end.
  func brokenFence(before fence: Fence) -> (line: Int, column: Int)? {
    guard fence.character == UInt8(ascii: "`"), fence.infoRange.isEmpty else { return nil }
    for line in stride(from: fence.line - 1, through: 1, by: -1) {
      let range = range(ofLine: line)
      guard let start = bytes[range].firstIndex(of: fence.character) else { continue }
      let rest = bytes[start..<range.upperBound].drop { $0 == fence.character }
      guard rest.startIndex - start >= 3 else { continue }
      let hasLanguage = rest.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) } ?? false
      return hasLanguage && rest.contains(fence.character) ? (line, start - range.lowerBound + 1) : nil
    }
    return nil
  }
}
