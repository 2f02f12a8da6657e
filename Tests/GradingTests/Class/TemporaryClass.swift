import Execution
import Foundation
import Synchronization
import Workbook

@testable import Grading

/// A class's folder and a book's root, with a judge that only looks at the text: a submission that says `right` passes, one that says
/// `throw` makes the judge fail, and any other fails.
final class TemporaryClass: Sendable {
  let root: String
  private let judged = Mutex<[String]>([])

  static let exercises = [exercise("unit-rows", points: [2, 3]), exercise("snapshot", points: [1])]

  init() throws {
    root = NSTemporaryDirectory() + "GradingTests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: root + "/class", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var folder: String { root + "/class" }

  /// What was judged so far, in any order.
  var judgedSources: [String] { judged.withLock { $0.sorted() } }

  func handIn(_ student: String, _ exercise: String, _ text: String) throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/\(student)", withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(student)/\(exercise).swift"))
  }

  func grading(
    exercises: [Exercise] = exercises, counted: [String]? = nil, identity: String = "grader 1", jobs: Int = 2,
    judge: ClassGrading.Judge? = nil
  ) throws -> ClassGrading {
    try ClassGrading(
      root: root, exercises: exercises, counted: counted, identity: Array(identity.utf8), jobs: jobs, judge: judge ?? { try self.judge($0) }
    )
  }

  func judge(_ submission: ClassSubmission) throws -> Verdict {
    let source = String(decoding: submission.bytes, as: UTF8.self)
    judged.withLock { $0.append("\(submission.exercise.id) \(source)") }
    if let problem = Submission(bytes: submission.bytes, path: submission.path).problem {
      return .untried(submission.exercise, [problem])
    }
    if source.contains("throw") { throw SomeError() }
    let status: Verdict.Status = source.contains("right") ? .passed : .failed
    return Verdict(
      exercise: submission.exercise.id, status: status,
      checks: submission.exercise.checks.map { check in
        CheckVerdict(
          name: check.name ?? "", status: status, score: status == .passed ? check.points : 0, maximumScore: check.points,
          message: status == .passed ? "" : "wrong")
      },
      diagnostics: [Diagnostic(.warning, at: SourcePosition(file: submission.path, line: 3, column: 9), "a ü warning")],
      output: "out \u{1}", seconds: 0.125)
  }

  struct SomeError: Error {}

  static func exercise(_ id: String, points: [Int]) -> Exercise {
    let place = SourcePosition(file: "Chapters/01-a.md", line: 1)
    let text = { FencedText(text: $0, fence: place, firstLine: 2, prefixLengths: [0]) }
    let checks = points.map { ExerciseCheck(source: text("observe(\($0))"), points: $0, name: "worth \($0)", isHidden: false) }
    return Exercise(id: id, starter: text("// TODO"), starterIsRejected: false, checks: checks)
  }
}
