import Execution
import Workbook

/// `{"exercises": [{"exercise", "passed", "checks", "wrong", "seconds", "problems": [{"file", "line", "column", "severity", "message"}]}],
/// "problems": […]}`; the last are those that belong to no exercise.
public enum VerificationJSON {
  /// The whole report, as one text.
  public static func text(_ reports: [VerificationReport], strays: [Diagnostic]) -> String {
    "{\"exercises\": [\(reports.map(exercise).joined(separator: ", "))], \"problems\": [\(problems(strays))]}"
  }

  private static func exercise(_ report: VerificationReport) -> String {
    "{\"exercise\": \(JSONReport.quoted(report.exercise)), \"passed\": \(report.isAllRight), \"checks\": \(report.checks), "
      + "\"wrong\": \(report.wrongSolutions), \"seconds\": \(seconds(report.seconds)), \"problems\": [\(problems(report.problems))]}"
  }

  private static func problems(_ problems: [Diagnostic]) -> String {
    problems.map { problem in
      "{\"file\": \(JSONReport.quoted(problem.position.file)), \"line\": \(problem.position.line), "
        + "\"column\": \(problem.position.column), \"severity\": \(JSONReport.quoted(problem.severity.rawValue)), "
        + "\"message\": \(JSONReport.quoted(problem.message))}"
    }.joined(separator: ", ")
  }
}
