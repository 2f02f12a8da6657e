/// How a verdict is written for another program.
public enum CheckFormat: String, CaseIterable, Sendable {
  case json, junit, gradescope, exercism, github

  /// The whole report, with the end of its last line.
  public func text(_ verdict: Verdict) -> String {
    switch self {
    case .json: VerdictJSON.text(verdict)
    case .junit: JUnitVerdicts.text(verdict)
    case .gradescope: GradescopeResults.text(verdict)
    case .exercism: ExercismResults.text(verdict)
    case .github: ClassroomResults.text(verdict)
    }
  }
}
