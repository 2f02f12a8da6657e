/// How the grades of a class are written for another program.
public enum GradeFormat: String, CaseIterable, Sendable {
  case json, csv, junit, gradescope

  /// The whole report, with the end of its last line.
  public func text(_ grades: ClassGrades) -> String {
    switch self {
    case .json: GradesJSON.text(grades)
    case .csv: GradesCSV.text(grades)
    case .junit:
      JUnitVerdicts.text(
        grades.rows.map { row in JUnitVerdicts.Part(name: "\(row.student)/\(row.exercise.id)", verdict: row.verdictOrMissing) })
    case .gradescope:
      // Gradescope grades one submission at a time: of one student the name is known there.
      GradescopeResults.text(
        grades.rows.map { row in
          let name = grades.students.count == 1 ? row.exercise.id : "\(row.student): \(row.exercise.id)"
          return GradescopeResults.Part(name: name, verdict: row.verdictOrMissing)
        },
        ignored: grades.ignored.map { ignored in
          guard grades.students.count == 1, let folder = ignored.path.firstRange(of: "\(grades.students[0].name)/") else { return ignored }
          return ClassGrades.Ignored(path: String(ignored.path[folder.upperBound...]), reason: ignored.reason)
        })
    }
  }
}
