import Ccmark
import Workbook

/// Where a text has words and where it has code: the lines of its leaf blocks.
struct TextLeaves {
  /// A paragraph's or a heading's place: from a column of its first line to the end of its last.
  struct Inline {
    var range: Range<Int>
  }

  /// In the order of the text.
  private(set) var inline: [Inline] = []
  /// Lines of code blocks and HTML blocks, by line.
  private var codeLines: [Bool]

  /// Nil only where there is no memory.
  init?(_ lines: SourceLines) {
    guard let tree = MarkdownTree(lines.bytes[lines.textStart...]) else { return nil }
    codeLines = [Bool](repeating: false, count: lines.count + 2)
    withExtendedLifetime(tree) {
      MarkdownNode(tree.root).walk { node, isEntering in
        guard isEntering else { return false }
        switch node.kind {
        case CMARK_NODE_CODE_BLOCK, CMARK_NODE_HTML_BLOCK:
          for line in stride(from: max(node.line, 1), through: min(node.lastLine, lines.count), by: 1) { codeLines[line] = true }
          return false
        case CMARK_NODE_PARAGRAPH, CMARK_NODE_HEADING:
          guard node.line >= 1, node.line <= lines.count else { return false }
          let start = min(lines.start(ofLine: node.line) + max(node.column - 1, 0), lines.bytes.count)
          let end = lines.range(ofLine: min(max(node.lastLine, node.line), lines.count)).upperBound
          if start < end { inline.append(Inline(range: start..<end)) }
          return false
        default: return true
        }
      }
    }
  }

  func isCode(_ line: Int) -> Bool { codeLines.indices.contains(line) && codeLines[line] }
}
