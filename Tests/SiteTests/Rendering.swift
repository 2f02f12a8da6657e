import Foundation

@testable import Site

/// A book of chapters given as text, by their files' names.
func site(
  _ chapters: [(name: String, text: String)], files: [String: String] = [:], shownFigures: [Int: [String]] = [:], title: String = "Gradbook"
) -> Site {
  Site(
    rendering: SiteSource(
      title: title, summary: "A book.",
      chapters: chapters.map { .init(path: "Chapters/\($0.name)", bytes: Array($0.text.utf8), shownFigures: shownFigures) },
      files: files.mapValues { Array($0.utf8) }))
}

/// A book of one chapter, whose title is `Title`, with this text below.
func site(_ text: String, files: [String: String] = [:], shownFigures: [Int: [String]] = [:]) -> Site {
  site([("01-a.md", "# Title\n\n" + text)], files: files, shownFigures: shownFigures)
}

extension Site {
  /// A file as text; empty if there is none.
  func text(_ path: String) -> String { files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }

  /// What stands in the first chapter's article below its title.
  var article: String {
    let page = text("01-a.html")
    guard let start = page.range(of: "</h1>\n"), let end = page.range(of: "</article>") else { return "" }
    return String(page[start.upperBound..<end.lowerBound])
  }

  /// The errors as `file:line message`.
  var errors: [String] { diagnostics.map { "\($0.position.file):\($0.position.line) \($0.message)" } }
}

/// Markdown as HTML, as `render --fragment` gives it.
func fragment(_ markdown: String, allowsHTML: Bool = true) throws -> String {
  String(decoding: try Fragment.html(of: Array(markdown.utf8), allowsHTML: allowsHTML), as: UTF8.self)
}

/// The contents of Tests/Fixtures.
enum Fixtures {
  static func data(_ path: String) throws -> Data {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try Data(contentsOf: tests.appendingPathComponent("Fixtures/\(path)"))
  }
}
