// Compiles and runs what a class handed in, DIRECTORY/STUDENT/EXERCISE.swift, on all cores, and does nothing else with it: no sandbox, no judge,
// no report. It is what `gradbook grade` is held against (scripts/bench-class.py).
//
//   grading-bench DIRECTORY STUDENT...          in a folder that holds Chapters

import Glibc
import Synchronization
import Workbook

@testable import Execution
@testable import Grading

struct PlainRuns: Sendable {
  let toolchain: Toolchain
  let library: LibraryBuild
  let modules: EmptyModules
  let slots: JobSlots
  let exercises: [Exercise]

  init(jobs: Int) throws {
    toolchain = try .find()
    library = try LibraryBuild()
    modules = EmptyModules(names: library.emptyModules, map: ".gradbook/plain.modulemap")
    try modules.write()
    slots = JobSlots(count: jobs)
    exercises = try ExerciseBook(reading: folderEntries("Chapters").filter { $0.hasSuffix(".md") }.map { "Chapters/\($0)" }).exercises
  }

  /// The compiler, the linker, and the host with the checks.
  func run(_ path: String, _ exercise: Exercise) async throws {
    let submission = Submission(bytes: try readFile(path), path: path)
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let program = CheckProgram(checks: exercise.checks, imports: submission.imports)
    let questions = exercise.questions(seed: 1, trials: Grader.trials)
    let (source, driver, object) = (folder.file("main.swift"), folder.file("checks.swift"), folder.file("checks.o"))
    try replaceFile(source, with: submission.bytes, synchronizing: false)
    try replaceFile(driver, with: Array(program.text(of: questions.map(\.check)).utf8), synchronizing: false)
    let frontend = Frontend(toolchain: toolchain, library: library, emptyModuleMap: modules.map, slots: slots, limit: .seconds(60))
    try await frontend.compile(script: source, beside: [driver], entry: CheckProgram.programEntry, to: object)
    try await frontend.link(object, to: folder.file("checks.so"), hasForeignImports: LibraryBuild.hasForeign(submission.imports))
    for number in exercise.checks.indices where exercise.checks[number].rejected != nil {
      try replaceFile(driver, with: Array(program.text(of: [number]).utf8), synchronizing: false)
      try? await frontend.diagnose(script: source, beside: [driver])
    }
    let session = try HostSession(library: library, toolchain: toolchain, scratch: folder, limit: .seconds(60))
    for (number, question) in questions.enumerated() {
      session.send(
        HostSession.line(
          number, object: folder.file("checks.so"), entries: [CheckProgram.programEntry, CheckProgram.entry(of: question.check)],
          files: [session.outputFile(number), session.errorFile(number)], limits: (.seconds(5), .seconds(1)),
          arguments: ["\(question.check)"] + question.seeds.map { "\($0)" }))
    }
    session.finish()
    _ = try await session.frames()
  }
}

let jobs = sysconf(Int32(_SC_NPROCESSORS_ONLN))
let runs = try PlainRuns(jobs: jobs)
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
try await withThrowingTaskGroup(of: Void.self) { group in
  for _ in 0..<jobs {
    group.addTask {
      while true {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard files.indices.contains(index) else { return }
        try await runs.run(files[index].path, files[index].exercise)
      }
    }
  }
  try await group.waitForAll()
}
