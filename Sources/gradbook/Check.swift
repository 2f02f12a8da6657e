import ArgumentParser
import Execution
import Grading

struct Check: AsyncParsableCommand {
  /// Text for a person, or one of `CheckFormat`.
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, junit, gradescope, exercism, github }

  static let configuration = CommandConfiguration(
    abstract: "Check your solution of an exercise.",
    discussion: "Exit status 0: it passed; 1: it did not; 2: it could not be tried.")

  @Argument(help: "The exercise's name ('gradbook list' shows all).")
  var exercise: String

  @Argument(help: "Your file; exercises/EXERCISE.swift, if none is given.")
  var file: String?

  @Option(help: ArgumentHelp("What the inputs are drawn from; a number that nobody can foresee, if not given.", valueName: "N"))
  var seed: UInt64?

  @Flag(help: "Run it even where there is no sandbox to hold it.")
  var trust = false

  @Option(help: "How the verdict is written: text is for you, the others are for other programs.")
  var format = Format.text

  @Option(help: ArgumentHelp("The file that the verdict is written to, as a whole. Standard output, if not given.", valueName: "PATH"))
  var output: String?

  func validate() throws {
    if output != nil, format == .text { throw ValidationError("--output takes a --format other than text") }
  }

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let exercise = try ExerciseBook(reading: shelf.paths).exercise(exercise)
      let workplace = Workplace(root: shelf.root)
      let bytes = try file.map { path throws(SetupError) in try submittedFile(path) } ?? workplace.solution(of: exercise.id)
      let path = file ?? workplace.path(of: exercise.id)
      let grader = try Grader(root: shelf.root, trustsAll: trust)
      terminal.announcePreparation(of: grader)
      let verdict = try await grader.verdict(on: bytes, path: path, of: exercise, seed: seed)
      switch (CheckFormat(rawValue: format.rawValue), output) {
      case (nil, _): VerdictText(terminal: terminal).print(verdict)
      case (let format?, nil): printToEnd(format.text(verdict))
      case (let format?, let path?): try ReportFile.write(format.text(verdict), to: path)
      }
      // Another file is somebody else's, or a trial.
      if file == nil, try workplace.progress.update({ $0.note(verdict) }), format == .text {
        printToEnd("'gradbook solution \(exercise.id)' shows the reference solution now.\n")
      }
      return verdict.status == .passed ? 0 : 1
    }
  }
}

extension Terminal {
  /// Says why a first check takes seconds.
  func announcePreparation(of grader: Grader) {
    if showsProgress, grader.preparesSandbox { say("making the compiler's modules for the sandbox, once: a few seconds") }
  }
}

/// What the commands that try something have in common: Ctrl-C, exit statuses, faults on one line.
enum Attempt {
  /// Runs a command to its exit status.
  static func run(_ body: @escaping @Sendable (Terminal) async throws -> Int32) async throws -> Never {
    let terminal = Terminal()
    let work = Task { try await body(terminal) }
    Interrupts.cancelling { work.cancel() }
    var status: Int32
    do {
      status = try await work.value
    } catch {
      if let status = Interrupts.exitStatus { Interrupts.leave(status) }
      terminal.say("\(error)")
      status = 2
    }
    Interrupts.leave(Interrupts.exitStatus ?? status)
  }
}
