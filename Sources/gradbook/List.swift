import ArgumentParser
import Execution
import Grading
import Workbook

struct List: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(abstract: "The chapters and their exercises, and how far you are.")

  @Option(help: "How the list is printed.")
  var format = Format.text

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let book = try ExerciseBook(reading: shelf.paths)
      let workplace = Workplace(root: shelf.root)
      let list = ExerciseList(book: book, progress: try workplace.progress.read(), hasBegun: workplace.hasBegun)
      switch format {
      case .text: printToEnd(list.text(terminal))
      case .json: printToEnd(list.json + "\n")
      }
      return 0
    }
  }
}

/// The exercises of a book with a learner's standing in each.
struct ExerciseList {
  let book: ExerciseBook
  let progress: LearnerProgress
  /// Whether there is a file.
  let hasBegun: (String) -> Bool

  private enum Status: String { case passed, begun, new }

  private func status(_ exercise: Exercise) -> Status {
    let standing = progress[exercise.id]
    return standing.hasPassed ? .passed : standing.attempts > 0 || hasBegun(exercise.id) ? .begun : .new
  }

  func text(_ terminal: Terminal) -> String {
    let width = book.exercises.map(\.id.count).max() ?? 0
    var text = ""
    for part in book.parts {
      text += "\(terminal.bold(part.chapter))  \(Terminal.harmless(part.title))\n"
      for exercise in part.exercises {
        let standing = progress[exercise.id]
        let name = exercise.id + String(repeating: " ", count: width - exercise.id.count)
        let points = exercise.maximumScore == 1 ? "1 point" : "\(exercise.maximumScore) points"
        let attempts = standing.attempts == 0 ? "" : ", \(standing.attempts) attempt\(standing.attempts == 1 ? "" : "s")"
        switch status(exercise) {
        case .passed: text += "  \(terminal.green("passed")) \(name)  \(standing.bestScore) of \(points)\(attempts)\n"
        case .begun: text += "  \(terminal.yellow("begun ")) \(name)  \(standing.bestScore) of \(points)\(attempts)\n"
        case .new: text += "         \(name)  \(points)\n"
        }
      }
    }
    let passed = book.exercises.filter { status($0) == .passed }.count
    return text + "\(passed) of \(book.exercises.count) exercises passed\n"
  }

  /// `{"chapters": [{"name", "title", "exercises": [{"name", "status", "score", "max_score", "attempts", "hints", "hints_given"}]}]}`
  var json: String {
    let chapters = book.parts.map { part in
      let exercises = part.exercises.map { exercise in
        let standing = progress[exercise.id]
        return "{\"name\": \(JSONReport.quoted(exercise.id)), \"status\": \"\(status(exercise).rawValue)\", "
          + "\"score\": \(standing.bestScore), \"max_score\": \(exercise.maximumScore), \"attempts\": \(standing.attempts), "
          + "\"hints\": \(exercise.hints.count), \"hints_given\": \(standing.hintsGiven)}"
      }
      return "{\"name\": \(JSONReport.quoted(part.chapter)), \"title\": \(JSONReport.quoted(part.title)), "
        + "\"exercises\": [\(exercises.joined(separator: ", "))]}"
    }
    return "{\"chapters\": [\(chapters.joined(separator: ", "))]}"
  }
}

extension Exercise {
  /// The points of all checks.
  var maximumScore: Int { checks.reduce(0) { $0 + $1.points } }
}
