import Workbook

@testable import Grading

/// Verdicts that tests share.
enum Verdicts {
  static let failed = Verdict(
    exercise: "unit-rows", status: .failed,
    checks: [
      CheckVerdict(name: "any matrix", status: .passed, score: 2, maximumScore: 2, code: "observe(unitRows(x))"),
      CheckVerdict(
        name: "a row of zeros", status: .failed, score: 0, maximumScore: 3, message: "Expected 0, got nan.", code: "observe(unitRows(z))"),
      CheckVerdict(
        name: "a fresh shape", status: .failed, score: 0, maximumScore: 4, message: "It must work for any number of rows.", isHidden: true,
        code: "let secret = draw.tensor(7)"),
      CheckVerdict(name: "in place", status: .error, score: 0, maximumScore: 1, line: 7, code: "observe(x)"),
    ], output: "one\ntwo\n", seconds: 0.25)

  static let passed = Verdict(
    exercise: "unit-rows", status: .passed,
    checks: [CheckVerdict(name: "any matrix", status: .passed, score: 2, maximumScore: 2, code: "observe(unitRows(x))")], seconds: 0.5)

  static let rejected = Verdict(
    exercise: "unit-rows", status: .error,
    checks: [CheckVerdict(name: "any matrix", status: .error, score: 0, maximumScore: 2, code: "observe(unitRows(x))")],
    diagnostics: [
      Diagnostic(at: SourcePosition(file: "unit-rows.swift", line: 4, column: 7), "cannot find 'y' in scope\nlet z = y\n        ^")
    ])

  /// No check at all to blame.
  static let bare = Verdict(exercise: "unit-rows", status: .error, checks: [])

  private static let evil =
    "]]><script>&\"'\u{0}\u{7}\u{1B}[31mred\u{1B}[0m\u{1B}]0;title\u{7}\u{9B}2J\r\n::error::forged\n  ::notice title=Autograding report::{}\r##[group]\u{202E}\u{FFFE}"

  /// Everything that a submission or its author may have put in, too long as well.
  static let hostile = Verdict(
    exercise: "unit-rows", status: .failed,
    checks: (0..<40).map { index in
      CheckVerdict(
        name: "\(evil) \(index)", status: index.isMultiple(of: 3) ? .error : .failed, score: 0, maximumScore: 1,
        message: evil + String(repeating: "é\u{1}", count: 20_000), code: evil + String(repeating: "code\n", count: 5_000))
    },
    diagnostics: (0..<500).map { Diagnostic(at: SourcePosition(file: evil, line: $0, column: 1), evil) },
    output: evil + String(repeating: "😀e\u{301}\u{301}", count: 30_000), seconds: 1)

  static let hostileRejected = Verdict(
    exercise: "unit-rows", status: .error, checks: [], diagnostics: hostile.diagnostics + hostile.diagnostics, output: hostile.output)

  /// All of them by name, because a test's log would hold a whole verdict.
  static let all = [
    "failed": failed, "passed": passed, "rejected": rejected, "bare": bare, "hostile": hostile, "hostile and rejected": hostileRejected,
  ]
}
