/// What was found of one thing that gradbook lives on.
public struct Examination: Hashable, Sendable {
  /// How it is; the raw value is the word that the report begins its line with.
  public enum State: String, Hashable, Sendable {
    case well = "ok"
    /// Gradbook does without, or soon will not.
    case poor = "poor"
    case missing
  }

  /// The thing.
  public var name: String
  /// How it is.
  public var state: State
  /// What was found, in a few words.
  public var finding: String
  /// What to do, where something is to be done: a command if one does it.
  public var mend: String?

  static func well(_ name: String, _ finding: String) -> Examination { Examination(name: name, state: .well, finding: finding) }
  static func poor(_ name: String, _ finding: String, mend: String) -> Examination {
    Examination(name: name, state: .poor, finding: finding, mend: mend)
  }
  static func missing(_ name: String, _ finding: String, mend: String) -> Examination {
    Examination(name: name, state: .missing, finding: finding, mend: mend)
  }
}
