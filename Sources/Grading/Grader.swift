import Execution
import Observations
import Synchronization
import Workbook

/// Gives verdicts on submissions.
///
/// A submission is compiled with a driver and run in processes of its own; the reference solution answers the same questions in others; the
/// comparison is made here. What cannot be answered in time, or read, has failed.
public struct Grader: Sendable {
  private let engine: CheckEngine
  private let trust: CheckEngine.Trust
  let references: References

  /// How often each check is tried, each time with inputs of its own.
  static let trials = 3

  /// Whether the compiler's modules are yet to be made for the sandbox, which takes some seconds, once.
  public var preparesSandbox: Bool { engine.fillsModuleCache }

  /// - Parameters:
  ///   - root: the folder that holds `Chapters`, with `Solutions` and `.gradbook` beside it; "" for the current one.
  ///   - library: nil for the one in the folder of the running executable.
  ///   - jobs: compilers at a time; nil for one a core.
  ///   - trustsAll: whether submissions are run even where there is no sandbox.
  /// - Throws: what is missing on the machine.
  public init(root: String, library: LibraryBuild? = nil, jobs: Int? = nil, trustsAll: Bool = false) throws(SetupError) {
    let engine = try CheckEngine(
      root: Self.prefix(root), library: library, jobs: jobs, confinement: trustsAll ? .sandboxIfAny : .sandbox)
    self.init(root: root, engine: engine, .confined)
  }

  /// - Parameter trust: of submissions.
  init(root: String, engine: CheckEngine, _ trust: CheckEngine.Trust) {
    self.engine = engine
    self.trust = trust
    references = References(root: Self.prefix(root), engine: engine)
  }

  private static func prefix(_ root: String) -> String { root.isEmpty || root == "." ? "" : "\(root)/" }

  /// The text of a reference solution.
  public static func solution(of exercise: Exercise, root: String) throws(SetupError) -> String {
    try References.solution(of: exercise, root: prefix(root)).text
  }

  /// Judges a file.
  ///
  /// - Parameters:
  ///   - bytes: the file, as it is.
  ///   - path: what messages call it.
  ///   - exercise: what it is a solution of.
  ///   - seed: what the inputs are drawn from; nil for one that nobody can foresee.
  /// - Throws: `SetupError` where nothing can be judged, `ReferenceFault` where the book is at fault, `CancellationError`.
  public func verdict(on bytes: [UInt8], path: String, of exercise: Exercise, seed: UInt64? = nil) async throws -> Verdict {
    try await verdict(on: bytes, path: path, preparation: prepare(exercise, seed: seed))
  }

  /// Draws inputs, and has the reference solution answer, before there is a file to judge.
  public func prepare(_ exercise: Exercise, seed: UInt64? = nil) -> Preparation {
    let questions = exercise.questions(seed: seed ?? .random(in: 0 ... .max), trials: Self.trials)
    return Preparation(exercise: exercise, questions: questions, answers: Task { try await references.records(of: questions, exercise) })
  }

  /// Judges a file with inputs that were drawn before. Who has read what is said of it may know them.
  public func verdict(on bytes: [UInt8], path: String, preparation: Preparation) async throws -> Verdict {
    let start = ContinuousClock.now
    let submission = Submission(bytes: bytes, path: path)
    var verdict = try await withTaskCancellationHandler {
      try await self.verdict(on: submission, preparation.exercise, preparation.questions) { try await preparation.answers.value }
    } onCancel: {
      preparation.answers.cancel()
    }
    verdict.seconds = (ContinuousClock.now - start).inSeconds
    return verdict
  }

  /// - Parameter answers: the reference's to these questions; asked for while the submission compiles.
  func verdict(
    on submission: Submission, _ exercise: Exercise, _ questions: [CheckQuestion],
    answers: @escaping @Sendable () async throws -> [[CheckRecord]]
  ) async throws -> Verdict {
    if let problem = submission.problem { return .untried(exercise, [problem]) }
    async let referenceRecords = answers()
    let folder = try CheckFolder()
    defer { folder.remove() }
    let compilation = Mutex<CheckCompilation?>(nil)
    let run = try await engine.records(of: questions, submission: submission, in: folder, trust) {
      let outcome = try await engine.compile(submission, checks: exercise.checks, in: folder, trust)
      compilation.withLock { $0 = outcome }
      guard case .built(let compiled) = outcome else { return nil }
      return compiled
    }
    let place = SourcePosition(file: submission.path, line: 1)
    switch compilation.withLock({ $0 }) {
    case .rejected(let diagnostics): return .untried(exercise, diagnostics)
    case .failed(let why): return .untried(exercise, [Diagnostic(at: place, "the compiler failed: \(why)")])
    case .timedOut, nil:
      var verdict = Verdict.untried(exercise, [Diagnostic(at: place, "the compiler took longer than it may")])
      verdict.dependsOnClock = true
      return verdict
    case .built(let compiled):
      let references = try await referenceRecords
      let ruling = Ruling(exercise: exercise, submission: submission, questions: questions, compiled: compiled)
      var verdict = try ruling.verdict(records: run.records, references: references)
      verdict.checkSeconds = run.seconds
      return verdict
    }
  }
}

/// An exercise whose next inputs are drawn.
public struct Preparation: Sendable {
  /// The exercise.
  public let exercise: Exercise
  let questions: [CheckQuestion]
  let answers: Task<[[CheckRecord]], any Error>
}

extension Verdict {
  /// What cannot be tried has no points.
  static func untried(_ exercise: Exercise, _ diagnostics: [Diagnostic]) -> Verdict {
    let checks = exercise.checks.enumerated().map { number, check in CheckVerdict(check, number: number, status: .error) }
    return Verdict(exercise: exercise.id, status: .error, checks: checks, diagnostics: diagnostics)
  }
}

extension CheckVerdict {
  /// - Parameter number: counted from 0.
  init(_ check: ExerciseCheck, number: Int, status: Verdict.Status, message: String = "", line: Int? = nil) {
    self.init(
      name: check.name ?? "check \(number + 1)", status: status, score: status == .passed ? check.points : 0, maximumScore: check.points,
      message: message, line: line, isHidden: check.isHidden, code: check.source.text)
  }
}
