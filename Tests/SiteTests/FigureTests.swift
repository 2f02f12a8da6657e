import Testing

@testable import Site

struct FigureTests {
  private let svg = """
    <?xml version="1.0"?>
    <!-- drawn by hand -->
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-labelledby="t">
      <title id="t">A &amp; B</title>
      <style>
        text, svg .a { fill: #000; } /* so */
        .line { marker-end: url(#m); }
        @media (prefers-color-scheme: dark) { text { fill: #fff; } }
      </style>
      <defs><marker id="m"/></defs>
      <path class="line" marker-start="url(#m)"/><use href="#m"/>
    </svg>
    """

  private func html(_ figure: Figure, alternative: String = "", occurrence: Int = 1) -> String {
    var html = HTMLWriter()
    figure.write(alternative: alternative, occurrence: occurrence, into: &html)
    return String(decoding: html.bytes, as: UTF8.self)
  }

  @Test("a figure's ids and the references to them are made its own, each time that it is shown")
  func ids() throws {
    let figure = try Figure(Array(svg.utf8))
    let name = figure.name
    let first = html(figure)
    #expect(first.hasPrefix("<svg viewBox=\"0 0 9 9\" aria-labelledby=\"\(name)-t\" class=\"\(name)\" role=\"img\">"))
    #expect(first.contains("<title id=\"\(name)-t\">A &amp; B</title>"))
    #expect(first.contains("marker-start=\"url(#\(name)-m)\"/><use href=\"#\(name)-m\"/>"))
    #expect(!first.contains("<style") && !first.contains("drawn by hand"))
    #expect(html(figure, occurrence: 2).contains("<marker id=\"\(name)-2-m\"/>"))
  }

  @Test("with a text alternative it is what is read out")
  func alternative() throws {
    let text = html(try Figure(Array(svg.utf8)), alternative: "Two \"boxes\"")
    #expect(text.contains("role=\"img\" aria-label=\"Two &quot;boxes&quot;\""))
    #expect(!text.contains("aria-labelledby"))
  }

  @Test("its style counts for it alone, and follows the scheme that the reader chose")
  func style() throws {
    let figure = try Figure(Array(svg.utf8))
    let name = figure.name
    #expect(figure.css.contains(".\(name) text,.\(name) .a{fill: #000;}"))
    #expect(figure.css.contains("url(#\(name)-m)"))
    #expect(
      figure.css.contains("@media screen and (prefers-color-scheme:dark){\n:root:not([data-theme=light]) .\(name) text{fill: #fff;}\n}"))
    #expect(figure.css.contains("@media screen{\n:root[data-theme=dark] .\(name) text{fill: #fff;}\n}"))
  }

  @Test("a figure stands in the page itself, with its caption, and its style in the site's sheet")
  func inPage() {
    let book = site("text\n\n![boxes](figures/a.svg \"Two boxes.\")\n\nand ![again](figures/a.svg) inline\n", files: ["figures/a.svg": svg])
    #expect(book.errors == [])
    #expect(book.article.contains("<figure>\n<svg "))
    #expect(book.article.contains("</svg>\n<figcaption>Two boxes.</figcaption>\n</figure>"))
    #expect(book.article.components(separatedBy: "<svg ").count == 3)
    let ids = book.text("book.html").matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    #expect(book.text("figures.css").components(separatedBy: "#000").count == 2)
  }
}
