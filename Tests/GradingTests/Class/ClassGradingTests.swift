import Execution
import Foundation
import Synchronization
import Testing
import Workbook

@testable import Grading

@Suite("Grading a class")
struct ClassGradingTests {
  @Test("gives each student the points of each exercise, and none for what was not handed in")
  func points() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "right")
    try course.handIn("ada", "snapshot", "wrong")
    try course.handIn("bob", "unit-rows", "wrong too")
    let grades = try await course.grading().grades(of: course.folder)
    #expect(grades.students.map(\.name) == ["ada", "bob"] && grades.students.map(\.score) == [5, 0])
    #expect(grades.exercises.map(\.id) == ["unit-rows", "snapshot"] && grades.maximumScore == 6)
    #expect(grades.students[1].verdicts["snapshot"] == nil)
    #expect(!grades.isAllPassed)
  }

  @Test("counts only the exercises that it is told, also one that nobody handed in")
  func counted() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "right")
    let grades = try await course.grading(counted: ["snapshot"]).grades(of: course.folder)
    #expect(grades.exercises.map(\.id) == ["snapshot"] && grades.students[0].score == 0 && course.judgedSources == [])
    #expect(grades.ignored == [ClassGrades.Ignored(path: "ada/unit-rows.swift", reason: "this exercise does not count")])
    #expect(throws: SetupError.self) { try course.grading(counted: ["nothing"]) }
  }

  // MARK: Never twice

  @Test("never judges the same bytes twice: neither of two students, nor of two runs")
  func sameBytes() async throws {
    let course = try TemporaryClass()
    for student in ["ada", "bob", "cyd"] { try course.handIn(student, "unit-rows", "right") }
    try course.handIn("ada", "snapshot", "right")
    let first = try await course.grading().grades(of: course.folder)
    #expect(course.judgedSources == ["snapshot right", "unit-rows right"])
    let second = try await course.grading().grades(of: course.folder)
    #expect(course.judgedSources.count == 2)
    #expect(second == first)
  }

  @Test("judges again what a busy machine's clock may have decided")
  func timeOut() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "too slow")
    let judge: ClassGrading.Judge = { submission in
      var verdict = try course.judge(submission)
      verdict.dependsOnClock = true
      return verdict
    }
    _ = try await course.grading(judge: judge).grades(of: course.folder)
    _ = try await course.grading().grades(of: course.folder)
    #expect(course.judgedSources == ["unit-rows too slow", "unit-rows too slow"])
  }

  @Test("judges again what changed: the bytes, the library or grader, the exercise's checks, its solution", arguments: 0..<5)
  func changes(what: Int) async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "right")
    _ = try await course.grading().grades(of: course.folder)
    var (exercises, identity) = (TemporaryClass.exercises, "grader 1")
    switch what {
    case 0: try course.handIn("ada", "unit-rows", "right ")
    case 1: identity = "grader 2"
    case 2: exercises[0].checks[1].points = 4
    case 3: exercises[0].checks[1].rejected = "cannot"
    default:
      try FileManager.default.createDirectory(atPath: course.root + "/Solutions", withIntermediateDirectories: true)
      try Data("new".utf8).write(to: URL(fileURLWithPath: course.root + "/Solutions/unit-rows.swift"))
    }
    _ = try await course.grading(exercises: exercises, identity: identity).grades(of: course.folder)
    #expect(course.judgedSources.count == 2)
  }

  @Test("does not judge again because text was written above the exercise")
  func moved() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "right")
    _ = try await course.grading().grades(of: course.folder)
    var exercises = TemporaryClass.exercises
    exercises[0].checks[0].source.firstLine += 7
    exercises[0].checks[0].source.fence.line += 7
    _ = try await course.grading(exercises: exercises).grades(of: course.folder)
    #expect(course.judgedSources.count == 1)
  }

  @Test("throws a damaged entry away, at whatever byte, and judges again")
  func damage() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "right")
    let whole = try await course.grading().grades(of: course.folder)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: course.root + "/.gradbook/grades").first)
    let entry = URL(fileURLWithPath: course.root + "/.gradbook/grades/" + name)
    let bytes = try Data(contentsOf: entry)
    for index in stride(from: 0, to: bytes.count, by: bytes.count / 12) {
      var damaged = bytes
      damaged[index] ^= 0x10
      try (index.isMultiple(of: 2) ? damaged : bytes[..<index]).write(to: entry)
      let before = course.judgedSources.count
      let grades = try await course.grading().grades(of: course.folder)
      #expect(grades == whole && course.judgedSources.count == before + 1)
    }
  }

  // MARK: Failures and interrupts

  @Test("goes on after a judge that failed, says so, and tries that one again")
  func failure() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "throw")
    try course.handIn("bob", "unit-rows", "right")
    let grades = try await course.grading().grades(of: course.folder)
    let refused = try #require(grades.students[0].verdicts["unit-rows"])
    #expect(grades.unjudged == 1)
    #expect(refused.status == .error && refused.score == 0 && refused.maximumScore == 5)
    #expect(refused.diagnostics.map(\.message) == ["it could not be judged: SomeError()"])
    #expect(grades.students[1].score == 5)
    _ = try await course.grading().grades(of: course.folder)
    #expect(course.judgedSources == ["unit-rows right", "unit-rows throw", "unit-rows throw"])
  }

  @Test("ends at once where none can be judged")
  func setup() async throws {
    let course = try TemporaryClass()
    for student in 0..<20 { try course.handIn("s\(student)", "unit-rows", "\(student)") }
    await #expect(throws: SetupError("no sandbox")) {
      try await course.grading { _ in throw SetupError("no sandbox") }.grades(of: course.folder)
    }
  }

  @Test("goes on after an interrupt with what was not judged yet")
  func interrupt() async throws {
    let course = try TemporaryClass()
    for student in 0..<10 { try course.handIn("s\(student)", "unit-rows", "right \(student)") }
    // The fifth never ends by itself.
    let begun = Mutex(0)
    let interrupted = try course.grading(jobs: 1) { submission in
      let number = begun.withLock { count in
        count += 1
        return count
      }
      if number == 5 { try await Task.sleep(for: .seconds(600)) }
      return try course.judge(submission)
    }
    let run = Task { try await interrupted.grades(of: course.folder) }
    while begun.withLock({ $0 }) < 5 { try await Task.sleep(for: .milliseconds(5)) }
    run.cancel()
    await #expect(throws: CancellationError.self) { try await run.value }
    #expect(course.judgedSources.count == 4)
    let grades = try await course.grading().grades(of: course.folder)
    #expect(grades.isAllPassed && grades.students.count == 10)
    #expect(Set(course.judgedSources).count == 10 && course.judgedSources.count == 10)
  }

  @Test("judges as many at a time as it may, and no more", arguments: [1, 2, 5])
  func width(jobs: Int) async throws {
    let course = try TemporaryClass()
    for student in 0..<12 { try course.handIn("s\(student)", "unit-rows", "\(student)") }
    let running = Mutex((now: 0, most: 0))
    let grading = try course.grading(jobs: jobs) { submission in
      running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      try await Task.sleep(for: .milliseconds(20))
      running.withLock { $0.now -= 1 }
      return try course.judge(submission)
    }
    let reported = Mutex<[ClassGrading.Progress]>([])
    _ = try await grading.grades(of: course.folder) { progress in reported.withLock { $0.append(progress) } }
    #expect(running.withLock { $0.most } == jobs)
    #expect(reported.withLock { $0.map(\.done) } == Array(1...12))
  }
}
