import Execution
import Glibc
import Testing
import Workbook

@testable import Grading

@Suite("Verification", .serialized)
struct VerifierTests {
  /// This file is `Tests/GradingTests/Verification/…` in the package.
  private static let package = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

  @Test("the examples of Documentation/Checks.md hold, with their solutions and mistakes")
  func documentation() async throws {
    let page = String(decoding: try readFile("\(Self.package)/Documentation/Checks.md"), as: UTF8.self)
    let examples = page.components(between: "````markdown\n", and: "\n````")
    #expect(examples.count == 5)
    let book = try TemporaryExercises(examples.joined(separator: "\n\n"))
    defer { book.remove() }
    #expect(rmdir(book.scratch.file("Solutions")) == 0)
    #expect(symlink("\(Self.package)/Tests/Fixtures/checks/Solutions", book.scratch.file("Solutions")) == 0)
    let exercises = try book.book().exercises
    #expect(exercises.map(\.id) == ["unit-rows", "running-mean", "first-row", "halves", "row-vector"])
    let verifier = try Verifier(root: book.root)
    let reports = try await verifier.verify(exercises)
    #expect(reports.flatMap(\.problems) == [])
    #expect(reports.map(\.wrongSolutions) == [2, 2, 2, 2, 2])
    #expect(verifier.strays(beside: exercises) == [])
  }

  private func problems(_ chapter: String, solution: String = doublingSolution, wrong: [String: String] = [:]) async throws -> [String] {
    let book = try TemporaryExercises(chapter, solutions: ["double": solution])
    defer { book.remove() }
    try makeFolder(book.scratch.file("Solutions/Wrong/double"))
    for (name, text) in wrong { try replaceFile(book.scratch.file("Solutions/Wrong/double/\(name).swift"), with: Array(text.utf8)) }
    let report = try await Verifier(root: book.root).verify(try book.book().exercises)
    return report.flatMap(\.problems).map { problem in
      let file = problem.position.file.split(separator: "/").last ?? ""
      return "\(file):\(problem.position.line): \(problem.message.split(separator: "\n").first ?? "")"
    }
  }

  private static let identity = "// fails: a matrix\n// fails: hidden\n// says: far from zero\nfunc double(_ x: Tensor) -> Tensor { x }\n"
  private static let wrong = ["identity": identity.replacing("func", with: "import Autograd\nfunc")]

  @Test("finds nothing wrong with an exercise that is right")
  func right() async throws { #expect(try await problems(doubling, wrong: Self.wrong) == []) }

  @Test("finds a check that no mistake fails")
  func uncaught() async throws {
    let found = try await problems(doubling)
    #expect(found.count == 2 && found.allSatisfy { $0.contains("no wrong solution fails the check '") })
    #expect(found[0].hasPrefix("01-a.md:21: "))
  }

  @Test("finds a mistake that is not caught as its header says")
  func headers() async throws {
    let square = "// fails: a matrix\n// fails: other\n// says: cube\nimport Autograd\nfunc double(_ x: Tensor) -> Tensor { x * x }\n"
    let none = "import Autograd\nfunc double(_ x: Tensor) -> Tensor { x * x }\n"
    let right = "// fails: hidden\nimport Autograd\nfunc double(_ x: Tensor) -> Tensor { x + x }\n"
    let broken = "// fails: hidden\nfunc double(_ x: Tensor) -> Tensor { x }\n"
    let found = try await problems(
      doubling, wrong: ["identity": Self.wrong["identity"] ?? "", "square": square, "none": none, "right": right, "broken": broken])
    #expect(
      found == [
        "broken.swift:2: a wrong solution must compile, and be tried: cannot find type 'Tensor' in scope",
        "none.swift:1: no check is named that this solution must fail: begin the file with '// fails: CHECK'",
        "right.swift:1: it passes the check 'hidden', which it must fail",
        "square.swift:2: the exercise has no check 'other': its checks are 'a matrix', 'hidden'",
        "square.swift:3: the feedback does not say 'cube'; it says",
      ])
  }

  @Test("finds a check that does not depend on what it draws, and one that is never the same")
  func draws() async throws {
    let constant = "```swift check=double points=1 name=\"one\"\nobserve(double(Tensor([1.0])))\n```\n"
    let found = try await problems(doubling + constant, wrong: Self.wrong)
    #expect(found == ["01-a.md:30: the check 'one' takes the answers of another seed: what it observes must depend on what it draws"])
    let restless = "```swift check=double points=1 name=\"any\"\nobserve(double(Tensor([Double.random(in: 0...1)])))\n```\n"
    let others = try await problems(doubling + restless, wrong: Self.wrong)
    #expect(others.contains("01-a.md:30: the solution does not pass its own check 'any' a second time with the same draws:"))
  }

  @Test("finds a starter that passes, one that does not compile, and a solution that does not")
  func starters() async throws {
    let passing = doubling.replacing("return x\n", with: "return x * 2\n")
    #expect(try await problems(passing, wrong: Self.wrong) == ["01-a.md:3: the starter passes as it is: there is nothing to solve"])
    let broken = doubling.replacing("return x\n", with: "return y\n")
    #expect(
      try await problems(broken, wrong: Self.wrong) == ["01-a.md:9: the starter cannot be tried: cannot find 'y' in scope"])
    let rejected = doubling.replacing("exercise=double", with: "exercise=double starter=rejected")
    #expect(
      try await problems(rejected, wrong: Self.wrong) == ["01-a.md:3: the starter promises not to compile, and the compiler takes it"])
    #expect(
      try await problems(doubling, solution: "let a: Int = \"\"\n") == [
        "double.swift:1: cannot convert value of type 'String' to specified type 'Int'"
      ])
  }

  @Test("finds solutions of exercises that are not in the book")
  func strays() async throws {
    let book = try TemporaryExercises(doubling, solutions: ["double": doublingSolution, "triple": ""])
    defer { book.remove() }
    try makeFolder(book.scratch.file("Solutions/Wrong/quadruple"))
    let strays = try Verifier(root: book.root).strays(beside: try book.book().exercises)
    #expect(strays.map { $0.position.file.split(separator: "/").last ?? "" } == ["triple.swift", "quadruple"])
  }
}

extension String {
  /// What stands between each two of these marks.
  fileprivate func components(between open: String, and close: String) -> [String] {
    var found: [String] = []
    var rest = self[...]
    while let start = rest.firstRange(of: open), let end = rest[start.upperBound...].firstRange(of: close) {
      found.append(String(rest[start.upperBound..<end.lowerBound]))
      rest = rest[end.upperBound...]
    }
    return found
  }
}
