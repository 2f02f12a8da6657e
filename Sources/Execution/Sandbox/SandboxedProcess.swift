import Glibc
import Subprocess
import SystemPackage

/// A program that was started in a sandbox. It is ended at the latest when the last reference to this goes.
public final class SandboxedProcess: Sendable {
  private let supervision: Supervision
  private let work: Task<SandboxOutcome, any Error>

  init(_ supervision: Supervision, executable: String, arguments: [String], environment: [String: String], workingDirectory: String?) {
    self.supervision = supervision
    work = Task {
      do {
        return try await Self.run(supervision, executable, arguments, environment, workingDirectory)
      } catch {
        supervision.abandon(error as? SetupError ?? SetupError("the sandbox could not be started: \(error)"))
        throw error
      }
    }
  }

  deinit { supervision.terminate() }

  /// The socket to the program, as soon as the sandbox stands: what the program reads from its channel and writes to it.
  /// The same one at every call; for a program without a channel it ends at once.
  /// - Throws: `SetupError` if the sandbox could not be started.
  public func channel() async throws(SetupError) -> SandboxChannel { try await supervision.channel() }

  /// Lets the wall clock's limit count from now: for a program that was started before it was needed.
  /// - Parameter limit: another limit from now on.
  public func restartWallClock(limit: Duration? = nil) { supervision.restartWallClock(limit: limit) }

  /// Waits for its end, and for the end of all that it started: after that, nothing of it writes anywhere. A cancelled task ends it.
  /// - Throws: `SetupError` if the sandbox could not be started.
  public func outcome() async throws -> SandboxOutcome {
    try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      supervision.terminate()
    }
  }

  /// Ends it, and all that it started. Its outcome is then `terminated`, unless it had ended already.
  public func terminate() { supervision.terminate() }

  private static func run(
    _ supervision: Supervision, _ executable: String, _ arguments: [String], _ environment: [String: String], _ workingDirectory: String?
  ) async throws -> SandboxOutcome {
    var options = PlatformOptions()
    options.createSession = true
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let ends = supervision.programEnds
    return try await Subprocess.run(
      .path(FilePath(executable)), arguments: Arguments(arguments), environment: .custom(variables),
      workingDirectory: workingDirectory.map { FilePath($0) }, platformOptions: options,
      input: .fileDescriptor(FileDescriptor(rawValue: ends.socket), closeAfterSpawningProcess: true),
      output: .fileDescriptor(FileDescriptor(rawValue: ends.output), closeAfterSpawningProcess: true),
      error: .fileDescriptor(FileDescriptor(rawValue: ends.errors), closeAfterSpawningProcess: true)
    ) { execution in
      // An error must not leave before the processes are gone: swift-subprocess ends its own child alone.
      await supervision.watch(execution.processIdentifier.value)
    }.closureResult.get()
  }
}
