import Workbook

/// What a class is asked: drawn anew for each run, and the same for all who hand in an exercise. So everybody is judged alike, and the reference
/// solution answers once an exercise, not once a student. Everything was handed in before it was drawn.
actor ClassQuestions {
  private let grader: Grader
  private var prepared: [String: Preparation] = [:]

  init(grader: Grader) { self.grader = grader }

  func preparation(for exercise: Exercise) -> Preparation {
    if let known = prepared[exercise.id] { return known }
    let preparation = grader.prepare(exercise)
    prepared[exercise.id] = preparation
    return preparation
  }

  /// It failed the judge: the next submission is asked anew.
  func forget(_ exercise: Exercise) { prepared[exercise.id] = nil }
}
