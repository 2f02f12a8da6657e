/// What a renderer asks of the page that it renders for: all that CommonMark leaves to it, or that a page wants otherwise.
protocol MarkdownElements {
  /// Whether the output is to be what the programs cmark and cmark-gfm print, to the letter.
  var isPlain: Bool { get }
  /// What stands before the ids of footnotes, so that no heading has one of them.
  var footnotePrefix: String { get }

  /// - Parameter hasLink: whether there is a link in it already.
  mutating func openHeading(level: Int, text: String, hasLink: Bool, line: Int, into html: inout HTMLWriter)
  mutating func closeHeading(level: Int, into html: inout HTMLWriter)
  /// A code block, its text with LF at the ends of its lines.
  mutating func codeBlock(_ text: UnsafePointer<CChar>?, info: String, line: Int, into html: inout HTMLWriter)
  mutating func rawHTML(_ text: String, isBlock: Bool, into html: inout HTMLWriter)
  /// The address that a link leads to in the page.
  mutating func destination(of url: String, line: Int) -> String
  /// - Parameter isAlone: whether it is all that its paragraph has.
  mutating func image(_ url: String, alternative: String, title: String, isAlone: Bool, line: Int, into html: inout HTMLWriter)
  mutating func formula(_ formula: Formula, into html: inout HTMLWriter)
}
