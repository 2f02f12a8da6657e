import Ccmark

/// Renders a document's tree as HTML: CommonMark's own elements as the specification has them, tables and footnotes as GitHub's cmark-gfm.
struct MarkdownRenderer<Elements: MarkdownElements> {
  private(set) var html = HTMLWriter()
  private(set) var elements: Elements
  let document: MarkdownDocument
  /// The first line of the part that is being rendered, and the line of the table's row: what is in them has other lines of its own.
  private var partLine: Int?
  private var rowLine: Int?

  init(_ document: MarkdownDocument, elements: Elements) {
    self.document = document
    self.elements = elements
  }

  /// The HTML of the whole document.
  static func render(_ document: MarkdownDocument, elements: Elements) -> MarkdownRenderer {
    var renderer = MarkdownRenderer(document, elements: elements)
    document.root.walk { node, isEntering in isEntering ? renderer.enter(node) : renderer.leave(node) }
    return renderer
  }

  /// Where a node stands in the text.
  private func line(of node: MarkdownNode) -> Int {
    if let rowLine { return rowLine }
    var place: MarkdownNode? = node
    while let node = place, node.line == 0 { place = node.parent }
    let line = max(place?.line ?? 1, 1)
    return partLine.map { $0 + line - 1 } ?? line
  }

  // MARK: Entering

  /// Whether what is below the node is to be rendered.
  private mutating func enter(_ node: MarkdownNode) -> Bool {
    switch node.kind {
    case CMARK_NODE_BLOCK_QUOTE:
      html.newline()
      html.markup("<blockquote>\n")
    case CMARK_NODE_LIST: openList(node)
    case CMARK_NODE_ITEM:
      html.newline()
      html.markup("<li>")
    case CMARK_NODE_HEADING:
      html.newline()
      elements.openHeading(
        level: node.headingLevel, text: document.plainText(of: node), hasLink: hasLink(node), line: line(of: node), into: &html)
    case CMARK_NODE_CODE_BLOCK:
      html.newline()
      elements.codeBlock(node.literal, info: node.info, line: line(of: node), into: &html)
    case CMARK_NODE_HTML_BLOCK:
      html.newline()
      elements.rawHTML(literal(of: node), isBlock: true, into: &html)
      html.newline()
    case CMARK_NODE_THEMATIC_BREAK:
      html.newline()
      html.markup(elements.isPlain ? "<hr />\n" : "<hr>\n")
    case CMARK_NODE_PARAGRAPH:
      guard isParagraph(node) else { break }
      html.newline()
      html.markup("<p>")
    case CMARK_NODE_CUSTOM_BLOCK: open(node)
    default: return enterInline(node)
    }
    return true
  }

  private mutating func enterInline(_ node: MarkdownNode) -> Bool {
    switch node.kind {
    case CMARK_NODE_TEXT: if elements.isPlain { html.text(node.literal) } else { html.code(node.literal) }
    case CMARK_NODE_LINEBREAK: html.markup(elements.isPlain ? "<br />\n" : "<br>\n")
    case CMARK_NODE_SOFTBREAK: html.markup("\n")
    case CMARK_NODE_CODE:
      html.markup("<code>")
      html.text(literal(of: node))
      html.markup("</code>")
    case CMARK_NODE_HTML_INLINE: elements.rawHTML(literal(of: node), isBlock: false, into: &html)
    case CMARK_NODE_EMPH: html.markup("<em>")
    case CMARK_NODE_STRONG: html.markup("<strong>")
    case CMARK_NODE_LINK:
      html.markup("<a href=\"")
      html.address(elements.destination(of: document.text.restored(node.url), line: line(of: node)))
      html.markup("\"")
      let title = document.text.restored(node.title)
      if !title.isEmpty { html.attribute("title", title) }
      html.markup(">")
    case CMARK_NODE_IMAGE:
      elements.image(
        document.text.restored(node.url), alternative: document.plainText(of: node), title: document.text.restored(node.title),
        isAlone: isAlone(node), line: line(of: node), into: &html)
      return false
    case CMARK_NODE_CUSTOM_INLINE:
      switch document.addition(of: node) {
      case .formula(let formula): elements.formula(formula, into: &html)
      case .footnoteReference(let footnote, let occurrence): reference(to: footnote, occurrence: occurrence)
      default: break
      }
    default: break
    }
    return true
  }

  private func hasLink(_ heading: MarkdownNode) -> Bool {
    !heading.nodes { node in
      if case .footnoteReference = document.addition(of: node) { return true }
      return node.kind == CMARK_NODE_LINK
    }.isEmpty
  }

  private func literal(of node: MarkdownNode) -> String {
    node.literal.map { document.text.restored(String(cString: $0)) } ?? ""
  }

  private mutating func openList(_ node: MarkdownNode) {
    html.newline()
    guard cmark_node_get_list_type(node.pointer) == CMARK_ORDERED_LIST else { return html.markup("<ul>\n") }
    let start = Int(cmark_node_get_list_start(node.pointer))
    html.markup("<ol")
    if start != 1 { html.attribute("start", String(start)) }
    html.markup(">\n")
  }

  /// In a tight list's items there are no paragraphs, and a figure or a formula that stands by itself is none.
  private func isParagraph(_ node: MarkdownNode) -> Bool {
    if let list = node.parent?.parent, list.kind == CMARK_NODE_LIST, cmark_node_get_list_tight(list.pointer) != 0 { return false }
    guard !elements.isPlain, let only = node.firstChild else { return true }
    return !isAlone(only) || !isFigure(only)
  }

  private func isFigure(_ node: MarkdownNode) -> Bool {
    if node.kind == CMARK_NODE_IMAGE { return true }
    if case .formula(let formula) = document.addition(of: node) { return formula.isDisplay }
    return false
  }

  /// Whether nothing but line ends stands beside the node in its paragraph.
  private func isAlone(_ node: MarkdownNode) -> Bool {
    guard let parent = node.parent, parent.kind == CMARK_NODE_PARAGRAPH else { return false }
    var child = parent.firstChild
    while let current = child {
      if current != node, current.kind != CMARK_NODE_SOFTBREAK { return false }
      child = current.next
    }
    return true
  }

  // MARK: Leaving

  private mutating func leave(_ node: MarkdownNode) -> Bool {
    switch node.kind {
    case CMARK_NODE_BLOCK_QUOTE:
      html.newline()
      html.markup("</blockquote>\n")
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node.pointer) == CMARK_ORDERED_LIST
      html.markup(isOrdered ? "</ol>\n" : "</ul>\n")
    case CMARK_NODE_ITEM: html.markup("</li>\n")
    case CMARK_NODE_HEADING: elements.closeHeading(level: node.headingLevel, into: &html)
    case CMARK_NODE_PARAGRAPH: closeParagraph(node)
    case CMARK_NODE_EMPH: html.markup("</em>")
    case CMARK_NODE_STRONG: html.markup("</strong>")
    case CMARK_NODE_LINK: html.markup("</a>")
    case CMARK_NODE_CUSTOM_BLOCK: close(node)
    default: break
    }
    return true
  }

  private mutating func closeParagraph(_ node: MarkdownNode) {
    if node.next == nil, let parent = node.parent, case .footnote(let footnote, let references) = document.addition(of: parent) {
      html.markup(" ")
      backReferences(of: footnote, references: references)
    }
    if isParagraph(node) { html.markup("</p>\n") }
  }

  // MARK: Tables and footnotes

  private mutating func open(_ node: MarkdownNode) {
    switch document.addition(of: node) {
    case .table:
      html.newline()
      html.markup(elements.isPlain ? "<table>" : "<div class=\"table\"><table>")
    case .tableRow(let isHeader, let isFirstOfBody, _):
      html.newline()
      if isHeader { html.markup("<thead>\n") }
      if isFirstOfBody { html.markup("<tbody>\n") }
      html.markup("<tr>")
    case .tableCell(let isHeader, let alignment, let line):
      rowLine = line
      html.newline()
      html.markup(isHead(isHeader, node) ? "<th" : "<td")
      align(alignment)
      html.markup(">")
    case .part(let firstLine): partLine = firstLine
    case .footnotes:
      html.newline()
      if elements.isPlain {
        html.markup("<section class=\"footnotes\" data-footnotes>\n<ol>\n")
      } else {
        html.markup("<div class=footnotes role=doc-endnotes aria-label=Footnotes>\n<ol>\n")
      }
    case .footnote(let footnote, _):
      html.markup("<li id=\"")
      html.text(elements.footnotePrefix)
      html.markup("fn-")
      html.address(footnote.label)
      html.markup("\">\n")
    default: break
    }
  }

  /// An empty cell heads nothing: to those who hear the page it would be a column without a name.
  private func isHead(_ isHeader: Bool, _ cell: MarkdownNode) -> Bool { isHeader && (elements.isPlain || cell.firstChild != nil) }

  private mutating func align(_ alignment: TableAlignment) {
    switch (alignment, elements.isPlain) {
    case (.none, _), (.left, false): break
    case (.left, true): html.markup(" align=\"left\"")
    case (.center, true): html.markup(" align=\"center\"")
    case (.right, true): html.markup(" align=\"right\"")
    case (.center, false): html.markup(" class=\"center\"")
    case (.right, false): html.markup(" class=\"right\"")
    }
  }

  private mutating func close(_ node: MarkdownNode) {
    switch document.addition(of: node) {
    case .table: html.markup(elements.isPlain ? "</table>\n" : "</table></div>\n")
    case .tableRow(let isHeader, _, let isLast):
      html.newline()
      html.markup("</tr>\n")
      if isHeader { html.markup("</thead>\n") } else if isLast { html.markup("</tbody>\n") }
    case .tableCell(let isHeader, _, _):
      rowLine = nil
      html.markup(isHead(isHeader, node) ? "</th>" : "</td>")
    case .part: partLine = nil
    case .footnotes: html.markup(elements.isPlain ? "</ol>\n</section>\n" : "</ol>\n</div>\n")
    case .footnote(let footnote, let references):
      if node.lastChild?.kind != CMARK_NODE_PARAGRAPH {
        backReferences(of: footnote, references: references)
        html.markup("\n")
      }
      html.markup("</li>\n")
    default: break
    }
  }

  private mutating func referenceID(_ footnote: Footnote, occurrence: Int) {
    html.text(elements.footnotePrefix)
    html.markup("fnref-")
    html.address(footnote.label)
    if occurrence > 1 {
      html.markup("-")
      html.number(occurrence)
    }
  }

  private mutating func reference(to footnote: Footnote, occurrence: Int) {
    html.markup("<sup class=\"footnote-ref\"><a href=\"#")
    html.text(elements.footnotePrefix)
    html.markup("fn-")
    html.address(footnote.label)
    html.markup("\" id=\"")
    referenceID(footnote, occurrence: occurrence)
    html.markup(elements.isPlain ? "\" data-footnote-ref>" : "\" role=\"doc-noteref\">")
    html.number(footnote.number)
    html.markup("</a></sup>")
  }

  private mutating func backReferences(of footnote: Footnote, references: Int) {
    for occurrence in stride(from: 1, through: references, by: 1) {
      if occurrence > 1 { html.markup(" ") }
      html.markup("<a href=\"#")
      referenceID(footnote, occurrence: occurrence)
      html.markup("\" class=\"footnote-backref\"")
      html.markup(elements.isPlain ? " data-footnote-backref aria-label=\"Back to content\">↩" : " aria-label=\"Back to the text\">↩")
      if occurrence > 1 {
        html.markup("<sup class=\"footnote-ref\">")
        html.number(occurrence)
        html.markup("</sup>")
      }
      html.markup("</a>")
    }
  }
}
