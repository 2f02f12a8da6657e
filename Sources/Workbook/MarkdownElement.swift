import Ccmark

/// What a chapter takes from CommonMark's tree.
enum MarkdownElement {
  /// A heading of any level that is not in a list or a block quote. (Quoted headings are quoted text, not the chapter's own.)
  case heading(level: Int, text: String, line: Int, column: Int)
  /// A fenced code block, wherever it is nested.
  case fence(Fence)
}

extension SourceLines {
  /// Parses the lines as CommonMark and gives what a chapter is made of, in the order of the file.
  /// - Precondition: the bytes are valid UTF-8 without NUL.
  /// - Complexity: linear in the size of the file for anything but hostile nesting of containers.
  func markdownElements() -> [MarkdownElement] {
    guard let tree = MarkdownTree(bytes[textStart...]) else { return [] }
    var walk = MarkdownWalk(lines: self)
    // The nodes live as long as the tree.
    withExtendedLifetime(tree) { walk.visit(tree.root) }
    return walk.elements
  }
}

/// A walk over the blocks of a tree, without recursion: how deep a file nests its containers is the file's choice.
private struct MarkdownWalk {
  let lines: SourceLines
  var elements: [MarkdownElement] = []
  private var lastFence: (node: OpaquePointer, index: Int)?

  init(lines: SourceLines) { self.lines = lines }

  mutating func visit(_ document: OpaquePointer) {
    var node = cmark_node_first_child(document)
    var depth = 0
    while let current = node {
      switch cmark_node_get_type(current) {
      case CMARK_NODE_HEADING where depth == 0: addHeading(current)
      case CMARK_NODE_CODE_BLOCK: addCodeBlock(current)
      case CMARK_NODE_BLOCK_QUOTE, CMARK_NODE_LIST, CMARK_NODE_ITEM:
        if let child = cmark_node_first_child(current) {
          node = child
          depth += 1
          continue
        }
      default: break
      }
      var done = current
      node = cmark_node_next(done)
      while node == nil, depth > 0, let parent = cmark_node_parent(done) {
        done = parent
        depth -= 1
        node = cmark_node_next(done)
      }
    }
  }

  private mutating func addHeading(_ node: OpaquePointer) {
    elements.append(
      .heading(
        level: Int(cmark_node_get_heading_level(node)), text: plainText(of: node),
        line: Int(cmark_node_get_start_line(node)), column: Int(cmark_node_get_start_column(node))))
  }

  private mutating func addCodeBlock(_ node: OpaquePointer) {
    let line = Int(cmark_node_get_start_line(node))
    // A fence that only its container's end closed may seem closed by the fence that follows: that one opens a block of its own.
    if let last = lastFence, case .fence(var fence) = elements[last.index], fence.isClosed, fence.closingLine == line {
      fence.isClosed = false
      elements[last.index] = .fence(fence)
    }
    guard var fence = lines.fence(of: node) else { return }
    if let last = lastFence, cmark_node_previous(node) == last.node { fence.followsPreviousFence = true }
    lastFence = (node, elements.count)
    elements.append(.fence(fence))
  }

  /// The text of a heading without its marks: `*`, backticks and links' addresses fall away.
  private func plainText(of heading: OpaquePointer) -> String {
    guard let iterator = cmark_iter_new(heading) else { return "" }
    defer { cmark_iter_free(iterator) }
    var text = ""
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return text }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
      switch cmark_node_get_type(node) {
      case CMARK_NODE_TEXT, CMARK_NODE_CODE: text += cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
      default: break
      }
    }
  }
}

extension SourceLines {
  /// The fence of a code-block node; nil if it is an indented code block.
  fileprivate func fence(of node: OpaquePointer) -> Fence? {
    let line = Int(cmark_node_get_start_line(node))
    let column = Int(cmark_node_get_start_column(node))
    let lineRange = range(ofLine: line)
    let start = lineRange.lowerBound + column - 1
    guard start < lineRange.upperBound, bytes[start] == UInt8(ascii: "`") || bytes[start] == UInt8(ascii: "~") else { return nil }
    let character = bytes[start]
    let infoStart = bytes[start..<lineRange.upperBound].firstIndex { $0 != character } ?? lineRange.upperBound
    let length = infoStart - start
    guard length >= 3 else { return nil }

    var text = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    let hasInfo = cmark_node_get_fence_info(node).map { $0.pointee != 0 } ?? false
    if !hasInfo {
      // An indented code block may begin with fence characters of its own. Then its text begins with them, which a fenced block's
      // can't: such a line would have closed it.
      if !isBlank(bytes[infoStart..<lineRange.upperBound]) { return nil }
      let run = text.utf8.prefix { $0 == character }.count
      let afterRun = text.utf8.dropFirst(run).prefix { $0 != UInt8(ascii: "\n") }
      if run >= length, afterRun.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return nil }
    }

    let prefixLengths = text.withUTF8 { text in
      var prefixLengths: [Int] = []
      var lineStart = 0
      for (offset, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
        // A tab that a container takes in part becomes spaces in the text: then there are more of them than bytes.
        prefixLengths.append(max(range(ofLine: line + 1 + prefixLengths.count).count - (offset - lineStart), 0))
        lineStart = offset + 1
      }
      return prefixLengths
    }
    var fence = Fence(
      character: character, length: length, line: line, column: column, infoRange: infoStart..<lineRange.upperBound,
      text: text, prefixLengths: prefixLengths, isClosed: false, followsPreviousFence: false)
    fence.isClosed = closes(fence, atLine: fence.closingLine)
    return fence
  }

  /// Whether `line` reads as the closing fence of `fence`. (What may stand before it there are quote marks and indents only.)
  private func closes(_ fence: Fence, atLine line: Int) -> Bool {
    guard line <= count else { return false }
    let rest = bytes[range(ofLine: line)].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ">") }
    let run = rest.prefix { $0 == fence.character }.count
    return run >= min(fence.length, Fence.longestLength) && isBlank(rest.dropFirst(run))
  }

  private func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
