/// Writes printed text as an `output` fence, in the place and the manner of a fence that is there: its container, its line ends.
struct OutputFenceWriter {
  private let lines: SourceLines
  /// The `output` fence to be rewritten, or the Swift fence that one is to follow.
  private let fence: Fence
  /// What stands before a line of the fence: quote marks and indents.
  private let prefix: [UInt8]
  private let expandsTabs: Bool
  private let lineEnd: ArraySlice<UInt8>

  init(lines: SourceLines, fence: Fence, expandsTabs: Bool) {
    self.lines = lines
    self.fence = fence
    self.expandsTabs = expandsTabs
    let start = lines.start(ofLine: fence.line)
    // Where the fence stands on the first line of a list item, the item's marker counts as an indent of the lines after it.
    let prefix = lines.bytes[start..<(start + fence.column - 1)].map { byte in
      byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\t") ? byte : UInt8(ascii: " ")
    }
    self.prefix = expandsTabs ? Self.expandingTabs(prefix) : prefix
    lineEnd = lines.lineEnd(ofLine: fence.line)
  }

  /// Whether what stands before the fence has a tab, so that how much of it belongs to the container is not plain.
  var prefixHasTab: Bool {
    let start = lines.start(ofLine: fence.line)
    return lines.bytes[start..<(start + fence.column - 1)].contains(UInt8(ascii: "\t"))
  }

  /// The new text of an `output` fence: a range of the file, and what takes its place.
  func replacement(by contents: PrintedLines) -> (Range<Int>, [UInt8]) {
    let length = fenceLength(for: contents, character: fence.character, atLeast: fence.length)
    let closing = lines.range(ofLine: fence.closingLine)
    guard length > fence.length || expandsTabs else {
      return (lines.start(ofLine: fence.line + 1)..<closing.lowerBound, text(of: contents, fenceCharacter: fence.character))
    }
    var written = prefix + [UInt8](repeating: fence.character, count: length)
    written += lines.bytes[fence.infoRange]
    written += lineEnd
    written += text(of: contents, fenceCharacter: fence.character)
    let closingRun = lines.bytes[closing].firstIndex(of: fence.character) ?? closing.upperBound
    let closingLength = lines.bytes[closingRun..<closing.upperBound].prefix { $0 == fence.character }.count
    written += lines.bytes[closing.lowerBound..<closingRun]
    written += [UInt8](repeating: fence.character, count: max(length, closingLength))
    return (lines.start(ofLine: fence.line)..<(closingRun + closingLength), written)
  }

  /// A new `output` fence after the fence: an empty range of the file, and what comes there.
  func insertion(of contents: PrintedLines) -> (Range<Int>, [UInt8]) {
    let backtick = UInt8(ascii: "`")
    let marks = [UInt8](repeating: backtick, count: fenceLength(for: contents, character: backtick, atLeast: 3))
    let closing = lines.fullRange(ofLine: fence.closingLine)
    let isAtEnd = lines.lineEnd(ofLine: fence.closingLine).isEmpty
    var written: [UInt8] = []
    if isAtEnd { written += lineEnd }
    // A blank line sets it off; within a list it would make a tight list loose.
    if prefix.isEmpty { written += lineEnd }
    written += prefix + marks
    written += "output".utf8
    written += lineEnd
    written += text(of: contents, fenceCharacter: backtick)
    written += prefix + marks
    if !isAtEnd { written += lineEnd }
    return (closing.upperBound..<closing.upperBound, written)
  }

  private func text(of contents: PrintedLines, fenceCharacter: UInt8) -> [UInt8] {
    // Of a quote mark without a blank after it, the text's own first blank would be taken for that blank.
    let fullPrefix = prefix.last == UInt8(ascii: ">") ? prefix + [UInt8(ascii: " ")] : prefix
    let lastMark = prefix.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    let emptyLinePrefix = prefix[..<(lastMark.map { $0 + 1 } ?? 0)]
    var text: [UInt8] = []
    for line in contents {
      if line.isEmpty {
        text += emptyLinePrefix
      } else if isFence(line, character: fenceCharacter) {
        text += fullPrefix
        text += "[...]".utf8
      } else {
        text += fullPrefix
        text += line
      }
      text += lineEnd
    }
    return text
  }

  /// Longer than any run of the fence's character in the text.
  private func fenceLength(for contents: PrintedLines, character: UInt8, atLeast least: Int) -> Int {
    var longest = 0
    for line in contents {
      var run = 0
      for byte in line {
        run = byte == character ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return max(least, min(longest + 1, Fence.longestLength))
  }

  /// Whether the line is, or begins with, a fence as long as any: it would end even the longest.
  private func isFence(_ line: ArraySlice<UInt8>, character: UInt8) -> Bool {
    line.drop { $0 == UInt8(ascii: " ") }.prefix { $0 == character }.count >= Fence.longestLength
  }

  /// Tabs as spaces up to the next column that is a multiple of four, as CommonMark counts.
  private static func expandingTabs(_ prefix: [UInt8]) -> [UInt8] {
    prefix.reduce(into: []) { expanded, byte in
      guard byte == UInt8(ascii: "\t") else { return expanded.append(byte) }
      expanded += [UInt8](repeating: UInt8(ascii: " "), count: 4 - expanded.count % 4)
    }
  }
}
