import Ccmark
import Workbook

/// What a made node of a document's tree stands for: CommonMark has no such thing.
enum MarkdownAddition: Sendable {
  case table
  case tableRow(isHeader: Bool, isFirstOfBody: Bool, isLast: Bool)
  /// `line` is that of the table's row: the cell's own nodes know only where they stood in a text of cells.
  case tableCell(isHeader: Bool, TableAlignment, line: Int)
  /// Blocks parsed from a part of the text: their lines count from the part's first.
  case part(firstLine: Int)
  /// `occurrence` counts the references to one footnote from 1.
  case footnoteReference(Footnote, occurrence: Int)
  /// What its footnotes are in, at the end of the document.
  case footnotes
  case footnote(Footnote, references: Int)
  case formula(Formula)
}

/// How a column of a table is set.
enum TableAlignment: Sendable { case none, left, center, right }

/// A footnote that is referred to.
struct Footnote: Sendable {
  /// As it is written: `note` of `[^note]`.
  var label: String
  /// From 1, in the order in which they are first referred to.
  var number: Int
}

/// A formula between dollars.
struct Formula: Sendable {
  /// What is between them.
  var source: String
  /// `$$…$$`: set by itself, larger.
  var isDisplay: Bool
  /// Where it begins.
  var line: Int
}

/// CommonMark's tree of a text, with what CommonMark lacks added to it as made nodes: tables, footnotes and formulas.
///
/// Sendable all the same: it is changed by nobody once it is made, and reading cmark's tree changes nothing.
final class MarkdownDocument: @unchecked Sendable {
  let root: MarkdownNode
  private(set) var additions: [MarkdownAddition] = []
  let text: PreparedText
  private let tree: MarkdownTree

  /// Nil only where there is no memory.
  init?(_ bytes: [UInt8]) {
    guard let text = PreparedText(bytes), let tree = MarkdownTree(text.lines.bytes[text.lines.textStart...]) else { return nil }
    self.text = text
    self.tree = tree
    root = MarkdownNode(tree.root)
    cmark_consolidate_text_nodes(tree.root)
    addTables()
    if !text.marks.isEmpty || !text.footnoteLabels.isEmpty { addFootnotesAndFormulas() }
  }

  /// What a made node stands for.
  func addition(of node: MarkdownNode) -> MarkdownAddition? { node.addition.map { additions[$0] } }

  /// A new node that stands for `addition`.
  func make(_ kind: cmark_node_type, _ addition: MarkdownAddition) -> MarkdownNode? {
    guard let node = MarkdownNode.make(kind) else { return nil }
    node.addition = additions.count
    additions.append(addition)
    return node
  }

  func change(_ node: MarkdownNode, to addition: MarkdownAddition) {
    if let index = node.addition { additions[index] = addition }
  }

  /// The plain text below a node: marks fall away, code stays.
  func plainText(of node: MarkdownNode) -> String {
    var plain: [UInt8] = []
    node.walk { node, isEntering in
      guard isEntering else { return false }
      switch node.kind {
      case CMARK_NODE_TEXT, CMARK_NODE_CODE: text.restore(node.literal, into: &plain)
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: plain.append(UInt8(ascii: " "))
      case CMARK_NODE_CUSTOM_INLINE:
        if case .formula(let formula) = addition(of: node) { plain += formula.source.utf8 }
        return false
      default: break
      }
      return true
    }
    return String(decoding: plain, as: UTF8.self)
  }
}
