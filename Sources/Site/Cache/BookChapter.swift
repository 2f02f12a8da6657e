import Workbook

/// A chapter on its way to its pages: as an earlier render kept it, or read anew.
struct BookChapter: Sendable {
  let outline: ChapterOutline
  /// What is wrong with the chapter; it is rendered only if nothing is.
  let diagnostics: [Diagnostic]
  private let file: SiteSource.ChapterFile
  private let entry: PageCache.Entry?
  private let kept: PageCache.KeptChapter?
  /// Nil where the chapter was kept.
  private let text: ChapterText?

  /// Nil only where there is no memory.
  /// - Parameter surroundings: what `PageCache.surroundings(of:)` gives for the book.
  init?(_ file: SiteSource.ChapterFile, cache: PageCache?, surroundings: [UInt8]) {
    self.file = file
    entry = cache?.entry(for: file, surroundings: surroundings)
    kept = entry?.kept()
    if let kept {
      text = nil
      outline = kept.outline
      diagnostics = []
    } else {
      guard let read = ChapterText(file) else { return nil }
      text = read
      outline = ChapterOutline(read)
      diagnostics = read.diagnostics
    }
  }

  /// The chapter's text as HTML.
  func rendered(in index: BookIndex, shelf: FigureShelf) -> RenderedChapter {
    let targets = index.linkTargets
    if let kept, kept.linkTargets == targets { return kept.rendered }
    guard let text = text ?? ChapterText(file) else { fatalError("no memory for \(file.path)") }
    let rendered = text.rendered(in: index, shelf: shelf)
    if rendered.diagnostics.isEmpty {
      entry?.keep(PageCache.KeptChapter(outline: outline, linkTargets: targets, rendered: rendered))
    }
    return rendered
  }
}

extension BookIndex {
  /// All that a chapter's text takes from other chapters: their names in their order, which give a chapter's place too, and the ids of
  /// their headings.
  fileprivate var linkTargets: [String] { chapters.flatMap { [$0.name] + $0.headings.map { "#" + $0.id } } }
}
