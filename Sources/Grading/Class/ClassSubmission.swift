import Execution
import Workbook

/// A file that a student handed in, to be judged.
public struct ClassSubmission: Sendable {
  /// What it is to solve.
  public let exercise: Exercise
  /// For messages: `EXERCISE.swift`, without the student, because who hands in the same gets the same verdict.
  public let path: String
  /// All of it.
  public let bytes: [UInt8]
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
      writer.write(check.rejected.map { "rejected: \($0)" } ?? "")
    }
    writer.write((try? readFile("\(solutions)/\(id).swift")) ?? [])
    return writer.bytes
  }
}
