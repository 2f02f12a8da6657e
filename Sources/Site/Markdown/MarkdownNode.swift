import Ccmark

/// A node of cmark's tree. It lives as long as the tree that it is in.
struct MarkdownNode: Equatable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  private init?(_ pointer: OpaquePointer?) {
    guard let pointer else { return nil }
    self.pointer = pointer
  }

  /// A new node for what CommonMark does not have: `CMARK_NODE_CUSTOM_BLOCK` or `CMARK_NODE_CUSTOM_INLINE`.
  static func make(_ kind: cmark_node_type) -> MarkdownNode? { MarkdownNode(cmark_node_new(kind)) }

  var kind: cmark_node_type { cmark_node_get_type(pointer) }
  var parent: MarkdownNode? { MarkdownNode(cmark_node_parent(pointer)) }
  var firstChild: MarkdownNode? { MarkdownNode(cmark_node_first_child(pointer)) }
  var lastChild: MarkdownNode? { MarkdownNode(cmark_node_last_child(pointer)) }
  var next: MarkdownNode? { MarkdownNode(cmark_node_next(pointer)) }

  /// Lines and the column, all from 1, in the text that was parsed; 0 for a made node.
  var line: Int { Int(cmark_node_get_start_line(pointer)) }
  var lastLine: Int { Int(cmark_node_get_end_line(pointer)) }
  var column: Int { Int(cmark_node_get_start_column(pointer)) }

  var literal: UnsafePointer<CChar>? { cmark_node_get_literal(pointer) }
  var url: String { cmark_node_get_url(pointer).map { String(cString: $0) } ?? "" }
  var title: String { cmark_node_get_title(pointer).map { String(cString: $0) } ?? "" }
  var info: String { cmark_node_get_fence_info(pointer).map { String(cString: $0) } ?? "" }
  var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }

  /// What a made node stands for: an index into its document's additions.
  var addition: Int? {
    get { cmark_node_get_user_data(pointer).map { Int(bitPattern: $0) - 1 } }
    nonmutating set { cmark_node_set_user_data(pointer, newValue.flatMap { UnsafeMutableRawPointer(bitPattern: $0 + 1) }) }
  }

  func append(_ child: MarkdownNode) { cmark_node_append_child(pointer, child.pointer) }
  func insertBefore(_ sibling: MarkdownNode) { cmark_node_insert_before(sibling.pointer, pointer) }
  func insertAfter(_ sibling: MarkdownNode) { cmark_node_insert_after(sibling.pointer, pointer) }
  /// Takes the node out of its tree; it is then nobody's until it is put somewhere.
  func unlink() { cmark_node_unlink(pointer) }
  /// Takes the node and all below it out of the world.
  func free() { cmark_node_free(pointer) }

  /// Moves all children of another node to the end of this one's.
  func takeChildren(of other: MarkdownNode) {
    while let child = other.firstChild { append(child) }
  }

  /// Calls `body` on entering and leaving each node below and at this one; leaves have no leaving. Not recursive: how deep a text nests
  /// is the text's choice.
  /// - Parameter body: gives whether what is below the node is to be walked, which counts on entering only.
  func walk(_ body: (_ node: MarkdownNode, _ isEntering: Bool) throws -> Bool) rethrows {
    var node = self
    while true {
      if try body(node, true), let child = node.firstChild {
        node = child
        continue
      }
      if !node.isLeaf { _ = try body(node, false) }
      while node != self, node.next == nil, let parent = node.parent {
        node = parent
        _ = try body(node, false)
      }
      guard node != self, let next = node.next else { return }
      node = next
    }
  }

  /// Whether nodes of this kind never have children.
  private var isLeaf: Bool {
    switch kind {
    case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_CODE_BLOCK, CMARK_NODE_TEXT, CMARK_NODE_SOFTBREAK,
      CMARK_NODE_LINEBREAK, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE:
      true
    default: false
    }
  }

  /// The nodes of these kinds, in the order of the text, gathered before any of them is changed.
  func nodes(where isWanted: (MarkdownNode) -> Bool) -> [MarkdownNode] {
    var found: [MarkdownNode] = []
    walk { node, isEntering in
      if isEntering, isWanted(node) { found.append(node) }
      return true
    }
    return found
  }
}
