import Execution
import Observations
import Workbook

/// Makes a verdict of what a submission and the reference did.
struct Ruling {
  let exercise: Exercise
  let submission: Submission
  let questions: [CheckQuestion]
  let compiled: CompiledChecks

  /// More output than this is of no use to a learner.
  private static let largestOutput = 64 * 1024

  /// - Parameters:
  ///   - records: what the submission did, by question and trial.
  ///   - references: what the reference did.
  /// - Throws: `ReferenceFault` where the reference has no answer.
  func verdict(records: [[CheckRecord]], references: [[CheckRecord]]) throws -> Verdict {
    // Nobody reads what the process of a hidden check prints.
    let first = questions.firstIndex { !exercise.checks[$0.check].isHidden }
    var output = first.flatMap { records.indices.contains($0) ? records[$0].first?.programOutput : nil } ?? ""
    var checks: [CheckVerdict] = []
    for (number, check) in exercise.checks.enumerated() {
      if check.rejected != nil {
        checks.append(promised(check, number))
        continue
      }
      guard let index = questions.firstIndex(where: { $0.check == number }), records.indices.contains(index),
        references.indices.contains(index)
      else {
        checks.append(CheckVerdict(check, number: number, status: .error))
        continue
      }
      let trial = try tried(check, number, records[index], references: references[index])
      if !check.isHidden, records[index].indices.contains(trial.number) { output += records[index][trial.number].output }
      checks.append(trial.verdict)
    }
    let hasBegun = records.joined().contains(where: \.hasBegun) || checks.contains { $0.status != .error }
    let status: Verdict.Status = checks.allSatisfy { $0.status == .passed } ? .passed : hasBegun ? .failed : .error
    var verdict = Verdict(exercise: exercise.id, status: status, checks: checks, output: String(output.prefix(Self.largestOutput)))
    if status != .passed { verdict.diagnostics = unfinished }
    verdict.dependsOnClock = records.joined().contains { $0.ending.dependsOnClock }
    return verdict
  }

  private func feedback(_ check: ExerciseCheck, _ inputs: [Answer.Input] = [], trial: Int = 0) -> CheckFeedback {
    CheckFeedback(check: check, exercise: exercise, path: submission.path, inputs: inputs, earlierTrials: trial)
  }

  private func promised(_ check: ExerciseCheck, _ number: Int) -> CheckVerdict {
    let message = feedback(check).message(ofPromise: check.rejected ?? "", diagnostics: compiled.promised[number] ?? [])
    return CheckVerdict(check, number: number, status: message == nil ? .passed : .failed, message: message ?? "")
  }

  /// A check passes if all its trials do.
  /// - Returns: the verdict, and the trial that is shown: the first that fails, else the first.
  private func tried(
    _ check: ExerciseCheck, _ number: Int, _ records: [CheckRecord], references: [CheckRecord]
  ) throws -> (verdict: CheckVerdict, number: Int) {
    if let diagnostics = compiled.unbuildable[number] {
      return (CheckVerdict(check, number: number, status: .failed, message: feedback(check).message(ofUnbuildable: diagnostics)), 0)
    }
    for (trial, reference) in references.enumerated() {
      let judge = Judge(reference: try reference.wholeAnswer(to: check))
      guard let failure = judge.failure(of: records.indices.contains(trial) ? records[trial] : .lost) else { continue }
      var status = Verdict.Status.failed
      var line: Int?
      if case .ended(let ending, _, _) = failure { (status, line) = (.error, check.isHidden ? nil : ending.line) }
      let message = feedback(check, judge.inputs, trial: trial).message(of: failure)
      return (CheckVerdict(check, number: number, status: status, message: message, line: line), trial)
    }
    return (CheckVerdict(check, number: number, status: .passed), 0)
  }

  /// What is left to be written, as notes at its lines.
  private var unfinished: [Diagnostic] {
    var notes: [Diagnostic] = []
    for (index, line) in submission.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let todo = firstRange(of: "// TODO", in: line) else { continue }
      let column = line.utf8.distance(from: line.startIndex, to: todo.lowerBound) + 1
      notes.append(
        Diagnostic(
          .note, at: SourcePosition(file: submission.path, line: index + 1, column: column),
          "unfinished: \(String(line[todo.lowerBound...].dropFirst(3)).trimmed)"))
    }
    return notes
  }
}

extension CheckRecord.Ending {
  fileprivate var dependsOnClock: Bool {
    switch self {
    case .timedOut, .notReached, .limit(.wallClock), .limit(.processorTime): true
    default: false
    }
  }

  /// The learner's line, where it is known.
  fileprivate var line: Int? {
    switch self {
    case .threw(_, let line), .trapped(_, _, let line): line
    default: nil
    }
  }
}

extension CheckRecord {
  /// The answer of a reference.
  /// - Throws: `ReferenceFault` where it has none.
  func wholeAnswer(to check: ExerciseCheck) throws(ReferenceFault) -> [Answer] {
    let fault = { (why: String) in ReferenceFault(diagnostics: [Diagnostic(at: check.source.fence, why)]) }
    guard ending == .completed else { throw fault("with the reference solution the check does not come to its end: \(ending)") }
    do {
      return try AnswerReader.read(answer)
    } catch {
      throw fault("the reference solution's answer cannot be read: \(error)")
    }
  }
}
