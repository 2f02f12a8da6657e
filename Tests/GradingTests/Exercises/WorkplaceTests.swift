import Execution
import Testing

@testable import Grading

@Suite("The learner's folder")
struct WorkplaceTests {
  private func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

  @Test("gets the starter, and never over work")
  func start() throws {
    let book = try TemporaryExercises(doubling)
    defer { book.remove() }
    let exercise = try book.book().exercise("double")
    let workplace = Workplace(root: book.root)
    #expect(!workplace.hasBegun("double"))
    #expect(throws: SetupError.self) { try workplace.solution(of: "double") }
    #expect(try workplace.start(exercise))
    #expect(try text(workplace.path(of: "double")) == exercise.starter.text)
    try replaceFile(workplace.path(of: "double"), with: Array("mine".utf8))
    #expect(try !workplace.start(exercise))
    #expect(try text(workplace.path(of: "double")) == "mine")
  }

  @Test("keeps what is reset, each time under another name")
  func reset() throws {
    let book = try TemporaryExercises(doubling)
    defer { book.remove() }
    let exercise = try book.book().exercise("double")
    let workplace = Workplace(root: book.root)
    let path = workplace.path(of: "double")
    #expect(try workplace.reset(exercise) == nil)
    for (number, work) in ["first", "second"].enumerated() {
      try replaceFile(path, with: Array(work.utf8))
      #expect(try workplace.reset(exercise) == "\(path).\(number + 1)")
      #expect(try text("\(path).\(number + 1)") == work)
      #expect(try text(path) == exercise.starter.text)
    }
    #expect(try workplace.reset(exercise) == nil)
  }

  @Test("keeps how far the learner is: the best score, every attempt, and a pass for good")
  func progress() throws {
    let book = try TemporaryExercises(doubling)
    defer { book.remove() }
    let file = Workplace(root: book.root).progress
    #expect(try file.read() == LearnerProgress())
    let verdict = { (status: Verdict.Status, score: Int) in
      Verdict(exercise: "double", status: status, checks: [CheckVerdict(name: "a", status: status, score: score, maximumScore: 3)])
    }
    #expect(try !file.update { $0.note(verdict(.failed, 2)) })
    #expect(try file.update { $0.note(verdict(.passed, 3)) })
    #expect(try !file.update { $0.note(verdict(.passed, 3)) })
    #expect(try !file.update { $0.note(verdict(.failed, 0)) })
    try file.update { $0["double"].hintsGiven = 1 }
    let standing = try file.read()["double"]
    #expect(standing.hasPassed && standing.bestScore == 3 && standing.attempts == 4 && standing.hintsGiven == 1)
  }

  @Test("two that note something at once both have noted it")
  func atOnce() async throws {
    let book = try TemporaryExercises(doubling)
    defer { book.remove() }
    let file = Workplace(root: book.root).progress
    await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 { group.addTask { try file.update { $0["e\(number % 4)"].attempts += 1 } } }
    }
    #expect(try file.read().exercises.values.map(\.attempts) == [5, 5, 5, 5])
  }

  @Test("a damaged file of progress is said to be damaged, and stays as it is")
  func damaged() throws {
    let book = try TemporaryExercises(doubling)
    defer { book.remove() }
    let workplace = Workplace(root: book.root)
    try makeFolder(workplace.folder)
    let path = "\(workplace.folder)/\(ProgressFile.name)"
    try replaceFile(path, with: Array("{\"version\": 1".utf8))
    #expect(throws: SetupError("\(path) is damaged: mend it, or remove it to begin anew")) {
      try workplace.progress.update { $0 = .init() }
    }
    #expect(try text(path) == "{\"version\": 1")
  }

  @Test("an exercise that is not there is said to be none, with those that are like it")
  func names() throws {
    let book = try TemporaryExercises(doubling)
    defer { book.remove() }
    #expect(throws: SetupError("no exercise 'dub': 'gradbook list' shows all")) { try book.book().exercise("dub") }
    #expect(throws: SetupError("no exercise 'doubled': do you mean double?")) { try book.book().exercise("doubled") }
  }
}
