import CSection

/// One run of all checks of a submission: those that are shown first, then those that are hidden.
///
/// The hidden ones' image is not to be seen in the sandbox before all that is shown of the others has been read; and nothing that comes
/// afterwards changes it. So nothing that a submission finds in a hidden check gets to the learner by way of one that is shown.
struct CheckRound {
  let engine: CheckEngine
  let tools: SandboxedTools?
  let folder: CheckFolder
  let recording: CheckRecording
  /// The one that runs the next check; nil where it is yet to be started.
  var host: CheckHost?
  /// What is left of them.
  var limits: CheckEngine.Limits

  private let usual: CheckEngine.Limits
  private var records: [[CheckRecord]] = []
  private var seconds = 0.0
  private var hasTimedOut = false
  private var isForged = false

  init(
    engine: CheckEngine, tools: SandboxedTools?, folder: CheckFolder, recording: CheckRecording, host: CheckHost, limits: CheckEngine.Limits
  ) {
    self.engine = engine
    self.tools = tools
    self.folder = folder
    self.recording = recording
    self.host = host
    self.limits = limits
    usual = limits
  }

  /// - Parameter images: what was compiled.
  /// - Returns: A record for each question, in their order.
  mutating func run(_ questions: [CheckQuestion], _ images: [CompiledChecks.Image]) async throws -> CheckRun {
    let deadline = ContinuousClock.now + limits.checks
    let phases = images.map { image in questions.indices.filter { image.checks.contains(questions[$0].check) } }
    let order = phases.flatMap { $0 }
    var assignments: [CheckHost.Assignment] = []
    for (image, phase) in zip(images, phases) where !phase.isEmpty {
      var loaded = image
      // What is trusted sees all files, and all its checks are run in one go.
      if tools != nil { loaded.object = try folder.moveToLoadable(image.object) }
      assignments += phase.enumerated().map {
        CheckHost.Assignment(number: assignments.count + $0.offset, question: questions[$0.element], image: loaded)
      }
      if tools != nil || assignments.count == order.count { try await run(assignments, of: order.count, until: deadline) }
      // As long as one that is shown is to be run, nothing of a hidden one is loaded.
      guard tools == nil || records.count == assignments.count else { break }
    }
    await host?.end()
    var run = CheckRun(records: Array(repeating: [], count: questions.count), seconds: seconds)
    for (place, index) in order.enumerated() where records.indices.contains(place) { run.records[index] = records[place] }
    for (index, question) in questions.enumerated() where run.records[index].isEmpty {
      var unreached = CheckRecord.lost
      unreached.ending = .notReached
      run.records[index] = Array(repeating: unreached, count: question.seeds.count)
    }
    if isForged {
      for index in run.records.indices {
        for trial in run.records[index].indices { run.records[index][trial].ending = .lost }
      }
    }
    return run
  }

  /// Runs those that have no record yet.
  private mutating func run(_ assignments: [CheckHost.Assignment], of count: Int, until deadline: ContinuousClock.Instant) async throws {
    let first = records.count
    while records.count < assignments.count {
      if host == nil { limits.checks = deadline - .now }
      guard limits.checks > .zero else { break }
      let host = try host ?? engine.host(in: folder, tools, for: records.count..<count, limits)
      self.host = host
      let asked = Array(assignments[records.count...])
      let some = try await host.run(asked, isLast: assignments.count == count, limits: limits)
      seconds += some.seconds
      // The host has said that these are over, and says it again: the first time it was not the host.
      // And of others it knows nothing yet.
      if some.frames.contains(where: { $0.section < first || $0.section >= assignments.count }) { isForged = true }
      // They had not ended: none of these has begun.
      if let limit = some.limit, first > 0, !some.frames.contains(where: { $0.section >= first && $0.kind == gradbook_kind_began }),
        let last = records[first - 1].indices.last
      {
        records[first - 1][last].ending = .limit(limit)
      }
      let isStopped = await add(some, of: asked)
      if some.isOver || isStopped {
        if !some.isOver { seconds += await host.end() }
        self.host = nil
      }
      // A check that took the host with it, since it broke a limit of them all or nobody could end it alone: those after it get another.
      if !isStopped { break }
    }
    // Where nobody can end a check alone, its host ends with it.
    guard hasTimedOut, let host else { return }
    seconds += await host.end()
    self.host = nil
  }

  /// Makes records of what came of a host's run, up to the check that ended the host before its time.
  /// - Returns: whether one did.
  private mutating func add(_ some: CheckHost.Run, of assignments: [CheckHost.Assignment]) async -> Bool {
    for assignment in assignments {
      let trials = assignment.question.seeds.count
      let timedOut = CheckRecord.Ending.timedOut(limit: limits.check, isShortened: limits.check < usual.check)
      var new = await recording.records(assignment.number, of: assignment.image, trials: trials, among: some.frames, timedOut: timedOut)
      let last = new.firstIndex { $0.ending != .completed }
      if let last, new[last].ending == .lost, let limit = some.limit {
        new[last].ending = .limit(limit)
        records.append(new)
        return limit != .wallClock
      }
      records.append(new)
      guard let last, new[last].ending == timedOut else { continue }
      hasTimedOut = true
      limits.check = min(limits.check, limits.checkAfterTimeOut)
      if !some.frames.contains(where: { $0.section > assignment.number }) { return true }
    }
    // All of them say that they ended well, but one did not: as far as anybody knows the last.
    if let limit = some.limit, let last = records.last?.indices.last { records[records.count - 1][last].ending = .limit(limit) }
    return false
  }
}
