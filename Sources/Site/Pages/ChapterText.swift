import Ccmark
import Workbook

/// A chapter read for its page: what it is, and how its text is built.
struct ChapterText: Sendable {
  /// What a fence of the chapter is on its page, by the line where it begins.
  enum FenceRole: Sendable {
    case block(SwiftBlock)
    case starter(Exercise)
    /// It is shown with the block or the exercise that it belongs to.
    case shownElsewhere
  }

  let chapter: Chapter
  let document: MarkdownDocument
  let headings: [Heading]
  let roles: [Int: FenceRole]
  /// What the chapter's blocks showed when they were run, by the line of the block's fence.
  let shownFigures: [Int: [Result<Figure, Figure.Failure>]]
  /// What a search looks at.
  let words: [SectionWords]
  /// The code of blocks, twins, starters and checks with its colours, by the line of the fence: both editions show it.
  let code: [Int: HTMLWriter]
  /// What is wrong with the chapter; it is rendered only if nothing is.
  let diagnostics: [Diagnostic]

  /// Nil only where there is no memory.
  init?(_ file: SiteSource.ChapterFile) {
    let parsed = ParsedChapter(bytes: file.bytes, path: file.path)
    guard let document = MarkdownDocument(file.bytes) else { return nil }
    chapter = parsed.chapter
    self.document = document
    diagnostics = parsed.diagnostics
    shownFigures = file.shownFigures.mapValues { figures in
      figures.map { svg in Result { () throws(Figure.Failure) in try Figure(Array(svg.utf8)) } }
    }
    roles = Self.roles(in: parsed.chapter)
    let nodes = document.root.nodes { $0.kind == CMARK_NODE_HEADING }
    let texts = nodes.map { document.plainText(of: $0).trimmed }
    headings = zip(zip(nodes, texts), Heading.ids(of: texts)).map { place, id in
      Heading(level: place.0.headingLevel, text: place.1, id: id, line: place.0.line)
    }
    words = SectionWords.sections(of: document, headings: headings, roles: roles)
    code = Self.code(of: parsed.chapter)
  }

  private static func code(of chapter: Chapter) -> [Int: HTMLWriter] {
    var code: [Int: HTMLWriter] = [:]
    func add(_ source: FencedText, _ language: CodeLanguage) {
      var text = source.text
      if text.utf8.last == UInt8(ascii: "\n") { text.removeLast() }
      code[source.fence.line] = Highlighter.html(of: text, in: language)
    }
    for block in chapter.sections.flatMap(\.blocks) where !block.isHidden {
      add(block.source, .swift)
      if let python = block.python { add(python.source, .python) }
    }
    for exercise in chapter.exercises {
      add(exercise.starter, .swift)
      for check in exercise.checks where !check.isHidden { add(check.source, .swift) }
    }
    return code
  }

  private static func roles(in chapter: Chapter) -> [Int: FenceRole] {
    var roles: [Int: FenceRole] = [:]
    for block in chapter.sections.flatMap(\.blocks) {
      roles[block.source.fence.line] = .block(block)
      if let output = block.output { roles[output.source.fence.line] = .shownElsewhere }
      if let python = block.python { roles[python.source.fence.line] = .shownElsewhere }
    }
    for exercise in chapter.exercises {
      roles[exercise.starter.fence.line] = .starter(exercise)
      for fence in exercise.checks.map(\.source.fence) + exercise.hints.map(\.fence) { roles[fence.line] = .shownElsewhere }
    }
    return roles
  }

  /// Where a chapter's text is put: on a page of its own, or in the page of the whole book.
  enum Edition: Sendable { case page, whole }

  /// The chapter's text as HTML, for both editions, with what is wrong in it.
  func rendered(in index: BookIndex, shelf: FigureShelf) -> RenderedChapter {
    let page = render(as: .page, in: index, shelf: shelf)
    // What is wrong is said for the page.
    let whole = render(as: .whole, in: index, shelf: shelf)
    return RenderedChapter(
      page: page.html, whole: whole.html, use: page.elements.use, diagnostics: page.elements.diagnostics)
  }

  private func render(as edition: Edition, in index: BookIndex, shelf: FigureShelf) -> MarkdownRenderer<ChapterElements> {
    MarkdownRenderer.render(document, elements: ChapterElements(self, edition: edition, index: index, shelf: shelf))
  }
}

/// A chapter's text as HTML.
struct RenderedChapter: Sendable {
  /// For the chapter's own page.
  var page: HTMLWriter
  /// For the page of the whole book.
  var whole: HTMLWriter
  /// What it takes from beside the chapters.
  var use: FigureUse
  /// What is wrong in it.
  var diagnostics: [Diagnostic] = []
}
