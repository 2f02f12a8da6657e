import Glibc
import Workbook

/// Compiles submissions with their checks, and runs them.
package struct CheckEngine: Sendable {
  /// What a submission may take.
  package struct Limits: Hashable, Sendable {
    /// For the compiler.
    package var compilation = Duration.seconds(30)
    /// For one check, all its trials together.
    package var check = Duration.seconds(5)
    /// For each check after one that used up its time: who waits for five endless loops need not wait for all of each.
    package var checkAfterTimeOut = Duration.seconds(1)
    /// For all checks together.
    package var checks = Duration.seconds(30)
    /// Bytes, of all processes of a submission.
    package var memory = 2 << 30

    /// What is usual.
    package init() {}
  }

  /// Whether a source is confined.
  package enum Trust: Hashable, Sendable {
    /// The book's own.
    case trusted
    /// A learner's.
    case confined
  }

  /// What holds what is not trusted.
  package enum Confinement: Hashable, Sendable {
    /// Nothing: all is trusted.
    case none
    /// A sandbox.
    case sandbox
    /// A sandbox where there is one.
    case sandboxIfAny
  }

  private let toolchain: Toolchain
  private let library: LibraryBuild
  private let modules: EmptyModules
  private let slots: JobSlots
  private let limits: Limits
  /// Found while other things are done.
  private let tools: Task<SandboxedTools, any Error>?
  /// The lines of a cache key that change when the compiler, the library or gradbook does.
  package let identity: [UInt8]
  /// Where what is compiled once is kept.
  package let folder: String
  /// Whether the compiler's modules are yet to be made, which takes seconds: for the first submission on a machine, and after a change of the
  /// compiler.
  package let fillsModuleCache: Bool

  /// - Parameters:
  ///   - root: the folder that holds `Chapters`, with a `/` at its end; "" for the current one.
  ///   - library: nil for the one in the folder of the running executable.
  ///   - jobs: compilers at a time; nil for one a core.
  ///   - confinement: what holds submissions.
  ///   - sandboxes: those to try, in this order; nil for all that the machine may have.
  /// - Throws: what is missing on the machine.
  package init(
    root: String, library: LibraryBuild? = nil, jobs: Int? = nil, confinement: Confinement, sandboxes: [Sandbox.Confinement]? = nil,
    limits: Limits = Limits()
  ) throws(SetupError) {
    toolchain = try .find()
    let found: LibraryBuild
    if let library { found = library } else { found = try LibraryBuild() }
    identity = found.identity(with: toolchain)
    self.library = found
    let place = "\(root).gradbook/checks"
    // A cache for each compiler: what another made is of no use.
    let compiler = (toolchain.identities + [found.modules]).joined(separator: "\n")
    let cache = "\(place)/modules-\(String(hash(Array(compiler.utf8)), radix: 16))"
    do {
      try makeFolder(cache)
    } catch {
      throw SetupError("\(place) cannot be made: \(error); gradbook keeps there what it compiled")
    }
    folder = realPath(place) ?? place
    let moduleCache = realPath(cache) ?? cache
    fillsModuleCache = confinement != .none && !SandboxedTools.isFilled(moduleCache)
    let modules = EmptyModules(folder: folder)
    try modules.write()
    self.modules = modules
    tools =
      confinement == .none
      ? nil
      : Task { [toolchain, library = found] in
        let sandbox = try await Sandbox.detect(library: library, among: sandboxes, trusts: confinement == .sandboxIfAny)
        try await SandboxedTools.fillModuleCache(
          moduleCache, sandbox: sandbox, library: library,
          arguments: Frontend.commonArguments(toolchain, library, emptyModules: modules.map), readOnly: [modules.map])
        return SandboxedTools(sandbox: sandbox, library: library, moduleCache: moduleCache)
      }
    slots = JobSlots(count: jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    self.limits = limits
  }

  /// Compiles a submission with checks.
  /// - Parameter hides: whether hidden checks are kept apart from those that are shown.
  package func compile(
    _ submission: Submission, checks: [ExerciseCheck], in folder: CheckFolder, _ trust: Trust, hides: Bool = true
  ) async throws -> CheckCompilation {
    var frontend = Frontend(
      toolchain: toolchain, library: library, emptyModules: modules, slots: slots, limit: limits.compilation)
    if let tools = try await tools(for: trust) {
      let visible = [folder.sources, modules.map]
      frontend.confinement = Frontend.Confinement(tools: tools, readOnly: visible, writable: folder.results)
    }
    return try await CheckCompiler(frontend: frontend, folder: folder, hides: hides).compile(submission, checks: checks)
  }

  /// Runs checks of a submission, each in a process of its own, while the host that they are forked from starts beside the compiler.
  ///
  /// - Parameter compilation: the compiled submission, as soon as there is one; nil where there is none to run.
  /// - Returns: What came of them, in their order; nothing where there was nothing to run.
  package func records(
    of questions: [CheckQuestion], submission: Submission, in folder: CheckFolder, _ trust: Trust,
    compilation: @escaping @Sendable () async throws -> CompiledChecks?
  ) async throws -> CheckRun {
    let tools = try await tools(for: trust)
    let first = try host(in: folder, tools, for: 0..<questions.count, limits)
    let compiled: CompiledChecks?
    do {
      compiled = try await compilation()
    } catch {
      await first.end()
      throw error
    }
    guard let compiled, !questions.isEmpty else {
      await first.end()
      return CheckRun(records: [], seconds: 0)
    }
    let symbolizer = Symbolizer(program: toolchain.symbolizer, sandbox: tools?.sandbox)
    let recording = CheckRecording(source: compiled.source, submission: submission, symbolizer: symbolizer, folder: folder)
    var round = CheckRound(
      engine: self, tools: tools, folder: folder, recording: recording, host: first, limits: limits)
    return try await round.run(questions, compiled.images)
  }

  private func tools(for trust: Trust) async throws -> SandboxedTools? {
    switch trust {
    case .trusted: return nil
    case .confined:
      guard let tools else { throw SetupError("no sandbox was asked for, so no submission is run") }
      return try await tools.value
    }
  }

  /// Starts a host for checks of these numbers.
  func host(in folder: CheckFolder, _ tools: SandboxedTools?, for numbers: Range<Int>, _ limits: Limits) throws(SetupError) -> CheckHost {
    guard let tools else {
      return try CheckHost(
        library: library, toolchain: toolchain, folder: folder, numbers: numbers, limit: limits.compilation + limits.checks)
    }
    return try CheckHost(tools: tools, folder: folder, numbers: numbers, limits: limits)
  }
}
