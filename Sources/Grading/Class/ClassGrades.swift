import Workbook

/// The verdicts of a class.
public struct ClassGrades: Hashable, Sendable {
  /// An exercise that counts.
  public struct Exercise: Hashable, Sendable {
    /// Its name.
    public var id: String
    /// The points of all its checks.
    public var maximumScore: Int
  }

  /// A student's folder.
  public struct Student: Hashable, Sendable {
    /// The folder's name.
    public var name: String
    /// By exercise; none for one that was not handed in.
    public var verdicts: [String: Verdict]
    /// The points of all exercises.
    public var score: Int { verdicts.values.reduce(0) { $0 + $1.score } }
  }

  /// Something in the class's folder that was not graded.
  public struct Ignored: Hashable, Sendable {
    /// Below the class's folder.
    public var path: String
    /// Why not.
    public var reason: String
  }

  /// A student and an exercise.
  struct Row {
    var student: String
    var exercise: Exercise
    var verdict: Verdict?

    /// What was not handed in has no points.
    var verdictOrMissing: Verdict {
      if let verdict { return verdict }
      let missing = CheckVerdict(
        name: "handed in", status: .failed, score: 0, maximumScore: exercise.maximumScore, message: "There is no \(exercise.id).swift.")
      return Verdict(exercise: exercise.id, status: .failed, checks: [missing])
    }
  }

  /// Those that count, in the order of the book.
  public var exercises: [Exercise]
  /// By name.
  public var students: [Student]
  /// What was passed over, which is no error.
  public var ignored: [Ignored]

  /// Submissions whose judge failed: they have no points by no fault of their own.
  public var unjudged = 0

  /// The points of all exercises that count.
  public var maximumScore: Int { exercises.reduce(0) { $0 + $1.maximumScore } }
  /// Everybody handed in everything, and all of it passed; where nobody handed in anything, nothing has.
  public var isAllPassed: Bool { !rows.isEmpty && rows.allSatisfy { $0.verdict?.status == .passed } }

  var rows: [Row] { students.flatMap(rows(of:)) }

  func rows(of student: Student) -> [Row] {
    exercises.map { Row(student: student.name, exercise: $0, verdict: student.verdicts[$0.id]) }
  }
}
