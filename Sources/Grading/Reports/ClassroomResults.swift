/// What GitHub Classroom's autograding reporter takes, base64-encoded, as the result of a runner
/// (https://github.com/classroom-resources/autograding-grading-reporter).
///
/// The reporter adds up `score` over the tests without looking whether it is there, and takes a `line_no` of 0 for none. What it prints goes
/// through GitHub's log, where a line that begins with `::` is a command: a submission could announce points of its own.
enum ClassroomResults {
  static func text(_ verdict: Verdict) -> String {
    var tests = verdict.checks.map { check in test(check, of: verdict) }
    // The reporter shows what tests say and nothing else.
    if tests.isEmpty, let refusal = verdict.refusal() {
      let whole = CheckVerdict(name: verdict.exercise, status: .error, score: 0, maximumScore: 0, message: refusal)
      tests = [test(whole, of: verdict)]
    }
    return JSONValue.object([
      ("version", .integer(1)), ("status", .string(status(verdict.status))), ("max_score", .integer(verdict.maximumScore)),
      ("tests", .array(tests)),
    ]).text + "\n"
  }

  private static func test(_ check: CheckVerdict, of verdict: Verdict) -> JSONValue {
    .object([
      ("name", .string(withoutCommands(PlainText.line(check.name)))), ("status", .string(status(check.status))),
      ("score", .integer(check.score)),
      ("message", check.status == .passed ? .null : .string(withoutCommands(verdict.message(of: check)))),
      ("test_code", .string(check.isHidden ? "" : withoutCommands(PlainText.text(check.code, limit: PlainText.Limit.code)))),
      ("filename", .string(withoutCommands(PlainText.line("\(verdict.exercise).swift")))),
      ("line_no", .integer(check.status == .passed ? 0 : max(check.line ?? verdict.faultLine, 0))),
    ])
  }

  /// GitHub's runner reads `::command::` after any white space at a line's beginning, and `##[command]` anywhere.
  private static func withoutCommands(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.drop { $0.isWhitespace }.unicodeScalars.starts(with: "::".unicodeScalars) ? "| \(line)" : String(line)
    }
    return lines.joined(separator: "\n").replacing("##[", with: "## [")
  }

  private static func status(_ status: Verdict.Status) -> String {
    switch status {
    case .passed: "pass"
    case .failed: "fail"
    case .error: "error"
    }
  }
}
