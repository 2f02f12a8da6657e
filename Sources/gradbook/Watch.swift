import ArgumentParser
import Execution
import Glibc
import Grading
import Workbook

struct Watch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check again whenever you save, and go on to the next exercise when one passes.",
    discussion: "Ctrl-C ends it.")

  @Argument(help: "The exercise to begin with; the first that has not passed, if none is given.")
  var exercise: String?

  @Flag(help: "Run your files even where there is no sandbox to hold them.")
  var trust = false

  func run() async throws {
    try await Attempt.run { terminal in
      let shelf = try Shelf.find([])
      let book = try ExerciseBook(reading: shelf.paths)
      let workplace = Workplace(root: shelf.root)
      let first = try exercise.map { name throws(SetupError) in try book.exercise(name) }
      let grader = try Grader(root: shelf.root, trustsAll: trust)
      terminal.announcePreparation(of: grader)
      return try await Lookout(terminal: terminal, book: book, workplace: workplace, grader: grader).run(first: first)
    }
  }
}

/// Waits for files to be saved, and shows what the judge says of them.
struct Lookout {
  let terminal: Terminal
  let book: ExerciseBook
  let workplace: Workplace
  let grader: Grader

  /// - Returns: the exit status, once all has passed.
  func run(first: Exercise?) async throws -> Int32 {
    guard var current = try first ?? next(after: nil) else {
      printToEnd("All \(book.exercises.count) exercises have passed.\n")
      return 0
    }
    _ = try workplace.start(current)
    let saves = try FolderWatch(workplace.folder)
    var preparation = grader.prepare(current)
    var note = ""
    while true {
      let save = saves.next()
      let verdict = try await verdict(on: current, preparation, until: save)
      preparation = grader.prepare(current)
      if let verdict {
        let isFirstPass = try workplace.progress.update { $0.note(verdict) }
        if verdict.status == .passed, let following = try next(after: current) {
          let passed = VerdictText(terminal: terminal).text(verdict)
          note = passed + (isFirstPass ? "'gradbook solution \(current.id)' shows the reference solution now.\n" : "")
          current = following
          _ = try workplace.start(current)
          preparation = grader.prepare(current)
          show(note + "\nNext: \(terminal.bold(workplace.path(of: current.id)))\n", current)
        } else if verdict.status == .passed {
          show(VerdictText(terminal: terminal).text(verdict), current, foot: "That was the last one: all exercises have passed.")
          return 0
        } else {
          show(VerdictText(terminal: terminal).text(verdict), current)
        }
      }
      // A file of another exercise was saved: that is the one the learner works on.
      let names = await withTaskCancellationHandler {
        await save.value
      } onCancel: {
        save.cancel()
      }
      for name in names {
        if let saved = book.exercises.first(where: { "\($0.id).swift" == name }), saved.id != current.id {
          current = saved
          preparation = grader.prepare(current)
        }
      }
      try Task.checkCancellation()
    }
  }

  /// - Returns: nil where the file was saved again before there was a verdict.
  private func verdict(on exercise: Exercise, _ preparation: Preparation, until save: Task<[String], Never>) async throws -> Verdict? {
    let bytes = try workplace.solution(of: exercise.id)
    let path = workplace.path(of: exercise.id)
    if terminal.isColoured { printToEnd("\u{1B}[2m\(exercise.id) …\u{1B}[0m\r") }
    let work = Task { try await grader.verdict(on: bytes, path: path, preparation: preparation) }
    let watcher = Task {
      _ = await save.value
      work.cancel()
    }
    defer { watcher.cancel() }
    do {
      return try await withTaskCancellationHandler {
        try await work.value
      } onCancel: {
        work.cancel()
      }
    } catch is CancellationError {
      try Task.checkCancellation()
      return nil
    }
  }

  /// The exercise after this one that has not passed, or else the first that has not.
  private func next(after exercise: Exercise?) throws(SetupError) -> Exercise? {
    let progress = try workplace.progress.read()
    let exercises = book.exercises
    let place = exercises.firstIndex { $0.id == exercise?.id }.map { $0 + 1 } ?? 0
    return (exercises[place...] + exercises[..<place]).first { !progress[$0.id].hasPassed && $0.id != exercise?.id }
  }

  private func show(_ text: String, _ exercise: Exercise, foot: String? = nil) {
    let place = (book.exercises.firstIndex { $0.id == exercise.id } ?? 0) + 1
    let title = "Exercise \(place) of \(book.exercises.count): \(exercise.id)   \(workplace.path(of: exercise.id))"
    let hint = exercise.hints.isEmpty ? "" : "   gradbook hint \(exercise.id)"
    let foot = foot ?? "Save to check again.\(hint)   Ctrl-C ends."
    if terminal.isColoured {
      printToEnd("\u{1B}[H\u{1B}[2J\u{1B}[3J\(terminal.bold(title))\n\n\(text)\n\u{1B}[2m\(foot)\u{1B}[0m\n")
    } else {
      printToEnd("\(title)\n\n\(text)\n")
    }
  }
}

/// Tells which files of a folder are saved, by inotify: as soon as an editor closes one, or puts one in its place.
final class FolderWatch: Sendable {
  private let descriptor: CInt

  /// - Throws: that the folder cannot be watched.
  init(_ folder: String) throws(SetupError) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard descriptor >= 0, inotify_add_watch(descriptor, folder, UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)) >= 0 else {
      throw SetupError("\(folder) cannot be watched: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Waits for the next files to be saved.
  /// - Returns: their names; those that are saved within a few milliseconds together.
  func next() -> Task<[String], Never> {
    Task {
      var names: [String] = []
      while !Task.isCancelled {
        let some = read().filter { $0.hasSuffix(".swift") }
        if some.isEmpty, !names.isEmpty { return names }
        names += some
        try? await Task.sleep(for: .milliseconds(names.isEmpty ? 20 : 5))
      }
      return names
    }
  }

  private func read() -> [String] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = Glibc.read(descriptor, &buffer, buffer.count)
    var names: [String] = []
    var start = 0
    let header = MemoryLayout<inotify_event>.size
    while length > 0, start + header <= length {
      let size = buffer[start..<start + header].withUnsafeBytes { Int($0.loadUnaligned(as: inotify_event.self).len) }
      let name = buffer[(start + header)..<min(start + header + size, length)].prefix { $0 != 0 }
      names.append(String(decoding: name, as: UTF8.self))
      start += header + size
    }
    return names
  }
}
