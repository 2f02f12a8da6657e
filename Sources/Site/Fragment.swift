/// A piece of Markdown as HTML, without a page around it.
public enum Fragment {
  /// CommonMark with tables, footnotes and formulas.
  /// - Parameters:
  ///   - markdown: UTF-8.
  ///   - allowsHTML: raw HTML and any link pass through, as the specification has it; otherwise HTML comes out as text, and links that
  ///     could run a script lead nowhere.
  /// - Throws: what is wrong in the formulas.
  public static func html(of markdown: [UInt8], allowsHTML: Bool) throws(FragmentError) -> [UInt8] {
    guard let document = MarkdownDocument(markdown) else { throw FragmentError(problems: [(1, "there is no memory left")]) }
    let rendered = MarkdownRenderer.render(document, elements: PlainElements(allowsHTML: allowsHTML))
    guard rendered.elements.problems.isEmpty else { throw FragmentError(problems: rendered.elements.problems) }
    return rendered.html.bytes
  }
}

/// What is wrong in a piece of Markdown, by line.
public struct FragmentError: Error {
  /// Lines are counted from 1.
  public var problems: [(line: Int, message: String)]
}
