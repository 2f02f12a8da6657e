/// How far a learner is.
public struct LearnerProgress: Hashable, Sendable, Codable {
  /// How far with one exercise.
  public struct Standing: Hashable, Sendable, Codable {
    /// Whether a solution has passed, now or earlier: then the reference solution is shown.
    public var hasPassed = false
    /// The points of the best attempt.
    public var bestScore = 0
    /// How often it was checked.
    public var attempts = 0
    /// How many hints were given.
    public var hintsGiven = 0

    /// Not begun.
    public init() {}
  }

  /// The form of the file.
  public private(set) var version = 1
  /// By exercise, those that were never touched left out.
  public var exercises: [String: Standing] = [:]

  /// Nothing is begun.
  public init() {}

  /// How far with an exercise.
  public subscript(exercise: String) -> Standing {
    get { exercises[exercise] ?? Standing() }
    set { exercises[exercise] = newValue }
  }

  /// Takes note of an attempt.
  /// - Returns: whether it is the first that passed.
  public mutating func note(_ verdict: Verdict) -> Bool {
    var standing = self[verdict.exercise]
    let isFirst = verdict.status == .passed && !standing.hasPassed
    standing.attempts += 1
    standing.bestScore = max(standing.bestScore, verdict.score)
    standing.hasPassed = standing.hasPassed || verdict.status == .passed
    self[verdict.exercise] = standing
    return isFirst
  }
}
