import Workbook

/// Finds the formulas and the references to footnotes in a paragraph or a heading: outside of code spans, and not behind a backslash.
struct InlineScanner {
  enum Kind {
    /// The range is that of `^label`, between the brackets.
    case footnote(label: String)
    /// `lineEnds` is what must stay of a formula of several lines for the lines to keep their numbers: line ends and what containers put
    /// after them.
    case formula(source: String, isDisplay: Bool, lineEnds: [UInt8])
  }

  private let bytes: [UInt8]
  private let end: Int
  private var position: Int

  init(lines: SourceLines, leaf: TextLeaves.Inline) {
    bytes = lines.bytes
    position = leaf.range.lowerBound
    end = leaf.range.upperBound
  }

  /// What cannot stand in a footnote's label.
  static func endsLabel(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "]"), UInt8(ascii: "["), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), 0: true
    default: false
    }
  }

  mutating func next() -> (range: Range<Int>, kind: Kind)? {
    while position < end {
      let start = position
      switch bytes[start] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "`"): skipCode()
      case UInt8(ascii: "["):
        position += 1
        guard byte(at: position) == UInt8(ascii: "^") else { continue }
        let label = bytes[(position + 1)..<end].prefix { !Self.endsLabel($0) }
        guard !label.isEmpty, byte(at: label.endIndex) == UInt8(ascii: "]") else { continue }
        position = label.endIndex
        return (start + 1..<label.endIndex, .footnote(label: String(decoding: label, as: UTF8.self)))
      case UInt8(ascii: "$"):
        if let formula = formula() { return formula }
      default: position += 1
      }
    }
    return nil
  }

  private func byte(at index: Int) -> UInt8 { index >= 0 && index < end ? bytes[index] : 0 }

  /// Past a code span, or past backticks that open none.
  private mutating func skipCode() {
    let length = runLength(at: position)
    position += length
    var place = position
    while place < end {
      guard bytes[place] == UInt8(ascii: "`") else {
        place += 1
        continue
      }
      let run = runLength(at: place)
      place += run
      if run == length {
        position = place
        return
      }
    }
  }

  private func runLength(at start: Int) -> Int { bytes[start..<end].prefix { $0 == bytes[start] }.count }

  /// A formula from the dollar here. `$…$` has no blank inside its dollars, and no digit follows it, so that sums of money are none.
  private mutating func formula() -> (range: Range<Int>, kind: Kind)? {
    let start = position
    let dollars = min(runLength(at: start), 2)
    position += dollars
    let first = start + dollars
    if dollars == 1, isBlank(byte(at: first)) { return nil }
    var place = first
    while place < end {
      switch bytes[place] {
      case UInt8(ascii: "\\"): place += 2
      case UInt8(ascii: "`"): return nil
      case UInt8(ascii: "$"):
        let closes =
          dollars == 2
          ? byte(at: place + 1) == UInt8(ascii: "$")
          : !isBlank(bytes[place - 1]) && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte(at: place + 1))
        guard closes, place > first else { return nil }
        position = place + dollars
        let (source, lineEnds) = split(bytes[first..<place])
        return (start..<position, .formula(source: source, isDisplay: dollars == 2, lineEnds: lineEnds))
      default: place += 1
      }
    }
    return nil
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == 0
  }

  /// A formula's text without what containers put at the beginnings of its lines, and those with the line ends.
  private func split(_ text: ArraySlice<UInt8>) -> (source: String, lineEnds: [UInt8]) {
    var source: [UInt8] = []
    var lineEnds: [UInt8] = []
    var isInPrefix = false
    for byte in text {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        isInPrefix = true
        source.append(UInt8(ascii: " "))
        lineEnds.append(byte)
      } else if isInPrefix, byte == UInt8(ascii: " ") || byte == UInt8(ascii: ">") {
        lineEnds.append(byte)
      } else {
        isInPrefix = false
        source.append(byte)
      }
    }
    return (String(decoding: source, as: UTF8.self), lineEnds)
  }
}
