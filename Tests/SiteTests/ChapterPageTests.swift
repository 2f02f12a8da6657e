import Testing

@testable import Site

struct ChapterPageTests {
  @Test("a block has its twin as a second tab, and what it prints below")
  func twins() {
    let article = site(
      """
      ```swift
      print(x)
      ```

      ```output tolerance=0.01
      1.5
      ```

      ~~~python differs="`None` is *no* value"
      print(x)  # so
      ~~~
      """
    ).article
    #expect(
      article.contains("<label><input type=radio name=\"--1\" checked>Swift</label><label><input type=radio name=\"--1\">PyTorch</label>"))
    #expect(article.contains("<pre><code>print(x)  <i># so</i></code></pre>"))
    #expect(article.contains("<p class=differs>Differs: <code>None</code> is *no* value</p>"))
    #expect(article.contains("<p>Prints, to within 0.01</p><pre>1.5</pre>"))
    #expect(article.components(separatedBy: "print(x)").count == 3)
  }

  @Test(
    "a promised failure is shown as such",
    arguments: [("throws", "Throws an error"), ("traps", "Traps"), ("rejected", "Does not compile")])
  func failures(attribute: String, words: String) {
    let article = site("```swift \(attribute)=\"no <way>\"\nf()\n```\n").article
    #expect(article.hasPrefix("<div class=\"block fails\">"))
    #expect(article.contains("<p class=\"promise\"><strong>\(words)</strong> <samp>no &lt;way&gt;</samp></p>"))
  }

  @Test("a hidden block is not shown, but the figures that it drew are")
  func hidden() {
    let svg = "<svg viewBox=\"0 0 1 1\"><title>Drawn</title><rect/></svg>"
    let shown = site("```swift hidden\nsecret()\n```\n", shownFigures: [3: [svg]])
    #expect(shown.errors == [])
    #expect(!shown.text("01-a.html").contains("secret"))
    #expect(!shown.text("search-index.js").contains("secret"))
    #expect(shown.article.contains("<figure>\n<svg viewBox=\"0 0 1 1\""))
  }

  @Test("a figure that a block shows stands below its output")
  func shownFigure() throws {
    let text = "```swift\nprint(1)\n```\n\n```output\n1\n```\n"
    let article = site(text, shownFigures: [3: ["<svg><title>Drawn</title></svg>"]]).article
    let output = try #require(article.range(of: "<pre>1</pre>"))
    let figure = try #require(article.range(of: "<title>Drawn</title>"))
    #expect(output.upperBound < figure.lowerBound)
    #expect(
      site(text, shownFigures: [3: ["<svg></svg>"]]).errors == [
        "Chapters/01-a.md:3 the figure that this block shows has no <title> that says what it shows"
      ])
  }

  @Test("an exercise has its points, hints one in another, its checks but the hidden ones, and the command that checks it")
  func exercise() {
    let article = site(
      """
      ```swift exercise=twice
      // TODO: double it
      ```

      ```text hint=twice
      Use `*`.
      ```

      ```text hint=twice
      By two.
      ```

      ~~~swift check=twice points=1 name="a `number`"
      observe(twice(2))
      ~~~

      ```swift check=twice points=3 name="the secret name" hidden
      observe(secretCheck())
      ```
      """
    ).article
    #expect(article.contains("Exercise <code>twice</code> <span class=points>4 points</span>"))
    #expect(
      article.contains(
        "<details class=\"hint\"><summary>Hint 1 of 2</summary>\n<p>Use <code>*</code>.</p>\n<details class=\"hint\"><summary>Hint 2 of 2"))
    #expect(article.contains("a <code>number</code> <span class=points>1 point</span>"))
    #expect(article.contains("1 check that is not shown <span class=points>3 points</span>"))
    #expect(!article.contains("secret"))
    #expect(article.contains("<code>gradbook check twice</code>"))
  }

  @Test("headings can be linked to, by ids made of their words; a second of the same words is told apart")
  func headingIDs() {
    let article = site("## Views: two names\n\n## What's `grad_fn`?\n\n### Views: two names\n\n## ???\n\n## Größe\n").article
    let ids = article.matches(of: /id="([^"]*)"/).map { String($0.output.1) }
    #expect(ids == ["views-two-names", "whats-grad_fn", "views-two-names-2", "section", "größe"])
    #expect(article.contains("<a href=\"#views-two-names\">Views: two names</a></h2>"))
  }

  @Test("pages know the chapters before and after them, and the contents name every chapter")
  func turning() {
    let book = site([("01-a.md", "# A\n\n## One\n"), ("04-b.md", "# B\n"), ("07-c.md", "# C\n")])
    let page = book.text("04-b.html")
    #expect(page.contains("<link rel=\"prev\" href=\"01-a.html\">") && page.contains("<link rel=\"next\" href=\"07-c.html\">"))
    #expect(page.contains("<a href=\"04-b.html\" aria-current=\"page\"><span class=\"number\">4</span> B</a>"))
    #expect(!book.text("01-a.html").contains("rel=\"prev\""))
    #expect(book.text("index.html").contains("<a href=\"01-a.html#one\">One</a>"))
  }

  @Test("the whole book is on one page, its ids told apart by chapter")
  func wholeBook() {
    let book = site([
      ("01-a.md", "# A\n\n## Same\n\n[there](04-b.md#same), [here](#same), [b](04-b.md)[^1]\n\n[^1]: note\n"),
      ("04-b.md", "# B\n\n## Same\n\nx[^1]\n\n[^1]: note\n"),
    ])
    let whole = book.text("book.html")
    let ids = whole.matches(of: /id="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    #expect(whole.contains("<a href=\"#04-b--same\">there</a>, <a href=\"#01-a--same\">here</a>, <a href=\"#04-b\">b</a>"))
    #expect(whole.contains("<h2 id=\"01-a\">A</h2>"))
  }

  @Test("the index has each section's words, and the names in its code")
  func searchIndex() {
    let index = site("intro \"words\"\n\n## Views\n\nA *view* of `memory`.\n\n```swift\nlet turned = x.t()\n```\n").text("search-index.js")
    #expect(index.contains(#"[0,"","Title","intro \"words\"",""]"#))
    #expect(index.contains(#"[0,"views","Views","A view of memory.","let turned"]"#))
  }

  @Test("a page asks for nothing but the site's own files")
  func noOtherHost() {
    let book = site("[a link](https://example.org) is only followed by those who click.\n")
    for file in book.files where file.path.hasSuffix(".html") {
      let sources = book.text(file.path).matches(of: /(?:src|href)="([^"#]*)"/).map { String($0.output.1) }
      #expect(sources.allSatisfy { $0 == "https://example.org" || !$0.contains(":") && !$0.hasPrefix("/") })
      #expect(book.text(file.path).contains("default-src 'none'"))
    }
    #expect(!book.text("style.css").contains("url(") && !book.text("style.css").contains("@import"))
  }

  @Test("a chapter's errors are the site's, and two exercises of one name in two chapters are one")
  func chapterErrors() {
    #expect(site("```swift wrong\n```\n").errors.first?.hasPrefix("Chapters/01-a.md:3 unknown attribute 'wrong'") == true)
    let twice = "# T\n\n```swift exercise=e\n```\n"
    #expect(site([("01-a.md", twice), ("02-b.md", twice)]).errors.first?.contains("a second exercise 'e'") == true)
  }
}
