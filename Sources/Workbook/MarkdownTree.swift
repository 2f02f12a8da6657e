import Ccmark

/// CommonMark's tree of a text, as libcmark parses it; freed with the object, and every node with it.
public final class MarkdownTree {
  /// The document node.
  public let root: OpaquePointer

  /// Parses UTF-8 text; bytes that are not UTF-8 become U+FFFD, as does NUL. Nil only where there is no memory.
  /// - Complexity: linear in the size of the text for anything but hostile nesting of containers.
  public init?(_ text: ArraySlice<UInt8>) {
    guard let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8) else { return nil }
    defer { cmark_parser_free(parser) }
    text.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in
        if let base = text.baseAddress { cmark_parser_feed(parser, base, text.count) }
      }
    }
    guard let root = cmark_parser_finish(parser) else { return nil }
    self.root = root
  }

  deinit { cmark_node_free(root) }
}
