import Foundation
import Testing

@testable import Site

struct PageCacheTests {
  private let chapters = [
    (name: "01-a.md", text: "# A\n\n## One\n\nWords on [two](02-b.md#two).\n\n```swift exercise=e\nlet x = 1\n```\n"),
    (name: "02-b.md", text: "# B\n\n## Two\n\n![boxes](figures/a.svg) and [a file](figures/b.txt)\n"),
  ]
  private let files = ["figures/a.svg": "<svg><title>Boxes</title><style>rect { fill: #123; }</style><rect/></svg>", "figures/b.txt": "b"]

  private func source(_ chapters: [(name: String, text: String)], files: [String: String]? = nil, shown: [Int: [String]] = [:])
    -> SiteSource
  {
    SiteSource(
      title: "Gradbook", summary: "A book.",
      chapters: chapters.map { .init(path: "Chapters/\($0.name)", bytes: Array($0.text.utf8), shownFigures: shown) },
      files: (files ?? self.files).mapValues { Array($0.utf8) })
  }

  /// What a render with the cache gives is what one without gives.
  private func expectSame(_ source: SiteSource, in folder: TestFolder, program: String = "1", _ location: SourceLocation = #_sourceLocation)
  {
    let kept = Site(rendering: source, cache: PageCache(folder: folder.path, program: program))
    let fresh = Site(rendering: source)
    #expect(kept.errors == fresh.errors, sourceLocation: location)
    #expect(Set(kept.files) == Set(fresh.files), sourceLocation: location)
  }

  @Test("pages from the cache are those of a render without it, whatever has changed")
  func same() throws {
    let folder = try TestFolder()
    expectSame(source(chapters), in: folder)
    expectSame(source(chapters), in: folder)
    var changed = chapters
    changed[0].text += "\nMore words, and ![boxes](figures/a.svg).\n"
    expectSame(source(changed), in: folder)
    changed[1].text = "# Bee\n\n## Two\n\n## Two\n"
    expectSame(source(changed), in: folder)
    expectSame(source(changed.reversed()), in: folder)
    expectSame(source(changed, files: files.merging(["figures/a.svg": "<svg><title>Other</title></svg>"]) { $1 }), in: folder)
    let fence = 6
    expectSame(
      source([("01-a.md", "# A\n\n\n\n\n```swift\nshow(x)\n```\n")], shown: [fence: ["<svg><title>Shown</title></svg>"]]), in: folder)
    expectSame(
      source([("01-a.md", "# A\n\n\n\n\n```swift\nshow(x)\n```\n")], shown: [fence: ["<svg><title>Anew</title></svg>"]]), in: folder)
  }

  @Test("a chapter that has not changed is not rendered again: what its entry holds is what comes out")
  func reused() throws {
    let folder = try TestFolder()
    let book = source(chapters)
    let cache = PageCache(folder: folder.path, program: "1")
    _ = Site(rendering: book, cache: cache)
    let entry = cache.entry(for: book.chapters[0], surroundings: PageCache.surroundings(of: book))
    var kept = try #require(entry.kept())
    var marked = HTMLWriter()
    marked.markup("<p>kept</p>")
    kept.rendered.page = marked
    entry.keep(kept)
    #expect(Site(rendering: book, cache: cache).text("01-a.html").contains("<article>\n<p class=\"kicker\">Chapter 1</p>\n<p>kept</p>"))
    var changed = chapters
    changed[1].text += "\nOther words.\n"
    #expect(Site(rendering: source(changed), cache: cache).text("01-a.html").contains("<p>kept</p>"))
    changed[1].text += "\n## A new heading\n"
    #expect(!Site(rendering: source(changed), cache: cache).text("01-a.html").contains("<p>kept</p>"), "its links are held against it")
  }

  @Test("a heading that goes breaks the links of chapters that were kept")
  func brokenLink() throws {
    let folder = try TestFolder()
    let cache = PageCache(folder: folder.path, program: "1")
    _ = Site(rendering: source(chapters), cache: cache)
    var changed = chapters
    changed[1].text = changed[1].text.replacing("## Two", with: "## Second")
    let site = Site(rendering: source(changed), cache: cache)
    #expect(site.errors == ["Chapters/01-a.md:5 a link to '#two': 02-b.md has no such heading; it has #second"])
    #expect(site.files == [])
  }

  @Test("an exercise of a kept chapter is found when another sets it too")
  func duplicateExercise() throws {
    let folder = try TestFolder()
    let cache = PageCache(folder: folder.path, program: "1")
    _ = Site(rendering: source(chapters), cache: cache)
    var changed = chapters
    changed[1].text += "\n```swift exercise=e\n```\n"
    #expect(
      Site(rendering: source(changed), cache: cache).errors == [
        "Chapters/02-b.md:7 a second exercise 'e': the first is in Chapters/01-a.md, line 7; give this one another name"
      ])
  }

  @Test("another build of gradbook renders anew")
  func otherProgram() throws {
    let folder = try TestFolder()
    let book = source(chapters)
    _ = Site(rendering: book, cache: PageCache(folder: folder.path, program: "1"))
    let surroundings = PageCache.surroundings(of: book)
    #expect(PageCache(folder: folder.path, program: "2").entry(for: book.chapters[0], surroundings: surroundings).kept() == nil)
    expectSame(book, in: folder, program: "2")
  }

  @Test("a damaged entry is not believed, wherever the damage is, nor is half an entry", arguments: 0..<40)
  func damaged(place: Int) throws {
    let folder = try TestFolder()
    let book = source(chapters)
    _ = Site(rendering: book, cache: PageCache(folder: folder.path, program: "1"))
    for name in folder.files() {
      let file = URL(fileURLWithPath: "\(folder.path)/\(name)")
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count * place / 40] ^= 0x20
      try (place % 4 == 3 ? bytes.prefix(bytes.count * place / 40) : bytes).write(to: file)
    }
    expectSame(book, in: folder)
    #expect(folder.files().count == 2)
  }

  @Test("the folder does not grow with changes, and one that cannot be written is no error")
  func folder() throws {
    let folder = try TestFolder()
    for round in 0..<3 {
      var changed = chapters
      changed[0].text += "\n\(round)\n"
      expectSame(source(changed), in: folder)
    }
    #expect(folder.files().count == 2)
    try folder.write("no folder", to: "file")
    let site = Site(rendering: source(chapters), cache: PageCache(folder: folder.path + "/file/pages", program: "1"))
    #expect(site.errors == [] && !site.files.isEmpty)
  }
}
