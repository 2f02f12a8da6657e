import CThreadState
import Glibc

/// A copy of this process that does one thing, sends records about it, and ends.
///
/// Fork only while this process has a single thread: the copy has no other, and would wait for ever for the locks they held.
final class ForkedProcess {
  /// How the copy ended.
  enum Ending: Equatable {
    /// It ran to the end of its body.
    case finished
    /// It ended itself before that, with this status.
    case exited(Int32)
    /// A signal ended it.
    case killed(signal: Int32)
  }

  /// What the copy sends through: records of fields, in order.
  struct Channel {
    fileprivate let descriptor: Int32

    /// Sends one record, at once, so that it stands even if the copy dies next.
    func send(_ fields: [String]) {
      let bytes =
        Array(
          fields.map { $0.filter { $0 != ForkedProcess.fieldEnd && $0 != ForkedProcess.recordEnd } }
            .joined(separator: String(ForkedProcess.fieldEnd)).utf8) + [ForkedProcess.recordEnd.asciiValue!]
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
        if count < 0 && errno == EINTR { continue }
        // Nobody listens any more: there is nothing left to tell.
        if count <= 0 { return }
        sent += count
      }
    }
  }

  private static let fieldEnd: Character = "\u{1F}"
  private static let recordEnd: Character = "\u{1E}"
  /// Whatever the copy prints is kept up to here; the rest is read and dropped.
  private static let mostBytes = 1 << 22

  private let processID: pid_t
  private var sources: [Source]

  /// A pipe from the copy, and what came through it.
  private struct Source {
    let descriptor: Int32
    var bytes: [UInt8] = []
    var isOpen = true

    /// Reads what is there, and closes the pipe at its end.
    mutating func read() {
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { return }
      if count <= 0 {
        close(descriptor)
        isOpen = false
      } else if bytes.count < ForkedProcess.mostBytes {
        bytes += chunk[..<count]
      }
    }
  }

  /// Forks a copy that runs `body`, with its standard error caught and its standard output thrown away.
  ///
  /// - Parameter seconds: the copy is ended by SIGALRM when it takes longer.
  init(limit seconds: UInt32, body: (Channel) -> Void) throws(ForkError) {
    let (recordsReadEnd, recordsWriteEnd) = try Self.makePipe()
    let (errorsReadEnd, errorsWriteEnd) = try Self.makePipe()
    let identifier = gb_fork()
    guard identifier >= 0 else { throw ForkError(call: "fork", code: errno) }
    if identifier == 0 {
      close(recordsReadEnd)
      close(errorsReadEnd)
      Self.prepareCopy(errors: errorsWriteEnd, limit: seconds)
      body(Channel(descriptor: recordsWriteEnd))
      Channel(descriptor: recordsWriteEnd).send(["finished"])
      // The exit handlers belong to the original.
      _exit(0)
    }
    close(recordsWriteEnd)
    close(errorsWriteEnd)
    processID = identifier
    sources = [Source(descriptor: recordsReadEnd), Source(descriptor: errorsReadEnd)]
  }

  private static func makePipe() throws(ForkError) -> (readEnd: Int32, writeEnd: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ForkError(call: "pipe", code: errno) }
    return (ends[0], ends[1])
  }

  private static func prepareCopy(errors: Int32, limit seconds: UInt32) {
    dup2(errors, STDERR_FILENO)
    close(errors)
    let nowhere = open("/dev/null", O_RDWR)
    if nowhere >= 0 {
      dup2(nowhere, STDIN_FILENO)
      dup2(nowhere, STDOUT_FILENO)
      if nowhere > STDERR_FILENO { close(nowhere) }
    }
    // A trap that is part of a trace needs no backtrace, which costs a second process, and no core file.
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGALRM, SIGPIPE] { signal(number, SIG_DFL) }
    // A thread of a pool runs with its signals blocked, and a copy made from it would never hear its alarm.
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    sigprocmask(SIG_SETMASK, &noSignals, nil)
    var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
    alarm(seconds)
  }

  /// Starts copies, at most `jobs` at a time, and hands over what each left as soon as it has ended.
  static func runAll(
    _ count: Int, jobs: Int, start: (Int) throws(ForkError) -> ForkedProcess, finish: (Int, Outcome) -> Void
  ) throws(ForkError) {
    var running: [(index: Int, copy: ForkedProcess)] = []
    var next = 0
    while next < count || !running.isEmpty {
      while next < count && running.count < jobs {
        running.append((next, try start(next)))
        next += 1
      }
      read(from: running.map(\.copy))
      for (index, copy) in running where copy.isSilent { finish(index, copy.collect()) }
      running.removeAll { $0.copy.isSilent }
    }
  }

  /// Waits for the copy to end.
  func wait() -> Outcome {
    while !isSilent { Self.read(from: [self]) }
    return collect()
  }

  /// Whether all that the copy will ever send has been read; then `collect` does not block for long.
  var isSilent: Bool { sources.allSatisfy { !$0.isOpen } }

  /// Blocks until at least one of the copies sent something, and reads it.
  static func read(from copies: [ForkedProcess]) {
    var requests: [pollfd] = []
    var owners: [(copy: ForkedProcess, source: Int)] = []
    for copy in copies {
      for index in copy.sources.indices where copy.sources[index].isOpen {
        requests.append(pollfd(fd: copy.sources[index].descriptor, events: Int16(POLLIN), revents: 0))
        owners.append((copy, index))
      }
    }
    guard poll(&requests, nfds_t(requests.count), -1) > 0 else { return }
    for (request, owner) in zip(requests, owners) where request.revents != 0 { owner.copy.sources[owner.source].read() }
  }

  /// What came of it, once it has ended.
  func collect() -> Outcome {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
    let records = String(decoding: sources[0].bytes, as: UTF8.self).split(separator: Self.recordEnd)
      .map { $0.split(separator: Self.fieldEnd, omittingEmptySubsequences: false).map(String.init) }
    let signal = status & 0x7F
    let ending: Ending =
      signal != 0 ? .killed(signal: signal) : records.last == ["finished"] ? .finished : .exited(status >> 8 & 0xFF)
    return Outcome(
      ending: ending, records: records.filter { $0 != ["finished"] },
      standardError: String(decoding: sources[1].bytes, as: UTF8.self))
  }

  /// What a copy left.
  struct Outcome {
    var ending: Ending
    var records: [[String]]
    var standardError: String
  }
}

/// The system refused to start another process.
public struct ForkError: Error, CustomStringConvertible {
  /// The call that failed.
  public var call: String
  /// Its `errno`.
  public var code: Int32

  /// One line.
  public var description: String { "\(call) failed: \(String(cString: strerror(code)))" }
}
