import ArgumentParser
import Execution
import Grading

struct Start: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin exercises: write exercises/EXERCISE.swift from the starter, never over your work.")

  @Argument(help: "Exercises' names ('gradbook list' shows all).")
  var exercises: [String] = []

  @Flag(help: "All exercises of the book.")
  var all = false

  func validate() throws {
    if exercises.isEmpty != all { throw ValidationError("name the exercises to begin, or give --all") }
  }

  func run() async throws {
    try await Attempt.run { _ in
      let shelf = try Shelf.find([])
      let book = try ExerciseBook(reading: shelf.paths)
      let chosen = all ? book.exercises : try exercises.map { name throws(SetupError) in try book.exercise(name) }
      let workplace = Workplace(root: shelf.root)
      var isAllNew = true
      for exercise in chosen {
        let path = workplace.path(of: exercise.id)
        if try workplace.start(exercise) {
          printToEnd("\(path)\n")
        } else {
          isAllNew = false
          printToEnd("\(path) is there already, and stays as it is\n")
        }
      }
      return isAllNew || all ? 0 : 1
    }
  }
}
