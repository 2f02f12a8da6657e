/// What every page has around its text: the head, the bar, the contents and the way on.
struct PageFrame {
  let index: BookIndex
  /// What the page is called in a window's title; the book's title alone on its first page.
  var title: String?
  /// The chapter that the page shows, by its place in the book.
  var chapter: Int?
  /// A word or two on what the page is, for style.
  var kind: StaticString

  /// The page.
  func html(_ text: HTMLWriter) -> HTMLWriter {
    var html = HTMLWriter()
    writeHead(into: &html)
    writeBar(into: &html)
    writeContents(into: &html)
    html.markup("<main id=\"-text\">\n")
    html.html(text)
    writeTurning(into: &html)
    html.markup("</main>\n</body>\n</html>\n")
    return html
  }

  private func writeHead(into html: inout HTMLWriter) {
    html.markup(
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
      base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>
      """)
    if let title {
      html.text(title)
      html.markup(" · ")
    }
    html.text(index.title)
    html.markup(
      """
      </title>
      <link rel="icon" href="icon.svg" type="image/svg+xml">
      <link rel="stylesheet" href="style.css">
      <link rel="stylesheet" href="figures.css">
      <script src="book.js"></script>

      """)
    if let previous { link(rel: "prev", to: previous, into: &html) }
    if let next { link(rel: "next", to: next, into: &html) }
    html.markup("</head>\n<body class=\"")
    html.markup(kind)
    html.markup("\">\n<a class=\"skip\" href=\"#-text\">Skip to the text</a>\n")
  }

  private func link(rel: StaticString, to entry: BookIndex.Entry, into html: inout HTMLWriter) {
    html.markup("<link rel=\"")
    html.markup(rel)
    html.markup("\" href=\"")
    html.address(entry.address)
    html.markup("\">\n")
  }

  /// From the first page the way on is to the first chapter.
  private var next: BookIndex.Entry? {
    let place = chapter.map { $0 + 1 } ?? (title == nil ? 0 : index.chapters.count)
    return index.chapters.indices.contains(place) ? index.chapters[place] : nil
  }

  private var previous: BookIndex.Entry? { chapter.flatMap { $0 > 0 ? index.chapters[$0 - 1] : nil } }

  private func writeBar(into html: inout HTMLWriter) {
    html.markup(
      """
      <header class="bar">
      <button class="menu" type="button" popovertarget="-contents">Contents</button>
      <a class="home" href="index.html">
      """)
    html.text(index.title)
    html.markup(
      """
      </a>
      <button class="search" type="button" hidden>Search <kbd>/</kbd></button>
      <button class="theme" type="button" hidden>Dark</button>
      </header>

      """)
  }

  private func writeContents(into html: inout HTMLWriter) {
    html.markup("<nav id=\"-contents\" class=\"contents\" popover aria-label=\"Contents\">\n<ol>\n")
    for (place, entry) in index.chapters.enumerated() {
      html.markup("<li><a href=\"")
      html.address(entry.address)
      html.markup(place == chapter ? "\" aria-current=\"page\">" : "\">")
      html.numberedTitle(of: entry)
      html.markup("</a>")
      if place == chapter { writeSections(of: entry, into: &html) }
      html.markup("</li>\n")
    }
    html.markup("</ol>\n<p><a href=\"book.html\">The whole book on one page</a></p>\n</nav>\n")
  }

  private func writeSections(of entry: BookIndex.Entry, into html: inout HTMLWriter) {
    let sections = entry.headings.filter { $0.level == 2 }
    guard !sections.isEmpty else { return }
    html.markup("\n<ol>\n")
    for section in sections {
      html.markup("<li><a href=\"#")
      html.address(section.id)
      html.markup("\">")
      html.text(section.text)
      html.markup("</a></li>\n")
    }
    html.markup("</ol>\n")
  }

  private func writeTurning(into html: inout HTMLWriter) {
    guard previous != nil || next != nil else { return }
    html.markup("<nav class=\"turning\" aria-label=\"Chapters before and after\">\n")
    if let previous {
      html.markup("<a rel=\"prev\" href=\"")
      html.address(previous.address)
      html.markup("\"><span>Previous</span> ")
      html.numberedTitle(of: previous)
      html.markup("</a>\n")
    }
    if let next {
      html.markup("<a rel=\"next\" href=\"")
      html.address(next.address)
      html.markup("\"><span>Next</span> ")
      html.numberedTitle(of: next)
      html.markup("</a>\n")
    }
    html.markup("</nav>\n")
  }
}
