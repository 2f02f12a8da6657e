import ArgumentParser
import Execution
import Glibc
import Grading

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check your solution of an exercise.",
    discussion: "Exit status 0: it passed; 1: it did not; 2: it could not be tried.")

  @Argument(help: "The exercise's name ('gradbook list' shows all).")
  var exercise: String

  @Argument(help: "Your file; exercises/EXERCISE.swift, if none is given.")
  var file: String?

  @Option(help: ArgumentHelp("What the inputs are drawn from; a number that nobody can foresee, if not given.", valueName: "N"))
  var seed: UInt64?

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let exercise = try ExerciseBook(reading: shelf.paths).exercise(exercise)
      let path = file ?? shelf.path(ofSolutionTo: exercise.id)
      let bytes = try Attempt.read(path, exercise: exercise.id)
      let verdict = try await Grader(root: shelf.root).verdict(on: bytes, path: path, of: exercise, seed: seed)
      VerdictText(terminal: terminal).print(verdict)
      return verdict.status == .passed ? 0 : 1
    }
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
    if let interrupted = Interrupts.exitStatus { Interrupts.leave(interrupted) }
    fflush(nil)
    Glibc.exit(status)
  }

  /// The learner's file.
  static func read(_ path: String, exercise: String) throws(SetupError) -> [UInt8] {
    do {
      return try readFile(path)
    } catch .noSuchFileOrDirectory {
      throw SetupError("\(path) is not there: 'gradbook start \(exercise)' writes it")
    } catch {
      throw SetupError("\(path) cannot be read: \(error)")
    }
  }
}
