import Workbook

/// A chapter's page.
struct ChapterPage {
  let html: HTMLWriter

  /// - Parameter body: the chapter's text as HTML.
  init(text: ChapterText, index: BookIndex, body: HTMLWriter) {
    let place = index.place(of: text.chapter.name)
    var article = HTMLWriter()
    article.markup("<article>\n")
    if let number = place.flatMap({ index.chapters[$0].number }) {
      article.markup("<p class=\"kicker\">Chapter ")
      article.number(number)
      article.markup("</p>\n")
    }
    article.html(body)
    article.markup("</article>\n")
    html = PageFrame(index: index, title: text.chapter.title, chapter: place, kind: "chapter").html(article)
  }
}

/// The first page: what the book is, and its chapters with their sections.
struct ContentsPage {
  let html: HTMLWriter

  init(index: BookIndex) {
    var text = HTMLWriter()
    text.markup("<article>\n<h1>")
    text.text(index.title)
    text.markup("</h1>\n<p class=\"lead\">")
    text.text(index.summary)
    text.markup("</p>\n<ol class=\"chapters\">\n")
    for entry in index.chapters {
      text.markup("<li>\n<h2><a href=\"")
      text.address(entry.pageName)
      text.markup("\">")
      if let number = entry.number {
        text.markup("<span class=\"number\">")
        text.number(number)
        text.markup("</span> ")
      }
      text.text(entry.title)
      text.markup("</a></h2>\n")
      let sections = entry.headings.filter { $0.level == 2 }
      if !sections.isEmpty {
        text.markup("<ul>\n")
        for section in sections {
          text.markup("<li><a href=\"")
          text.address("\(entry.pageName)#\(section.id)")
          text.markup("\">")
          text.text(section.text)
          text.markup("</a></li>\n")
        }
        text.markup("</ul>\n")
      }
      if entry.exercises > 0 {
        text.markup("<p class=\"points\">")
        text.number(entry.exercises)
        text.markup(entry.exercises == 1 ? " exercise, " : " exercises, ")
        text.number(entry.points)
        text.markup(entry.points == 1 ? " point</p>\n" : " points</p>\n")
      }
      text.markup("</li>\n")
    }
    text.markup(
      """
      </ol>
      <p class="keys">Keys: <kbd>/</kbd> or <kbd>s</kbd> searches, <kbd>←</kbd> and <kbd>→</kbd> turn the pages. \
      <a href="book.html">The whole book on one page</a> is there to be printed.</p>
      </article>

      """)
    html = PageFrame(index: index, title: nil, chapter: nil, kind: "first").html(text)
  }
}

/// All chapters on one page, to be printed.
struct WholeBookPage {
  let html: HTMLWriter

  /// - Parameter bodies: the chapters' texts as HTML, for this page.
  init(index: BookIndex, bodies: [HTMLWriter]) {
    var text = HTMLWriter()
    text.markup("<header class=\"cover\">\n<h1>")
    text.text(index.title)
    text.markup("</h1>\n<p class=\"lead\">")
    text.text(index.summary)
    text.markup("</p>\n<ol class=\"chapters\">\n")
    for entry in index.chapters {
      text.markup("<li><a href=\"#")
      text.address(entry.name)
      text.markup("\">")
      if let number = entry.number {
        text.markup("<span class=\"number\">")
        text.number(number)
        text.markup("</span> ")
      }
      text.text(entry.title)
      text.markup("</a></li>\n")
    }
    text.markup("</ol>\n</header>\n")
    for (entry, body) in zip(index.chapters, bodies) {
      text.markup("<article>\n")
      if let number = entry.number {
        text.markup("<p class=\"kicker\">Chapter ")
        text.number(number)
        text.markup("</p>\n")
      }
      text.html(body)
      text.markup("</article>\n")
    }
    html = PageFrame(index: index, title: "The whole book", chapter: nil, kind: "whole").html(text)
  }
}
