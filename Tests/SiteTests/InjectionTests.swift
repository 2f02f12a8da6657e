import Testing

@testable import Site

struct InjectionTests {
  private static let attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

  /// Every page, with the one script that pages have taken away.
  private func pages(_ site: Site) -> [String] {
    site.files.filter { $0.path.hasSuffix(".html") }.map { site.text($0.path).replacing("<script src=\"book.js\"></script>", with: "") }
  }

  private func expectHarmless(_ site: Site, mentions text: String = "alert(1)", _ location: SourceLocation = #_sourceLocation) {
    #expect(site.errors == [], sourceLocation: location)
    let pages = pages(site)
    #expect(pages.contains { $0.contains(text) }, "the text is there", sourceLocation: location)
    for page in pages {
      #expect(!page.contains("<script"), sourceLocation: location)
      #expect(!page.contains("<img"), sourceLocation: location)
      #expect(!page.contains("</style"), sourceLocation: location)
      #expect(page.firstMatch(of: /<[^>]*\son[a-z]+=/) == nil, sourceLocation: location)
    }
    #expect(!site.text("search-index.js").contains("</script"), sourceLocation: location)
  }

  @Test("raw HTML in a chapter's text comes out as text")
  func text() {
    expectHarmless(site("para \(Self.attack)\n\n<script>\nalert(1)\n</script>\n\n<div onclick=alert(1)>\n\n<!-- a --><style>*{}</style>\n"))
  }

  @Test(
    "so does code of every language, and output",
    arguments: [
      "```swift\n@\n```\n", "```swift\nlet x = \"@\" // @\n```\n```output\n@\n```\n```python\nx = '@' # @\n```\n", "```text\n@\n```\n",
      "```\n@\n```\n", "    @\n", "`@`\n", "> ```swift\n> @\n> ```\n", "1. ~~~text\n   @\n   ~~~\n",
      "```swift\nlet x = #\"\\#(\"@\")\"#\n```\n", "```swift\n/* @ /* @\n```\n",
      "```swift traps=\"x\"\n@\n```\n```output nondeterministic\n@\n```\n",
    ])
  func code(template: String) {
    expectHarmless(site(template.replacing("@", with: Self.attack)))
  }

  @Test(
    "so do references to characters, however they are written",
    arguments: [
      "&lt;script&gt;alert(1)&lt;/script&gt;\n", "&#60;script&#62;alert(1)&#60;/script&#62;\n", "&#x3c;img src=x onerror=alert(1)&#x3e;\n",
      "## &lt;script&gt;alert(1)\n", "[x](https://a.b/&quot;onclick=&quot;alert(1))\n", "\\<script>alert(1)\\</script>\n",
    ])
  func references(text: String) {
    expectHarmless(site(text))
  }

  @Test(
    "a link that would run a script is refused, however it is written",
    arguments: ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "data:text/html,x", "vbscript:x", "//a.b/c"])
  func links(address: String) {
    for text in ["[x](\(address))", "<\(address)>", "[x][y]\n\n[y]: \(address)", "![x](\(address))"] {
      let book = site(text + "\n")
      #expect(book.errors.count == 1 || !book.article.contains("href"), "\(text)")
    }
  }

  @Test("a figure that a block shows is held to what the figures of files are")
  func shownFigures() {
    for svg in ["<svg><title>T</title><script>alert(1)</script></svg>", "<svg><title>T</title><g onload='alert(1)'/></svg>"] {
      let book = site("```swift\nshow(x)\n```\n", shownFigures: [3: [svg]])
      #expect(book.errors.count == 1 && book.errors.first?.hasPrefix("Chapters/01-a.md:3 ") == true)
      #expect(book.files.isEmpty)
    }
    let words = "<svg><title>\(Self.attack.replacing("<", with: "&lt;"))</title><text>&lt;script>alert(1)</text></svg>"
    expectHarmless(site("```swift\nshow(x)\n```\n", shownFigures: [3: [words]]))
  }

  @Test("a chapter's name with a colon is no address of a script")
  func colons() {
    let book = site([("javascript:alert(1).md", "# T\n"), ("02-b.md", "# U\n\n[x](<./javascript:alert(1).md>)\n")])
    let index = site([("javascript:alert(1).md", "# T\n"), ("02-b.md", "# U\n")])
    #expect(book.errors.count == 1, "and no link's")
    for file in index.files {
      #expect(index.text(file.path).firstMatch(of: /(?:href=|\[)"javascript:/) == nil, "\(file.path)")
    }
    #expect(index.text("index.html").contains("href=\"./javascript:alert(1).html\""))
  }

  @Test(
    "so do attributes",
    arguments: [
      "```swift throws=\"@\"\n```\n", "```swift traps=\"@\"\n```\n", "```swift rejected=\"@\"\n```\n",
      "```swift\n```\n```python differs=\"@\"\n```\n",
      "```swift exercise=e\n```\n```swift check=e points=1 name=\"@\"\n```\n", "```swift exercise=e\n```\n```text hint=e\n@ `@`\n```\n",
      "```swift exercise=e\n@\n```\n```swift check=e points=1\n@\n```\n",
    ])
  func attributes(template: String) {
    let attack = template.contains("=\"@\"") ? Self.attack.replacing("\"", with: "\\\"") : Self.attack
    expectHarmless(site(template.replacing("@", with: attack)))
  }

  @Test("so do titles, headings, captions, tables, footnotes, formulas and links' titles")
  func elements() {
    expectHarmless(
      site(
        [("01-a.md", "# \(Self.attack)\n\n## \(Self.attack)\n\n[x](#section-none 'a')".replacing("[x](#section-none 'a')", with: "x"))],
        title: Self.attack))
    expectHarmless(site("| \(Self.attack) |\n| - |\n| \(Self.attack) |\n"))
    expectHarmless(site("x[^<script>]\n\n[^<script>]: \(Self.attack)\n"))
    expectHarmless(site("$\\text{<script>alert(1)</script>} < \\operatorname{<b>}$ $<img$\n"))
    expectHarmless(site("[x](https://a.b/\"onmouseover=\"alert(1) '\"onmouseover=alert(1)')\n\n<https://a.b/\"onclick=alert(1)>\n"))
    expectHarmless(site("![\(Self.attack)](figures/a.svg '\"onload=alert(1)')\n", files: ["figures/a.svg": "<svg/>"]))
  }

  @Test("so do the names of chapters and figures")
  func names() {
    let book = site([("01-<script>alert(1)<.md", "# T\n"), ("02-\"onload=\"alert(1).md", "# U\n\n[x](<01-<script>alert(1)<.md>)\n")])
    expectHarmless(book)
    let name = "figures/\"onload=alert(1) <b>.png"
    let pictures = site("![x](<\(name.replacing("<", with: "\\<").replacing(">", with: "\\>"))>)\n", files: [name: "x"])
    #expect(pictures.errors == [])
    #expect(pictures.article.contains("<img src=\"figures/%22onload=alert(1)%20%3Cb%3E.png\""))
  }

  @Test(
    "a figure that could do more than draw is refused, with its file and line",
    arguments: [
      "<svg>\n<script>alert(1)</script></svg>", "<svg>\n<rect onload=\"alert(1)\"/></svg>", "<svg>\n<foreignObject/></svg>",
      "<svg>\n<a href=\"#x\"/></svg>", "<svg>\n<use href=\"https://a.b/c#d\"/></svg>", "<svg>\n<image href=\"a.png\"/></svg>",
      "<svg>\n<rect fill=\"url(https://a.b)\"/></svg>", "<svg>\n<rect style=\"fill:red\"/></svg>", "<svg>\n<title><script/></title></svg>",
      "<svg>\n<style>@import 'a.css';</style></svg>", "<svg>\n<style>a{background:url(https://a.b)}</style></svg>",
      "<svg>\n<style>a{}</style ><animate/></svg>", "<svg>\n<rect/>", "<svg>\n<g></svg>", "<svg>\n<!ENTITY a 'b'></svg>",
      "<svg>\n&unknown;</svg>",
      "<svg>\n<SCRIPT/></svg>", "<svg>\n<rect a=b/></svg>", "<svg>\n<rect x='1' x='2'/></svg>", "<svg>\n<style>a{b:'</style>'}</svg>",
    ])
  func figures(svg: String) throws {
    let errors = site("![x](figures/a.svg)", files: ["figures/a.svg": svg]).errors
    #expect(errors.count == 1)
    #expect(errors.first?.hasPrefix("Chapters/figures/a.svg:2 ") == true)
  }
}
