import Execution
import Glibc
import Workbook

/// Grades what a class handed in, several submissions at a time.
///
/// One that cannot be read or judged has a verdict that says so, and the others go on. What is the same in bytes is judged once; verdicts are
/// kept as they come, so a run that was interrupted goes on where it was. Those of a time-out are not: a machine that was busy is not always so.
public struct ClassGrading: Sendable {
  /// Gives a verdict on a submission. It throws `SetupError` only where none can be judged.
  public typealias Judge = @Sendable (ClassSubmission) async throws -> Verdict

  /// How far it is: how many submissions have a verdict, of how many.
  public struct Progress: Hashable, Sendable {
    /// Submissions with a verdict.
    public var done: Int
    /// All of them.
    public var total: Int
    /// The last one.
    public var path: String
  }

  private let exercises: [Exercise]
  private let counted: Set<String>?
  private let identities: [String: [UInt8]]
  private let jobs: Int
  private let cache: VerdictCache
  private let judge: Judge

  /// - Parameters:
  ///   - root: the folder that holds `Chapters`, with `Solutions` and `.gradbook` beside it; "" for the current one.
  ///   - exercises: the book's.
  ///   - counted: the names of those that count; nil for those that anybody handed in.
  ///   - identity: what changes when the library or the grader does.
  ///   - jobs: how many to judge at a time.
  public init(root: String, exercises: [Exercise], counted: [String]?, identity: [UInt8], jobs: Int, judge: @escaping Judge)
    throws(SetupError)
  {
    let folder = root.isEmpty ? "" : root + "/"
    if let unknown = counted?.first(where: { id in !exercises.contains { $0.id == id } }) {
      throw SetupError("no exercise '\(PlainText.line(unknown))': see 'gradbook list'")
    }
    self.exercises = exercises
    self.counted = counted.map(Set.init)
    identities = Dictionary(exercises.map { ($0.id, identity + $0.identity(solutions: "\(folder)Solutions")) }) { first, _ in first }
    self.jobs = max(jobs, 1)
    cache = VerdictCache(folder: "\(folder).gradbook/grades")
    self.judge = judge
  }

  /// With a grader as the judge; what is graded anew when that, the library or the compiler changes.
  public init(root: String, exercises: [Exercise], counted: [String]?, grader: Grader, jobs: Int?) throws(SetupError) {
    let questions = ClassQuestions(grader: grader)
    try self.init(
      root: root, exercises: exercises, counted: counted, identity: LibraryBuild().identityWithToolchain(),
      jobs: jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
    ) { submission in
      let preparation = await questions.preparation(for: submission.exercise)
      do {
        return try await grader.verdict(on: submission.bytes, path: submission.path, preparation: preparation)
      } catch {
        await questions.forget(submission.exercise)
        throw error
      }
    }
  }

  /// Grades `directory/STUDENT/EXERCISE.swift`.
  /// - Throws: `SetupError` where nothing can be graded, `CancellationError` when the task is cancelled.
  public func grades(of directory: String, progress: @escaping @Sendable (Progress) -> Void = { _ in }) async throws -> ClassGrades {
    let folder = try ClassFolder(path: directory)
    var ignored = folder.ignored
    var files: [(file: ClassFolder.File, exercise: Exercise)] = []
    for file in folder.files {
      guard let exercise = exercises.first(where: { $0.id == file.exercise }) else {
        ignored.append(ClassGrades.Ignored(path: file.path, reason: "the book has no such exercise"))
        continue
      }
      if counted?.contains(exercise.id) ?? true {
        files.append((file, exercise))
      } else {
        ignored.append(ClassGrades.Ignored(path: file.path, reason: "this exercise does not count"))
      }
    }
    let (verdicts, unjudged) = try await verdicts(on: files, in: folder, progress: progress)
    var students = folder.students.map { ClassGrades.Student(name: $0.text, verdicts: [:]) }
    let places = Dictionary(uniqueKeysWithValues: folder.students.enumerated().map { ($1, $0) })
    for (entry, verdict) in zip(files, verdicts) {
      if let place = places[entry.file.student] { students[place].verdicts[entry.exercise.id] = verdict }
    }
    let handedIn = counted ?? Set(files.map(\.exercise.id))
    let counting = exercises.filter { handedIn.contains($0.id) }.map { exercise in
      ClassGrades.Exercise(id: exercise.id, maximumScore: exercise.checks.reduce(0) { $0 + $1.points })
    }
    return ClassGrades(exercises: counting, students: students, ignored: ignored, unjudged: unjudged)
  }

  private func verdicts(
    on files: [(file: ClassFolder.File, exercise: Exercise)], in folder: ClassFolder, progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> (verdicts: [Verdict], unjudged: Int) {
    var verdicts = [Verdict?](repeating: nil, count: files.count)
    var done = 0
    var unjudged = 0
    func settle(_ index: Int, _ verdict: Verdict) {
      verdicts[index] = verdict
      done += 1
      progress(Progress(done: done, total: files.count, path: files[index].file.path))
    }
    try await withThrowingTaskGroup(of: (VerdictCache.Key, Verdict, isJudged: Bool).self) { group in
      // Those that wait for the same bytes, by what is being judged.
      var waiting: [VerdictCache.Key: [Int]] = [:]
      func takeNext() async throws {
        guard let (key, verdict, isJudged) = try await group.next() else { return }
        for index in waiting.removeValue(forKey: key) ?? [] {
          settle(index, verdict)
          if !isJudged { unjudged += 1 }
        }
      }
      for (index, entry) in files.enumerated() {
        try Task.checkCancellation()
        let bytes: [UInt8]
        switch folder.read(entry.file) {
        case .success(let read): bytes = read
        case .failure(let refusal):
          settle(index, .untried(entry.exercise, refusal.reason, path: entry.file.name.text))
          continue
        }
        let key = VerdictCache.Key(exercise: entry.exercise.id, identity: identities[entry.exercise.id] ?? [], source: bytes)
        if waiting[key] != nil {
          waiting[key]?.append(index)
        } else if let verdict = cache.verdict(for: key) {
          settle(index, verdict)
        } else {
          while waiting.count >= jobs { try await takeNext() }
          waiting[key] = [index]
          let submission = ClassSubmission(exercise: entry.exercise, path: entry.file.name.text, bytes: bytes)
          group.addTask {
            let (verdict, isJudged) = try await verdict(on: submission, key: key)
            return (key, verdict, isJudged)
          }
        }
      }
      while !waiting.isEmpty { try await takeNext() }
    }
    return (verdicts.compactMap { $0 }, unjudged)
  }

  /// A judge that fails has failed for this submission; its failure is not kept, so that it is tried again.
  private func verdict(on submission: ClassSubmission, key: VerdictCache.Key) async throws -> (Verdict, isJudged: Bool) {
    do {
      let verdict = try await judge(submission)
      try Task.checkCancellation()
      if !verdict.dependsOnClock { cache.store(verdict, for: key) }
      return (verdict, true)
    } catch let error as SetupError {
      throw error
    } catch {
      try Task.checkCancellation()
      return (.untried(submission.exercise, "it could not be judged: \(error)", path: submission.path), false)
    }
  }
}

extension Verdict {
  /// - Parameter path: what the submission is called.
  fileprivate static func untried(_ exercise: Exercise, _ reason: String, path: String) -> Verdict {
    untried(exercise, [Diagnostic(at: SourcePosition(file: path, line: 0), reason)])
  }
}
