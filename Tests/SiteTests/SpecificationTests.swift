import Foundation
import Testing

@testable import Site

struct SpecificationTests {
  struct Example: Decodable {
    var example: Int
    var markdown: String
    var html: String
  }

  struct Case: Decodable {
    var name: String
    var markdown: String
    var html: String
  }

  @Test("every example of the CommonMark specification 0.30 comes out to the letter")
  func commonMark() throws {
    let examples = try JSONDecoder().decode([Example].self, from: Fixtures.data("commonmark/examples-0.30.json"))
    #expect(examples.count == 652)
    for example in examples { #expect(try fragment(example.markdown) == example.html, "example \(example.example)") }
  }

  @Test("tables and footnotes give what cmark-gfm gives")
  func gitHub() throws {
    let cases = try JSONDecoder().decode([Case].self, from: Fixtures.data("cmark-gfm/cases.json"))
    #expect(cases.count == 49)
    for item in cases { #expect(try fragment(item.markdown) == item.html, "\(item.name)") }
  }

  @Test("containers nested ten thousand deep neither overflow the stack nor take long")
  func deepNesting() throws {
    let quotes = try fragment(String(repeating: "> ", count: 10_000) + "x\n")
    #expect(quotes.components(separatedBy: "<blockquote>").count == 10_001)
    #expect(try fragment(String(repeating: "*a **a ", count: 10_000)).contains("a"))
  }

  @Test(
    "bytes that are no UTF-8, NUL, and characters of a private plane come out as text", arguments: ["a\u{F0000}b", "$x$\u{F0001} [^1]"])
  func oddCharacters(text: String) throws {
    let html = try fragment(text + "\n\n[^1]: note\n")
    #expect(html.contains(text.contains("\u{F0001}") ? "\u{F0001}" : "a\u{F0000}b"))
    #expect(
      String(decoding: try Fragment.html(of: [0x61, 0xFF, 0x00, 0x62], allowsHTML: false), as: UTF8.self) == "<p>a\u{FFFD}\u{FFFD}b</p>\n")
  }

  @Test("without raw HTML tags come out as text, and links that could run a script lead nowhere")
  func escaped() throws {
    #expect(try fragment("<b>x</b>", allowsHTML: false) == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n")
    #expect(try fragment("[x](JavaScript:alert(1))", allowsHTML: false) == "<p><a href=\"\">x</a></p>\n")
    #expect(try fragment("[x](&#1;java&Tab;script:alert(1))", allowsHTML: false).contains("href=\"\""))
    #expect(try fragment("[x](https://a.b/c?d=e)", allowsHTML: false).contains("href=\"https://a.b/c?d=e\""))
  }
}
