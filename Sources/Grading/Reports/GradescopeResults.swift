/// Gradescope's `results.json` (https://gradescope-autograders.readthedocs.io/en/latest/specs/).
///
/// Each check is a test with its points. A hidden check is hidden from students there, its code and points with it, so what it says to the
/// learner stands in the submission's own output. All text is of the format `text`, which Gradescope shows as it is.
enum GradescopeResults {
  /// A verdict, under the name that goes before those of its checks.
  struct Part {
    var name: String?
    var verdict: Verdict
  }

  static func text(_ verdict: Verdict) -> String { text([Part(verdict: verdict)]) }

  /// Several verdicts as the tests of one submission.
  /// - Parameter ignored: files of it that were not graded, which whoever misnamed one must be told.
  static func text(_ parts: [Part], ignored: [ClassGrades.Ignored] = []) -> String {
    // The sum of the tests would do, but not where there is none.
    let score = parts.reduce(0) { $0 + $1.verdict.score }
    let notGraded = ignored.map { "Not graded: \(PlainText.line($0.path)): \($0.reason)." }.joined(separator: "\n")
    let paragraphs = (parts.map(output) + [notGraded]).filter { !$0.isEmpty }
    return JSONValue.object([
      ("score", .integer(score)), ("execution_time", .seconds(parts.reduce(0) { $0 + $1.verdict.seconds })),
      ("output", .string(PlainText.text(paragraphs.joined(separator: "\n\n"), limit: PlainText.Limit.output))),
      ("output_format", .string("text")), ("test_output_format", .string("text")), ("test_name_format", .string("text")),
      ("visibility", .string("visible")), ("stdout_visibility", .string("hidden")), ("tests", .array(parts.flatMap(tests))),
    ]).text + "\n"
  }

  private static func tests(of part: Part) -> [JSONValue] {
    part.verdict.checks.map { check in
      var output = part.verdict.message(of: check)
      if !check.isHidden, !check.code.isEmpty {
        output = (output.isEmpty ? "" : output + "\n\n") + "The check:\n" + PlainText.text(check.code, limit: PlainText.Limit.code)
      }
      return .object([
        ("name", .string(PlainText.line((part.name.map { $0 + ": " } ?? "") + check.name))), ("score", .integer(check.score)),
        ("max_score", .integer(check.maximumScore)), ("status", .string(check.status == .passed ? "passed" : "failed")),
        ("output", .string(output)), ("output_format", .string("text")), ("visibility", .string(check.isHidden ? "hidden" : "visible")),
      ])
    }
  }

  /// What is not about one visible check: why nothing could be tried, what hidden checks say, what the submission printed.
  private static func output(of part: Part) -> String {
    let verdict = part.verdict
    var paragraphs: [String] = []
    if let refusal = verdict.refusal() { paragraphs.append(refusal) }
    if verdict.status != .error {
      for check in verdict.checks where check.isHidden && check.status != .passed { paragraphs.append(verdict.message(of: check)) }
    }
    if !verdict.output.isEmpty {
      paragraphs.append("Your program printed:\n" + PlainText.text(verdict.output, limit: PlainText.Limit.message))
    }
    if let name = part.name, !paragraphs.isEmpty { paragraphs.insert(PlainText.line(name), at: 0) }
    return paragraphs.joined(separator: "\n\n")
  }
}
