import Workbook

/// A chapter's page.
struct ChapterPage {
  let html: HTMLWriter

  /// - Parameters:
  ///   - place: the chapter's place in the book.
  ///   - body: its text as HTML.
  init(place: Int, index: BookIndex, body: HTMLWriter) {
    let entry = index.chapters[place]
    var text = HTMLWriter()
    text.article(of: entry, body: body)
    html = PageFrame(index: index, title: entry.title, chapter: place, kind: "chapter").html(text)
  }
}

/// The first page: what the book is, and its chapters with their sections.
struct ContentsPage {
  let html: HTMLWriter

  init(index: BookIndex) {
    var text = HTMLWriter()
    text.markup("<article>\n")
    text.opening(of: index)
    for entry in index.chapters {
      text.markup("<li>\n<h2><a href=\"")
      text.address(entry.address)
      text.markup("\">")
      text.numberedTitle(of: entry)
      text.markup("</a></h2>\n")
      let sections = entry.headings.filter { $0.level == 2 }
      if !sections.isEmpty {
        text.markup("<ul>\n")
        for section in sections {
          text.markup("<li><a href=\"")
          text.address("\(entry.address)#\(section.id)")
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
    text.markup("<header class=\"cover\">\n")
    text.opening(of: index)
    for entry in index.chapters {
      text.markup("<li><a href=\"#")
      text.address(entry.name)
      text.markup("\">")
      text.numberedTitle(of: entry)
      text.markup("</a></li>\n")
    }
    text.markup("</ol>\n</header>\n")
    for (entry, body) in zip(index.chapters, bodies) { text.article(of: entry, body: body) }
    html = PageFrame(index: index, title: "The whole book", chapter: nil, kind: "whole").html(text)
  }
}

extension HTMLWriter {
  /// A chapter's number and title, wherever the book names it.
  mutating func numberedTitle(of entry: BookIndex.Entry) {
    if let number = entry.number {
      markup("<span class=\"number\">")
      self.number(number)
      markup("</span> ")
    }
    text(entry.title)
  }

  /// The book's title and summary, and the beginning of the list of its chapters.
  fileprivate mutating func opening(of index: BookIndex) {
    markup("<h1>")
    text(index.title)
    markup("</h1>\n<p class=\"lead\">")
    text(index.summary)
    markup("</p>\n<ol class=\"chapters\">\n")
  }

  /// A chapter's text below the line that numbers it.
  fileprivate mutating func article(of entry: BookIndex.Entry, body: HTMLWriter) {
    markup("<article>\n")
    if let number = entry.number {
      markup("<p class=\"kicker\">Chapter ")
      self.number(number)
      markup("</p>\n")
    }
    html(body)
    markup("</article>\n")
  }
}
