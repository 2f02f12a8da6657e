import Testing
import Workbook

@testable import Execution

@Suite("The two ways to compile a section")
struct PlainAgainstScriptTests {
  /// SplitMix64 (Steele, Lea, Flood, 2014): the same programs at every run.
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  private static let pieces: [@Sendable (Int) -> String] = [
    { "var v\($0) = \($0)\nfunc add\($0)(_ x: Int) -> Int { v\($0) += x; return v\($0) }\nprint(add\($0)(2), v\($0))" },
    { "struct S\($0): Equatable { var x = \($0) }\nlet s\($0) = S\($0)()\nprint(s\($0), s\($0) == S\($0)(x: 1))" },
    {
      "class C\($0) { var n = 0; deinit { print(\"gone \($0)\") } }\ndo { let c = C\($0)(); c.n = \($0); print(c.n) }\nlet kept\($0) = C\($0)()"
    },
    {
      "class Base\($0) { func name() -> String { \"base\" } }\nclass Sub\($0): Base\($0) { override func name() -> String { \"sub \" + super.name() } }\nprint(Sub\($0)().name(), Sub\($0)())"
    },
    { "extension Int { var plus\($0): Int { self + \($0) } }\nprint(3.plus\($0))" },
    { "func generic\($0)<T: Comparable>(_ a: T, _ b: T) -> T { max(a, b) }\nprint(generic\($0)(\($0), 4), generic\($0)(\"a\", \"b\"))" },
    { "let closures\($0) = (0..<3).map { i in { i * \($0) } }\nprint(closures\($0).map { $0() })" },
    {
      "enum E\($0): Error { case a(Int) }\nfunc thrower\($0)() throws { throw E\($0).a(\($0)) }\ndo { try thrower\($0)() } catch { print(error) }"
    },
    {
      "func outer\($0)() -> Int { func inner() -> Int { helper\($0)() + 1 }; return inner() }\nfunc helper\($0)() -> Int { \($0) }\nprint(outer\($0)())"
    },
    { "guard let g\($0) = Optional(\($0)) else { fatalError() }\nprint(g\($0))" },
    { "let (p\($0), q\($0)) = (\($0), \"text \\(\($0) + 1)\")\nprint(p\($0), q\($0), separator: \"|\")" },
    {
      "protocol P\($0) { func f() -> Int }\nstruct A\($0): P\($0) { func f() -> Int { \($0) } }\nlet any\($0): any P\($0) = A\($0)()\nprint(any\($0).f(), type(of: any\($0)))"
    },
  ]

  @Test("print the same for random programs")
  func same() async throws {
    var random = Random(state: 6)
    var text = "# Programs\n"
    let count = 4
    for _ in 0..<count {
      let blocks = (0..<6).map { number in Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)](number) }
      for isScript in [false, true] {
        text += "\n## Section\n"
        for block in blocks { text += "\n```swift\n\(block)\n```\n" }
        // A directive makes a section a script.
        if isScript { text += "\n```swift\n#if true\n#endif\n```\n" }
      }
    }
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    let sections = ParsedChapter(bytes: Array(text.utf8), path: "a.md").chapter.sections.filter { !$0.blocks.isEmpty }
    let programs = sections.enumerated().map { SectionProgram(section: $1, number: $0, imports: []) }
    #expect(programs.map { $0.plain() != nil } == (0..<count * 2).map { $0 % 2 == 0 })
    let report = try await book.run(["01-a"], RunOptions(updates: true, usesCache: false))[0]
    #expect(report.failures.map(\.message) == [])
    let updated = ParsedChapter(bytes: Array(try book.text("01-a").utf8), path: "a.md").chapter.sections.filter { !$0.blocks.isEmpty }
    let outputs = updated.map { $0.blocks.compactMap { $0.output?.source.text } }
    for index in 0..<count {
      #expect(outputs[2 * index] == outputs[2 * index + 1])
      #expect(!outputs[2 * index].isEmpty)
    }
  }
}
