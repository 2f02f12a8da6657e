import Testing

@testable import Execution
@testable import Grading

/// Where user namespaces are not to be had, programs share the machine's `/tmp` and processes, and may send no signal: not even the host of
/// checks to its own.
@Suite("A submission on a machine without user namespaces", .serialized)
struct LandlockTests {
  @Test("gets the verdict that it gets elsewhere")
  func verdicts() async throws {
    let book = try AttackedBook.patientWithoutNamespaces.get()
    let right = try await book.verdict(on: Attack.control(.right))
    #expect(right.status == .passed && right.score == 5)
    let wrong = try await book.verdict(on: Attack.control(.wrong))
    #expect(wrong.status == .failed && wrong.checks.allSatisfy { $0.status == .failed && !$0.message.isEmpty })
    let rejected = try await book.verdict(on: "import Autograd\nfunc twice(_ x: Tensor) -> Tensor { y }\n")
    #expect(rejected.status == .error && rejected.diagnostics.first?.message.hasPrefix("cannot find 'y' in scope") == true)
    #expect(rejected.diagnostics.first?.position.line == 2)
  }

  @Test("that traps is told the message and the line, and the other check is run")
  func traps() async throws {
    let code = """
      import Autograd
      func twice(_ x: Tensor) -> Tensor {
        precondition(x.dtype == .int64, "integers")
        return x * 2
      }
      """
    let verdict = try await AttackedBook.patientWithoutNamespaces.get().verdict(on: code)
    #expect(verdict.checks.map(\.status) == [.error, .passed])
    #expect(verdict.checks[0].message.hasPrefix("The check trapped at twice.swift:3: Precondition failed: integers.\n"))
  }

  @Test("that never ends in one check is ended, and the other is run")
  func endless() async throws {
    let code = "import Autograd\nfunc twice(_ x: Tensor) -> Tensor {\n  while x.dtype != .int64 {}\n  return x * 2\n}\n"
    let verdict = try await AttackedBook.endlessWithoutNamespaces.get().verdict(on: code)
    #expect(verdict.checks.map(\.status) == [.error, .passed])
    #expect(verdict.checks[0].message.hasPrefix("The check took longer than the 8 s that it may"))
  }

  private static let forgeries: Set = [
    "ends well before main", "has its own write", "has its own calls to the host", "sends frames of every kind, for every check and block",
    "answers without end", "leaves a grandchild that goes on answering", "reads its own memory's map", "reads the environment of gradbook",
    "reads the users of the machine",
  ]

  @Test(
    "that attacks does not pass, and ends within its limits", .timeLimit(.minutes(10)),
    arguments: HarmfulSubmissionTests.attacks.filter { $0.name != harmless }
      + ForgedAnswerTests.attacks.filter { forgeries.contains($0.name) })
  func attacks(_ attack: Attack) async throws {
    let verdict = try await AttackedBook.withoutNamespaces.get().verdict(on: attack.source)
    #expect(verdict.status == .failed || verdict.status == .error)
    #expect(verdict.score == 0)
    #expect(verdict.diagnostics == [])
    #expect(verdict.checkSeconds < AttackedBook.longestRun)
  }

  /// The signal is refused, so nothing is left of the attack.
  private static let harmless = "ends all that it can"

  @Test("that would end all processes of its user ends none, itself neither")
  func signals() async throws {
    let attack = try #require(HarmfulSubmissionTests.attacks.first { $0.name == Self.harmless })
    #expect(try await AttackedBook.patientWithoutNamespaces.get().verdict(on: attack.source).status == .passed)
  }
}
