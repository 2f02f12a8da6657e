// Compiles and runs what a class handed in, DIRECTORY/STUDENT/EXERCISE.swift, on all cores, and does nothing else with it: no sandbox, no judge,
// no report. It is what `gradbook grade` is held against (scripts/bench-class.py), so it starts the same programs with the same arguments, and
// waits for each of them in a plain thread.
//
//   grading-bench DIRECTORY STUDENT...          in a folder that holds Chapters

import Dispatch
import Glibc
import Synchronization
import Workbook

@testable import Execution
@testable import Grading

struct PlainRuns: Sendable {
  let toolchain: Toolchain
  let library: LibraryBuild
  let modules: EmptyModules
  let exercises: [Exercise]

  init() throws {
    toolchain = try .find()
    library = try LibraryBuild()
    modules = EmptyModules(folder: ".gradbook/plain")
    try modules.write()
    exercises = try ExerciseBook(reading: folderEntries("Chapters").filter { $0.hasSuffix(".md") }.map { "Chapters/\($0)" }).exercises
  }

  /// The compiler, the linker, and the host with the checks.
  func run(_ path: String, _ exercise: Exercise) throws {
    let submission = Submission(bytes: try readFile(path), path: path)
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let program = CheckProgram(checks: exercise.checks, imports: submission.imports)
    let questions = exercise.questions(seed: 1, trials: Grader.trials)
    let (source, driver, object, library) = (
      folder.file("main.swift"), folder.file("checks.swift"), folder.file("checks.o"), folder.file("checks.so")
    )
    func compile(_ numbers: [Int], _ arguments: [String]) throws {
      try replaceFile(driver, with: Array(program.text(of: numbers).utf8), synchronizing: false)
      let common = Frontend.commonArguments(toolchain, self.library, emptyModules: modules.map)
      start(toolchain.frontend, ["-frontend"] + arguments + [source, driver] + common)
    }
    try replaceFile(source, with: submission.bytes, synchronizing: false)
    try compile(questions.map(\.check), ["-c", "-entry-point-function-name", CheckProgram.programEntry, "-o", object])
    start(toolchain.linker, ["-shared", "--eh-frame-hdr", "-o", library, object, toolchain.runtimeObject])
    for number in exercise.checks.indices where exercise.checks[number].rejected != nil {
      try compile([number], ["-emit-sil", "-o", "/dev/null"])
    }
    let lines = questions.enumerated().map { number, question in
      HostSession.line(
        number, object: library, entries: [CheckProgram.programEntry, CheckProgram.entry(of: question.check)],
        files: [folder.file("output-\(number)"), folder.file("errors-\(number)")], limits: (.seconds(5), .seconds(1)),
        arguments: ["\(question.check)"] + question.seeds.map { "\($0)" })
    }
    try replaceFile(folder.file("commands"), with: Array((lines.joined() + HostSession.end).utf8), synchronizing: false)
    start(
      self.library.host, ["60000", folder.file("work")] + toolchain.impliedLibraries + self.library.libraries,
      input: folder.file("commands"))
  }

  /// Runs a program to its end.
  private func start(_ program: String, _ arguments: [String], input: String = "/dev/null") {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    for stream in [STDOUT_FILENO, STDERR_FILENO] { posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0) }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    let environment = ["SWIFT_BACKTRACE=enable=no", "OPENBLAS_NUM_THREADS=1", "PATH=/usr/bin:/bin"]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var process = pid_t()
    guard posix_spawn(&process, program, &actions, nil, &words, &variables) == 0 else { fatalError("\(program) cannot be started") }
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }
}

let runs = try PlainRuns()
let directory = CommandLine.arguments[1]
var work: [(path: String, exercise: Exercise)] = []
for student in CommandLine.arguments.dropFirst(2) {
  for exercise in runs.exercises {
    let path = "\(directory)/\(student)/\(exercise.id).swift"
    if FileStatus(path: path) != nil { work.append((path, exercise)) }
  }
}
let files = work
let next = Mutex(0)
DispatchQueue.concurrentPerform(iterations: sysconf(Int32(_SC_NPROCESSORS_ONLN))) { _ in
  while true {
    let index = next.withLock { next in
      defer { next += 1 }
      return next
    }
    guard files.indices.contains(index) else { return }
    do {
      try runs.run(files[index].path, files[index].exercise)
    } catch {
      fatalError("\(files[index].path): \(error)")
    }
  }
}
