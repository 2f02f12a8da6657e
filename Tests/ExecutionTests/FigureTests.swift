import Testing

@testable import Execution

@Suite("Figures that blocks show")
struct FigureTests {
  private let svg = "<svg><title>ünï</title></svg>"

  @Test("come with the block that shows them, in their order, run or from the cache")
  func shown() async throws {
    let book = try TemporaryBook([
      "01-a": chapter([
        [("", "let a = 1", nil), ("", "show(\"<svg>\\(a)</svg>\")\nshow(\"\(svg)\")", nil)],
        [("throws=\"x\"", "show(\"<svg/>\")\nthrow E()\nstruct E: Error { var x = 1 }", nil)],
      ])
    ])
    defer { book.folder.remove() }
    for _ in 0..<2 {
      let report = try #require(try await book.run(["01-a"], RunOptions()).first)
      #expect(report.isAllRight, "\(report.failures)")
      #expect(report.figures == [9: ["<svg>1</svg>", svg], 16: ["<svg/>"]])
    }
    #expect(try #require(try await book.run(["01-a"], RunOptions()).first).cached == 3)
  }

  @Test("alone are drawn by the sections that show them, and not again because the text around them has changed")
  func alone() async throws {
    let drawing = "show(\"<svg>\\(UInt64.random(in: 0 ... .max))</svg>\")"
    let text = chapter([[("", "let wrong: Int = \"none\"", nil)], [("", drawing, nil)]])
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    let first = try await figures(in: book)
    #expect(first.keys.sorted() == [11])
    try book.write("01-a", text.replacing("# A chapter\n", with: "# A chapter\n\nMore words.\n\n## One more section\n"))
    #expect(try await figures(in: book) == [15: first[11] ?? []])
    try book.write("01-a", text.replacing("<svg>", with: "<svg><title>T</title>"))
    #expect(try await figures(in: book)[11]?.first?.hasPrefix("<svg><title>") == true)
  }

  @Test("alone are drawn again where the code asks for its line")
  func aloneWithLines() async throws {
    let text = chapter([[("", "show(\"<svg>\\(#line)</svg>\")", nil)]])
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    #expect(try await figures(in: book) == [5: ["<svg>6</svg>"]])
    try book.write("01-a", text.replacing("# A chapter\n", with: "# A chapter\n\n"))
    #expect(try await figures(in: book) == [6: ["<svg>7</svg>"]])
  }

  @Test("alone are taken from a run of the whole chapter, and kept only where all is as the page says")
  func aloneAfterRun() async throws {
    let text = chapter([[("", "print(1)\nshow(\"<svg>\\(UInt64.random(in: 0 ... .max))</svg>\")", "1")]])
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    let run = try #require(try await book.run(["01-a"], RunOptions()).first)
    #expect(try await figures(in: book) == run.figures)
    try book.write("01-a", text.replacing("```output\n1", with: "```output\n2"))
    for _ in 0..<2 {
      let report = try #require(try await book.run(["01-a"], RunOptions(extent: .figures)).first)
      #expect(report.summary == ["11 output"] && report.figures == run.figures)
    }
  }

  private func figures(in book: TemporaryBook) async throws -> [Int: [String]] {
    let report = try #require(try await book.run(["01-a"], RunOptions(extent: .figures)).first)
    #expect(report.isAllRight, "\(report.failures)")
    return report.figures
  }

  @Test("come whole, however large they may be, and from a section that is a script")
  func large() async throws {
    let text = String(repeating: "ü", count: 100_000)
    let report = try await TemporaryBook.report(
      chapter([[("", "defer { print(2) }\nlet text = String(repeating: \"ü\", count: 100_000)\nshow(text)", "2")]]))
    #expect(report.summary == [] && report.figures.values.first == [text])
  }

  @Test("are refused where they are too large, or too many")
  func bounds() async throws {
    let report = try await TemporaryBook.report(
      chapter([
        [("", "show(String(repeating: \"x\", count: 300_000))", nil)], [("", "for _ in 0..<65 { show(\"<svg/>\") }", nil)],
        [("", "for _ in 0..<64 { show(\"<svg/>\") }", nil)],
      ]))
    #expect(report.failures.map(\.kind) == ["trap", "trap"])
    #expect(report.failures[0].message.contains("a figure has at most 262144 bytes, this one 300000"))
    #expect(report.failures[1].message.contains("a section shows at most 64 figures"))
    #expect(report.figures.values.map(\.count).max() == 64)
  }

  @Test("of a block that traps are not there afterwards")
  func trapping() async throws {
    let report = try await TemporaryBook.report(chapter([[("traps=\"Fatal\"", "show(\"<svg/>\")\nfatalError()", nil)]]))
    #expect(report.summary == [] && report.figures.isEmpty)
  }

  @Test("a section's own show is its own")
  func ownName() async throws {
    let report = try await TemporaryBook.report(
      chapter([
        [("", "func show(_ text: String) { print(\"my\", text) }\nshow(\"a\")", "my a")], [("", "let show = 2\nprint(show)", "2")],
        [("", "struct S { func show() { print(3) } }\nS().show()", "3")],
      ]))
    #expect(report.summary == [] && report.figures.isEmpty)
  }

  @Test("the library's figures can be shown")
  func library() async throws {
    let code =
      "import Autograd\nimport Figures\nlet x = Tensor([1.0], requiresGrad: true)\nlet y = x * 2\nshow(graphSVG(of: y))\nshow(memorySVG(of: [\"x\": x]))\nshow(plotSVG([1, 2]))"
    let report = try await TemporaryBook.report(chapter([[("", code, nil)]]))
    #expect(report.summary == [])
    #expect(report.figures.values.first?.count == 3 && report.figures.values.joined().allSatisfy { $0.hasPrefix("<svg ") })
  }
}
