import ArgumentParser
import Execution
import Grading
import Workbook

struct Hint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "The next hint to an exercise; after the last, all of them.")

  @Argument(help: "The exercise's name.")
  var exercise: String

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let exercise = try ExerciseBook(reading: shelf.paths).exercise(exercise)
      let count = exercise.hints.count
      guard count > 0 else {
        printToEnd("There are no hints to \(exercise.id).\n")
        return 0
      }
      let given = try Workplace(root: shelf.root).progress.update { progress in
        defer { progress[exercise.id].hintsGiven = min(progress[exercise.id].hintsGiven + 1, count) }
        return progress[exercise.id].hintsGiven
      }
      let numbers = given < count ? given..<given + 1 : 0..<count
      let texts = numbers.map { "\(terminal.bold("Hint \($0 + 1) of \(count)"))\n\(exercise.hints[$0].text)" }
      printToEnd(texts.joined(separator: "\n"))
      return 0
    }
  }
}
