import Dispatch
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// One `gradbook-host`: started while the compiler works, told of sections as they are ready, read to its end.
///
/// It runs in a session of its own. It ends when its standard input does, so it does not outlive gradbook, whatever ends that; and it ends
/// all that its sections started.
final class HostSession: Sendable {
  private let commands: CInt
  private let frames: CInt
  private let hostEnds: (input: CInt, output: CInt)
  let scratch: String
  private let libraries: [String]
  private let host: String
  private let limit: Duration
  private let isOpen = Mutex(true)

  /// Bytes of all frames.
  private static let largestSize = 256 << 20

  init(library: LibraryBuild, toolchain: Toolchain, scratch: ScratchFolder, limit: Duration) throws(SetupError) {
    var input: [CInt] = [-1, -1]
    var output: [CInt] = [-1, -1]
    // A socket, since to write to one that the host left raises no SIGPIPE.
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &input) == 0, pipe(&output) == 0 else {
      throw SetupError("no pipe can be made: \(Errno(rawValue: errno))")
    }
    for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    commands = input[1]
    frames = output[0]
    hostEnds = (input[0], output[1])
    libraries = toolchain.impliedLibraries + library.libraries
    host = library.host
    self.scratch = scratch.path
    self.limit = limit
  }

  /// Where a section's output goes, and its standard error.
  func outputFile(_ section: Int) -> String { "\(scratch)/output-\(section)" }
  func errorFile(_ section: Int) -> String { "\(scratch)/errors-\(section)" }

  /// Sections run in the order of these calls.
  func run(section: Int, object: String, entry: String) {
    send(Self.line(section, object: object, entries: [entry], files: [outputFile(section), errorFile(section)]))
  }

  /// The line for a section, or for a check, which has a time limit of its own and gets arguments.
  /// - Parameter limits: its time, and that which it has once another has used up its own.
  static func line(
    _ number: Int, object: String, entries: [String], files: [String], limits: (usual: Duration, afterTimeOut: Duration)? = nil,
    arguments: [String] = []
  ) -> String {
    let times = limits.map { ["\($0.usual.milliseconds),\($0.afterTimeOut.milliseconds)"] } ?? []
    let fields = ["\(number)", object, entries.joined(separator: ",")] + files + times + arguments
    return fields.joined(separator: "\t") + "\n"
  }

  /// The line after the last one.
  static let end = "end\n"

  /// After the last section.
  func finish() { send(Self.end) }

  func send(_ line: String) {
    isOpen.withLock { isOpen in
      guard isOpen else { return }
      var bytes = Array(line.utf8)[...]
      while !bytes.isEmpty {
        let length = bytes.withUnsafeBytes { Glibc.send(commands, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        if length < 0, errno != EINTR { return }
        bytes = bytes.dropFirst(max(length, 0))
      }
    }
  }

  /// Runs the host to its end.
  /// - Returns: all its frames.
  func frames() async throws -> [HostFrame] {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .milliseconds(1000))]
    let arguments = [String(limit.milliseconds), "\(scratch)/work"] + libraries
    let errors = "\(scratch)/host-errors"
    let errorDescriptor = try FileDescriptor.open(
      errors, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
    async let read = readFrames()
    let status = try await Subprocess.run(
      .path(FilePath(host)), arguments: Arguments(arguments),
      // Swift's own backtrace starts another process and takes 20 ms and more; the host sends the frames.
      // OpenBLAS would start a thread a core as it is loaded, and they spin (8,000 sched_yield for one block); they do not survive a fork.
      environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1"]),
      platformOptions: options, input: .fileDescriptor(FileDescriptor(rawValue: hostEnds.input), closeAfterSpawningProcess: true),
      output: .fileDescriptor(FileDescriptor(rawValue: hostEnds.output), closeAfterSpawningProcess: true),
      error: .fileDescriptor(errorDescriptor, closeAfterSpawningProcess: true)
    ).terminationStatus
    isOpen.withLock { isOpen in
      isOpen = false
      close(commands)
    }
    let frames = await read
    if !status.isSuccess { try Task.checkCancellation() }
    // With frames it was a block that ended it (by killing its parent, say), and the sections that have no end now say so.
    guard status.isSuccess || !frames.isEmpty else {
      let why = (try? readFile(errors)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      throw SetupError("gradbook-host ended (\(status)): \(why.split(separator: "\n").joined(separator: " "))")
    }
    return frames
  }

  /// Reads in a thread of its own until the host, the pipe's last writer, is gone.
  ///
  /// A queue of its own, because the global one has as many threads as there are processors, which tasks run on as well: two chapters side
  /// by side held both of two, and Dispatch gives another only a second later.
  private func readFrames() async -> [HostFrame] {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "gradbook.frames").async { [frames] in
        var bytes: [UInt8] = []
        var received: [HostFrame] = []
        var isReadable = true
        var size = 0
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
          let length = read(frames, &buffer, buffer.count)
          if length < 0, errno == EINTR { continue }
          if length <= 0 { break }
          bytes += buffer[..<length]
          // No section says as much; whoever does is not listened to any more.
          size += length
          if size > Self.largestSize { isReadable = false }
          if isReadable, let frames = HostFrame.take(from: &bytes) { received += frames } else { isReadable = false }
          // What follows cannot be told from frames; it is read all the same, so that no writer waits.
          if !isReadable { bytes = [] }
        }
        close(frames)
        continuation.resume(returning: received)
      }
    }
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

  /// With their fraction.
  package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
