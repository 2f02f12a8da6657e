/// Gradbook's own form of a verdict:
/// `{"exercise", "status", "score", "max_score", "checks": [{"name", "status", "score", "max_score", "message", "hidden"}],
/// "diagnostics": [{"file", "line", "column", "severity", "message"}], "output", "seconds"}`
enum VerdictJSON {
  static func text(_ verdict: Verdict) -> String { JSONValue.object(members(of: verdict)).text + "\n" }

  static func members(of verdict: Verdict) -> [(key: String, value: JSONValue)] {
    [
      ("exercise", .string(PlainText.line(verdict.exercise))), ("status", .string(verdict.status.rawValue)),
      ("score", .integer(verdict.score)), ("max_score", .integer(verdict.maximumScore)),
      ("checks", .array(verdict.checks.map { check($0, of: verdict) })),
      (
        "diagnostics",
        .array(
          verdict.diagnostics.prefix(PlainText.Limit.diagnostics).map { diagnostic in
            .object([
              ("file", .string(PlainText.line(diagnostic.position.file, limit: PlainText.Limit.message))),
              ("line", .integer(diagnostic.position.line)), ("column", .integer(diagnostic.position.column)),
              ("severity", .string(diagnostic.severity.rawValue)),
              ("message", .string(PlainText.text(diagnostic.message, limit: PlainText.Limit.message))),
            ])
          })
      ),
      ("output", .string(PlainText.text(verdict.output, limit: PlainText.Limit.output))), ("seconds", .seconds(verdict.seconds)),
    ]
  }

  private static func check(_ check: CheckVerdict, of verdict: Verdict) -> JSONValue {
    .object([
      ("name", .string(PlainText.line(check.name))), ("status", .string(check.status.rawValue)), ("score", .integer(check.score)),
      ("max_score", .integer(check.maximumScore)), ("message", .string(PlainText.text(check.message, limit: PlainText.Limit.message))),
      ("hidden", .boolean(check.isHidden)),
    ])
  }
}
