import Workbook

/// What the judge says of a submission.
public struct Verdict: Hashable, Sendable {
  /// How it went; the raw value is the word that reports use.
  public enum Status: String, Hashable, Sendable { case passed, failed, error }

  /// The exercise's name.
  public var exercise: String
  /// `passed`: every check did; `failed`: it was tried, and one did not; `error`: it could not be tried (it does not compile, is no Swift
  /// file, broke a limit before the first check).
  public var status: Status
  /// In the order of the page.
  public var checks: [CheckVerdict]
  /// What the compiler said, at the learner's own lines, and other faults of the file.
  public var diagnostics: [Diagnostic]
  /// What the submission wrote to standard output: shown to the learner, and decides nothing.
  public var output: String
  /// From the file to the verdict.
  public var seconds: Double
  /// How long the checks ran, as the sandbox counts: without the time that they waited for their turn.
  public var checkSeconds = 0.0

  /// Whether a clock had a say in it: on a machine that is less busy it may be another.
  public var dependsOnClock = false

  /// The points of the checks that passed.
  public var score: Int { checks.reduce(0) { $0 + $1.score } }
  /// The points of all checks.
  public var maximumScore: Int { checks.reduce(0) { $0 + $1.maximumScore } }

  /// A verdict.
  public init(
    exercise: String, status: Status, checks: [CheckVerdict], diagnostics: [Diagnostic] = [], output: String = "", seconds: Double = 0
  ) {
    self.exercise = exercise
    self.status = status
    self.checks = checks
    self.diagnostics = diagnostics
    self.output = output
    self.seconds = seconds
  }
}

/// What the judge says of one check.
public struct CheckVerdict: Hashable, Sendable {
  /// The check's name as the page gives it, or `check 2` where it gives none.
  public var name: String
  /// `error`: it was not reached, or ended without an answer.
  public var status: Verdict.Status
  /// All of `maximumScore` or nothing.
  public var score: Int
  /// The check's points.
  public var maximumScore: Int
  /// What the learner reads: nothing where it passed.
  public var message: String
  /// The line in the learner's file that trapped or threw; nil where that is not known, or nothing did.
  public var line: Int?
  /// Its code and inputs are not shown.
  public var isHidden: Bool
  /// The check's code, as the page has it.
  public var code: String

  /// A check's verdict.
  public init(
    name: String, status: Verdict.Status, score: Int, maximumScore: Int, message: String = "", line: Int? = nil, isHidden: Bool = false,
    code: String = ""
  ) {
    self.name = name
    self.status = status
    self.score = score
    self.maximumScore = maximumScore
    self.message = message
    self.line = line
    self.isHidden = isHidden
    self.code = code
  }
}
