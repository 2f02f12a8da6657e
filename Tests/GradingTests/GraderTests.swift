import Execution
import Testing
import Workbook

@testable import Grading

@Suite("A submission", .serialized)
struct GraderTests {
  private func verdict(_ code: String, imports: String = "import Autograd\n", limits: CheckEngine.Limits = CheckEngine.Limits())
    async throws
    -> Verdict
  {
    let book = try TemporaryExercises(doubling, solutions: ["double": doublingSolution])
    defer { book.remove() }
    return try await book.verdict(on: imports + code, of: "double", limits: limits)
  }

  @Test("that is right has all points, and nothing to read")
  func right() async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor { x + x }")
    #expect(verdict.status == .passed && verdict.score == 3 && verdict.maximumScore == 3)
    #expect(verdict.checks.map(\.message) == ["", ""] && verdict.diagnostics.isEmpty && verdict.output.isEmpty)
    #expect(verdict.checks.map(\.isHidden) == [false, true])
    #expect(verdict.seconds > 0)
  }

  @Test("that is wrong is shown its inputs, what came out and what should have; nothing of a hidden check but its sentence")
  func wrong() async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor { x * x }")
    #expect(verdict.status == .failed && verdict.score == 0)
    let lines = verdict.checks[0].message.split(separator: "\n").map(String.init)
    #expect(lines[0] == "That is the square." && lines[1] == "Twice.")
    #expect(lines[2].hasPrefix("double(x): the first value that differs, at [0, 0], is "))
    #expect(lines[2].hasSuffix("; 6 of 6 differ."))
    #expect(lines[3].hasPrefix("  x = tensor([["))
    #expect(lines.contains { $0.hasPrefix("  came out: tensor([[") } && lines.contains { $0.hasPrefix("  expected: tensor([[") })
    #expect(verdict.checks[1].message == "Twice, also far from zero.")
  }

  @Test("that is half right has the points of what is")
  func half() async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor { x.relu() * 2 + x.clamp(max: 0) * 3 }")
    #expect(verdict.status == .failed && verdict.score == 1)
    #expect(verdict.checks.map(\.status) == [.failed, .passed])
  }

  @Test("with a TODO left is unfinished")
  func unfinished() async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor {\n  // TODO: write it\n  x\n}")
    #expect(verdict.status == .failed)
    #expect(
      verdict.diagnostics == [
        Diagnostic(.note, at: SourcePosition(file: "a.swift", line: 3, column: 3), "unfinished: TODO: write it")
      ])
  }

  @Test("that does not compile is shown the compiler's message at its own line")
  func rejected() async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor {\n  let y = 1\n  x * \"2\"\n}")
    #expect(verdict.status == .error && verdict.score == 0 && verdict.maximumScore == 3)
    #expect(verdict.checks.map(\.status) == [.error, .error])
    let first = try #require(verdict.diagnostics.first)
    #expect(first.position.file == "a.swift" && first.position.line == 4 && first.severity == .error)
    #expect(first.message.contains("x * \"2\"") && !first.message.contains("/main.swift"))
  }

  @Test(
    "without what the checks call is told what to declare",
    arguments: [
      "func twice(_ x: Tensor) -> Tensor { x * 2 }", "enum Other { static func double(_ x: Tensor) -> Tensor { x * 2 } }",
    ])
  func missing(code: String) async throws {
    let verdict = try await verdict(code)
    #expect(verdict.status == .failed && verdict.score == 0)
    #expect(verdict.checks[0].message == "a.swift must declare `func double(_ x: Tensor) -> Tensor`.")
    #expect(verdict.checks[1].message == verdict.checks[0].message)
  }

  @Test("that declares something else under the name is told what it must be, and the hidden check's code is not shown")
  func otherSignature() async throws {
    let verdict = try await verdict("func double(x: Tensor, twice: Bool) -> Tensor { x * 2 }")
    #expect(
      verdict.checks[0].message.hasPrefix(
        "What a.swift declares does not fit this check.\nIt must be `func double(_ x: Tensor) -> Tensor`.\n"))
    #expect(verdict.checks[0].message.contains("double(x)"))
    #expect(
      verdict.checks[1].message == "What a.swift declares does not fit this check.\nIt must be `func double(_ x: Tensor) -> Tensor`.")
  }

  @Test("that traps in one check passes the others, and is told the message and the line")
  func traps() async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor {\n  precondition(x.dim == 1, \"a vector\")\n  return x * 2\n}")
    #expect(verdict.checks.map(\.status) == [.error, .passed] && verdict.score == 1)
    #expect(verdict.checks[0].message.hasPrefix("The check trapped at a.swift:3: Precondition failed: a vector.\nTwice.\n  x = tensor("))
    #expect(verdict.checks.map(\.line) == [3, nil])
    let library = try await self.verdict("func double(_ x: Tensor) -> Tensor {\n  return x.reshape(7)\n}")
    #expect(library.checks[0].message.hasPrefix("The check trapped at a.swift:3: Fatal error: shape '[7]' is invalid for input of size 6."))
    let cast = try await self.verdict("func double(_ x: Tensor) -> Tensor {\n  return (x.shape as Any) as! Tensor\n}")
    #expect(
      cast.checks[0].message.hasPrefix(
        "The check trapped at a.swift:3: Could not cast value of type 'Swift.Array<Swift.Int>' to 'Autograd.Tensor'.\nTwice.\n"))
  }

  @Test("that is right for some inputs alone has failed, and is shown others")
  func otherInputs() async throws {
    let verdict = try await verdict(
      "var calls = 0\nfunc double(_ x: Tensor) -> Tensor {\n  calls += 1\n  return calls == 1 ? x * 2 : x * x\n}")
    #expect(verdict.status == .failed && verdict.score == 0)
    let lines = verdict.checks[0].message.split(separator: "\n").map(String.init)
    #expect(lines[0] == "That is the square." && lines[1] == "Twice.")
    #expect(lines[3] == "With other inputs it came out right; with these it does not:")
    #expect(lines[4].hasPrefix("  x = tensor([["))
    #expect(verdict.checks[1].message == "Twice, also far from zero.")
  }

  @Test("that never ends in any of five checks is ended soon, and says why")
  func endless() async throws {
    let checks = (3...5).map { "```swift check=double points=1 name=\"check \($0)\"\nobserve(double(draw.tensor(\($0))))\n```\n" }
    let book = try TemporaryExercises(doubling + checks.joined(separator: "\n"), solutions: ["double": doublingSolution])
    defer { book.remove() }
    var limits = CheckEngine.Limits()
    (limits.check, limits.checkAfterTimeOut) = (.seconds(2), .milliseconds(500))
    let verdict = try await book.verdict(
      on: "import Autograd\nfunc double(_ x: Tensor) -> Tensor { while true {} }", of: "double", limits: limits)
    #expect(verdict.checks.map(\.status) == [.error, .error, .error, .error, .error])
    #expect(verdict.checks[0].message.hasPrefix("The check took longer than the 2 s that it may: is there a loop without end?\n  x = "))
    #expect(
      verdict.checks[1].message == "The check took longer than 0.5 s: it had no more, since another check had used up its time.")
    // 2 + 4 · 0.5, as the sandbox counts, and what a busy machine adds.
    #expect(verdict.checkSeconds >= 4 && verdict.checkSeconds < 8)
    #expect(verdict.dependsOnClock)
  }

  @Test("that ends the process, or never ends, has failed that check")
  func noAnswer() async throws {
    var limits = CheckEngine.Limits()
    limits.check = .seconds(1)
    let code = "import Glibc\nfunc double(_ x: Tensor) -> Tensor {\n  if x.dim == 2 { exit(0) }\n  while true {}\n}"
    let verdict = try await verdict(code, limits: limits)
    #expect(verdict.status == .failed && verdict.score == 0)
    #expect(verdict.checks.map(\.status) == [.error, .error])
    #expect(verdict.checks[0].message.hasPrefix("The check ended the process with status 0, which no solution should do."))
    #expect(verdict.checks[1].message == "The check took longer than the 1 s that it may: is there a loop without end?")
  }

  @Test("that takes more memory than it may is told so, and the next check is run")
  func memory() async throws {
    var limits = CheckEngine.Limits()
    limits.memory = 400 << 20
    let code = """
      func double(_ x: Tensor) -> Tensor {
        guard x.dim == 2 else { return x * 2 }
        var held: [[UInt8]] = []
        while true { held.append([UInt8](repeating: UInt8(held.count & 255), count: 1 << 24)) }
      }
      """
    let verdict = try await verdict(code, limits: limits)
    #expect(verdict.checks.map(\.status) == [.error, .passed])
    #expect(verdict.checks[0].message.hasPrefix("The check took more memory than it may."))
    #expect(!verdict.dependsOnClock)
  }

  @Test(
    "that puts its inputs into a message is not told it by a hidden check, nor its line", arguments: ["fatalError", "try! fail"])
  func talkative(call: String) async throws {
    let verdict = try await verdict(
      """
      struct Own: Error { let text: String }
      func fail(_ text: String) throws -> Never { throw Own(text: text) }
      func double(_ x: Tensor) -> Tensor { if x.dim == 2 { return x * 2 }; \(call)("<\\(x)>") }
      """)
    #expect(verdict.checks.map(\.status) == [.passed, .error])
    #expect(
      verdict.checks[1].message
        == "The check trapped; why and where is not shown, since the check is hidden.\nTwice, also far from zero.")
    #expect(verdict.checks[1].line == nil)
  }

  @Test("that throws an error with its inputs is told only by a check that is shown")
  func thrown() async throws {
    let checks = ["", " hidden"].map { attribute in
      """
      ```swift check=half points=1\(attribute)
      observe(try half(draw.tensor(3)), says: "Half.")
      ```

      """
    }
    let starter = "```swift exercise=half\nimport Autograd\nfunc half(_ x: Tensor) throws -> Tensor {\n  x // TODO\n}\n```\n\n"
    let book = try TemporaryExercises(
      starter + checks.joined(), solutions: ["half": "import Autograd\nfunc half(_ x: Tensor) throws -> Tensor { x / 2 }"])
    defer { book.remove() }
    let verdict = try await book.verdict(
      on: """
        import Autograd
        struct Own: Error { let text: String }
        func half(_ x: Tensor) throws -> Tensor { throw Own(text: "<\\(x)>") }
        """, of: "half")
    #expect(verdict.checks.map(\.status) == [.error, .error])
    #expect(verdict.checks[0].message.hasPrefix("The check threw an error at a.swift:3: Own(text: \"<tensor("))
    #expect(
      verdict.checks[1].message == "The check threw an error; which and where is not shown, since the check is hidden.\nHalf.")
    #expect(verdict.checks.map(\.line) == [3, nil])
  }

  @Test("without what only a hidden check calls passes the others, and is not told what that is")
  func missingInHidden() async throws {
    let hidden = "```swift check=double points=4 name=\"secret\" hidden\nobserve(double(draw.int(1...9), quietly: true))\n```\n"
    let solution = "\nfunc double(_ x: Int, quietly: Bool) -> Int { x * 2 }\n"
    let book = try TemporaryExercises(doubling + hidden, solutions: ["double": doublingSolution + solution])
    defer { book.remove() }
    let right = "import Autograd\nfunc double(_ x: Tensor) -> Tensor { x * 2 }"
    let verdict = try await book.verdict(on: right, of: "double")
    #expect(verdict.checks.map(\.status) == [.passed, .passed, .failed])
    #expect(!verdict.checks[2].message.contains("quietly") && !verdict.checks[2].message.contains("draw"))
    #expect(try await book.verdict(on: right + solution, of: "double").status == .passed)
  }

  @Test("of an exercise whose checks are all hidden is judged, and what it prints is not shown")
  func allHidden() async throws {
    let chapter = doubling.replacing("name=\"a matrix\"", with: "name=\"a matrix\" hidden")
    let book = try TemporaryExercises(chapter, solutions: ["double": doublingSolution])
    defer { book.remove() }
    let verdict = try await book.verdict(on: doublingSolution + "print(\"hello\")", of: "double")
    #expect(verdict.status == .passed && verdict.output == "" && !verdict.dependsOnClock)
    let wrong = try await book.verdict(on: "import Autograd\nfunc double(_ x: Tensor) -> Tensor { x }\nprint(\"hello\")", of: "double")
    #expect(wrong.checks.map(\.status) == [.failed, .failed] && wrong.output == "")
  }

  @Test("of an exercise whose first check is hidden is shown what its own statements print, as those that are shown print it")
  func firstHidden() async throws {
    let hidden = "```swift check=double points=4 name=\"first\" hidden\nobserve(double(draw.tensor(5)))\n```\n\n"
    let first = try #require(doubling.firstRange(of: "```swift check"))
    let book = try TemporaryExercises(
      "\(doubling[..<first.lowerBound])\(hidden)\(doubling[first.lowerBound...])", solutions: ["double": doublingSolution])
    defer { book.remove() }
    let verdict = try await book.verdict(on: doublingSolution + "print(\"hello\")", of: "double")
    #expect(verdict.status == .passed && verdict.checks.map(\.maximumScore) == [4, 2, 1] && verdict.output == "hello\n")
  }

  @Test("may have statements of its own, which run before each check and print once")
  func statements() async throws {
    let verdict = try await verdict(
      "let factor = 2.0\nprint(\"hello\")\nfunc double(_ x: Tensor) -> Tensor { print(x.dim); return x * factor }")
    #expect(verdict.status == .passed)
    // The hidden check's is not shown.
    #expect(verdict.output == "hello\n2\n")
    let dead = try await self.verdict("func double(_ x: Tensor) -> Tensor { x * 2 }\nfatalError(\"stop\")")
    #expect(dead.status == .error)
    #expect(dead.checks[0].message == "Before the check began, the file's own statements trapped at a.swift:3: Fatal error: stop.")
  }

  @Test(
    "that shadows the names of a check, the library or the language gains nothing and loses nothing",
    arguments: [
      "func observe(_ x: Tensor, says: String) {}\nlet draw = 1\nfunc mistake() {}", "func print(_ items: Any...) {}",
      "func == (a: Tensor, b: Tensor) -> Bool { true }", "enum Judge { static let passed = true }\nfunc runCheck() {}",
    ])
  func shadowing(code: String) async throws {
    #expect(try await verdict(code + "\nfunc double(_ x: Tensor) -> Tensor { x * 2 }").status == .passed)
    #expect(try await verdict(code + "\nfunc double(_ x: Tensor) -> Tensor { x }").score == 0)
  }

  @Test(
    "that answers with something like the answer has failed",
    arguments: [
      "x * Double.nan", "(x * 2)[0]", "(x * 2).to(.float64)", "(x * 2).unsqueeze(0)", "Tensor(1.0).expand([1 << 31, 1 << 31])", "x * 2.001",
      "(x * 2).requiresGrad_()", "Tensor.empty([2, 3], device: .meta)",
    ])
  func nearAnswers(expression: String) async throws {
    let verdict = try await verdict("func double(_ x: Tensor) -> Tensor { \(expression) }")
    #expect(verdict.score == 0 && verdict.status == .failed)
  }

  @Test("that writes an answer of its own to every descriptor has failed")
  func forged() async throws {
    let code = """
      import Glibc
      func double(_ x: Tensor) -> Tensor {
        let forged = [UInt8]([1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 4, count: 4000))
        for descriptor in Int32(1)..<256 { _ = write(descriptor, forged, forged.count) }
        _exit(0)
      }
      """
    let verdict = try await verdict(code)
    #expect(verdict.score == 0 && verdict.status != .passed)
  }

  @Test(
    "that is no submission is refused at its line",
    arguments: [
      ("", 1, "the file is empty"), (" \n\t\n", 1, "the file is empty"),
      ("let a = 1\n\0", 2, "there is a NUL byte here: this is no Swift file"),
      ("#sourceLocation(file: \"Chapters/01-a.md\", line: 1)\n", 1, "a submission has no #sourceLocation: take it out"),
    ])
  func refused(text: String, line: Int, message: String) async throws {
    let verdict = try await verdict(text, imports: "")
    #expect(verdict.status == .error && verdict.checks.map(\.status) == [.error, .error])
    #expect(verdict.diagnostics == [Diagnostic(at: SourcePosition(file: "a.swift", line: line), message)])
  }

  @Test("that is no text, or larger than a submission may be, is refused")
  func refusedBytes() async throws {
    let book = try TemporaryExercises(doubling, solutions: ["double": doublingSolution])
    defer { book.remove() }
    let binary = try await book.verdict(on: [0x20, 0xff, 0xfe], of: "double")
    #expect(binary.diagnostics.map(\.message) == ["this is not UTF-8: save the file as UTF-8"])
    let large = try await book.verdict(on: [UInt8](repeating: 0x20, count: 500_001), of: "double")
    #expect(large.diagnostics.map(\.message) == ["the file has 500001 bytes: a submission may have 500000"])
  }

  @Test("with literals nested without end is refused, and ends nobody")
  func nestedLiterals() async throws {
    let nested = String(repeating: "\"\\(", count: 100_000)
    let verdict = try await verdict("let a = \(nested)")
    #expect(verdict.status == .error)
  }

  @Test(
    "sees in its checks what it imports, also under a condition",
    arguments: ["import Foundation", "#if canImport(Nowhere)\nimport Nowhere\n#endif"])
  func imports(code: String) async throws {
    #expect(try await verdict("\(code)\nfunc double(_ x: Tensor) -> Tensor { x * 2 }").status == .passed)
  }

  @Test("whose compiler would never end is refused in time")
  func typeCheckerBomb() async throws {
    var limits = CheckEngine.Limits()
    limits.compilation = .seconds(2)
    let sum = (0..<60).map { "\($0 % 2 == 0 ? "\(Double($0))" : "\($0)") - (-\($0))" }.joined(separator: " + ")
    let verdict = try await verdict(
      "func double(_ x: Tensor) -> Tensor { x * 2 }\nlet a: Double = \(sum) + [1, 2.0, \"3\"].map { $0 - -1 }.reduce(0, +)", limits: limits)
    #expect(verdict.status == .error && !verdict.diagnostics.isEmpty)
  }
}
