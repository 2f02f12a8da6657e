/// Runs traces, each in a forked copy of this process: one that traps, dies or hangs is a failed trace, not the end of the run.
public struct TraceRunner: Sendable {
  /// What the operators' names stand for.
  public var adapter: Adapter
  /// How many traces run at a time.
  public var jobs: Int
  /// After how many seconds a trace has failed.
  public var limit: UInt32

  /// A runner.
  ///
  /// - Precondition: `jobs` and `limit` are at least 1.
  public init(adapter: Adapter, jobs: Int, limit: UInt32 = 20) {
    precondition(jobs > 0 && limit > 0)
    self.adapter = adapter
    self.jobs = jobs
    self.limit = limit
  }

  /// Runs traces; the results are in their order.
  ///
  /// - Precondition: this process has a single thread.
  /// - Throws: `ForkError` where the system gives no more processes or pipes.
  public func run(_ traces: [Trace]) throws(ForkError) -> [TraceResult] {
    try run(traces) { trace, channel in TraceRun(trace, adapter: adapter, channel: channel).perform() }
  }

  /// Calls `body` for each trace in a copy of this process; what it announces and fails becomes the result.
  func run(_ traces: [Trace], body: (Trace, ForkedProcess.Channel) -> Void) throws(ForkError) -> [TraceResult] {
    var results = [TraceResult?](repeating: nil, count: traces.count)
    try ForkedProcess.runAll(traces.count, jobs: jobs) { (i) throws(ForkError) in
      try ForkedProcess(limit: limit) { channel in body(traces[i], channel) }
    } finish: { i, outcome in
      results[i] = result(of: traces[i], outcome)
    }
    return results.compactMap(\.self)
  }

  private func result(of trace: Trace, _ outcome: ForkedProcess.Outcome) -> TraceResult {
    var failures = outcome.records.filter { $0.first == "failure" && $0.count == 4 }
      .map { TraceFailure(place: $0[1], mismatch: Mismatch(expected: $0[2], got: $0[3])) }
    if outcome.ending != .finished {
      let place = outcome.records.last { $0.first == "at" }?.last ?? "start"
      failures.append(TraceFailure(place: place, mismatch: Mismatch(expected: "success", got: outcome.description(limit: limit))))
    }
    return TraceResult(id: trace.id, failures: failures)
  }
}

extension ForkedProcess.Channel {
  /// Says which place of a trace is reached next.
  func announce(_ place: String) { send(["at", place]) }

  /// Says what is wrong there.
  func fail(_ place: String, _ mismatch: Mismatch) {
    let short = mismatch.shortened
    send(["failure", place, short.expected, short.got])
  }
}
