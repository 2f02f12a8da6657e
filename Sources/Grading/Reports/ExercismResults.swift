/// Exercism's `results.json`, version 3 (https://exercism.org/docs/building/tooling/test-runners/interface).
enum ExercismResults {
  /// The site takes no more.
  static let largestFile = 500_000
  private static let longestMessage = 65_535
  private static let longestOutput = 500

  static func text(_ verdict: Verdict) -> String {
    // One long message has all the room; many share it.
    var limit = PlainText.Limit.message
    while true {
      let text = text(verdict, limit: limit)
      if text.utf8.count <= largestFile || limit == 0 { return text }
      limit /= 2
    }
  }

  private static func text(_ verdict: Verdict, limit: Int) -> String {
    let status = status(verdict.status)
    var members: [(key: String, value: JSONValue)] = [("version", .integer(3)), ("status", .string(status))]
    if let refusal = verdict.refusal(limit: longestMessage) {
      members.append(("message", .string(refusal)))
      return JSONValue.object(members).text + "\n"
    }
    members.append(("message", .null))
    // Only the first failure is shown to the student: what the program printed belongs there.
    let first = verdict.checks.firstIndex { $0.status != .passed } ?? 0
    members.append(
      (
        "tests",
        .array(
          verdict.checks.enumerated().map { index, check in
            test(check, of: verdict, output: index == first ? verdict.output : "", limit: limit)
          })
      ))
    return JSONValue.object(members).text + "\n"
  }

  private static func test(_ check: CheckVerdict, of verdict: Verdict, output: String, limit: Int) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("name", .string(PlainText.line(check.name))), ("status", .string(status(check.status))),
    ]
    if check.status != .passed { members.append(("message", .string(verdict.message(of: check, limit: limit)))) }
    if !output.isEmpty {
      let note = "\nOutput was truncated. Please limit to 500 chars"
      members.append(("output", .string(PlainText.text(output, limit: longestOutput, note: note))))
    }
    if !check.isHidden { members.append(("test_code", .string(PlainText.text(check.code, limit: limit)))) }
    // No `task_id`: it links a test to a numbered part of an exercise's instructions, and ours have one part.
    return .object(members)
  }

  private static func status(_ status: Verdict.Status) -> String {
    switch status {
    case .passed: "pass"
    case .failed: "fail"
    case .error: "error"
    }
  }
}
