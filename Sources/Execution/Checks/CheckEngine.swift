import Glibc
import Workbook

/// Compiles submissions with their checks, and runs them.
package struct CheckEngine: Sendable {
  /// What a submission may take.
  package struct Limits: Hashable, Sendable {
    /// For the compiler.
    package var compilation = Duration.seconds(30)
    /// For one check.
    package var check = Duration.seconds(10)
    /// For all checks together.
    package var checks = Duration.seconds(60)

    /// What is usual.
    package init() {}
  }

  private let toolchain: Toolchain
  private let library: LibraryBuild
  private let emptyModules: EmptyModules
  private let slots: JobSlots
  private let limits: Limits
  /// The lines of a cache key that change when the compiler, the library or gradbook does.
  package let identity: [UInt8]

  /// - Parameters:
  ///   - root: the folder that holds `Chapters`; "" for the current one.
  ///   - library: nil for the one in the folder of the running executable.
  ///   - jobs: compilers at a time; nil for one a core.
  /// - Throws: what is missing on the machine.
  package init(root: String, library: LibraryBuild? = nil, jobs: Int? = nil, limits: Limits = Limits()) throws(SetupError) {
    toolchain = try .find()
    if let library { self.library = library } else { self.library = try LibraryBuild() }
    emptyModules = EmptyModules(names: self.library.emptyModules, root: root)
    try emptyModules.write()
    slots = JobSlots(count: jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    identity = Array((toolchain.identities + self.library.identities + [toolchain.target]).joined(separator: "\n").utf8)
    self.limits = limits
  }

  /// Compiles a submission with checks.
  /// - Parameter folder: where all that is made goes.
  package func compile(_ submission: Submission, checks: [ExerciseCheck], in folder: String) async throws -> CheckCompilation {
    let frontend = Frontend(
      toolchain: toolchain, library: library, emptyModuleMap: emptyModules.map, slots: slots, limit: limits.compilation)
    return try await CheckCompiler(frontend: frontend).compile(submission, checks: checks, in: folder)
  }

  /// Runs checks of a submission, each in a process of its own, while the host that they are forked from starts beside the compiler.
  ///
  /// - Parameter compilation: the compiled submission, as soon as there is one; nil where there is none to run.
  /// - Returns: A record a question, in their order; none where there was nothing to run.
  package func records(
    of questions: [CheckQuestion], submission: Submission, in scratch: ScratchFolder,
    compilation: @escaping @Sendable () async throws -> CompiledChecks?
  ) async throws -> [CheckRecord] {
    let session = try HostSession(library: library, toolchain: toolchain, scratch: scratch, limit: limits.checks + limits.compilation)
    async let received = session.frames()
    let compiled: CompiledChecks?
    do {
      compiled = try await compilation()
      if let compiled {
        for (number, question) in questions.enumerated() {
          session.run(
            check: number, object: compiled.object, entries: [CheckProgram.programEntry, CheckProgram.entry(of: question.check)],
            limit: limits.check, arguments: ["\(question.check)", "\(question.seed)"])
        }
      }
      session.finish()
    } catch {
      session.finish()
      throw error
    }
    let frames = try await received
    guard let compiled else { return [] }
    let recording = CheckRecording(compiled: compiled, submission: submission, symbolizer: Symbolizer(program: toolchain.symbolizer))
    var records: [CheckRecord] = []
    for number in questions.indices { records.append(await recording.record(number, among: frames)) }
    return records
  }
}
