/// What a program in a sandbox may use.
public struct SandboxLimits: Hashable, Sendable {
  /// From the program's start to its end, as a clock on the wall shows it.
  public var wallClock: Duration
  /// Of all its processes together.
  public var processorTime: Duration
  /// Bytes that all its processes hold together, mapped files not counted.
  public var memory: Int
  /// Processes and threads together.
  public var processes: Int
  /// Bytes of one file.
  public var fileSize: Int
  /// Bytes of all files in its private `/tmp`.
  public var temporaryStorage: Int
  /// Files and folders in its private `/tmp`.
  public var temporaryFiles: Int
  /// Bytes on standard output and standard error together.
  public var output: Int

  /// Enough for the compiler, and for a solution that a person would wait for.
  public init(
    wallClock: Duration = .seconds(10), processorTime: Duration = .seconds(10), memory: Int = 2 << 30, processes: Int = 64,
    fileSize: Int = 64 << 20, temporaryStorage: Int = 128 << 20, temporaryFiles: Int = 4096, output: Int = 1 << 20
  ) {
    self.wallClock = wallClock
    self.processorTime = processorTime
    self.memory = memory
    self.processes = processes
    self.fileSize = fileSize
    self.temporaryStorage = temporaryStorage
    self.temporaryFiles = temporaryFiles
    self.output = output
  }

  /// Pages that are mapped but never touched cost nothing, and a program has many; what asks for much more at once is refused at once.
  var addressSpace: Int { memory + (2 << 30) }
}
