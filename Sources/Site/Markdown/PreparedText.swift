import Ccmark
import Workbook

/// A text as cmark is to read it. What CommonMark would take for something else is put out of its way, line for line, so that places stay
/// true: a footnote's beginning `[^note]:` becomes the mark of a list item, which nests alike; a formula and a footnote's label become a
/// character that no text has (of a private plane), a mark, which stands for what was there.
struct PreparedText: Sendable {
  /// What a mark stands for.
  enum Mark: Sendable {
    case formula(Formula)
    /// The label of a reference; its brackets stay around the mark, since they decide how emphasis beside them is read.
    case footnote(label: String)
    /// The rest of a formula of several lines, of which nothing is left, or a character of the text that is one of the marks.
    case other
  }

  private(set) var lines: SourceLines
  private(set) var marks: [Mark] = []
  /// For each mark, what stood there.
  private(set) var originals: [ArraySlice<UInt8>] = []
  /// The labels of the footnotes by the lines where they begin.
  private(set) var footnoteLabels: [Int: String] = [:]

  /// Nil only where there is no memory.
  init?(_ bytes: [UInt8]) {
    lines = SourceLines(bytes)
    let mayHaveFootnotes = bytes.contains(pair: UInt8(ascii: "["), UInt8(ascii: "^"))
    let mayHaveFormulas = bytes.contains(UInt8(ascii: "$"))
    guard mayHaveFootnotes || mayHaveFormulas || bytes.contains(where: { $0 >= 0xF3 }) else { return }
    guard var leaves = TextLeaves(lines) else { return nil }
    if replaceBlocks(leaves) {
      guard let changed = TextLeaves(lines) else { return nil }
      leaves = changed
    }
    replaceInlines(leaves)
  }

  // MARK: Marks

  private static let firstMark: UInt32 = 0xF0000
  private static let markCount = 0xFFFE

  /// Four bytes of UTF-8; nil once there are too many.
  private mutating func mark(_ mark: Mark, for original: ArraySlice<UInt8>) -> [UInt8]? {
    guard marks.count < Self.markCount, let scalar = Unicode.Scalar(Self.firstMark + UInt32(marks.count)) else { return nil }
    marks.append(mark)
    originals.append(original)
    return Array(String(Character(scalar)).utf8)
  }

  /// The index of the mark that four bytes are; nil if they are none.
  static func markIndex(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Int? {
    guard a == 0xF3, b >= 0xB0 else { return nil }
    return Int(b & 0x0F) << 12 | Int(c & 0x3F) << 6 | Int(d & 0x3F)
  }

  /// Appends text, marks in it replaced by what stood there.
  func restore(_ literal: UnsafePointer<CChar>?, into bytes: inout [UInt8]) {
    guard let literal else { return }
    let text = UnsafeRawBufferPointer(start: literal, count: stringLength(literal))
    guard !marks.isEmpty else { return bytes.append(contentsOf: text) }
    var index = 0
    while index < text.count {
      if index + 3 < text.count, let mark = Self.markIndex(text[index], text[index + 1], text[index + 2], text[index + 3]),
        mark < originals.count
      {
        bytes += originals[mark]
        index += 4
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
  }

  func restored(_ text: String) -> String {
    guard !marks.isEmpty else { return text }
    var bytes: [UInt8] = []
    text.withCString { restore($0, into: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Blocks

  /// Footnotes' beginnings, formulas that begin a line with `$$`, and characters that look like marks. Whether there are any.
  private mutating func replaceBlocks(_ leaves: TextLeaves) -> Bool {
    let source = lines
    var edits: [(range: Range<Int>, bytes: [UInt8])] = []
    var line = 1
    let bullet = unusedBullet(leaves)
    while line <= source.count {
      defer { line += 1 }
      guard !leaves.isCode(line) else { continue }
      let range = source.range(ofLine: line)
      let start = source.bytes[range].firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ">") } ?? range.upperBound
      let rest = source.bytes[start..<range.upperBound]
      if let definition = FootnoteDefinition(rest) {
        // The first of a label is the footnote.
        footnoteLabels[line] = definition.label
        edits.append((start..<definition.textStart, bullet))
      } else if rest.starts(with: [UInt8(ascii: "$"), UInt8(ascii: "$")]),
        let formula = displayFormula(at: start, line: line, leaves: leaves)
      {
        for (offset, range) in formula.ranges.enumerated() {
          let meaning = offset == 0 ? Mark.formula(Formula(source: formula.source, isDisplay: true, line: line)) : .other
          let original = offset == 0 ? Array("$$\(formula.source)$$".utf8)[...] : []
          if let mark = mark(meaning, for: original) { edits.append((range, mark)) }
        }
        line += formula.ranges.count - 1
      } else {
        replacePrivateCharacters(in: range, edits: &edits)
      }
    }
    apply(edits)
    return !edits.isEmpty
  }

  /// A character of the text that looks like a mark becomes one, or it would be taken for another.
  private mutating func replacePrivateCharacters(in range: Range<Int>, edits: inout [(range: Range<Int>, bytes: [UInt8])]) {
    for start in range where lines.bytes[start] == 0xF3 && start + 4 <= range.upperBound && lines.bytes[start + 1] >= 0xB0 {
      if let mark = mark(.other, for: lines.bytes[start..<(start + 4)]) { edits.append((start..<(start + 4), mark)) }
    }
  }

  /// A formula from `$$` at the beginning of a line to `$$` at the end of the same or a later one.
  private func displayFormula(at start: Int, line first: Int, leaves: TextLeaves) -> (source: String, ranges: [Range<Int>])? {
    let dollars = [UInt8(ascii: "$"), UInt8(ascii: "$")]
    var source: [UInt8] = []
    var ranges: [Range<Int>] = []
    var line = first
    while line <= lines.count, line == first || !leaves.isCode(line) {
      var range = lines.range(ofLine: line)
      let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
      let begin = line == first ? start : lines.bytes[range].firstIndex { !isBlank($0) && $0 != UInt8(ascii: ">") } ?? range.upperBound
      let end = (lines.bytes[begin..<range.upperBound].lastIndex { !isBlank($0) } ?? begin - 1) + 1
      if begin == end { return nil }
      range = begin..<end
      var content = lines.bytes[range]
      if line == first { content = content.dropFirst(2) }
      let closes = content.suffix(2).elementsEqual(dollars)
      if closes { content = content.dropLast(2) }
      if content.contains(pair: dollars[0], dollars[1]) { return nil }
      source += content
      ranges.append(range)
      if closes { return (String(decoding: source, as: UTF8.self), ranges) }
      source.append(UInt8(ascii: "\n"))
      line += 1
    }
    return nil
  }

  /// The mark of a list item, four bytes with its blanks, that begins no line of the text: else a list of the author's that stands right
  /// before a footnote would take it in.
  private func unusedBullet(_ leaves: TextLeaves) -> [UInt8] {
    var used: Set<UInt8> = []
    for line in stride(from: 1, through: lines.count, by: 1) where !leaves.isCode(line) {
      let range = lines.range(ofLine: line)
      if let first = lines.bytes[range].first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ">") }) { used.insert(first) }
    }
    let bullet = [UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "-")].first { !used.contains($0) }
    return bullet.map { [$0] + Array("   ".utf8) } ?? Array("1)  ".utf8)
  }

  // MARK: Inlines

  private mutating func replaceInlines(_ leaves: TextLeaves) {
    let labels = Set(footnoteLabels.values.map { Footnote.normalized($0) })
    var edits: [(range: Range<Int>, bytes: [UInt8])] = []
    for leaf in leaves.inline {
      var scanner = InlineScanner(lines: lines, leaf: leaf)
      while let found = scanner.next() {
        let original = lines.bytes[found.range]
        switch found.kind {
        case .footnote(let label):
          guard labels.contains(Footnote.normalized(label)) else { continue }
          if found.range.lowerBound > 1, lines.bytes[found.range.lowerBound - 2] == UInt8(ascii: "!") {
            // `![^` does not begin an image.
            let place = found.range.lowerBound - 2
            edits.append((place..<place, [UInt8(ascii: "\\")]))
          }
          if let mark = mark(.footnote(label: label), for: original) { edits.append((found.range, mark)) }
        case .formula(let source, let isDisplay, let lineEnds):
          let line = lines.place(ofOffset: found.range.lowerBound).line
          let formula = Formula(source: source, isDisplay: isDisplay, line: line)
          guard let mark = mark(.formula(formula), for: original) else { continue }
          // The line ends within it go before it, where a blank stands anyway, or else behind it.
          let isAfterBlank = found.range.lowerBound > 0 && lines.bytes[found.range.lowerBound - 1] == UInt8(ascii: " ")
          edits.append((found.range, isAfterBlank ? lineEnds + mark : mark + lineEnds))
        }
      }
    }
    apply(edits)
  }

  private mutating func apply(_ edits: [(range: Range<Int>, bytes: [UInt8])]) {
    guard !edits.isEmpty else { return }
    let source = lines.bytes
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count)
    var end = 0
    for edit in edits {
      bytes += source[end..<edit.range.lowerBound]
      bytes += edit.bytes
      end = edit.range.upperBound
    }
    bytes += source[end...]
    lines = SourceLines(bytes)
  }
}

extension Footnote {
  /// Labels that differ in letter case alone are the same.
  static func normalized(_ label: String) -> String { label.lowercased() }
}

/// The beginning of a footnote's text: `[^label]:`.
private struct FootnoteDefinition {
  var label: String
  var textStart: Int

  init?(_ line: ArraySlice<UInt8>) {
    guard line.starts(with: [UInt8(ascii: "["), UInt8(ascii: "^")]) else { return nil }
    let label = line.dropFirst(2).prefix { !InlineScanner.endsLabel($0) }
    let rest = line[label.endIndex...]
    guard !label.isEmpty, rest.starts(with: [UInt8(ascii: "]"), UInt8(ascii: ":")]) else { return nil }
    self.label = String(decoding: label, as: UTF8.self)
    textStart = rest.dropFirst(2).firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } ?? line.endIndex
  }
}

extension [UInt8] {
  fileprivate func contains(pair first: UInt8, _ second: UInt8) -> Bool { self[...].contains(pair: first, second) }
}

extension ArraySlice<UInt8> {
  fileprivate func contains(pair first: UInt8, _ second: UInt8) -> Bool {
    guard count > 1 else { return false }
    return zip(self, dropFirst()).contains { $0 == first && $1 == second }
  }
}
