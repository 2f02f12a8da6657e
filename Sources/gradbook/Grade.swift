import ArgumentParser
import Execution
import Glibc
import Grading

struct Grade: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Grade a class: DIRECTORY/STUDENT/EXERCISE.swift.",
    discussion: """
      It goes on after any failure, and after an interrupt where it was: what is the same in bytes is never graded twice.
      Exit status 0: everything was handed in and passed; 1: something was not; 2: something could not be graded.
      """)

  @Argument(help: "The folder that has a folder for each student.")
  var directory: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The exercises that count. Those that anybody handed in, if none is given.", valueName: "exercise"))
  var exercises: [String] = []

  @Option(help: ArgumentHelp("How many submissions at a time. All cores, if not given.", valueName: "N"))
  var jobs: Int?

  @Option(help: "How the grades are written.")
  var format = GradeFormat.json

  @Option(help: ArgumentHelp("The file that the grades are written to, as a whole. Standard output, if not given.", valueName: "PATH"))
  var output: String?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
  }

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let book = try ExerciseBook(reading: shelf.paths)
      let grader = try Grader(root: shelf.root, jobs: jobs)
      terminal.announcePreparation(of: grader)
      let grading = try ClassGrading(
        root: shelf.root, exercises: book.exercises, counted: exercises.isEmpty ? nil : exercises, grader: grader, jobs: jobs)
      let progress = Progress(terminal: terminal, counted: "submissions")
      let grades = try await progress.during {
        try await grading.grades(of: directory) { step in progress.show(step.done, of: step.total, Terminal.harmlessLine(step.path)) }
      }
      for ignored in grades.ignored { terminal.say("not graded: \(Terminal.harmlessLine(ignored.path)): \(ignored.reason)") }
      let text = format.text(grades)
      if let output { try ReportFile.write(text, to: output) } else { printToEnd(text) }
      if grades.unjudged > 0 { terminal.say("\(grades.unjudged) of the submissions could not be judged: the report says why") }
      return grades.unjudged > 0 ? 2 : grades.isAllPassed ? 0 : 1
    }
  }
}

extension GradeFormat: ExpressibleByArgument {}
