/// What blocks really printed, to be written into their chapter.
///
/// ```swift
/// let updated = ChapterUpdate(printed: [12: "tensor([1., 2.])\n"]).applied(to: bytes)
/// ```
public struct ChapterUpdate: Sendable {
  /// A block's standard output by the line of its opening fence. Blocks that are not here are left alone.
  public var printed: [Int: String]

  /// - Parameter printed: a block's standard output by the line of its opening fence (`source.fence.line`).
  public init(printed: [Int: String]) { self.printed = printed }

  /// The chapter with its `output` fences brought up to date.
  ///
  /// An `output` that matches stays as it is, wildcards included; the text of one that does not is replaced; a block that printed and has
  /// none gets one right after it. No other byte changes: line ends, byte-order mark and the prefixes of lists and quotes are kept.
  /// (Two exceptions, both so that the text can be written at all: a fence too short for backticks in its text is lengthened, and tabs
  /// before a fence that straddle its container's indent become spaces.) What is written matches, so a second update changes nothing.
  ///
  /// A fence that is not closed, or whose end was forgotten, is left alone: the parser reports it. A printed line that begins with a fence of 255 characters, the
  /// longest that cmark tells apart, is written as `[...]`.
  public func applied(to bytes: [UInt8]) -> [UInt8] {
    let (updated, edits) = applied(to: SourceLines(bytes), expandingTabs: [])
    guard edits.contains(where: \.prefixHasTab) else { return updated }
    // How a tab counts that a container takes in part is not to be seen from its line: whether the text came out right is.
    let blocks = Self.blocks(of: SourceLines(updated)).blocks
    let failed = edits.filter { edit in
      guard edit.block < blocks.count, let output = blocks[edit.block].output else { return true }
      return !output.matches(edit.printed)
    }
    return failed.isEmpty ? updated : applied(to: SourceLines(bytes), expandingTabs: Set(failed.map(\.block))).bytes
  }

  /// A replacement of some bytes.
  private struct Edit {
    var range: Range<Int>
    var replacement: [UInt8]
    /// The block's index in the chapter.
    var block: Int
    var printed: String
    var prefixHasTab: Bool
  }

  /// The chapter's blocks in their order, and its fences by the line they open on.
  private static func blocks(of lines: SourceLines) -> (blocks: [SwiftBlock], fences: [Int: Fence]) {
    var parser = ChapterParser(path: "")
    parser.parse(lines)
    return (parser.chapter.sections.flatMap(\.blocks), Dictionary(uniqueKeysWithValues: parser.fences.map { ($0.line, $0) }))
  }

  private func applied(to lines: SourceLines, expandingTabs: Set<Int>) -> (bytes: [UInt8], edits: [Edit]) {
    let (blocks, fences) = Self.blocks(of: lines)
    var edits: [Edit] = []
    for (index, block) in blocks.enumerated() {
      guard let text = printed[block.source.fence.line] else { continue }
      let output = block.output
      if let output, output.matches(text) { continue }
      let contents = PrintedLines(text)
      if output == nil, contents.isEmpty { continue }
      guard let fence = fences[(output?.source ?? block.source).fence.line] else { continue }
      // What a fence swallowed because its end was forgotten must not be lost.
      guard fence.isClosed, fence.lineOpeningAnother == nil else { continue }
      let writer = OutputFenceWriter(lines: lines, fence: fence, expandsTabs: expandingTabs.contains(index))
      let (range, replacement) = output == nil ? writer.insertion(of: contents) : writer.replacement(by: contents)
      edits.append(Edit(range: range, replacement: replacement, block: index, printed: text, prefixHasTab: writer.prefixHasTab))
    }
    var bytes: [UInt8] = []
    var copied = 0
    for edit in edits {
      bytes += lines.bytes[copied..<edit.range.lowerBound]
      bytes += edit.replacement
      copied = edit.range.upperBound
    }
    bytes += lines.bytes[copied...]
    return (bytes, edits)
  }
}
