import Workbook

/// What verification found out about an exercise.
public struct VerificationReport: Hashable, Sendable {
  /// The exercise's name.
  public var exercise: String
  /// Its checks.
  public var checks: Int
  /// The wrong solutions that were tried.
  public var wrongSolutions: Int
  /// What is not as it should be, at its place.
  public var problems: [Diagnostic]
  /// From the first compilation to the last comparison.
  public var seconds: Double

  /// Nothing is wrong.
  public var isAllRight: Bool { problems.isEmpty }
}
