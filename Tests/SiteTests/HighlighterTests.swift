import Testing

@testable import Site

struct HighlighterTests {
  private func html(_ code: String, _ language: CodeLanguage = .swift) -> String {
    String(decoding: Highlighter.html(of: code, in: language).bytes, as: UTF8.self)
  }

  @Test("words, types, strings and comments are told apart")
  func kinds() {
    #expect(html("let x: Tensor = 1.5e-3 // so") == "<b>let</b> x: <u>Tensor</u> = 1.5e-3 <i>// so</i>")
    #expect(html("f(\"a\", in: self.default)") == "f(<span>\"a\"</span>, in: <b>self</b>.default)")
    #expect(html("/* a /* b */ c */ x") == "<i>/* a /* b */ c */</i> x")
    #expect(html("@main #if") == "<b>@main</b> <b>#if</b>")
    #expect(html("x = 'a' # so", .python) == "x = <span>'a'</span> <i># so</i>")
    #expect(
      html("None if rf\"\"\"a\n\"b\"\"\"\" else 1", .python).hasPrefix(
        "<b>None</b> <b>if</b> <span>rf\"\"\"a\n\"b\"\"\"</span>"))
  }

  @Test("a string ends where Swift ends it, interpolations and raw strings included")
  func strings() {
    #expect(html(#""\(a ? "x" : "y") z" w"#) == #"<span>"\(a ? "x" : "y") z"</span> w"#)
    #expect(html("#\"a\\\"# b") == "<span>#\"a\\\"#</span> b")
    #expect(html("\"\"\"\n\"a\"\n\"\"\" b").hasSuffix("</span> b"))
    #expect(html("\"open\nlet") == "<span>\"open</span>\n<b>let</b>")
  }

  @Test("whatever the code is, all of it comes out, in order and escaped")
  func complete() {
    var generator = SystemRandomNumberGenerator()
    let pieces = [
      "\"", "\"\"\"", "\\", "\\(", ")", "/*", "*/", "//", "\n", "#", "'", "let", "1.e", "é", "<b>", "&", "@", "\u{0}", "r", "f'",
    ]
    for _ in 0..<2000 {
      let code = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      for language in [CodeLanguage.swift, .python] {
        var text = html(code, language)
        for tag in ["b", "i", "u", "span"] {
          text = text.replacing("<\(tag)>", with: "").replacing("</\(tag)>", with: "")
        }
        text = text.replacing("&lt;", with: "<").replacing("&amp;", with: "&")
        #expect(text == code)
      }
    }
  }
}
