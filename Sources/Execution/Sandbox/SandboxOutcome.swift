/// How a program in a sandbox ended.
public struct SandboxOutcome: Hashable, Sendable {
  /// A limit that the program broke.
  public enum Limit: String, Hashable, Sendable {
    case wallClock, processorTime, memory, processes, fileSize, temporaryFiles, output
  }

  /// What ended it.
  public enum End: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
    /// It was ended because it broke a limit.
    case limit(Limit)
    /// It was ended because nobody needed it any more.
    case terminated
  }

  /// What ended it.
  public var end: End
  /// What it wrote, up to the limit: bytes of any kind.
  public var standardOutput: [UInt8]
  /// Likewise.
  public var standardError: [UInt8]
  /// What the wall clock's limit counts: from the program's start, or from when the clock was set back, to the end of all its processes;
  /// without the time that the sandbox took to stand.
  public var seconds: Double
  /// Of its processes, as far as it waited for them; if it was ended, what was counted last.
  public var processorSeconds: Double

  /// Whether it ended by itself with status 0.
  public var isSuccess: Bool { end == .exited(0) }
}
