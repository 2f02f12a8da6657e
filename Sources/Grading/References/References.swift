import Execution
import Workbook

/// The book's reference solutions, compiled with the checks of their exercises: each once, and kept in `.gradbook/checks` for the next run.
actor References {
  private let root: String
  private let engine: CheckEngine
  private var compiling: [String: Task<CompiledChecks, any Error>] = [:]

  /// - Parameter root: the folder that holds `Chapters`, with `Solutions` and `.gradbook` beside it, and a `/` at its end; "" for the
  ///   current one.
  init(root: String, engine: CheckEngine) {
    self.root = root
    self.engine = engine
  }

  /// The solution of an exercise.
  static func solution(of exercise: Exercise, root: String) throws(SetupError) -> Submission {
    let path = "\(root)Solutions/\(exercise.id).swift"
    do {
      return Submission(bytes: try readFile(path), path: path)
    } catch {
      throw SetupError("\(path) cannot be read (\(error)), and without a solution '\(exercise.id)' cannot be checked")
    }
  }

  /// The records of the solution for these questions.
  nonisolated func records(of questions: [CheckQuestion], _ exercise: Exercise) async throws -> [[CheckRecord]] {
    let solution = try Self.solution(of: exercise, root: root)
    let folder = try CheckFolder()
    defer { folder.remove() }
    return try await engine.records(of: questions, submission: solution, in: folder, .trusted) {
      try await self.compiled(exercise, solution)
    }.records
  }

  /// The solution, compiled with the checks. All of them compile with it, and those that promise not to don't.
  private func compiled(_ exercise: Exercise, _ solution: Submission) async throws -> CompiledChecks {
    if let known = compiling[exercise.id] { return try await known.value }
    let task = Task { try await self.find(exercise, solution) }
    compiling[exercise.id] = task
    return try await task.value
  }

  private nonisolated func find(_ exercise: Exercise, _ solution: Submission) async throws -> CompiledChecks {
    let key = key(of: exercise, solution)
    let object = "\(engine.folder)/\(exercise.id).so"
    let image = CompiledChecks.Image(object: object, checks: Set(exercise.checks.indices), isHidden: false)
    let keyFile = "\(engine.folder)/\(exercise.id).key"
    if FileStatus(path: object) != nil, let known = try? readFile(keyFile), known == key {
      return CompiledChecks(images: [image], unbuildable: [:], promised: [:], source: solution.path)
    }
    let folder = try CheckFolder()
    defer { folder.remove() }
    let compiled = try await engine.compiledReference(exercise, solution, in: folder)
    do {
      // The old key goes first: it must never stand beside an object that it does not belong to.
      try replaceFile(keyFile, with: [], synchronizing: false)
      try replaceFile(object, with: try readFile(compiled.images[0].object), synchronizing: false)
      try replaceFile(keyFile, with: key, synchronizing: false)
    } catch {
      throw SetupError("\(engine.folder) cannot be written: \(error); gradbook keeps there what it compiled")
    }
    return CompiledChecks(images: [image], unbuildable: [:], promised: [:], source: compiled.source)
  }

  private nonisolated func key(of exercise: Exercise, _ solution: Submission) -> [UInt8] {
    var key = engine.identity + solution.bytes
    for check in exercise.checks {
      key += Array("\n\(check.source.fence.file) \(check.source.firstLine) \(check.rejected ?? "")\n\(check.source.text)".utf8)
    }
    return key
  }
}

/// A fault of the book, not of the submission.
public struct ReferenceFault: Error, Hashable, CustomStringConvertible {
  /// What is wrong with the solution, and where.
  public var diagnostics: [Diagnostic]

  /// The first of them, on one line.
  public var description: String {
    diagnostics.first.map { "\($0.position.file):\($0.position.line): \($0.message.split(separator: "\n").first ?? "")" } ?? ""
  }
}

extension CheckEngine {
  /// A reference solution, compiled with its checks.
  /// - Throws: `ReferenceFault` where it or a check does not compile, or a check compiles that promises not to.
  func compiledReference(_ exercise: Exercise, _ solution: Submission, in folder: CheckFolder) async throws -> CompiledChecks {
    let place = SourcePosition(file: solution.path, line: 1)
    switch try await compile(solution, checks: exercise.checks, in: folder, .trusted, hides: false) {
    case .built(let compiled):
      var diagnostics = compiled.unbuildable.sorted { $0.key < $1.key }.flatMap(\.value)
      for (number, check) in exercise.checks.enumerated() {
        guard let text = check.rejected, let said = compiled.promised[number] else { continue }
        if said.isEmpty { diagnostics.append(Diagnostic(at: check.source.fence, "the check promises not to compile, and does")) }
        if let other = said.first, !said.contains(where: { $0.message.contains(text) }) {
          diagnostics.append(
            Diagnostic(at: other.position, "the check does not compile, but not for the reason it promises (\(text)): \(other.message)"))
        }
      }
      guard diagnostics.isEmpty else { throw ReferenceFault(diagnostics: diagnostics) }
      return compiled
    case .rejected(let diagnostics): throw ReferenceFault(diagnostics: diagnostics)
    case .failed(let why): throw ReferenceFault(diagnostics: [Diagnostic(at: place, why)])
    case .timedOut: throw ReferenceFault(diagnostics: [Diagnostic(at: place, "the compiler took longer than it may")])
    }
  }
}
