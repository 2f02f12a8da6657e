import Execution
import Glibc
import Workbook

/// Tries an author's exercises before a learner does.
///
/// The starter compiles and does not pass (or is rejected, where it says so); the solution has full marks under two seeds; no check
/// that gives points takes the answers of another seed; each wrong solution fails the checks that its header names, with feedback that holds
/// what it demands; each check is failed by some wrong solution.
public struct Verifier: Sendable {
  private let root: String
  private let grader: Grader
  private let jobs: Int

  /// The same ones every time, so that what is right today is right tomorrow.
  private static let seeds: [UInt64] = [20_260_101, 77_003_911, 5_417_720_263]

  /// - Parameters:
  ///   - root: the folder that holds `Chapters` and `Solutions`; "" for the current one.
  ///   - jobs: exercises and compilers at a time; nil for one a core.
  public init(root: String, library: LibraryBuild? = nil, jobs: Int? = nil) throws(SetupError) {
    self.root = root.isEmpty || root == "." ? "" : "\(root)/"
    self.jobs = jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
    // What authors write is trusted, as chapters are.
    let engine = try CheckEngine(root: self.root, library: library, jobs: jobs, confinement: .none)
    grader = Grader(root: root, engine: engine, .trusted)
  }

  /// Tries exercises side by side.
  /// - Parameter progress: called as each is done, in any order.
  /// - Returns: a report each, in their order.
  public func verify(
    _ exercises: [Exercise], progress: @escaping @Sendable (VerificationReport) -> Void = { _ in }
  ) async throws -> [VerificationReport] {
    try await withThrowingTaskGroup(of: (Int, VerificationReport).self) { group in
      var reports = [VerificationReport?](repeating: nil, count: exercises.count)
      for (index, exercise) in exercises.enumerated() {
        if index >= jobs, let (done, report) = try await group.next() { reports[done] = report }
        group.addTask {
          let report = try await verify(exercise)
          progress(report)
          return (index, report)
        }
      }
      for try await (done, report) in group { reports[done] = report }
      return reports.compactMap { $0 }
    }
  }

  /// Solutions and wrong solutions of exercises that the book does not have.
  public func strays(beside exercises: [Exercise]) -> [Diagnostic] {
    let names = Set(exercises.map(\.id))
    let message = { (path: String) in Diagnostic(.error, at: SourcePosition(file: path, line: 1), "the book has no such exercise") }
    let solutions = folderEntries("\(root)Solutions").filter { $0.hasSuffix(".swift") && !names.contains(String($0.dropLast(6))) }
    let wrong = folderEntries("\(root)Solutions/Wrong").filter { !names.contains($0) }
    return solutions.map { message("\(root)Solutions/\($0)") } + wrong.map { message("\(root)Solutions/Wrong/\($0)") }
  }

  private func verify(_ exercise: Exercise) async throws -> VerificationReport {
    let start = ContinuousClock.now
    var report = VerificationReport(exercise: exercise.id, checks: exercise.checks.count, wrongSolutions: 0, problems: [], seconds: 0)
    do {
      report.problems += formProblems(of: exercise)
      let questions = exercise.questions(seed: Self.seeds[0], trials: Grader.trials)
      let answers = try await referenceAnswers(exercise, &report)
      report.problems += try await starterProblems(of: exercise, questions, answers)
      var failed: Set<String> = []
      for path in wrongPaths(of: exercise) {
        let wrong = WrongSolution(Submission(bytes: try readFile(path), path: path))
        let verdict = try await grader.verdict(on: wrong.submission, exercise, questions) { answers }
        report.wrongSolutions += 1
        report.problems += wrong.problems(in: verdict)
        if verdict.status != .error { failed.formUnion(verdict.checks.filter { $0.status != .passed }.map(\.name)) }
      }
      for (number, check) in exercise.checks.enumerated() {
        let name = CheckVerdict(check, number: number, status: .passed).name
        guard !failed.contains(name) else { continue }
        report.problems.append(
          Diagnostic(
            at: check.source.fence,
            "no wrong solution fails the check '\(name)': add \(root)Solutions/Wrong/\(exercise.id)/MISTAKE.swift, or take the check out"))
      }
    } catch let fault as ReferenceFault {
      report.problems += fault.diagnostics
    } catch let error as SetupError {
      report.problems.append(Diagnostic(at: exercise.starter.fence, error.description))
    }
    report.seconds = (ContinuousClock.now - start).inSeconds
    return report
  }

  // MARK: The parts

  private func formProblems(of exercise: Exercise) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    if exercise.checks.allSatisfy({ $0.points == 0 }) {
      problems.append(Diagnostic(at: exercise.starter.fence, "the exercise has no check that gives points"))
    }
    var names: Set<String> = []
    for check in exercise.checks {
      if let name = check.name, !names.insert(name).inserted {
        problems.append(Diagnostic(at: check.source.fence, "a second check '\(name)': give it another name, so that it can be told apart"))
      }
    }
    if !exercise.starterIsRejected, !exercise.starter.text.contains("// TODO") {
      problems.append(Diagnostic(at: exercise.starter.fence, "the starter does not say what is to be written: mark it with // TODO"))
    }
    return problems
  }

  /// Two runs under each of two seeds: the reference must agree with itself. And it must not with two other seeds: with one of them it may
  /// by chance, where a check draws little.
  /// - Returns: its answers to the questions of the first seed.
  private func referenceAnswers(_ exercise: Exercise, _ report: inout VerificationReport) async throws -> [[CheckRecord]] {
    let first = exercise.questions(seed: Self.seeds[0], trials: Grader.trials)
    let second = exercise.questions(seed: Self.seeds[1], trials: Grader.trials)
    let third = exercise.questions(seed: Self.seeds[2], trials: Grader.trials)
    let records = try await grader.references.records(of: first + first + second + second + third, exercise)
    let count = first.count
    for (index, question) in first.enumerated() {
      let check = exercise.checks[question.check]
      let name = CheckVerdict(check, number: question.check, status: .passed).name
      for (start, trial) in [0, 2 * count].flatMap({ start in (0..<Grader.trials).map { (start, $0) } }) {
        let judge = Judge(reference: try records[start + index][trial].wholeAnswer(to: check))
        guard let failure = judge.failure(of: records[start + count + index][trial]) else { continue }
        let feedback = CheckFeedback(check: check, exercise: exercise, path: "the solution", inputs: judge.inputs)
        report.problems.append(
          Diagnostic(
            at: check.source.fence,
            "the solution does not pass its own check '\(name)' a second time with the same draws:\n\(feedback.message(of: failure))"))
        break
      }
      let takesOthers = try [2 * count, 4 * count].allSatisfy { start in
        try zip(records[start + index], records[index]).allSatisfy { other, own in
          try Judge(reference: other.wholeAnswer(to: check)).failure(of: own) == nil
        }
      }
      if check.points > 0, takesOthers {
        report.problems.append(
          Diagnostic(
            at: check.source.fence,
            "the check '\(name)' takes the answers of another seed: what it observes must depend on what it draws"))
      }
    }
    return Array(records.prefix(count))
  }

  private func starterProblems(of exercise: Exercise, _ questions: [CheckQuestion], _ answers: [[CheckRecord]]) async throws -> [Diagnostic]
  {
    let fence = exercise.starter.fence
    // Its lines are the chapter's.
    let text = String(repeating: "\n", count: exercise.starter.firstLine - 1) + exercise.starter.text
    let starter = Submission(bytes: Array(text.utf8), path: fence.file)
    let verdict = try await grader.verdict(on: starter, exercise, questions) { answers }
    let isRejected = verdict.status == .error
    if exercise.starterIsRejected {
      return isRejected ? [] : [Diagnostic(at: fence, "the starter promises not to compile, and the compiler takes it")]
    }
    if isRejected {
      return verdict.diagnostics.map { Diagnostic(at: $0.position, "the starter cannot be tried: \($0.message)") }
    }
    return verdict.status == .passed ? [Diagnostic(at: fence, "the starter passes as it is: there is nothing to solve")] : []
  }

  private func wrongPaths(of exercise: Exercise) -> [String] {
    let folder = "\(root)Solutions/Wrong/\(exercise.id)"
    return folderEntries(folder).filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
  }
}

extension Exercise {
  /// A question for each check that runs.
  /// - Parameter trials: how often each of them is tried; the inputs of a trial are drawn from `seed` and the trial's number.
  func questions(seed: UInt64, trials: Int) -> [CheckQuestion] {
    // Seeds that lie side by side are as far apart as any: each is the state of a SplitMix64.
    let seeds = (0..<trials).map { seed &+ UInt64($0) }
    return checks.indices.filter { checks[$0].rejected == nil }.map { CheckQuestion(check: $0, seeds: seeds) }
  }
}
