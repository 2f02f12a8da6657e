import Glibc

/// The command line of bubblewrap: every namespace unshared, and a file system that holds what the program needs and nothing else.
struct BubblewrapCommand {
  let bubblewrap: String
  /// `gradbook-confine`, outside.
  let confine: String
  /// The filter's file, outside.
  let filter: String
  /// As root: the user that the program runs as, known in the namespace beside root.
  let user: uid_t?

  /// Where the two are inside.
  private static let folder = "/.gradbook"

  /// The folders above some places, the outermost first, each once.
  private static func folders(above paths: [String]) -> [String] {
    var found: [String] = []
    for path in paths {
      let slashes = path.indices.filter { path[$0] == "/" && $0 != path.startIndex }
      for folder in slashes.map({ String(path[..<$0]) }) where !found.contains(folder) { found.append(folder) }
    }
    return found
  }

  /// - Returns: the executable and its arguments.
  func command(_ program: SandboxedProgram, system: SystemFiles, limits: SandboxLimits) -> (executable: String, arguments: [String]) {
    var arguments = [
      "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "gradbook",
      "--die-with-parent",
      "--new-session", "--as-pid-1", "--cap-drop", "ALL",
    ]
    if user != nil {
      // For the first process alone, which becomes that user in its child and ends what is left at the end.
      for capability in ["CAP_SETUID", "CAP_SETGID", "CAP_KILL"] { arguments += ["--cap-add", capability] }
    } else {
      arguments += ["--unshare-user", "--uid", "65534", "--gid", "65534"]
    }
    let devices = ["/dev/null", "/dev/zero", "/dev/urandom"]
    var readOnly = system.paths.map { ($0, $0) } + [(confine, "\(Self.folder)/confine"), (filter, "\(Self.folder)/filter")]
    // Bubblewrap makes what lies above a place for its own user alone, and the program runs as another.
    for folder in Self.folders(above: readOnly.map(\.1) + devices) { arguments += ["--dir", folder] }
    for link in system.links { arguments += ["--symlink", link.target, link.name] }
    for device in devices { arguments += ["--dev-bind", device, device] }
    arguments += ["--perms", "1777", "--size", "\(limits.temporaryStorage)", "--tmpfs", "/tmp"]
    for folder in Self.folders(above: program.readOnly + program.writable) { arguments += ["--dir", folder] }
    readOnly += program.readOnly.map { ($0, $0) }
    for (outside, inside) in readOnly { arguments += ["--ro-bind", outside, inside] }
    for path in program.writable { arguments += ["--bind", path, path] }
    // The root folder is a file system in memory without a limit of its own.
    arguments += ["--remount-ro", "/", "--chdir", program.workingDirectory ?? "/tmp"]
    arguments += ["--", "\(Self.folder)/confine", "start", "--filter", "\(Self.folder)/filter"]
    if let user { arguments += ["--user", "\(user)"] }
    arguments += confineArguments(program, limits: limits, processes: limits.processes)
    guard let user else { return (bubblewrap, arguments) }
    return (confine, ["enter", "\(user)", bubblewrap] + arguments)
  }
}

/// What `gradbook-confine start` is told in every mode: the limits that the kernel keeps for each process, and the program.
/// - Parameter processes: how many its user may have when it makes another one; nil for any number.
func confineArguments(_ program: SandboxedProgram, limits: SandboxLimits, processes: Int?) -> [String] {
  // The kernel's own count of processor time is of each process and in whole seconds; the sandbox's is of all of them.
  let seconds = limits.processorTime.components.seconds + 2
  var kernel: [(name: String, value: Int)] = [
    ("cpu", Int(seconds)), ("address-space", limits.addressSpace), ("file-size", limits.fileSize), ("core", 0), ("files", 256),
    ("locked-memory", 0), ("queues", 0), ("stack", 8 << 20), ("signals", 256),
  ]
  if let processes { kernel.append(("processes", processes)) }
  var arguments: [String] =
    switch program.channel {
    case .none: []
    case .descriptor3: ["--channel"]
    case .standardStreams: ["--standard-channel"]
    }
  for (name, value) in kernel { arguments += ["--limit", name, "\(value)"] }
  return arguments + ["--", program.path] + program.arguments
}
