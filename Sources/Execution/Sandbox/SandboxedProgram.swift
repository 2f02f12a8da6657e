/// A program, and what of the machine it sees.
public struct SandboxedProgram: Hashable, Sendable {
  /// An absolute path, which `readOnly` or the system's files hold.
  public var path: String
  /// Those after the program's own name.
  public var arguments: [String]
  /// Beside what every sandboxed program is given: `PATH`, `HOME`, `TMPDIR` and `LANG`; nothing of gradbook's own.
  public var environment: [String: String]
  /// Absolute paths of files and folders that it may read, under the same names. Where gradbook runs as root they must be readable for
  /// everybody, since the program runs as nobody.
  public var readOnly: [String]
  /// Absolute paths of folders that it may write in. Where gradbook runs as root they must be writable for everybody (mode 0777, in a folder
  /// that nobody else can enter). What lies in them afterwards may be anything, links too: read it with `readSandboxFile`.
  public var writable: [String]
  /// Where it starts; its `/tmp` if nil.
  public var workingDirectory: String?
  /// Whether it has a socket to gradbook, as descriptor 3 (see `SandboxedProcess.channel`).
  public var hasChannel: Bool
  /// Whether it sees the compiler and the linker, not only what a compiled program needs.
  public var compiles: Bool

  /// A program that sees the system's libraries, and what is named here.
  public init(
    path: String, arguments: [String] = [], environment: [String: String] = [:], readOnly: [String] = [], writable: [String] = [],
    workingDirectory: String? = nil, hasChannel: Bool = false, compiles: Bool = false
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.readOnly = readOnly
    self.writable = writable
    self.workingDirectory = workingDirectory
    self.hasChannel = hasChannel
    self.compiles = compiles
  }
}
