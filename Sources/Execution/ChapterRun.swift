import CSection
import Subprocess
import Synchronization
import SystemPackage
import Workbook

/// Compiles and runs what is stale of one chapter.
struct ChapterRun {
  let toolchain: Toolchain
  let library: LibraryBuild
  let emptyModules: EmptyModules
  let slots: JobSlots
  let limit: Duration
  /// The cores that this chapter may have.
  let width: Int

  /// Fills the records that `prepared` lacks.
  func run(_ prepared: inout PreparedChapter) async throws {
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let (compiling, started) = AsyncStream<Void>.makeStream()
    let frontend = Frontend(
      toolchain: toolchain, library: library, emptyModules: emptyModules, slots: slots, limit: limit, whenStarted: { started.finish() })
    var staled: [Int: SectionProgram] = [:]
    var imports: [SectionProgram.Import] = []
    for (index, section) in prepared.chapter.sections.enumerated() {
      let program = SectionProgram(section: section, number: index, imports: imports)
      imports = program.imports
      if prepared.records[index] == nil { staled[index] = program }
    }
    let programs = staled
    let exercises = prepared.exercises.indices.filter { prepared.exercises[$0].record == nil }
    let sectionCount = prepared.chapter.sections.count
    let units =
      programs.keys.sorted().map { unit(for: programs[$0].unsafelyUnwrapped) }
      + exercises.map { unit(for: prepared.exercises[$0].source, index: sectionCount + $0) }
    let running = programs.keys.sorted().filter { index in
      prepared.chapter.sections[index].blocks.contains { block in
        switch block.promise {
        case .compiles, .rejected: false
        default: true
        }
      }
    }
    let session = running.isEmpty ? nil : try HostSession(library: library, toolchain: toolchain, scratch: scratch, limit: limit)
    let queue = SectionQueue(order: running, session: session)
    let compilation = ChapterCompilation(frontend: frontend, scratch: scratch, width: width) { index, outcome in
      queue.finished(index, outcome, entry: "gradbook_section_\(index)")
    }
    var frames: [HostFrame] = []
    // The host starts while the compiler works; an error of either ends the other.
    try await withThrowingTaskGroup(of: [HostFrame].self) { group in
      group.addTask {
        defer { started.finish() }
        try await withThrowingTaskGroup(of: Void.self) { compilers in
          compilers.addTask { try await compilation.compile(units) }
          for (index, program) in programs {
            for (number, block) in program.section.blocks.enumerated() where block.isRejection {
              compilers.addTask {
                let messages = try await Self.diagnose(program, block: number, frontend: frontend, scratch: scratch)
                queue.diagnosed(index, block: number, messages)
              }
            }
          }
          try await compilers.waitForAll()
        }
        session?.finish()
        return []
      }
      // After the first compiler: spawning takes turns, and the compiler takes longest. The host before it cost it 4 ms.
      if let session {
        group.addTask {
          for await _ in compiling {}
          return try await session.frames()
        }
      }
      for try await some in group { frames += some }
    }
    let outcomes = queue.outcomes
    let lines = try await lines(for: frames, outcomes: outcomes, path: prepared.path)
    for (index, program) in programs {
      var record = Self.record(
        program.section, outcome: outcomes[index], ran: running.contains(index), frames: frames.filter { $0.section == index },
        session: session, index: index, lines: lines)
      for (number, messages) in queue.diagnoses[index] ?? [:] { record.blocks[number].outcome = .diagnosed(messages) }
      prepared.records[index] = record
    }
    for index in exercises {
      prepared.exercises[index].record = Self.record(exercise: outcomes[sectionCount + index], source: prepared.exercises[index].source)
    }
  }

  private func unit(for program: SectionProgram) -> ChapterCompilation.Unit {
    let file = program.section.position.file
    let lines = program.section.blocks.map { $0.source.firstLine..<($0.source.firstLine + max($0.source.prefixLengths.count, 1)) }
    let imports = program.imports.map(\.text)
    return ChapterCompilation.Unit(
      index: program.number, entry: program.entry, plain: program.plain(), script: { program.script() },
      hasForeignImports: LibraryBuild.hasForeign(imports),
      owns: { message in message.file == file && lines.contains { $0.contains(message.line) } })
  }

  private func unit(for source: FencedText, index: Int) -> ChapterCompilation.Unit {
    let program = ExerciseProgram(source: source)
    let lines = source.firstLine..<(source.firstLine + max(source.prefixLengths.count, 1))
    return ChapterCompilation.Unit(
      index: index, entry: nil, plain: program.plain(), script: { program.script() },
      hasForeignImports: LibraryBuild.hasForeign(program.imports),
      owns: { $0.file == source.fence.file && lines.contains($0.line) })
  }

  private static func diagnose(_ program: SectionProgram, block: Int, frontend: Frontend, scratch: ScratchFolder) async throws
    -> [CompilerMessage]
  {
    let file = scratch.file("rejected-\(program.number)-\(block).swift")
    try replaceFile(file, with: Array(program.script(rejected: block).utf8), synchronizing: false)
    do {
      try await frontend.diagnose(script: file)
      return []
    } catch Frontend.Failure.rejected(let messages) {
      return messages
    } catch let failure as Frontend.Failure {
      return [CompilerMessage(severity: .error, file: file, line: 0, column: 0, text: "\(failure)", details: "")]
    }
  }

  private static func record(
    _ section: Section, outcome: ChapterCompilation.Outcome?, ran: Bool, frames: [HostFrame], session: HostSession?, index: Int,
    lines: [String: Int]
  ) -> SectionRecord {
    let unrun = section.blocks.map { BlockRecord(outcome: $0.isRejection ? .diagnosed([]) : .notRun) }
    let message = { (text: String) in
      CompilerMessage(
        severity: .error, file: section.position.file, line: section.position.line, column: section.position.column, text: text, details: ""
      )
    }
    switch outcome {
    case .object:
      let output = ran ? session.flatMap { try? readFile($0.outputFile(index)) } ?? [] : []
      let errors = ran ? session.flatMap { try? readFile($0.errorFile(index)) } ?? [] : []
      return SectionRecording(section: section, frames: frames, output: output, errors: errors, line: { lines["\(index) \($0)"] }).record()
    case .rejected(let messages): return SectionRecord(blocks: unrun, messages: messages)
    case .failed(let why): return SectionRecord(blocks: unrun, messages: [message(why)], isRepeatable: false)
    case .timedOut, nil:
      return SectionRecord(blocks: unrun, messages: [message("the compiler took longer than the chapter may")], isRepeatable: false)
    }
  }

  private static func record(exercise outcome: ChapterCompilation.Outcome?, source: FencedText) -> SectionRecord {
    let place = source.fence
    let message = { (text: String) in
      CompilerMessage(severity: .error, file: place.file, line: place.line, column: place.column, text: text, details: "")
    }
    return switch outcome {
    case .object: SectionRecord(blocks: [], messages: [])
    case .rejected(let messages): SectionRecord(blocks: [], messages: messages)
    case .failed(let why): SectionRecord(blocks: [], messages: [message(why)], isRepeatable: false)
    case .timedOut, nil:
      SectionRecord(blocks: [], messages: [message("the compiler took longer than the chapter may")], isRepeatable: false)
    }
  }

  /// The chapter's lines for the frames of what died or threw: the innermost that is the chapter's own. By section and text of the frame.
  private func lines(for frames: [HostFrame], outcomes: [Int: ChapterCompilation.Outcome], path: String) async throws -> [String: Int] {
    var lines: [String: Int] = [:]
    var deaths: [Int: [HostFrame]] = [:]
    for frame in frames {
      switch frame.kind {
      case gradbook_kind_died, gradbook_kind_thrown_from: deaths[frame.section, default: []].append(frame)
      // They were of a child whose death was promised, or not: its place is its block.
      case gradbook_kind_fork_died: deaths[frame.section] = nil
      default: break
      }
    }
    let symbolizer = Symbolizer(program: toolchain.symbolizer)
    for frame in deaths.values.joined() {
      guard case .object(let object) = outcomes[frame.section] else { continue }
      lines["\(frame.section) \(frame.text)"] = await symbolizer.line(of: frame.text, in: object, file: path)
    }
    return lines
  }
}

/// Hands compiled sections to the host in the chapter's order, each as soon as those before it are there.
private final class SectionQueue: Sendable {
  private struct State {
    var outcomes: [Int: ChapterCompilation.Outcome] = [:]
    var diagnoses: [Int: [Int: [CompilerMessage]]] = [:]
    var next = 0
  }

  private let order: [Int]
  private let session: HostSession?
  private let state = Mutex(State())

  init(order: [Int], session: HostSession?) {
    self.order = order
    self.session = session
  }

  var outcomes: [Int: ChapterCompilation.Outcome] { state.withLock { $0.outcomes } }

  /// What the compiler said of `rejected` blocks, by section and block.
  var diagnoses: [Int: [Int: [CompilerMessage]]] { state.withLock { $0.diagnoses } }

  func diagnosed(_ index: Int, block: Int, _ messages: [CompilerMessage]) {
    state.withLock { $0.diagnoses[index, default: [:]][block] = messages }
  }

  func finished(_ index: Int, _ outcome: ChapterCompilation.Outcome, entry: String) {
    state.withLock { state in
      state.outcomes[index] = outcome
      while state.next < order.count, let ready = state.outcomes[order[state.next]] {
        if case .object(let object) = ready {
          session?.run(section: order[state.next], object: object, entry: "gradbook_section_\(order[state.next])")
        }
        state.next += 1
      }
    }
  }
}
