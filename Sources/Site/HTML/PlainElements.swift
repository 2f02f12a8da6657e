/// CommonMark's elements as cmark prints them.
struct PlainElements: MarkdownElements {
  /// Raw HTML as it stands, as the specification has it; or else as text.
  var allowsHTML: Bool
  /// What is wrong with the text, with the line.
  private(set) var problems: [(line: Int, message: String)] = []

  init(allowsHTML: Bool) { self.allowsHTML = allowsHTML }

  var isPlain: Bool { true }
  var footnotePrefix: String { "" }

  private static let openings: [StaticString] = ["<h1>", "<h2>", "<h3>", "<h4>", "<h5>", "<h6>"]
  private static let closings: [StaticString] = ["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"]

  func openHeading(level: Int, text: String, hasLink: Bool, line: Int, into html: inout HTMLWriter) {
    html.markup(Self.openings[level - 1])
  }

  func closeHeading(level: Int, into html: inout HTMLWriter) { html.markup(Self.closings[level - 1]) }

  func codeBlock(_ text: UnsafePointer<CChar>?, info: String, line: Int, into html: inout HTMLWriter) {
    html.markup("<pre><code")
    let language = info.prefix { !$0.isWhitespace }
    if !language.isEmpty { html.attribute("class", "language-\(language)") }
    html.markup(">")
    html.text(text)
    html.markup("</code></pre>\n")
  }

  func rawHTML(_ text: String, isBlock: Bool, into html: inout HTMLWriter) {
    if allowsHTML { html.unescaped(text) } else { html.text(text) }
  }

  func destination(of url: String, line: Int) -> String { allowsHTML || LinkScheme(url).isHarmless ? url : "" }

  func image(_ url: String, alternative: String, title: String, isAlone: Bool, line: Int, into html: inout HTMLWriter) {
    html.markup("<img src=\"")
    html.address(destination(of: url, line: line))
    html.markup("\"")
    html.attribute("alt", alternative)
    if !title.isEmpty { html.attribute("title", title) }
    html.markup(" />")
  }

  mutating func formula(_ formula: Formula, into html: inout HTMLWriter) {
    do {
      html.html(try MathML.render(formula))
    } catch {
      problems.append((error.line, error.message))
    }
  }
}

/// What stands before the colon of an address.
enum LinkScheme: Equatable {
  /// An address of this site, or one beside the page.
  case relative
  /// In small letters, without blanks and control characters, as a browser reads it.
  case named(String)

  init(_ url: String) {
    var scheme = ""
    for scalar in url.unicodeScalars where scalar.value > 0x20 {
      switch scalar {
      case ":":
        self = .named(scheme)
        return
      case "/", "?", "#":
        self = .relative
        return
      default: scheme.append(Character(scalar).lowercased())
      }
    }
    self = .relative
  }

  /// Whether following the link can run no script, and shows no text of the link's own making.
  var isHarmless: Bool {
    switch self {
    case .relative: true
    case .named(let scheme): ["http", "https", "mailto"].contains(scheme)
    }
  }
}
