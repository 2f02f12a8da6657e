import Workbook

/// What came of compiling a submission with the checks of its exercise.
package enum CheckCompilation: Sendable {
  /// It can be run.
  case built(CompiledChecks)
  /// The compiler's errors in the submission itself.
  case rejected([Diagnostic])
  /// A tool failed: why.
  case failed(String)
  /// It took longer than a compilation may.
  case timedOut
}

/// A submission that compiled.
package struct CompiledChecks: Hashable, Sendable {
  /// A shared object of the submission and of some of the checks.
  package struct Image: Hashable, Sendable {
    /// Its path.
    package var object: String
    /// The checks that are in it, by number.
    package var checks: Set<Int>
    /// Whether what its processes print, and why they end, is for nobody to see.
    package var isHidden: Bool

    /// A shared object.
    package init(object: String, checks: Set<Int>, isHidden: Bool) {
      self.object = object
      self.checks = checks
      self.isHidden = isHidden
    }
  }

  /// Those with something to run, the one of hidden checks last: nothing of it may be seen before the others have ended.
  package var images: [Image]
  /// The checks whose code does not compile with this submission, by number, with the compiler's errors.
  package var unbuildable: [Int: [Diagnostic]]
  /// What the compiler said of the checks that promise not to compile, by number; nothing where it took one.
  package var promised: [Int: [Diagnostic]]
  /// The submission as it was compiled: what traps in it names this file.
  package var source: String

  /// A compiled submission.
  package init(images: [Image], unbuildable: [Int: [Diagnostic]], promised: [Int: [Diagnostic]], source: String) {
    self.images = images
    self.unbuildable = unbuildable
    self.promised = promised
    self.source = source
  }
}

/// Compiles a submission together with the driver of its checks, as one module.
///
/// A submission has native code, so it can find and call all that is in its process. Hidden checks are therefore no part of the image in which
/// those run whose output the learner sees: they are compiled at once, in one go of the compiler, and linked apart.
struct CheckCompiler {
  let frontend: Frontend
  let folder: CheckFolder
  /// Whether hidden checks get an image of their own.
  let hides: Bool

  func compile(_ submission: Submission, checks: [ExerciseCheck]) async throws -> CheckCompilation {
    let source = try folder.addSource("main.swift", submission.bytes)
    let program = CheckProgram(checks: checks, imports: submission.imports)
    do {
      return try await withThrowingTaskGroup(of: (Int, [Diagnostic]).self) { group in
        for (number, check) in checks.enumerated() where check.rejected != nil {
          group.addTask { (number, try await diagnose(number, of: program, with: submission, source: source)) }
        }
        let compilation = try await build(program, submission, source: source)
        guard case .built(var compiled) = compilation else {
          group.cancelAll()
          return compilation
        }
        for try await (number, diagnostics) in group { compiled.promised[number] = diagnostics }
        return .built(compiled)
      }
    } catch Frontend.Failure.broken(let why) {
      return .failed(why)
    } catch Frontend.Failure.timedOut {
      return .timedOut
    }
  }

  /// A check that does not compile with the submission costs only itself: the others are compiled without it.
  private func build(_ program: CheckProgram, _ submission: Submission, source: String) async throws -> CheckCompilation {
    var program = program
    let hidden = Set(program.checks.indices.filter { hides && program.checks[$0].isHidden && program.checks[$0].rejected == nil })
    let shown = Set(program.checks.indices.filter { program.checks[$0].rejected == nil }).subtracting(hidden)
    var left = program.checks.indices.filter { program.checks[$0].rejected == nil }
    var unbuildable: [Int: [Diagnostic]] = [:]
    while true {
      do {
        let images = try await build(program, left, (shown, hidden), submission, source: source)
        return .built(CompiledChecks(images: images, unbuildable: unbuildable, promised: [:], source: source))
      } catch Frontend.Failure.rejected(let messages) {
        let own = messages.filter { $0.file == source }
        guard own.isEmpty else { return .rejected(own.map { diagnostic(for: $0, submission, source: source) }) }
        let guilty = left.filter { number in messages.contains { Self.owns(program.checks[number], $0) } }
        if guilty.isEmpty, !program.imports.isEmpty {
          // An import that holds under a condition only.
          program.imports = []
          continue
        }
        guard !guilty.isEmpty else { throw Frontend.Failure.broken(messages.map(\.text).joined(separator: "\n")) }
        for number in guilty {
          unbuildable[number] = messages.filter { Self.owns(program.checks[number], $0) }
            .map { diagnostic(for: $0, submission, source: source) }
        }
        left.removeAll { guilty.contains($0) }
      }
    }
  }

  /// - Parameters:
  ///   - left: the checks that are compiled.
  ///   - checks: all that are run, those that do not compile too: the submission's own statements run before each of them.
  private func build(
    _ program: CheckProgram, _ left: [Int], _ checks: (shown: Set<Int>, hidden: Set<Int>), _ submission: Submission, source: String
  ) async throws -> [CompiledChecks.Image] {
    let hasForeignImports = LibraryBuild.hasForeign(submission.imports)
    let image = { (name: String, isHidden: Bool) in
      CompiledChecks.Image(object: folder.made(name), checks: isHidden ? checks.hidden : checks.shown, isHidden: isHidden)
    }
    let (leftShown, leftHidden) = (left.filter(checks.shown.contains), left.filter(checks.hidden.contains))
    let driver = { (name: String, numbers: [Int]) in try folder.addSource(name, Array(program.text(of: numbers).utf8)) }
    guard !checks.shown.isEmpty, !leftHidden.isEmpty else {
      let only = image("checks.so", checks.shown.isEmpty && !checks.hidden.isEmpty)
      let object = folder.made("checks.o")
      try await frontend.build(
        Frontend.Build(objects: [object], images: [([object], only.object)]), script: source, beside: [driver("checks.swift", left)],
        entry: CheckProgram.programEntry, hasForeignImports: hasForeignImports)
      return [only]
    }
    let objects = ["submission.o", "checks.o", "hidden.o"].map(folder.made)
    let drivers = try [driver("checks.swift", leftShown), driver("hidden.swift", leftHidden)]
    let (shown, hidden) = (image("checks.so", false), image("hidden.so", true))
    let build = Frontend.Build(
      objects: objects, images: [([objects[0], objects[1]], shown.object), ([objects[0], objects[2]], hidden.object)])
    try await frontend.build(
      build, script: source, beside: drivers, entry: CheckProgram.programEntry, hasForeignImports: hasForeignImports)
    return [shown, hidden]
  }

  /// What the compiler says of the statements of a check that promises not to compile.
  ///
  /// - Returns: nothing where an error stands anywhere else: the submission compiled with its other checks, so it looks for what is not there
  ///   now (an entry of theirs), and not these statements are refused. What the compiler shows of it then may look like an error in the check.
  private func diagnose(_ number: Int, of program: CheckProgram, with submission: Submission, source: String) async throws -> [Diagnostic] {
    let driver = try folder.addSource("promise-\(number).swift", Array(program.text(of: [number]).utf8))
    do {
      try await frontend.diagnose(script: source, beside: [driver])
      return []
    } catch Frontend.Failure.rejected(let messages) {
      if !program.imports.isEmpty, messages.contains(where: { $0.file == driver }) {
        // An import that holds under a condition only.
        let alone = CheckProgram(checks: program.checks, imports: [])
        return try await diagnose(number, of: alone, with: submission, source: source)
      }
      guard messages.allSatisfy({ Self.owns(program.checks[number], $0) }) else { return [] }
      return messages.map { diagnostic(for: $0, submission, source: source) }
    }
  }

  /// Whether a message stands in the lines of a check.
  private static func owns(_ check: ExerciseCheck, _ message: CompilerMessage) -> Bool {
    let first = check.source.firstLine
    return message.file == check.source.fence.file && message.line >= first
      && message.line < first + max(check.source.prefixLengths.count, 1)
  }

  /// At the learner's own line, with the learner's own file's name, also in what stands below.
  private func diagnostic(for message: CompilerMessage, _ submission: Submission, source: String) -> Diagnostic {
    let file = message.file == source ? submission.path : message.file
    let text = message.text + (message.details.isEmpty ? "" : "\n" + message.details.trimmedEnd)
    return Diagnostic(
      message.severity, at: SourcePosition(file: file, line: max(message.line, 1), column: max(message.column, 1)),
      text.replacing(source, with: submission.path))
  }
}
