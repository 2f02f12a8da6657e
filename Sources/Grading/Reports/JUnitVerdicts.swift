import Execution

/// JUnit's XML, as Jenkins' schema has it (junit-10.xsd): a suite an exercise, a case a check. What was tried and did not pass is a failure;
/// what could not be tried, or ended without an answer, an error.
enum JUnitVerdicts {
  /// A verdict, under the name of its suite.
  struct Part {
    var name: String
    var verdict: Verdict
  }

  static func text(_ verdict: Verdict) -> String { text([Part(name: verdict.exercise, verdict: verdict)]) }

  static func text(_ parts: [Part]) -> String {
    let suites = parts.map { part in (part: part, cases: cases(of: part.verdict)) }
    let all = suites.flatMap(\.cases)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gradbook\" \(counts(all, parts.map(\.verdict.seconds)))>\n"
    for suite in suites {
      let name = attribute(suite.part.name)
      text += "  <testsuite name=\"\(name)\" \(counts(suite.cases, [suite.part.verdict.seconds])) skipped=\"0\">\n"
      for check in suite.cases { text += testCase(check, classname: name, of: suite.part.verdict) }
      let output = suite.part.verdict.output
      if !output.isEmpty {
        text += "    <system-out>\(JUnitReport.escaped(PlainText.text(output, limit: PlainText.Limit.output)))</system-out>\n"
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  /// The checks; where there is none to blame, the submission as a whole.
  private static func cases(of verdict: Verdict) -> [CheckVerdict] {
    guard verdict.checks.isEmpty, let refusal = verdict.refusal() else { return verdict.checks }
    return [CheckVerdict(name: "the submission", status: .error, score: 0, maximumScore: 0, message: refusal)]
  }

  private static func counts(_ checks: [CheckVerdict], _ times: [Double]) -> String {
    let failures = checks.count { $0.status == .failed }
    let errors = checks.count { $0.status == .error }
    return "tests=\"\(checks.count)\" failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(seconds(times.reduce(0, +)))\""
  }

  private static func testCase(_ check: CheckVerdict, classname: String, of verdict: Verdict) -> String {
    let open = "    <testcase classname=\"\(classname)\" name=\"\(attribute(check.name))\""
    if check.status == .passed { return open + "/>\n" }
    let element = check.status == .failed ? "failure" : "error"
    let message = verdict.message(of: check)
    let first = message.split(separator: "\n").first.map(String.init) ?? ""
    return "\(open)><\(element) type=\"check\" message=\"\(attribute(first))\">\(JUnitReport.escaped(message))</\(element)></testcase>\n"
  }

  private static func attribute(_ text: String) -> String { JUnitReport.escaped(PlainText.line(text)) }
}
