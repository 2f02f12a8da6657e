import Execution
import Workbook

/// A file that a student handed in, to be judged.
public struct ClassSubmission: Sendable {
  /// What it is to solve.
  public let exercise: Exercise
  /// For messages: `EXERCISE.swift`, without the student, because who hands in the same gets the same verdict.
  public let path: String
  /// All of it.
  public let source: String
}

extension Exercise {
  /// What a verdict depends on besides the submission, the library and the grader: its starter, its checks, its reference solution.
  ///
  /// - Parameter solutions: the folder that holds it.
  func identity(solutions: String) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(id)
    writer.write(starter.text)
    for check in checks {
      writer.write(check.source.text)
      writer.write(check.points)
      writer.write(check.name ?? "")
      writer.write(check.isHidden ? 1 : 0)
    }
    writer.write((try? readFile("\(solutions)/\(id).swift")) ?? [])
    return writer.bytes
  }

  /// The verdict on what could not be tried.
  func refused(_ reason: String, path: String) -> Verdict {
    Verdict(
      exercise: id, status: .error,
      checks: checks.enumerated().map { index, check in
        CheckVerdict(
          name: check.name ?? "check \(index + 1)", status: .error, score: 0, maximumScore: check.points, isHidden: check.isHidden,
          code: check.source.text)
      }, diagnostics: [Diagnostic(at: SourcePosition(file: path, line: 0), reason)])
  }
}
