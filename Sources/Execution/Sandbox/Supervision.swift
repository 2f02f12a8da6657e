import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// What gradbook holds of one sandbox: its ends of the pipes, and what other tasks ask of it while a thread watches (see `SandboxWatch`).
final class Supervision: Sendable {
  private enum Readiness {
    case waiting([CheckedContinuation<Result<SandboxChannel, SetupError>, Never>])
    case known(Result<SandboxChannel, SetupError>)
  }

  /// The sandbox's ends, closed as soon as it has them.
  let programEnds: (socket: CInt, output: CInt, errors: CInt)
  let output: CInt
  let errors: CInt
  let socket: CInt
  /// Readable when the sandbox is to end.
  let wake: (read: CInt, write: CInt)
  let limits: SandboxLimits
  let hasNamespaces: Bool
  private let readiness = Mutex(Readiness.waiting([]))
  private let clock: Mutex<(started: ContinuousClock.Instant, limit: Duration)>

  init(limits: SandboxLimits, hasNamespaces: Bool) throws(SetupError) {
    self.limits = limits
    clock = Mutex((.now, limits.wallClock))
    self.hasNamespaces = hasNamespaces
    var made: [CInt] = []
    func pair(_ make: (UnsafeMutablePointer<CInt>) -> CInt) throws(SetupError) -> (CInt, CInt) {
      var ends: [CInt] = [-1, -1]
      guard make(&ends) == 0 else {
        let why = Errno(rawValue: errno)
        for end in made { close(end) }
        throw SetupError("no pipe can be made: \(why)")
      }
      made += ends
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
    let sockets = try pair { socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, $0) }
    let outputs = try pair { pipe($0) }
    let errors = try pair { pipe($0) }
    let wake = try pair { pipe($0) }
    // To say it twice must not make anybody wait.
    for end in [wake.0, wake.1] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    programEnds = (sockets.1, outputs.1, errors.1)
    (socket, output, self.errors) = (sockets.0, outputs.0, errors.0)
    self.wake = (wake.0, wake.1)
  }

  deinit {
    for descriptor in [output, errors, wake.read, wake.write] { close(descriptor) }
    // Nobody took it over.
    if case .waiting = readiness.withLock({ $0 }) { close(socket) }
  }

  /// When the wall clock's limit began to count, and the limit.
  var wallClock: (started: ContinuousClock.Instant, limit: Duration) { clock.withLock { $0 } }

  func restartWallClock(limit: Duration? = nil) { clock.withLock { $0 = (.now, limit ?? $0.limit) } }

  /// From any thread, at any time.
  func terminate() { _ = write(wake.write, "", 1) }

  /// There was nothing to watch.
  func abandon(_ error: SetupError) { settle(.failure(error)) }

  func channel() async throws(SetupError) -> SandboxChannel {
    try await withCheckedContinuation { continuation in
      let known = readiness.withLock { state -> Result<SandboxChannel, SetupError>? in
        switch state {
        case .known(let result): return result
        case .waiting(let others):
          state = .waiting(others + [continuation])
          return nil
        }
      }
      if let known { continuation.resume(returning: known) }
    }.get()
  }

  /// The sandbox stands.
  func becomeReady() { settle(.success(SandboxChannel(socket: socket))) }

  private func settle(_ result: Result<SandboxChannel, SetupError>) {
    let waiting = readiness.withLock { state -> [CheckedContinuation<Result<SandboxChannel, SetupError>, Never>] in
      guard case .waiting(let waiting) = state else { return [] }
      state = .known(result)
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: result) }
  }

  /// Watches until nothing of the sandbox is left.
  /// - Parameter process: what was started, not waited for before this returns.
  func watch(_ process: pid_t) async -> Result<SandboxOutcome, SetupError> {
    await withCheckedContinuation { continuation in
      // A thread of its own: it waits in `poll` most of the time.
      DispatchQueue(label: "gradbook.sandbox").async { [self] in
        var watch = SandboxWatch(process, of: self)
        let result = watch.run()
        if case .failure(let error) = result { settle(.failure(error)) }
        continuation.resume(returning: result)
      }
    }
  }
}
