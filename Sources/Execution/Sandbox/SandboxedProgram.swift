/// A program, and what of the machine it sees.
public struct SandboxedProgram: Hashable, Sendable {
  /// A socket to gradbook, for reading and writing.
  public enum Channel: Hashable, Sendable {
    /// There is none.
    case none
    /// Descriptor 3: a solution's own input and output are not in its way.
    case descriptor3
    /// Standard input and standard output.
    case standardStreams
  }

  /// An absolute path, which `readOnly` or the system's files hold.
  public var path: String
  /// Those after the program's own name.
  public var arguments: [String]
  /// Beside what every sandboxed program is given: `PATH`, `HOME`, `TMPDIR` and `LANG`; nothing of gradbook's own.
  public var environment: [String: String]
  /// Absolute paths of files and folders that it may read, under the same names. Where gradbook runs as root they must be readable for
  /// everybody, since the program runs as another user.
  public var readOnly: [String]
  /// Absolute paths of files that it may write, and of folders that it may write in. Where gradbook runs as root they must be writable for
  /// everybody (mode 0666 and 0777, in a folder that nobody else can enter).
  ///
  /// Folders are for compilers: nothing limits what all the files take that a program makes in one, and deletes while they are open. What
  /// is found in it afterwards may be anything, links too: read it with `readSandboxFile`.
  public var writable: [String]
  /// Where it starts; its `/tmp` if nil.
  public var workingDirectory: String?
  /// Where it has its socket to gradbook (see `SandboxedProcess.channel`).
  public var channel: Channel
  /// Whether it sees the compiler and the linker, not only what a compiled program needs.
  public var compiles: Bool

  /// A program that sees the system's libraries, and what is named here.
  public init(
    path: String, arguments: [String] = [], environment: [String: String] = [:], readOnly: [String] = [], writable: [String] = [],
    workingDirectory: String? = nil, channel: Channel = .none, compiles: Bool = false
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.readOnly = readOnly
    self.writable = writable
    self.workingDirectory = workingDirectory
    self.channel = channel
    self.compiles = compiles
  }
}
