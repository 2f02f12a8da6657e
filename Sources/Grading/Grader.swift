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
  let references: References

  /// - Parameters:
  ///   - root: the folder that holds `Chapters`, with `Solutions` and `.gradbook` beside it; "" for the current one.
  ///   - library: nil for the one in the folder of the running executable.
  ///   - jobs: compilers at a time; nil for one a core.
  /// - Throws: what is missing on the machine.
  public init(root: String, library: LibraryBuild? = nil, jobs: Int? = nil) throws(SetupError) {
    let root = root.isEmpty || root == "." ? "" : "\(root)/"
    engine = try CheckEngine(root: root, library: library, jobs: jobs)
    references = References(root: root, engine: engine)
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
    let start = ContinuousClock.now
    let submission = Submission(bytes: bytes, path: path)
    let questions = exercise.questions(seed: seed ?? .random(in: 0 ... .max))
    var verdict = try await verdict(on: submission, exercise, questions) { try await references.records(of: questions, exercise) }
    let seconds = ContinuousClock.now - start
    verdict.seconds = Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18
    return verdict
  }

  /// - Parameter answers: the reference's to these questions; asked for while the submission compiles.
  func verdict(
    on submission: Submission, _ exercise: Exercise, _ questions: [CheckQuestion],
    answers: @escaping @Sendable () async throws -> [CheckRecord]
  ) async throws -> Verdict {
    if let problem = submission.problem { return .untried(exercise, [problem]) }
    async let referenceRecords = answers()
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let compilation = Mutex<CheckCompilation?>(nil)
    let records = try await engine.records(of: questions, submission: submission, in: scratch) {
      let outcome = try await engine.compile(submission, checks: exercise.checks, in: scratch.path)
      compilation.withLock { $0 = outcome }
      guard case .built(let compiled) = outcome else { return nil }
      return compiled
    }
    let place = SourcePosition(file: submission.path, line: 1)
    switch compilation.withLock({ $0 }) {
    case .rejected(let diagnostics): return .untried(exercise, diagnostics)
    case .failed(let why): return .untried(exercise, [Diagnostic(at: place, "the compiler failed: \(why)")])
    case .timedOut, nil: return .untried(exercise, [Diagnostic(at: place, "the compiler took longer than it may")])
    case .built(let compiled):
      let references = try await referenceRecords
      let ruling = Ruling(exercise: exercise, submission: submission, questions: questions, compiled: compiled)
      return try ruling.verdict(records: records, references: references)
    }
  }
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
  init(_ check: ExerciseCheck, number: Int, status: Verdict.Status, message: String = "") {
    self.init(
      name: check.name ?? "check \(number + 1)", status: status, score: status == .passed ? check.points : 0, maximumScore: check.points,
      message: message, isHidden: check.isHidden, code: check.source.text)
  }
}
