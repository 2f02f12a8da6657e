import Dispatch
import Synchronization
import Workbook

/// What a site is made from: the book's chapters as they stand in their files, and what lies beside them.
public struct SiteSource: Sendable {
  /// A chapter's file.
  public struct ChapterFile: Sendable {
    /// The path as the user knows it (`Chapters/01-tensor.md`), for errors; its name gives the page's.
    public var path: String
    /// The Markdown.
    public var bytes: [UInt8]
    /// The SVG figures that the chapter's blocks showed when they were run, by the line of the block's fence: put below its output.
    public var shownFigures: [Int: [String]]

    /// A chapter's file.
    public init(path: String, bytes: [UInt8], shownFigures: [Int: [String]] = [:]) {
      self.path = path
      self.bytes = bytes
      self.shownFigures = shownFigures
    }
  }

  /// The book's name.
  public var title: String
  /// What it is, in a sentence.
  public var summary: String
  /// In the order of the book.
  public var chapters: [ChapterFile]
  /// The files beside the chapters that they may show, by their paths from there: `figures/strides.svg`.
  public var files: [String: [UInt8]]

  /// A book.
  public init(title: String, summary: String, chapters: [ChapterFile], files: [String: [UInt8]] = [:]) {
    self.title = title
    self.summary = summary
    self.chapters = chapters
    self.files = files
  }
}

/// A file of a site.
public struct SiteFile: Hashable, Sendable {
  /// From the site's folder; its parts are plain names, joined by `/`.
  public var path: String
  /// What it holds.
  public var bytes: [UInt8]

  /// A file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// A book as pages: values in, values out. They work from any folder or server, and ask nothing of another host.
///
/// The files: `index.html` (the contents), a page a chapter (`01-tensor.html`), `book.html` (all of them, to be printed), `style.css`,
/// `figures.css`, `book.js`, `search-index.js`, `icon.svg`, and the pictures.
public struct Site: Sendable {
  /// Worth writing only if there are no errors.
  public var files: [SiteFile]
  /// Every error found, in the order of the book: in chapters, links, figures and formulas.
  public var diagnostics: [Diagnostic]

  /// Renders a book.
  /// - Parameter cache: where pages of chapters that have not changed are taken from, and those of chapters that have are kept.
  /// - Complexity: linear in the size of the book.
  public init(rendering source: SiteSource, cache: PageCache? = nil) {
    let surroundings = PageCache.surroundings(of: source)
    let chapters = inParallel(source.chapters) { BookChapter($0, cache: cache, surroundings: surroundings) }.compactMap { $0 }
    let outlines = chapters.map(\.outline)
    diagnostics =
      chapters.flatMap(\.diagnostics)
      + Book.duplicateExercises(among: outlines.flatMap(\.exercises).map { ($0.id, $0.place) })
    files = []
    guard diagnostics.isEmpty else { return }

    let index = BookIndex(source, chapters: outlines)
    let shelf = FigureShelf(files: source.files)
    let rendered = inParallel(chapters) { $0.rendered(in: index, shelf: shelf) }
    diagnostics = rendered.flatMap(\.diagnostics)
    guard diagnostics.isEmpty else { return }

    files = inParallel(Array(rendered.indices)) { place in
      let page = ChapterPage(place: place, index: index, body: rendered[place].page)
      return SiteFile(path: outlines[place].pageName, bytes: page.html.bytes)
    }
    files.append(SiteFile(path: "index.html", bytes: ContentsPage(index: index).html.bytes))
    files.append(SiteFile(path: "book.html", bytes: WholeBookPage(index: index, bodies: rendered.map(\.whole)).html.bytes))
    files.append(SiteFile(path: "style.css", bytes: PackageResources.style_css))
    files.append(SiteFile(path: "book.js", bytes: PackageResources.book_js))
    files.append(SiteFile(path: "icon.svg", bytes: PackageResources.icon_svg))
    files.append(SiteFile(path: "search-index.js", bytes: SearchIndex(outlines).script))
    var use = FigureUse()
    for chapter in rendered { use.add(chapter.use) }
    files.append(SiteFile(path: "figures.css", bytes: Array(use.css.utf8)))
    files += use.files.compactMap { path in source.files[path].map { SiteFile(path: path, bytes: $0) } }
  }
}

/// The results of a function for each value, in their order, on all cores.
private func inParallel<Value: Sendable, Result: Sendable>(_ values: [Value], _ body: @Sendable (Value) -> Result) -> [Result] {
  let results = Mutex([Result?](repeating: nil, count: values.count))
  DispatchQueue.concurrentPerform(iterations: values.count) { index in
    let result = body(values[index])
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0 }.compactMap { $0 }
}
