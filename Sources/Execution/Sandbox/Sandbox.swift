import CSandbox
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// Where programs run that nobody has to trust: compilers of submissions, and submissions.
///
/// By bubblewrap: every namespace of its own, no network, no `/proc`, a read-only system of which it sees only what it needs, a small private
/// `/tmp`, a list of system calls that it may make, and limits. Where user namespaces are not to be had, by Landlock with a stricter list: no
/// private `/tmp`, no signals, no process group of its own. A program cannot lift any of it, and neither outlives gradbook.
///
/// ```swift
/// let sandbox = try await Sandbox.detect(library: library)
/// let outcome = try await sandbox.run(SandboxedProgram(path: "/usr/bin/ld", arguments: ["--version"], compiles: true))
/// ```
public final class Sandbox: Sendable {
  /// What holds a program.
  public enum Confinement: Hashable, Sendable {
    /// Namespaces made by bubblewrap.
    case namespaces(bubblewrap: String)
    /// Landlock, with the version of its interface.
    case landlock(abi: Int)
    /// Nothing but limits: the person who started gradbook said so.
    case trust
  }

  /// What holds a program here.
  public let confinement: Confinement
  let toolchain: Toolchain
  private let confine: String
  private let scratch: ScratchFolder
  private let runtime: SystemFiles
  private let compiler: SystemFiles

  private init(_ confinement: Confinement, confine: String, toolchain: Toolchain) throws(SetupError) {
    self.confinement = confinement
    self.confine = confine
    self.toolchain = toolchain
    scratch = try ScratchFolder()
    runtime = SystemFiles.find(toolchain: toolchain, compiles: false)
    compiler = SystemFiles.find(toolchain: toolchain, compiles: true)
    if confinement != .trust { try SystemCallFilter(hasNamespaces: confinement != .landlock(abi: landlockABI)).write(to: filter) }
  }

  deinit { scratch.remove() }

  private var filter: String { scratch.file("filter") }
  private var landlockABI: Int { if case .landlock(let abi) = confinement { abi } else { 0 } }

  // MARK: - Finding one

  /// Finds what works on this machine, by starting a program in it: bubblewrap, else Landlock.
  /// - Parameters:
  ///   - candidates: what to try, in this order; nil for all that the machine may have.
  ///   - trusts: whether a program may run without any confinement where none of them works.
  /// - Throws: what is missing, and what to do.
  public static func detect(library: LibraryBuild, among candidates: [Confinement]? = nil, trusts: Bool = false) async throws -> Sandbox {
    var reasons: [String] = []
    for candidate in candidates ?? self.candidates() {
      do { return try await attempt(candidate, library: library) } catch let error as SetupError { reasons.append(error.description) }
    }
    if trusts { return try await attempt(.trust, library: library) }
    let why = reasons.isEmpty ? "bubblewrap is not installed" : reasons.joined(separator: "; ")
    throw SetupError(
      "no sandbox, so no submission is run: \(why). Install Debian's package bubblewrap and allow user namespaces, or pass --trust if you trust "
        + "every submission")
  }

  /// This confinement, if a program starts and ends in it as it should.
  public static func attempt(_ confinement: Confinement, library: LibraryBuild) async throws -> Sandbox {
    guard FileStatus(path: library.confine) != nil else { throw SetupError("\(library.confine) is missing: build it with 'swift build'") }
    let sandbox = try Sandbox(confinement, confine: library.confine, toolchain: try Toolchain.find())
    // With no role to play, the program that confines says so and ends.
    let probe = SandboxedProgram(path: library.confine, readOnly: [library.confine])
    let outcome = try await sandbox.run(probe, limits: SandboxLimits(wallClock: .seconds(10), processorTime: .seconds(2)))
    guard outcome.end == .exited(CInt(confine_failed)) else {
      throw SetupError("a program in a sandbox ended otherwise than it should: \(outcome.end)")
    }
    return sandbox
  }

  static func candidates() -> [Confinement] {
    var candidates: [Confinement] = []
    if let bubblewrap = program("bwrap") { candidates.append(.namespaces(bubblewrap: bubblewrap)) }
    let abi = Int(gb_landlock_abi())
    if abi > 0 { candidates.append(.landlock(abi: abi)) }
    return candidates
  }

  /// A program on the path, as an absolute path.
  static func program(_ name: String) -> String? {
    let folders = (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    return folders.lazy.compactMap { realPath("\($0)/\(name)") }.first { access($0, X_OK) == 0 }
  }

  // MARK: - Running in one

  /// Runs a program to its end.
  /// - Throws: `SetupError` if the sandbox itself could not be started.
  public func run(_ program: SandboxedProgram, limits: SandboxLimits = SandboxLimits()) async throws -> SandboxOutcome {
    let process = try start(program, limits: limits)
    return try await process.outcome()
  }

  /// Starts a program, which may wait on its channel until it is needed.
  public func start(_ program: SandboxedProgram, limits: SandboxLimits = SandboxLimits()) throws(SetupError) -> SandboxedProcess {
    let system = program.compiles ? compiler : runtime
    let command: (executable: String, arguments: [String])
    switch confinement {
    case .namespaces(let bubblewrap):
      // Root's own processes are not counted by the kernel, and root owns too much: the program is nobody.
      command = BubblewrapCommand(bubblewrap: bubblewrap, confine: confine, filter: filter, user: geteuid() == 0 ? 65534 : nil)
        .command(program, system: system, limits: limits)
    case .landlock:
      var arguments = ["start", "--group", "--landlock", "--filter", filter]
      for path in system.paths + system.links.map(\.name) + ["/dev/urandom", "/dev/zero"] + program.readOnly {
        arguments += ["--read", path]
      }
      for path in program.writable { arguments += ["--read", path, "--write", path] }
      // The kernel counts the processes of a user. Root's it does not count, so root's program gets a user of its own; another's program
      // shares its user with processes that are no more than the machine's.
      let isRoot = geteuid() == 0
      if isRoot { arguments.append("--own-user") }
      let others = isRoot ? 0 : Int(gb_task_count())
      command = (confine, arguments + confineArguments(program, limits: limits, processes: limits.processes + others))
    case .trust:
      command = (confine, ["start", "--group"] + confineArguments(program, limits: limits, processes: nil))
    }
    var hasNamespaces = false
    if case .namespaces = confinement { hasNamespaces = true }
    var variables = Self.givenEnvironment
    // Without /proc no program finds libraries from where it lies itself ($ORIGIN).
    variables["LD_LIBRARY_PATH"] = ([toolchain.libraries] + (program.compiles ? ["\(toolchain.resources)/host/compiler"] : []))
      .joined(separator: ":")
    // There is no /tmp of its own: a folder that it may write in, if it has one.
    let folder = program.writable.first { FileStatus(path: $0)?.isDirectory == true }
    if !hasNamespaces, let folder { variables.merge(["TMPDIR": folder, "HOME": folder]) { _, own in own } }
    variables.merge(program.environment) { _, own in own }
    let supervision = try Supervision(limits: limits, hasNamespaces: hasNamespaces)
    return SandboxedProcess(
      supervision, executable: command.executable, arguments: command.arguments, environment: variables,
      workingDirectory: hasNamespaces ? nil : program.workingDirectory ?? folder ?? "/")
  }

  /// What every sandboxed program is given, and nothing of gradbook's own.
  static let givenEnvironment = [
    "PATH": "/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8",
    // Swift's own backtrace needs /proc; OpenBLAS would start a thread for each processor as it is loaded.
    "SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1",
  ]
}
