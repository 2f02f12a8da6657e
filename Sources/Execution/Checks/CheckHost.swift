import CSection
import Glibc
import Synchronization
import Workbook

/// A host with the library loaded, started while the compiler works, that runs checks: each in a process forked from it.
final class CheckHost: Sendable {
  private enum Kind: Sendable {
    case trusted(HostSession, Task<[HostFrame], any Error>)
    case confined(SandboxedProcess)
  }

  private let kind: Kind
  /// By the check's number in this run.
  private let files: [Int: [String]]
  private let received = Mutex(ReceivedFrames())
  private let hasBegun = Mutex(false)

  /// How much later than the host itself the sandbox ends the checks: for a host that a submission keeps from doing it.
  static let grace = Duration.seconds(2)

  /// A check that is to be run.
  struct Assignment {
    /// Among all that are run for a submission.
    var number: Int
    var question: CheckQuestion
    /// Where the host finds it.
    var image: CompiledChecks.Image
  }

  /// What came of some checks.
  struct Run {
    var frames: [HostFrame]
    /// Whether the host has ended: always after the last checks.
    var isOver: Bool
    /// The limit that ended it before its time, if one did.
    var limit: SandboxOutcome.Limit?
    /// From the first check to the end, as the sandbox counts; nothing before that.
    var seconds: Double
  }

  /// One for a solution that is trusted.
  /// - Parameter numbers: the checks that it will run.
  init(library: LibraryBuild, toolchain: Toolchain, folder: CheckFolder, numbers: Range<Int>, limit: Duration) throws(SetupError) {
    files = try Self.files(numbers, in: folder)
    let session = try HostSession(library: library, toolchain: toolchain, scratch: folder.host, limit: limit)
    kind = .trusted(session, Task { try await session.frames() })
  }

  /// One in a sandbox.
  init(tools: SandboxedTools, folder: CheckFolder, numbers: Range<Int>, limits: CheckEngine.Limits) throws(SetupError) {
    files = try Self.files(numbers, in: folder)
    // While the compiler works it waits.
    let wallClock = limits.compilation + limits.checks
    let libraries = tools.sandbox.toolchain.impliedLibraries + tools.library.libraries
    kind = .confined(
      try tools.startHost(
        arguments: ["\(limits.checks.milliseconds)", "/tmp/work"] + libraries, readOnly: [folder.loadable],
        writable: numbers.flatMap { [files] in files[$0] ?? [] },
        limits: SandboxLimits(wallClock: wallClock, processorTime: limits.checks, memory: limits.memory, fileSize: 32 << 20)))
  }

  private static func files(_ numbers: Range<Int>, in folder: CheckFolder) throws(SetupError) -> [Int: [String]] {
    var files: [Int: [String]] = [:]
    for number in numbers { files[number] = try folder.addOutputs(number) }
    return files
  }

  /// Runs checks, one after the other.
  ///
  /// - Parameter isLast: whether the host ends with them. A trusted one does in any case.
  /// - Returns: after the processes of all these checks have ended. (So they have said: who says it in the host's name is found out when the
  ///   host says it as well.)
  func run(_ assignments: [Assignment], isLast: Bool, limits: CheckEngine.Limits) async throws -> Run {
    let lines = assignments.map { assignment in
      let check = assignment.question.check
      return HostSession.line(
        assignment.number, object: assignment.image.object, entries: [CheckProgram.programEntry, CheckProgram.entry(of: check)],
        files: files[assignment.number] ?? [], limits: (limits.check, limits.checkAfterTimeOut),
        arguments: ["\(check)"] + assignment.question.seeds.map { "\($0)" })
    }
    switch kind {
    case .trusted(let session, let frames):
      for line in lines { session.send(line) }
      session.finish()
      let start = ContinuousClock.now
      return Run(frames: try await frames.value, isOver: true, limit: nil, seconds: (ContinuousClock.now - start).inSeconds)
    case .confined(let process):
      return try await withTaskCancellationHandler {
        let channel = try await process.channel()
        let isFirst = hasBegun.withLock { hasBegun in
          defer { hasBegun = true }
          return !hasBegun
        }
        if isFirst { process.restartWallClock(limit: limits.checks + Self.grace) }
        await channel.send(Array((lines.joined() + (isLast ? HostSession.end : "")).utf8))
        let (frames, isOver) = await frames(from: channel, upTo: isLast ? nil : Set(assignments.map(\.number)))
        if !isOver {
          if received.withLock({ $0.isReadable }) { return Run(frames: frames, isOver: false, limit: nil, seconds: 0) }
          // What more it says could not be read.
          process.terminate()
        }
        let outcome = try await process.outcome()
        try Task.checkCancellation()
        if case .limit(let limit) = outcome.end { return Run(frames: frames, isOver: true, limit: limit, seconds: outcome.seconds) }
        return Run(frames: frames, isOver: true, limit: nil, seconds: outcome.seconds)
      } onCancel: {
        process.terminate()
      }
    }
  }

  /// Nothing more is asked of it.
  /// - Returns: how long it ran checks, as the sandbox counts.
  @discardableResult
  func end() async -> Double {
    switch kind {
    case .trusted(let session, let frames):
      session.finish()
      _ = await frames.result
      return 0
    case .confined(let process):
      process.terminate()
      let outcome = try? await process.outcome()
      return hasBegun.withLock { $0 } ? outcome?.seconds ?? 0 : 0
    }
  }

  /// - Parameter numbers: the checks whose end is waited for; nil for that of the host.
  /// - Returns: the frames that have come since the last call, and whether the host has ended.
  private func frames(from channel: SandboxChannel, upTo numbers: Set<Int>?) async -> (frames: [HostFrame], isOver: Bool) {
    var running = numbers
    var frames: [HostFrame] = []
    while true {
      let piece = await channel.receive()
      if piece.isEmpty { return (frames, true) }
      let (new, isReadable) = received.withLock { received in
        received.add(piece)
        return (received.take(), received.isReadable)
      }
      frames += new
      guard running != nil else { continue }
      for frame in new where frame.kind == gradbook_kind_exited { running?.remove(frame.section) }
      if running?.isEmpty == true || !isReadable { return (frames, false) }
    }
  }
}
