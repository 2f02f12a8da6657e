import ArgumentParser
import Execution
import Grading

struct Solution: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The reference solution of an exercise, once yours has passed.",
    discussion: "Exit status 0: here it is; 1: yours has not passed yet; 2: it could not be tried.")

  @Argument(help: "The exercise's name.")
  var exercise: String

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let exercise = try ExerciseBook(reading: shelf.paths).exercise(exercise)
      let standing = try Workplace(root: shelf.root).progress.read()[exercise.id]
      guard standing.hasPassed else {
        let hints = exercise.hints.isEmpty ? "" : "; 'gradbook hint \(exercise.id)' helps"
        terminal.say("the solution of '\(exercise.id)' is shown once yours has passed\(hints)")
        return 1
      }
      printToEnd(try Grader.solution(of: exercise, root: shelf.root))
      return 0
    }
  }
}
