/// A table as it stands in the lines of a paragraph: a line of heads, a line of dashes, and rows up to the paragraph's end or to a line
/// that begins something else.
///
/// What counts as one is told by the specification of GitHub Flavored Markdown, section 4.10.
struct TableText {
  /// The lines of the paragraph that stand before the table.
  var headIndex: Int
  var alignments: [TableAlignment]
  /// Of the head and of each row, as many as there are columns.
  var rows: [[ArraySlice<UInt8>]]
  /// The line after the table; the number of lines if nothing follows.
  var endIndex: Int

  /// - Parameters:
  ///   - lines: a paragraph's lines without what containers put before them and without blanks at their beginnings.
  ///   - mayBeDashes: whether a line stands where a table's line of dashes can.
  ///   - beginsBlock: whether a line, after a table, is something else than a row.
  init?(_ lines: [ArraySlice<UInt8>], mayBeDashes: (Int) -> Bool, beginsBlock: (Int) -> Bool) {
    for index in lines.indices.dropFirst() {
      guard mayBeDashes(index), let alignments = Self.alignments(lines[index]) else { continue }
      let head = Self.cells(lines[index - 1])
      guard head.count == alignments.count else { continue }
      self.alignments = alignments
      headIndex = index - 1
      rows = [head]
      endIndex = index + 1
      while endIndex < lines.count, !beginsBlock(endIndex) {
        var cells = Self.cells(lines[endIndex]).prefix(alignments.count)
        while cells.count < alignments.count { cells.append([]) }
        rows.append(Array(cells))
        endIndex += 1
      }
      return
    }
    return nil
  }

  /// Whether some line but the first could be a table's line of dashes: a quick look.
  static func mayBegin(_ lines: ArraySlice<UInt8>) -> Bool {
    var hasDash = false
    var isOther = true
    for byte in lines {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if hasDash, !isOther { return true }
        (hasDash, isOther) = (false, false)
      case UInt8(ascii: "-"): hasDash = true
      case UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"): break
      default: isOther = true
      }
    }
    return hasDash && !isOther
  }

  /// The columns of a line of dashes; nil if it is none.
  private static func alignments(_ line: ArraySlice<UInt8>) -> [TableAlignment]? {
    guard line.contains(UInt8(ascii: "-")) else { return nil }
    var alignments: [TableAlignment] = []
    for cell in cells(line) {
      let isLeft = cell.first == UInt8(ascii: ":")
      let isRight = cell.count > 1 && cell.last == UInt8(ascii: ":")
      let dashes = cell.dropFirst(isLeft ? 1 : 0).dropLast(isRight ? 1 : 0)
      guard !dashes.isEmpty, dashes.allSatisfy({ $0 == UInt8(ascii: "-") }) else { return nil }
      alignments.append(isLeft ? (isRight ? .center : .left) : isRight ? .right : .none)
    }
    return alignments.isEmpty ? nil : alignments
  }

  /// The cells of a line, trimmed. A pipe behind a backslash is text, in a code span too.
  private static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let line = trimmed(line)
    var cells: [ArraySlice<UInt8>] = []
    var start = line.first == UInt8(ascii: "|") ? line.startIndex + 1 : line.startIndex
    var index = start
    while index < line.endIndex {
      switch line[index] {
      case UInt8(ascii: "\\") where index + 1 < line.endIndex && line[index + 1] == UInt8(ascii: "|"): index += 2
      case UInt8(ascii: "|"):
        cells.append(line[start..<index])
        index += 1
        start = index
      default: index += 1
      }
    }
    if start < line.endIndex { cells.append(line[start...]) }
    return cells.map { unescaped(trimmed($0)) }
  }

  private static func unescaped(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard cell.contains(UInt8(ascii: "\\")) else { return cell }
    var bytes: [UInt8] = []
    for (offset, byte) in zip(cell.indices, cell) {
      let isEscape = byte == UInt8(ascii: "\\") && offset + 1 < cell.endIndex && cell[offset + 1] == UInt8(ascii: "|")
      if !isEscape { bytes.append(byte) }
    }
    return bytes[...]
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
    let start = text.drop(while: isBlank)
    guard let last = start.lastIndex(where: { !isBlank($0) }) else { return [] }
    return start[...last]
  }
}
