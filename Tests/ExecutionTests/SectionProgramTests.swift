import Testing
import Workbook

@testable import Execution

@Suite("What a section is turned into")
struct SectionProgramTests {
  private func program(_ blocks: [(String, BlockPromise)]) -> SectionProgram {
    SectionProgram(section: section(blocks), number: 7, imports: [])
  }

  private func plain(_ blocks: String...) -> SectionProgram.Plain? { program(blocks.map { ($0, .runs) }).plain() }

  @Test("a plain section is one function with its own entry")
  func plainSection() throws {
    let file = try #require(plain("let x = 1", "print(x)"))
    #expect(file.text.contains("@_cdecl(\"gradbook_section_7\")"))
    #expect(file.text.contains("_gradbook_begin(0);\n#sourceLocation(file: \"a.md\", line: 11)\nlet x = 1\n"))
  }

  @Test("types and functions that use no variable are lifted, others stay")
  func lifting() throws {
    let file = try #require(plain("let x = 1\nstruct A {}\nfunc f() -> Int { x }\nfunc g() -> A { A() }\nfunc h() -> Int { f() }"))
    let entry = try #require(firstRange(of: "@_cdecl", in: file.text[...]))
    let lifted = String(file.text[..<entry.lowerBound])
    #expect(lifted.contains("struct A {}"))
    #expect(lifted.contains("fileprivate\nfunc g()"))
    #expect(!lifted.contains("func f()") && !lifted.contains("func h()"))
    #expect(file.definedNames == ["A"])
  }

  @Test(
    "what a function cannot hold makes a section not plain",
    arguments: [
      "var n = 0\nstruct A { func up() { n += 1 } }", "infix operator **", "extension Int: P {}", "defer { print(1) }", "return",
      "#if DEBUG\nprint(1)\n#endif", "print(await f())", "print(#function)", "let x = 1; struct A {}", "}", "let s = \"abc",
    ])
  func notPlain(_ source: String) { #expect(plain(source) == nil) }

  @Test("imports go to the file's level and carry on")
  func imports() throws {
    let first = program([("import Autograd\nlet x = 1", .runs)])
    #expect(first.imports.map(\.text) == ["import Autograd"])
    let second = SectionProgram(section: section([("print(1)", .runs)]), number: 8, imports: first.imports)
    #expect(try #require(second.plain()).text.contains("line: 11)\nimport Autograd\n"))
  }

  @Test("promises become a do, a fork, a branch that is never run")
  func promises() throws {
    let file = try #require(
      program([("try f()", .throws("x")), ("g()", .traps("y")), ("h()", .compiles), ("bad bad", .rejected("z"))]).plain())
    #expect(file.text.contains("_gradbook_caught("))
    #expect(file.text.contains("if _gradbook_fork() {"))
    #expect(file.text.contains("if _gradbook_never() {"))
    #expect(!file.text.contains("bad bad"))
  }

  @Test("no text of a promise or an output reaches the code")
  func noExpectations() throws {
    let program = program([("try f()", .throws("SECRET")), ("g()", .traps("SECRET")), ("h()", .rejected("SECRET"))])
    #expect(!(try #require(program.plain())).text.contains("SECRET"))
    #expect(!program.script().contains("SECRET"))
    #expect(!program.script(rejected: 2).contains("SECRET"))
  }

  @Test("sections that would see each other's names are compiled apart")
  func batches() {
    let unit = { (index: Int, source: String) in
      ChapterCompilation.Unit(
        index: index, entry: nil, plain: SectionProgram(section: section([(source, .runs)]), number: index, imports: []).plain(),
        script: { "" }, hasForeignImports: false, owns: { _ in false })
    }
    let both = [unit(0, "struct Model {}\nprint(Model())"), unit(1, "struct Model { var x = 1 }"), unit(2, "print(3)")]
    let batches = ChapterCompilation.batches(of: both, width: 1).map { $0.map(\.index) }
    #expect(batches.count == 2)
    #expect(!batches.contains { $0.contains(0) && $0.contains(1) })
    #expect(ChapterCompilation.batches(of: [unit(0, "print(1)"), unit(1, "print(2)")], width: 1).count == 1)
  }
}

/// A section whose blocks begin at lines 11, 21, 31, … of `a.md`.
func section(_ blocks: [(String, BlockPromise)]) -> Section {
  Section(
    heading: nil, position: SourcePosition(file: "a.md", line: 1),
    blocks: blocks.enumerated().map { index, block in
      let line = 10 * (index + 1)
      let count = block.0.split(separator: "\n", omittingEmptySubsequences: false).count
      let source = FencedText(
        text: block.0, fence: SourcePosition(file: "a.md", line: line), firstLine: line + 1,
        prefixLengths: [Int](repeating: 0, count: count))
      return SwiftBlock(source: source, promise: block.1)
    })
}
