import Workbook

/// Compiles a chapter's stale sections and exercises, in as few frontends as give the shortest time.
struct ChapterCompilation: Sendable {
  /// Something to compile: a section that will run, or an exercise's file.
  struct Unit: Sendable {
    var index: Int
    var entry: String?
    var plain: SectionProgram.Plain?
    var script: @Sendable () -> String
    /// Imports more than the library's modules.
    var hasForeignImports: Bool
    /// What tells a message about this unit from one about another.
    var owns: @Sendable (CompilerMessage) -> Bool
  }

  enum Outcome: Sendable {
    case object(String)
    case rejected([CompilerMessage])
    case failed(String)
    case timedOut
  }

  let frontend: Frontend
  let scratch: ScratchFolder
  /// Whole-module frontends to use side by side: the cores that this chapter may have.
  let width: Int
  let finished: @Sendable (Int, Outcome) async -> Void

  func compile(_ units: [Unit]) async throws {
    let batches = Self.batches(of: units.filter { $0.plain != nil }, width: width)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, batch) in batches.enumerated() { group.addTask { try await compile(batch: batch, name: "batch\(number)") } }
      for unit in units where unit.plain == nil { group.addTask { try await compile(script: unit) } }
      try await group.waitForAll()
    }
  }

  /// Sections side by side in one module must not see each other's names: two that would are put into different modules.
  /// No more modules than cores otherwise, since each frontend loads the library's module anew, and one alone for little code. Measured
  /// (processor time, the real library, 30 small blocks in 6 sections): one frontend for all 280 ms, for half of them 172, for a block
  /// that prints a number 55, of which the library's module is about 10. So two side by side save a third where both cores are idle;
  /// where the other core is busy they cost as much.
  static func batches(of units: [Unit], width: Int) -> [[Unit]] {
    let weight = { (unit: Unit) in (unit.plain?.text.utf8.count ?? 0) }
    let total = units.reduce(0) { $0 + weight($1) }
    var loads = [Int](repeating: 0, count: max(1, min(width, total / Self.leastText, units.count)))
    var batches = [[Unit]](repeating: [], count: loads.count)
    for unit in units.sorted(by: { weight($0) > weight($1) }) {
      let order = loads.indices.sorted { loads[$0] < loads[$1] }
      if let free = order.first(where: { batches[$0].allSatisfy { !conflict($0, unit) } }) {
        batches[free].append(unit)
        loads[free] += weight(unit)
      } else {
        batches.append([unit])
        loads.append(weight(unit))
      }
    }
    return batches.filter { !$0.isEmpty }
  }

  /// Bytes of generated code that are worth a frontend of their own.
  private static let leastText = 4000

  private static func conflict(_ first: Unit, _ second: Unit) -> Bool {
    guard let first = first.plain, let second = second.plain else { return false }
    return !first.definedNames.isDisjoint(with: second.words) || !second.definedNames.isDisjoint(with: first.words)
  }

  private func compile(batch: [Unit], name: String) async throws {
    var files: [String] = []
    for unit in batch {
      let file = scratch.file("section-\(unit.index).swift")
      try write(unit.plain?.text ?? "", to: file)
      files.append(file)
    }
    let object = scratch.file("\(name).o")
    let library = scratch.file("\(name).so")
    do {
      try await frontend.compile(
        module: files, to: object, linked: batch.contains { $0.entry != nil } ? library : nil,
        hasForeignImports: batch.contains { $0.hasForeignImports })
      for unit in batch { await finished(unit.index, .object(library)) }
    } catch let failure as Frontend.Failure {
      // A section that does not compile this way is given the other; the rest is tried again without it.
      var guilty = Set(batch.map(\.index))
      if case .rejected(let messages) = failure {
        let named = Set(
          batch.filter { unit in
            let file = scratch.file("section-\(unit.index).swift")
            return messages.contains { $0.file == file || unit.owns($0) }
          }.map(\.index))
        if !named.isEmpty { guilty = named }
      }
      if case .timedOut = failure {
        for unit in batch { await finished(unit.index, .timedOut) }
        return
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        let rest = batch.filter { !guilty.contains($0.index) }
        if !rest.isEmpty { group.addTask { try await compile(batch: rest, name: name + "r") } }
        for unit in batch where guilty.contains(unit.index) { group.addTask { try await compile(script: unit) } }
        try await group.waitForAll()
      }
    }
  }

  private func compile(script unit: Unit) async throws {
    let file = scratch.file("script-\(unit.index).swift")
    try write(unit.script(), to: file)
    let object = scratch.file("script-\(unit.index).o")
    let library = scratch.file("script-\(unit.index).so")
    do {
      if let entry = unit.entry {
        try await frontend.compile(script: file, entry: entry, to: object)
        try await frontend.link(object, to: library, hasForeignImports: unit.hasForeignImports)
      } else {
        try await frontend.diagnose(script: file)
      }
      await finished(unit.index, .object(library))
    } catch Frontend.Failure.rejected(let messages) {
      await finished(unit.index, .rejected(messages))
    } catch Frontend.Failure.broken(let why) {
      await finished(unit.index, .failed(why))
    } catch Frontend.Failure.timedOut {
      await finished(unit.index, .timedOut)
    }
  }

  private func write(_ text: String, to file: String) throws {
    do {
      try replaceFile(file, with: Array(text.utf8), synchronizing: false)
    } catch {
      throw SetupError("\(file) cannot be written: \(error)")
    }
  }
}
