import Glibc
import Testing

@testable import Execution

/// What an attack runs in.
enum Mode: String, CaseIterable, Sendable {
  case namespaces, landlock
  /// No sandbox: the control, in which an attack reaches what it is after.
  case trust

  /// What hostile programs may be run in.
  static let confined: [Mode] = [.namespaces, .landlock]
}

/// The sandboxes of this machine, each started once; that one does not start fails every test that needs it.
enum Sandboxes {
  private static let namespaces = Task { try await make(.namespaces) }
  private static let landlock = Task { try await make(.landlock) }
  private static let trust = Task { try await make(.trust) }

  static func sandbox(_ mode: Mode) async throws -> Sandbox {
    switch mode {
    case .namespaces: try await namespaces.value
    case .landlock: try await landlock.value
    case .trust: try await trust.value
    }
  }

  private static func make(_ mode: Mode) async throws -> Sandbox {
    let confinement = Sandbox.candidates().first { candidate in
      switch (candidate, mode) {
      case (.namespaces, .namespaces), (.landlock, .landlock): true
      default: false
      }
    }
    let library = try LibraryBuild()
    if mode == .trust { return try await Sandbox.attempt(.trust, library: library) }
    return try await Sandbox.attempt(#require(confinement, "\(mode) is not to be had on this machine"), library: library)
  }
}

/// The limits of the attacks: small, so that each is over soon, but the wall clock's, since other tests keep the processors busy.
let small = SandboxLimits(
  wallClock: .seconds(20), processorTime: .seconds(1), memory: 128 << 20, processes: 24, fileSize: 4 << 20, temporaryStorage: 16 << 20,
  temporaryFiles: 500, output: 1 << 20)

/// Seconds by which a busy machine may be late in ending what has broken a limit.
let margin = 3.0

/// Runs an attack to its end.
func attack(
  _ name: String, _ arguments: [String] = [], in mode: Mode, environment: [String: String] = [:], readOnly: [String] = [],
  writable: [String] = [], channel: SandboxedProgram.Channel = .none, limits: SandboxLimits = small
) async throws -> SandboxOutcome {
  let sandbox = try await Sandboxes.sandbox(mode)
  return try await sandbox.run(
    attacker(name, arguments, environment: environment, readOnly: readOnly, writable: writable, channel: channel), limits: limits)
}

func attacker(
  _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], readOnly: [String] = [], writable: [String] = [],
  channel: SandboxedProgram.Channel = .none
) throws -> SandboxedProgram {
  let path = try LibraryBuild().folder + "/attacker"
  return SandboxedProgram(
    path: path, arguments: [name] + arguments, environment: environment, readOnly: [path] + readOnly, writable: writable,
    channel: channel)
}

extension SandboxOutcome {
  /// What an attack says it reached.
  var reached: [String] { String(decoding: standardOutput, as: UTF8.self).split(separator: "\n").map(String.init) }
}

/// Processes of this machine by their names.
func processes(named name: some StringProtocol) -> [pid_t] {
  guard let folder = opendir("/proc") else { return [] }
  defer { closedir(folder) }
  var found: [pid_t] = []
  while let entry = readdir(folder) {
    let number = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    guard let process = pid_t(number), let text = try? readFile("/proc/\(number)/comm") else { continue }
    if text == Array("\(name)\n".utf8) { found.append(process) }
  }
  return found
}
