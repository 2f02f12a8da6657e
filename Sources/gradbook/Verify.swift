import ArgumentParser
import Execution
import Grading
import Synchronization
import Workbook

struct Verify: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    abstract: "For authors: try every exercise before a learner does.",
    discussion: """
      Each starter fails, each solution passes with full marks, no check can be passed without computing, each wrong solution in \
      Solutions/Wrong/EXERCISE is caught as its header demands.
      Exit status 0: all is well; 1: something is not; 2: it could not be tried.
      """)

  @Argument(help: "Exercises' names; all of the book, if none is given.")
  var exercises: [String] = []

  @Option(help: ArgumentHelp("How many exercises and compilers at a time. All cores, if not given.", valueName: "N"))
  var jobs: Int?

  @Option(help: "How the report is printed.")
  var format = Format.text

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
  }

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let book = try ExerciseBook(reading: shelf.paths)
      var chosen = book.exercises
      if !exercises.isEmpty { chosen = try exercises.map { name throws(SetupError) in try book.exercise(name) } }
      let verifier = try Verifier(root: shelf.root, jobs: jobs)
      let done = Mutex(0)
      let total = chosen.count
      let reports = try await verifier.verify(chosen) { report in
        let count = done.withLock { count in
          count += 1
          return count
        }
        if terminal.showsProgress { terminal.write("\r\u{1B}[K\(count) of \(total) exercises  \(report.exercise)") }
      }
      if terminal.showsProgress { terminal.write("\r\u{1B}[K") }
      let strays = exercises.isEmpty ? verifier.strays(beside: book.exercises) : []
      switch format {
      case .text: VerificationText(terminal: terminal).print(reports, strays: strays)
      case .json: printToEnd(VerificationJSON.text(reports, strays: strays) + "\n")
      }
      return reports.allSatisfy(\.isAllRight) && strays.isEmpty ? 0 : 1
    }
  }
}

/// What verification found, for a person: a line an exercise, and what is not as it should be.
struct VerificationText {
  let terminal: Terminal

  func print(_ reports: [VerificationReport], strays: [Diagnostic]) {
    var text = ""
    let verdicts = VerdictText(terminal: terminal)
    for problem in strays + reports.flatMap(\.problems) { text += verdicts.describe(problem) + "\n" }
    if !text.isEmpty { text += "\n" }
    let width = reports.map(\.exercise.count).max() ?? 0
    for report in reports {
      let mark = report.isAllRight ? terminal.green("ok    ") : terminal.red("FAILED")
      let name = report.exercise + String(repeating: " ", count: width - report.exercise.count)
      text += "\(mark)  \(name)  \(report.checks) checks, \(report.wrongSolutions) wrong solutions (\(seconds(report.seconds)) s)\n"
    }
    let failed = reports.filter { !$0.isAllRight }.count
    text += "\(reports.count) exercises" + (failed == 0 ? ": all is well\n" : ", \(failed) of them not as they should be\n")
    printToEnd(text)
  }
}
