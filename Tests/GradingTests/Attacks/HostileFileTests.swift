import Glibc
import Testing

@testable import Execution
@testable import Grading

@Suite("A file that is no solution")
struct HostileFileTests {
  @Test(
    "gets an error that says why",
    arguments: [
      ("an empty file", [UInt8](), "the file is empty"), ("a binary file", [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2], "no Swift file"),
      ("bytes that are no text", [0x66, 0x75, 0xff, 0xfe], "not UTF-8"), ("100 MB", [0x20], "a submission may have"),
      (
        "a directive behind a line end that only the compiler knows", Array("// one line\r#sourceLocation(file: \"a\", line: 1)".utf8),
        "take it out"
      ),
      (
        "a directive between literals that look like a long one",
        Array("let a = #\"\"\"#\n#sourceLocation(file: \"a\", line: 1)\nlet b = #\"\"\"#".utf8), "take it out"
      ),
      ("a literal in a literal that ends with the file", Array("let a = \"\\(\"\\".utf8), "unterminated string literal"),
      ("a quoted name in a literal that ends with the file", Array("let a = \"\\(`".utf8), "unterminated string literal"),
    ])
  func files(_ name: String, _ start: [UInt8], _ message: String) async throws {
    // Made here: a test's report spells out its arguments.
    let bytes = name == "100 MB" ? [UInt8](repeating: start[0], count: 100_000_000) : start
    let verdict = try await AttackedBook.shared.get().verdict(on: bytes)
    #expect(verdict.status == .error && verdict.score == 0)
    #expect(verdict.diagnostics.contains { $0.message.contains(message) })
  }

  @Test(
    "and that gradbook itself should choke on gets an error before long", .timeLimit(.minutes(10)),
    arguments: [("#", "\n"), ("\u{301}", "import "), ("x", " import\n"), ("\"", "\\("), ("@", "import;")])
  func length(_ first: String, _ second: String) async throws {
    let half = { (piece: String) in String(repeating: piece, count: 245_000 / piece.utf8.count) }
    let verdict = try await AttackedBook.shared.get().verdict(on: half(first) + half(second))
    #expect(verdict.status == .error && verdict.diagnostics != [])
  }

  @Test(
    "is looked through in one pass, however it is made",
    arguments: [("#", "\n"), ("\u{301}", "import "), ("x", " import\n"), ("\"", "\\("), ("@", "import;")])
  func passes(_ first: String, _ second: String) {
    let half = { (piece: String) in Array(String(repeating: piece, count: 245_000 / piece.utf8.count).utf8) }
    let submission = Submission(bytes: half(first) + half(second), path: "twice.swift")
    // Of this thread alone, however busy the machine is.
    let start = Self.processorSeconds
    _ = (submission.problem, submission.imports)
    #expect(Self.processorSeconds - start < 2)
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  @Test("and on which the compiler crashes gets an error that does not quote what it was compiling")
  func crash() async throws {
    let optional = "let deep: Int\(String(repeating: "?", count: 30_000)) = nil"
    let verdict = try await AttackedBook.shared.get().verdict(on: optional)
    #expect(verdict.diagnostics.map(\.message) == ["the compiler failed: it crashed; take out what you wrote last, bit by bit"])
  }

  @Test(
    "and that the compiler should choke on gets an error within the compiler's limits",
    arguments: [
      Attack(
        "a type-checker bomb", .right,
        """
        let bomb = [1, 2.0, 3].map { $0 * 2 + 1.5 - -$0 / 3 + ($0 as Double) * 2 - 1 }.reduce(0) { $0 + $1 * 2 - 1 / $0 + $1 - 3 } + 1 - 2 + 3.0 * 4 / 5 - -6 + 7 * 8 as String
        func attack(_ x: Tensor) -> Tensor? { nil }
        """),
      Attack("ten thousand brackets", .right, "let deep = \(String(repeating: "(", count: 10000))1\(String(repeating: ")", count: 10000))"),
      Attack(
        "a macro of its own", .right,
        """
        @freestanding(expression) macro own() -> Int = #externalMacro(module: "OwnMacros", type: "Own")
        func attack(_ x: Tensor) -> Tensor? { _ = #own(); return nil }
        """),
      Attack(
        "lines that lie", .right,
        """
        #sourceLocation(file: "/etc/passwd", line: 1)
        func attack(_ x: Tensor) -> Tensor? { nil }
        """),
      Attack(
        "types without end", .right,
        "struct Own<T> { static func go() -> Int { Own<Own<T>>.go() } }\nlet endless = Own<Int>.go()\nlet no: String = 1"),
    ])
  func compiler(_ attack: Attack) async throws {
    let verdict = try await AttackedBook.shared.get().verdict(on: attack.source)
    #expect(verdict.status == .error && verdict.score == 0)
    #expect(verdict.diagnostics.allSatisfy { $0.position.file == "twice.swift" && $0.position.line <= 10 })
    #expect(verdict.diagnostics != [])
  }

  @Test("and whose name breaks a line is judged by what is in it, under that name")
  func name() async throws {
    let book = try AttackedBook.patient.get()
    let name = "a\ntwice: passed (5 of 5 points).swift"
    let verdict = try await book.verdict(on: Array("import Autograd\nfunc twice(_ x: Tensor) -> Tensor { y }".utf8), path: name)
    #expect(verdict.status == .error)
    #expect(verdict.diagnostics.map(\.position.file) == [name])
    #expect(try await book.verdict(on: Array(Attack.control(.right).utf8), path: name).status == .passed)
    #expect(try await book.verdict(on: Array(Attack.control(.wrong).utf8), path: name).status == .failed)
  }
}
