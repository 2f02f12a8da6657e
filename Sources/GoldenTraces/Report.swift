/// The results of a run in words.
public struct Report: Sendable {
  private let traces: [Trace]
  private let results: [TraceResult]

  /// - Precondition: the results are those of the traces, in the same order.
  public init(traces: [Trace], results: [TraceResult]) {
    self.traces = traces
    self.results = results
  }

  /// `1498 passed, 2 failed`.
  public var summary: String {
    let passed = results.count { $0.passed }
    return "\(passed) passed, \(results.count - passed) failed"
  }

  /// A failed trace: its id, and a line for each thing that is wrong.
  public static func description(of result: TraceResult) -> String {
    let lines = result.failures.map { failure in
      "  \(failure.place): expected \(failure.mismatch.expected.escaped), got \(failure.mismatch.got.escaped)"
    }
    return (["failed: \(result.id)"] + lines).joined(separator: "\n")
  }

  /// A line for each operator, with the traces that use it; those that most often fail first.
  public var byOperator: String {
    var counts: [String: (passed: Int, failed: Int)] = [:]
    for (trace, result) in zip(traces, results) {
      for operation in Set(trace.steps.map(\.operation)) {
        if result.passed { counts[operation, default: (0, 0)].passed += 1 } else { counts[operation, default: (0, 0)].failed += 1 }
      }
    }
    let rows = counts.sorted { ($1.value.failed, $0.key) < ($0.value.failed, $1.key) }
    return rows.map { "\($0.key): \($0.value.passed) passed, \($0.value.failed) failed" }.joined(separator: "\n")
  }
}

extension String {
  /// On one line.
  fileprivate var escaped: String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
  }
}
