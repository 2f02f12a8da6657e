/// `{"exercises": [{"exercise", "max_score"}], "students": [{"student", "score", "max_score", "submissions": [VERDICT]}],
/// "ignored": [{"path", "reason"}]}`, where a verdict is as `check --format json` has it, or its status is `missing`.
enum GradesJSON {
  static func text(_ grades: ClassGrades) -> String {
    let maximum = grades.maximumScore
    return JSONValue.object([
      (
        "exercises",
        .array(
          grades.exercises.map { exercise in
            .object([("exercise", .string(exercise.id)), ("max_score", .integer(exercise.maximumScore))])
          })
      ),
      (
        "students",
        .array(
          grades.students.map { student in
            .object([
              ("student", .string(PlainText.line(student.name))), ("score", .integer(student.score)), ("max_score", .integer(maximum)),
              ("submissions", .array(grades.rows(of: student).map(submission))),
            ])
          })
      ),
      (
        "ignored",
        .array(
          grades.ignored.map { ignored in
            .object([("path", .string(PlainText.line(ignored.path))), ("reason", .string(ignored.reason))])
          })
      ),
    ]).text + "\n"
  }

  private static func submission(_ row: ClassGrades.Row) -> JSONValue {
    var members = VerdictJSON.members(of: row.verdictOrMissing)
    if row.verdict == nil, let status = members.firstIndex(where: { $0.key == "status" }) { members[status].value = .string("missing") }
    return .object(members)
  }
}
