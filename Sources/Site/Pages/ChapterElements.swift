import Workbook

/// A chapter's elements on its page: headings that can be linked to, blocks with their twins and outputs, exercises, figures, formulas;
/// every link and figure checked.
struct ChapterElements: MarkdownElements {
  let text: ChapterText
  let edition: ChapterText.Edition
  let index: BookIndex
  private(set) var diagnostics: [Diagnostic] = []
  let shelf: FigureShelf
  private(set) var use = FigureUse()
  private var headingCount = 0
  private var twinCount = 0
  private var figureCounts: [String: Int] = [:]

  init(_ text: ChapterText, edition: ChapterText.Edition, index: BookIndex, shelf: FigureShelf) {
    self.text = text
    self.edition = edition
    self.index = index
    self.shelf = shelf
  }

  var isPlain: Bool { false }

  /// What the chapter's ids begin with: nothing on a page of its own. Names of chapters have no `--`.
  private var idPrefix: String { edition == .page ? "" : "\(text.chapter.name)--" }
  var footnotePrefix: String { edition == .page ? "--" : "\(text.chapter.name)---" }

  private mutating func report(_ line: Int, _ message: String) {
    diagnostics.append(Diagnostic(at: SourcePosition(file: text.chapter.path, line: line), message))
  }

  // MARK: Headings

  private static let openings: [StaticString] = ["<h1", "<h2", "<h3", "<h4", "<h5", "<h6"]
  private static let closings: [StaticString] = ["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"]
  /// Whether the heading that is open links to itself.
  private var headingIsLink = false

  mutating func openHeading(level: Int, text: String, hasLink: Bool, line: Int, into html: inout HTMLWriter) {
    let heading = headingCount < self.text.headings.count ? self.text.headings[headingCount] : nil
    headingCount += 1
    // In the whole book a chapter's title is below the book's.
    html.markup(Self.openings[min(edition == .page ? level : level + 1, 6) - 1])
    if let heading { html.attribute("id", level == 1 && edition == .whole ? self.text.chapter.name : idPrefix + heading.id) }
    html.markup(">")
    headingIsLink = level > 1 && edition == .page && !hasLink
    if headingIsLink, let heading {
      html.markup("<a")
      html.attribute("href", "#" + heading.id)
      html.markup(">")
    }
  }

  mutating func closeHeading(level: Int, into html: inout HTMLWriter) {
    if headingIsLink { html.markup("</a>") }
    html.markup(Self.closings[min(edition == .page ? level : level + 1, 6) - 1])
  }

  // MARK: Links

  mutating func destination(of url: String, line: Int) -> String {
    switch LinkScheme(url) {
    case .named(let scheme):
      guard ["http", "https", "mailto"].contains(scheme) else {
        report(line, "a link to '\(url)': links lead to chapters, headings, http, https or mailto, not to '\(scheme):'")
        return ""
      }
      return url
    case .relative: break
    }
    if url.hasPrefix("//") || url.hasPrefix("/") || url.contains("\\") {
      report(line, "a link to '\(url)': write https: before it, or the name of a chapter's file")
      return ""
    }
    let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let file = parts.first ?? ""
    let anchor = parts.count > 1 ? parts[1] : nil
    if file.isEmpty {
      guard let anchor, !anchor.isEmpty else {
        report(line, "a link that leads nowhere: write where to, as in [Parameter](04-parameter.md) or [views](#views)")
        return ""
      }
      guard hasHeading(anchor, in: text.headings, of: "this chapter", line: line) else { return "" }
      return "#" + idPrefix + anchor
    }
    if let entry = index.chapter(file: file) {
      if let anchor, !hasHeading(anchor, in: entry.headings, of: file, line: line) { return "" }
      switch edition {
      case .page: return entry.address + (anchor.map { "#" + $0 } ?? "")
      case .whole: return "#" + entry.name + (anchor.map { "--" + $0 } ?? "")
      }
    }
    if anchor == nil, shelf.hasFile(file) {
      use.add(file: file)
      return file
    }
    report(line, "a link to '\(url)': there is no such chapter, and no such file beside the chapters")
    return ""
  }

  private mutating func hasHeading(_ anchor: String, in headings: [Heading], of owner: String, line: Int) -> Bool {
    if headings.contains(where: { $0.id == anchor }) { return true }
    let known = headings.dropFirst().map { "#" + $0.id }.joined(separator: ", ")
    report(line, "a link to '#\(anchor)': \(owner) has no such heading; it has \(known.isEmpty ? "none" : known)")
    return false
  }

  // MARK: Figures, formulas, raw HTML

  mutating func image(_ url: String, alternative: String, title: String, isAlone: Bool, line: Int, into html: inout HTMLWriter) {
    guard LinkScheme(url) == .relative, !url.hasPrefix("/") else {
      return report(line, "a picture from '\(url)': pages ask nothing of other hosts; put it into the folder figures beside the chapters")
    }
    guard !alternative.trimmed.isEmpty else {
      return report(
        line, "the figure '\(url)' has no text for those who cannot see it: write it between the brackets, ![like this](\(url))")
    }
    if isAlone { html.markup("<figure>\n") }
    switch shelf.picture(url) {
    case .drawing(let figure): write(figure, alternative: alternative, into: &html)
    case .file:
      guard [".png", ".jpg", ".jpeg", ".webp", ".gif"].contains(where: { url.hasSuffix($0) }) else {
        return report(line, "'\(url)' is no picture known here: use .svg, .png, .jpg, .webp or .gif")
      }
      use.add(file: url)
      html.markup("<img src=\"")
      html.address(url)
      html.markup("\" loading=\"lazy\"")
      html.attribute("alt", alternative)
      html.markup(">")
    case .failure(let failure):
      let folder = text.chapter.path.lastIndex(of: "/").map { text.chapter.path[...$0] } ?? ""
      diagnostics.append(Diagnostic(at: SourcePosition(file: folder + url, line: failure.line), failure.message))
    case nil: report(line, "the figure '\(url)' is not there; beside the chapters there is \(shelf.names)")
    }
    guard isAlone else { return }
    if !title.isEmpty {
      html.markup("\n<figcaption>")
      html.text(title)
      html.markup("</figcaption>")
    }
    html.markup("\n</figure>\n")
  }

  private mutating func write(_ figure: Figure, alternative: String, into html: inout HTMLWriter) {
    use.add(FigureUse.Style(name: figure.name, css: figure.css))
    figureCounts[figure.name, default: 0] += 1
    // The whole book has all chapters on one page.
    let place = (edition == .whole ? index.place(of: text.chapter.name).map { $0 + 1 } ?? 0 : 0) * 1000
    figure.write(alternative: alternative, occurrence: place + figureCounts[figure.name, default: 1], into: &html)
  }

  mutating func formula(_ formula: Formula, into html: inout HTMLWriter) {
    do {
      if formula.isDisplay { html.markup("<div class=\"formula\">") }
      html.html(try MathML.render(formula))
      if formula.isDisplay { html.markup("</div>\n") }
    } catch {
      report(error.line, error.message)
    }
  }

  func rawHTML(_ text: String, isBlock: Bool, into html: inout HTMLWriter) {
    if isBlock { html.markup("<pre class=\"raw\">") }
    html.text(text)
    if isBlock { html.markup("</pre>") }
  }

  // MARK: Code

  mutating func codeBlock(_ code: UnsafePointer<CChar>?, info: String, line: Int, into html: inout HTMLWriter) {
    switch text.roles[line] {
    case .block(let block):
      if !block.isHidden {
        twinCount += 1
        CodeBlock(block, number: twinCount, idPrefix: footnotePrefix, code: text.code).write(into: &html)
      }
      for figure in text.shownFigures[line] ?? [] { shown(figure, line: line, into: &html) }
    case .starter(let exercise): ExerciseCard(exercise, idPrefix: footnotePrefix, code: text.code).write(into: &html)
    case .shownElsewhere: break
    case nil:
      html.markup("<div class=block>")
      CodeBlock.write(listing(code.map { String(cString: $0) } ?? "", language: String(info.prefix { !$0.isWhitespace })), into: &html)
      html.markup("</div>\n")
    }
  }

  private func listing(_ code: String, language: String) -> HTMLWriter {
    let code = code.utf8.last == UInt8(ascii: "\n") ? String(code.dropLast()) : code
    if let language = CodeLanguage(named: language) { return Highlighter.html(of: code, in: language) }
    var html = HTMLWriter()
    html.code(code)
    return html
  }

  /// A figure that a block showed when it was run.
  private mutating func shown(_ shown: Result<Figure, Figure.Failure>, line: Int, into html: inout HTMLWriter) {
    switch shown {
    case .success(let figure):
      guard figure.hasTitle else { return report(line, "the figure that this block shows has no <title> that says what it shows") }
      html.markup("<figure>\n")
      write(figure, alternative: "", into: &html)
      html.markup("\n</figure>\n")
    case .failure(let failure):
      report(line, "the figure that this block shows cannot stand in a page: line \(failure.line) of it: \(failure.message)")
    }
  }
}
