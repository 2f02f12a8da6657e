import Glibc
import Synchronization
import SystemPackage
import Workbook

/// How chapters are run.
public struct RunOptions: Hashable, Sendable {
  /// What of a chapter is run.
  public enum Extent: Hashable, Sendable {
    case whole
    /// The sections that show figures, for the figures alone: where they stand in the chapter does not matter then, so that a section runs
    /// again when its code has changed, and not when the text around it has.
    case figures
  }

  /// What of each chapter is run.
  public var extent: Extent
  /// Write real outputs into the chapters, where they are missing or differ.
  public var updates: Bool
  /// Believe what earlier runs found, and keep what this one finds.
  public var usesCache: Bool
  /// How many compilers and chapters at a time.
  public var jobs: Int
  /// For the blocks of one chapter together, and for each compilation.
  public var limit: Duration

  /// - Parameter jobs: nil for one a core.
  public init(
    extent: Extent = .whole, updates: Bool = false, usesCache: Bool = true, jobs: Int? = nil, limit: Duration = .seconds(60)
  ) {
    self.extent = extent
    self.updates = updates
    self.usesCache = usesCache
    self.jobs = jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
    self.limit = limit
  }
}

/// Runs chapters and says what came of it.
public struct BookRunner: Sendable {
  private let options: RunOptions
  private let toolchain: Toolchain
  private let library: LibraryBuild
  private let root: String
  private let emptyModules: EmptyModules
  private let identity: [UInt8]
  private let cache: RunCache?

  /// - Parameters:
  ///   - root: the folder that holds `Chapters`, with `Solutions` and `.gradbook` beside it; "" for the current one.
  ///   - library: nil for the one in the folder of the running executable.
  /// - Throws: what is missing on the machine.
  public init(root: String, options: RunOptions, library: LibraryBuild? = nil) throws(SetupError) {
    self.root = root.isEmpty || root == "." ? "" : "\(root)/"
    self.options = options
    toolchain = try .find()
    if let library { self.library = library } else { self.library = try LibraryBuild() }
    identity = self.library.identity(with: toolchain)
    cache = options.usesCache ? RunCache(folder: "\(self.root).gradbook/cache") : nil
    emptyModules = EmptyModules(folder: "\(realPath(root.isEmpty ? "." : root) ?? root)/.gradbook")
  }

  /// Runs the chapters at these paths, side by side.
  /// - Parameter progress: called as each is done, in any order.
  /// - Returns: a report each, in the order of `paths`.
  /// - Throws: `SetupError` where nothing can be run, `CancellationError` when the task is cancelled.
  public func run(_ paths: [String], progress: @escaping @Sendable (ChapterReport) -> Void = { _ in }) async throws -> [ChapterReport] {
    let slots = JobSlots(count: options.jobs)
    var prepared = try await withThrowingTaskGroup(of: (Int, PreparedChapter).self) { group in
      for (index, path) in paths.enumerated() {
        group.addTask { (index, prepare(path)) }
      }
      return try await group.reduce(into: [PreparedChapter?](repeating: nil, count: paths.count)) { $0[$1.0] = $1.1 }.compactMap { $0 }
    }
    for diagnostic in Book.duplicateExercises(in: prepared.map(\.chapter)) {
      guard let index = prepared.firstIndex(where: { $0.path == diagnostic.position.file }) else { continue }
      let failure = ChapterReport.Failure(position: diagnostic.position, kind: "chapter", message: diagnostic.message)
      prepared[index].failures.append(failure)
    }
    let stale = prepared.filter(\.isStale).count
    if stale > 0 { try emptyModules.write() }
    let width = max(1, options.jobs / max(stale, 1))
    let chapters = JobSlots(count: options.jobs)
    return try await withThrowingTaskGroup(of: (Int, ChapterReport).self) { group in
      for (index, chapter) in prepared.enumerated() {
        group.addTask {
          let report =
            chapter.isStale
            ? try await chapters.withSlot { try await self.report(on: chapter, slots: slots, width: width) }
            : try await self.report(on: chapter, slots: slots, width: width)
          progress(report)
          return (index, report)
        }
      }
      return try await group.reduce(into: [ChapterReport?](repeating: nil, count: paths.count)) { $0[$1.0] = $1.1 }.compactMap { $0 }
    }
  }

  private func prepare(_ path: String) -> PreparedChapter {
    PreparedChapter(path: path, extent: options.extent, solutions: "\(root)Solutions", identity: identity, cache: cache)
  }

  private func report(on chapter: PreparedChapter, slots: JobSlots, width: Int) async throws -> ChapterReport {
    let start = ContinuousClock.now
    var chapter = chapter
    var report = ChapterReport(name: chapter.chapter.name, path: chapter.path)
    report.blocks = chapter.chapter.sections.filter(chapter.isWanted).reduce(0) { $0 + $1.blocks.count }
    report.failures = chapter.failures
    if chapter.failures.isEmpty {
      let known = chapter.records
      report.cached = zip(chapter.chapter.sections, known).reduce(0) { $0 + ($1.1 == nil ? 0 : $1.0.blocks.count) }
      if chapter.isStale {
        let stale = chapter
        let run = ChapterRun(
          toolchain: toolchain, library: library, emptyModules: emptyModules, slots: slots, limit: options.limit, width: width)
        try await run.run(&chapter)
        store(chapter, replacing: stale)
      }
      try judge(chapter, &report)
    }
    let seconds = ContinuousClock.now - start
    report.seconds = Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18
    return report
  }

  private func store(_ chapter: PreparedChapter, replacing known: PreparedChapter) {
    guard let cache else { return }
    for (index, record) in chapter.records.enumerated() where known.records[index] == nil {
      if let record { cache.store(record, for: chapter.keys[index], at: RunCache.Place(file: chapter.path, number: index)) }
    }
    for (index, exercise) in chapter.exercises.enumerated() where known.exercises[index].record == nil {
      if let record = exercise.record { cache.store(record, for: exercise.key, at: PreparedChapter.place(of: exercise.source)) }
    }
  }

  /// Keeps what a section that is all right showed, by its code alone.
  private func keepFigures(of record: SectionRecord, _ chapter: PreparedChapter, section index: Int) {
    guard let cache, !chapter.hasKeptFigures.contains(index) else { return }
    cache.store(record, for: chapter.figureKeys[index], at: chapter.figurePlace(ofSection: index))
  }

  private func judge(_ chapter: PreparedChapter, _ report: inout ChapterReport) throws {
    var printed: [Int: String] = [:]
    for (index, section) in chapter.chapter.sections.enumerated() where chapter.isWanted(section) {
      guard let record = chapter.records[index] else { continue }
      let judgement = SectionJudgement(section: section, record: record, updates: options.updates)
      if options.extent == .figures, judgement.failures.isEmpty { keepFigures(of: record, chapter, section: index) }
      report.failures += judgement.failures
      report.passed += judgement.passed
      printed.merge(judgement.printed) { $1 }
      for (block, blockRecord) in zip(section.blocks, record.blocks) where !blockRecord.figures.isEmpty {
        report.figures[block.source.fence.line] = blockRecord.figures
      }
    }
    for exercise in chapter.exercises {
      guard let messages = exercise.record?.messages else { continue }
      if exercise.mustCompile {
        report.failures += messages.map { Self.failure(for: $0, in: exercise.source) }
      } else if messages.isEmpty {
        report.failures.append(
          ChapterReport.Failure(
            position: exercise.source.fence, kind: "promise", message: "the starter promises not to compile, and the compiler takes it"))
      }
    }
    report.failures.sort { $0.position < $1.position }
    guard options.updates else { return }
    let updated = ChapterUpdate(printed: printed).applied(to: chapter.bytes)
    guard updated != chapter.bytes else { return }
    // The author may have gone on writing while the chapter ran.
    guard let now = try? readFile(chapter.path), now == chapter.bytes else {
      let message = "the chapter changed while it ran: it was not updated; run it again"
      report.failures.append(
        ChapterReport.Failure(position: SourcePosition(file: chapter.path, line: 1), kind: "chapter", message: message))
      return
    }
    do {
      try replaceFile(chapter.path, with: updated)
    } catch {
      throw SetupError("\(chapter.path) cannot be written: \(error)")
    }
    report.updated =
      chapter.chapter.sections.flatMap(\.blocks).filter { block in
        guard let text = printed[block.source.fence.line] else { return false }
        return !(block.output?.matches(text) ?? false)
      }.count
  }

  private static func failure(for message: CompilerMessage, in source: FencedText) -> ChapterReport.Failure {
    var failure = SectionJudgement.failure(for: message, in: nil)
    let line = message.line - source.firstLine
    if message.file == source.fence.file, source.prefixLengths.indices.contains(line) {
      failure.position.column += source.prefixLengths[line]
    }
    return failure
  }
}
