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
  /// From its start to its end.
  public var seconds: Double
  /// Of its processes, as far as it waited for them; nil if it was ended.
  public var processorSeconds: Double?

  /// Whether it ended by itself with status 0.
  public var isSuccess: Bool { end == .exited(0) }
}
