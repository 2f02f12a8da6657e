import CSandbox
import Glibc

/// The thread that looks after one sandbox from its start until all of it is gone: takes what it writes, and ends it when it breaks a limit.
///
/// The kernel keeps limits for each process alone, and memory cgroups are seldom a user's own; so what all processes hold together is counted
/// here, every few milliseconds.
struct SandboxWatch {
  /// How long the sandbox itself may take to stand: a busy machine is slow.
  private static let longestStart: Duration = .seconds(20)
  /// How often what a sandbox uses is counted when it is near a limit: a program can touch about 30 MB meanwhile, on each core.
  private static let shortInterval: Duration = .milliseconds(10)
  /// Far from its limits, where all this counting is of no use: it took a twentieth of what a compilation takes.
  private static let longInterval: Duration = .milliseconds(40)

  private let sandbox: Supervision
  /// What was started: bubblewrap, or `gradbook-confine` itself.
  private let process: pid_t
  /// The namespace's first process, or what was started where there is no namespace.
  private var first: pid_t?
  /// Readable when that process, and with it all others of its namespace, is gone.
  private var end: CInt = -1
  private var endedAt: ContinuousClock.Instant?
  private var isReady = false
  private var hasStarted = false
  private var output: [UInt8] = []
  private var errors: [UInt8] = []
  private var written = 0
  private var stop: (reason: SandboxOutcome.End, at: ContinuousClock.Instant)?
  private var peakMemory = 0
  private var isNearLimit = false
  private var processorTime = Duration.zero

  private var limits: SandboxLimits { sandbox.limits }

  init(_ process: pid_t, of sandbox: Supervision) {
    self.process = process
    self.sandbox = sandbox
  }

  mutating func run() -> Result<SandboxOutcome, SetupError> {
    defer { if end >= 0 { close(end) } }
    var isOutputOpen = true
    var areErrorsOpen = true
    var next = ContinuousClock.now
    while isOutputOpen || areErrorsOpen {
      var waits = [
        isOutputOpen ? sandbox.output : -1, areErrorsOpen ? sandbox.errors : -1, isReady ? -1 : sandbox.socket, sandbox.wake.read,
      ]
      .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&waits, nfds_t(waits.count), milliseconds(until: next))
      if waits[2].revents != 0 { becomeReady() }
      if waits[0].revents != 0 { isOutputOpen = take(from: sandbox.output, into: \.output) }
      if waits[1].revents != 0 { areErrorsOpen = take(from: sandbox.errors, into: \.errors) }
      if waits[3].revents != 0 {
        var byte: UInt8 = 0
        while read(sandbox.wake.read, &byte, 1) > 0 {}
        end(because: .terminated)
      }
      if .now >= next {
        count()
        next = .now + (isNearLimit ? Self.shortInterval : Self.longInterval)
        if isLeftBehind() { break }
      }
    }
    // The last end of a pipe is closed a little before the last process of a namespace has gone.
    if end >= 0, stop != nil { isGone(within: 5000) }
    return conclude(seconds: hasStarted ? (ContinuousClock.now - sandbox.wallClock.started).inSeconds : 0)
  }

  /// The sandbox stands, and the program is next; or it could not be made to, which it tells on standard error.
  private mutating func becomeReady() {
    var byte: UInt8 = 0
    isReady = true
    guard recv(sandbox.socket, &byte, 1, 0) == 1 else { return }
    hasStarted = true
    first = sandbox.hasNamespaces ? ProcessTree.children(of: process, tasks: 1).first : process
    if let first { end = gb_pidfd_open(first) }
    sandbox.restartWallClock()
    if stop != nil { kill() }
    sandbox.becomeReady()
  }

  /// - Returns: whether more may come.
  private mutating func take(from descriptor: CInt, into stream: WritableKeyPath<SandboxWatch, [UInt8]>) -> Bool {
    var length = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      length = read(descriptor, buffer.baseAddress, buffer.count)
      count = max(length, 0)
    }
    if length < 0 { return errno == EINTR }
    // What comes when it is over is read, so that no writer waits, but not kept.
    if stop == nil { self[keyPath: stream] += bytes }
    written += length
    if written > limits.output + MemoryLayout<confine_report>.size { end(because: .limit(.output)) }
    return length > 0
  }

  private mutating func count() {
    let (started, limit) = sandbox.wallClock
    let age = ContinuousClock.now - started
    if age > (hasStarted ? limit : Self.longestStart) { end(because: .limit(.wallClock)) }
    if !hasStarted, age > Self.longestStart {
      for child in ProcessTree.children(of: process, tasks: 1) { Glibc.kill(child, SIGKILL) }
      kill()
    }
    guard let first else { return }
    let tree = ProcessTree(below: first)
    peakMemory = max(peakMemory, tree.memory)
    processorTime = max(processorTime, tree.processorTime)
    isNearLimit = tree.memory > limits.memory / 4 || tree.tasks > limits.processes / 2
    if tree.memory > limits.memory { end(because: .limit(.memory)) }
    if tree.tasks > limits.processes { end(because: .limit(.processes)) }
    if tree.processorTime > limits.processorTime { end(because: .limit(.processorTime)) }
    if sandbox.hasNamespaces, Self.files(in: "/proc/\(first)/root/tmp") > limits.temporaryFiles { end(because: .limit(.temporaryFiles)) }
  }

  /// Files and folders of a file system in memory.
  private static func files(in folder: String) -> Int {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return 0 }
    return Int(status.f_files) - Int(status.f_ffree)
  }

  private mutating func end(because reason: SandboxOutcome.End) {
    if stop == nil { stop = (reason, .now) }
    // Bubblewrap's end is that of the namespace only when it stands: its first process asks for that rather late.
    if hasStarted { kill() }
  }

  private func kill() {
    // Where there is no namespace, gradbook-confine ends the others and then itself; two seconds are enough for that.
    let isLate = stop.map { ContinuousClock.now - $0.at > .seconds(2) } ?? false
    Glibc.kill(process, sandbox.hasNamespaces || isLate ? SIGKILL : SIGTERM)
  }

  /// Whether the sandbox is gone but somebody who left it, which only a trusted program can, still holds its output.
  private mutating func isLeftBehind() -> Bool {
    guard end >= 0, isGone(within: 0) else { return false }
    let since = endedAt ?? .now
    endedAt = since
    return ContinuousClock.now - since > .seconds(1)
  }

  @discardableResult
  private func isGone(within milliseconds: CInt) -> Bool {
    var wait = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, milliseconds) > 0
  }

  private mutating func conclude(seconds: Double) -> Result<SandboxOutcome, SetupError> {
    let report = takeReport()
    guard hasStarted || stop?.reason == .terminated else {
      let why = String(decoding: errors, as: UTF8.self).split(separator: "\n").prefix(3).joined(separator: " ")
      return .failure(SetupError("the sandbox did not start: \(why.isEmpty ? "it ended without a word" : why)"))
    }
    let reason = stop?.reason ?? end(of: report)
    return .success(
      SandboxOutcome(
        end: reason, standardOutput: output, standardError: errors, seconds: seconds,
        processorSeconds: report.map { Double($0.microseconds) / 1e6 } ?? processorTime.inSeconds))
  }

  private func end(of report: confine_report?) -> SandboxOutcome.End {
    // The kernel ran out of memory, or somebody outside ended it.
    guard let report else { return .signalled(SIGKILL) }
    switch report.signal {
    case 0: return .exited(report.status)
    case SIGXFSZ: return .limit(.fileSize)
    case SIGXCPU: return .limit(.processorTime)
    case SIGKILL where Double(report.microseconds) / 1e6 >= limits.processorTime.inSeconds: return .limit(.processorTime)
    // It did not survive that it was given no more.
    case _ where peakMemory > limits.memory / 10 * 8: return .limit(.memory)
    default: return .signalled(report.signal)
    }
  }

  /// The last bytes of standard error, written when no program was left that could write there.
  private mutating func takeReport() -> confine_report? {
    var report = confine_report()
    let size = MemoryLayout<confine_report>.size
    guard stop == nil, errors.count >= size else { return nil }
    withUnsafeMutableBytes(of: &report) { $0.copyBytes(from: errors.suffix(size)) }
    guard report.magic == UInt64(confine_report_magic) else { return nil }
    errors.removeLast(size)
    return report
  }
}

/// Rounded up, for `poll`.
private func milliseconds(until moment: ContinuousClock.Instant) -> CInt {
  let rest = max(moment - .now, .zero)
  return CInt(clamping: rest.components.seconds * 1000 + (rest.components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
}
