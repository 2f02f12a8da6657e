import Glibc
import Workbook

/// A host with the library loaded, started while the compiler works, that runs checks: each in a process forked from it.
final class CheckHost: Sendable {
  private enum Kind: Sendable {
    case trusted(HostSession, Task<[HostFrame], any Error>)
    case confined(SandboxedProcess)
  }

  private let kind: Kind

  private let files: [[String]]

  /// What came of some checks.
  struct Run {
    var frames: [HostFrame]
    /// The limit that ended the host before its time, if one did.
    var limit: SandboxOutcome.Limit?
    /// From the first check to the end, as the sandbox counts.
    var seconds: Double
  }

  /// One for a solution that is trusted.
  /// - Parameter count: how many checks it will run.
  init(library: LibraryBuild, toolchain: Toolchain, folder: CheckFolder, count: Int, limit: Duration) throws(SetupError) {
    files = try (0..<count).map { number throws(SetupError) in try folder.addOutputs(number) }
    let session = try HostSession(library: library, toolchain: toolchain, scratch: folder.host, limit: limit)
    kind = .trusted(session, Task { try await session.frames() })
  }

  /// One in a sandbox.
  init(tools: SandboxedTools, folder: CheckFolder, count: Int, limits: CheckEngine.Limits) throws(SetupError) {
    files = try (0..<count).map { number throws(SetupError) in try folder.addOutputs(number) }
    // While the compiler works it waits.
    let wallClock = limits.compilation + limits.checks
    let libraries = tools.sandbox.toolchain.impliedLibraries + tools.library.libraries
    kind = .confined(
      try tools.startHost(
        arguments: ["\(limits.checks.milliseconds)", "/tmp/work"] + libraries, readOnly: [folder.results],
        writable: files.flatMap { $0 },
        limits: SandboxLimits(wallClock: wallClock, processorTime: limits.checks, memory: limits.memory, fileSize: 32 << 20)))
  }

  /// Runs checks, one after the other, and ends.
  func run(_ questions: [CheckQuestion], object: String, limits: CheckEngine.Limits) async throws -> Run {
    let lines = questions.enumerated().map { number, question in
      HostSession.line(
        number, object: object, entries: [CheckProgram.programEntry, CheckProgram.entry(of: question.check)], files: files[number],
        limits: (limits.check, limits.checkAfterTimeOut), arguments: ["\(question.check)"] + question.seeds.map { "\($0)" })
    }
    switch kind {
    case .trusted(let session, let frames):
      for line in lines { session.send(line) }
      session.finish()
      let start = ContinuousClock.now
      return Run(frames: try await frames.value, limit: nil, seconds: (ContinuousClock.now - start).inSeconds)
    case .confined(let process):
      return try await withTaskCancellationHandler {
        let channel = try await process.channel()
        process.restartWallClock()
        await channel.send(Array((lines.joined() + HostSession.end).utf8))
        let frames = await Self.frames(from: channel)
        let outcome = try await process.outcome()
        try Task.checkCancellation()
        if case .limit(let limit) = outcome.end { return Run(frames: frames, limit: limit, seconds: outcome.seconds) }
        return Run(frames: frames, limit: nil, seconds: outcome.seconds)
      } onCancel: {
        process.terminate()
      }
    }
  }

  /// Nothing is asked of it.
  func end() async {
    switch kind {
    case .trusted(let session, let frames):
      session.finish()
      _ = await frames.result
    case .confined(let process):
      process.terminate()
      _ = try? await process.outcome()
    }
  }

  private static func frames(from channel: SandboxChannel) async -> [HostFrame] {
    var received = ReceivedFrames()
    while true {
      let piece = await channel.receive()
      if piece.isEmpty { return received.frames }
      received.add(piece)
    }
  }
}
