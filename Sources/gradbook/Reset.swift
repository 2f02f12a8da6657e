import ArgumentParser
import Execution
import Grading

struct Reset: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin an exercise again: the starter takes the place of your file, which is kept under another name.")

  @Argument(help: "The exercise's name.")
  var exercise: String

  func run() async throws {
    try await Attempt.run { _ in
      let shelf = try Shelf.find([])
      let exercise = try ExerciseBook(reading: shelf.paths).exercise(exercise)
      let workplace = Workplace(root: shelf.root)
      let path = workplace.path(of: exercise.id)
      if let kept = try workplace.reset(exercise) {
        printToEnd("\(path) is the starter again; what you had is in \(kept)\n")
      } else {
        printToEnd("\(path) is the starter\n")
      }
      return 0
    }
  }
}
