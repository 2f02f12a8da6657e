import CSandbox
import Dispatch
import Glibc
import Testing

@testable import Execution

@Suite("A program in a sandbox reaches no other process")
struct KernelAttackTests {
  @Test("by the network or an abstract socket", arguments: Mode.confined)
  func network(_ mode: Mode) async throws {
    let listeners = try Listeners()
    let arguments = ["\(listeners.port)", listeners.name]
    #expect(try await attack("connect", arguments, in: mode).reached == [])
    let control = try await attack("connect", arguments, in: .trust)
    #expect(control.reached.contains("the network") && control.reached.contains("an abstract socket"))
  }

  @Test("by signals: gradbook and its children live on", arguments: Mode.confined)
  func signals(_ mode: Mode) async throws {
    let sandbox = try await Sandboxes.sandbox(mode)
    let neighbour = try sandbox.start(try attacker("sleep", channel: .descriptor3), limits: SandboxLimits(wallClock: .seconds(600)))
    _ = try await neighbour.channel()
    // The test's own process would be ended by this signal.
    let outcome = try await attack("signal", ["\(getpid())", "parent too"], in: mode)
    #expect(outcome.end == .exited(1) && outcome.reached == [])
    _ = try await attack("signal", in: mode)
    neighbour.terminate()
    #expect(try await neighbour.outcome().end == .terminated)
    // The control does no harm: the signal is ignored by then.
    Glibc.signal(SIGUSR1, SIG_IGN)
    #expect(try await attack("signal", ["\(getpid())"], in: .trust).reached == ["a process by its number"])
  }

  @Test("by tracing it or reading its memory", arguments: Mode.confined)
  func traces(_ mode: Mode) async throws {
    let secret = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    secret.pointee = 42
    defer { secret.deallocate() }
    let arguments = ["\(getpid())", "\(UInt(bitPattern: secret))"]
    #expect(try await attack("trace", arguments, in: mode).reached == [])
    // Without privileges this machine's kernel may let nobody trace but a child.
    #expect(try await attack("trace", arguments, in: .trust).reached.contains("tracing a child"))
  }

  @Test("by one that outlives it", arguments: Mode.confined)
  func grandchildren(_ mode: Mode) async throws {
    let name = mode == .namespaces ? "gb-left-1" : "gb-left-2"
    let outcome = try await attack("leave", [name], in: mode)
    #expect(outcome.end == .exited(0))
    #expect(outcome.reached == ["a grandchild"])
    #expect(processes(named: name) == [])
  }

  @Test("by system calls that are not in the list", arguments: Mode.confined)
  func calls(_ mode: Mode) async throws {
    #expect(try await attack("calls", in: mode).reached == [])
    #expect(try await attack("calls", in: .trust).reached.count > 60)
  }

  @Test("by higher limits or privileges", arguments: Mode.confined)
  func privileges(_ mode: Mode) async throws {
    #expect(try await attack("limits", in: mode).reached == [])
    // Root's program is another user under Landlock too, which alone says what files it has.
    let isRootUnderLandlock = mode == .landlock && geteuid() == 0
    #expect(try await attack("privileges", in: mode).reached == (isRootUnderLandlock ? ["files of others"] : []))
    #expect(try await attack("privileges", in: .trust).reached.contains("every system call"))
  }
}

/// A TCP port and an abstract socket that take connections as long as this lives.
private final class Listeners {
  let port: UInt16
  let name: String
  private let sockets: [CInt]

  init() throws {
    let name = "gradbook-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let internet = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutableBytes(of: &address) { bytes in
      guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
      return bind(internet, pointer, length) == 0 && listen(internet, 16) == 0 && getsockname(internet, pointer, &length) == 0
    }
    try #require(isBound)
    let local = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var path = sockaddr_un()
    path.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &path.sun_path) { bytes in bytes[1...].copyBytes(from: name.utf8) }
    let pathLength = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
    let isNamed = withUnsafeBytes(of: &path) { bytes in
      guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
      return bind(local, pointer, pathLength) == 0 && listen(local, 16) == 0
    }
    try #require(isNamed)
    (port, self.name, sockets) = (UInt16(bigEndian: address.sin_port), name, [internet, local])
  }

  deinit { for socket in sockets { close(socket) } }
}
