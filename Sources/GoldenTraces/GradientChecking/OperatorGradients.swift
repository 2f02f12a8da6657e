/// What became of one operator's derivatives, held against differences on some of its traces.
public struct OperatorGradients: Sendable {
  /// OpInfo's name of it: `max.binary`.
  public var name: String
  /// On how many traces an output required grad.
  public var differentiable = 0
  /// On how many of these `gradcheck` passed.
  public var first = 0
  /// On how many of these `gradgradcheck` passed.
  public var second = 0
  /// What went wrong, each with the trace's id.
  public var failures: [String] = []

  /// Whether first and second derivatives were both checked, and nothing was wrong.
  public var passed: Bool { failures.isEmpty && differentiable > 0 && first == differentiable && second == differentiable }

  /// Whether it ran, and no output ever required grad.
  public var isNotDifferentiable: Bool { failures.isEmpty && differentiable == 0 }
}

/// Goes through the operators of a file of traces and holds the derivatives of each against differences, whatever gradients the traces
/// have.
public struct OperatorGradientRunner: Sendable {
  /// What the operators' names stand for.
  public var adapter: Adapter
  /// How many traces are tried at a time.
  public var jobs: Int
  /// After how many seconds a trace has failed.
  public var limit: UInt32
  /// How many traces of an operator are tried.
  public var tracesPerOperator: Int

  /// A runner.
  public init(adapter: Adapter, jobs: Int, limit: UInt32 = 60, tracesPerOperator: Int = 6) {
    self.adapter = adapter
    self.jobs = jobs
    self.limit = limit
    self.tracesPerOperator = tracesPerOperator
  }

  /// Checks the operators of the traces; the results are in the order of the traces.
  ///
  /// - Precondition: this process has a single thread.
  /// - Throws: `ForkError` where the system gives no more processes or pipes.
  public func run(_ traces: [Trace]) throws(ForkError) -> [OperatorGradients] {
    var names: [String] = []
    var byName: [String: [Trace]] = [:]
    for trace in traces where trace.steps.first.map({ $0.raises == nil }) ?? false {
      if byName[trace.operatorName] == nil { names.append(trace.operatorName) }
      byName[trace.operatorName, default: []].append(trace)
    }
    var results = names.map { OperatorGradients(name: $0) }
    let tried = names.enumerated().flatMap { i, name in chosen(byName[name]!).map { (operation: i, trace: $0) } }
    try ForkedProcess.runAll(tried.count, jobs: jobs) { (i) throws(ForkError) in
      try ForkedProcess(limit: limit) { channel in OperatorGradientCheck(tried[i].trace, adapter: adapter, channel: channel).run() }
    } finish: { i, outcome in
      results[tried[i].operation].add(outcome, of: tried[i].trace, limit: limit)
    }
    return results
  }

  /// Those that are not empty and have something to differentiate, in float64, if there are any; spread over all there are.
  private func chosen(_ traces: [Trace]) -> [Trace] {
    var candidates = traces
    for isWanted in [
      { (trace: Trace) in trace.inputs.allSatisfy { !$0.tensor.shape.contains(0) } },
      { trace in trace.inputs.contains { $0.tensor.isFloatingPoint } },
      { trace in trace.inputs.contains { $0.tensor.requiresGrad && $0.tensor.dtype == "float64" } },
    ] {
      let wanted = candidates.filter(isWanted)
      if !wanted.isEmpty { candidates = wanted }
    }
    if candidates.count <= tracesPerOperator { return candidates }
    return (0..<tracesPerOperator).map { candidates[$0 * candidates.count / tracesPerOperator] }
  }
}

extension OperatorGradients {
  fileprivate mutating func add(_ outcome: ForkedProcess.Outcome, of trace: Trace, limit: UInt32) {
    for record in outcome.records {
      switch record.first {
      case "differentiable": differentiable += 1
      case "first": first += 1
      case "second": second += 1
      default: failures.append("\(trace.id): \(record.joined(separator: ": "))")
      }
    }
    if outcome.ending != .finished { failures.append("\(trace.id): \(outcome.description(limit: limit))") }
  }
}

extension Trace {
  /// OpInfo's name of the operator that the trace is about: the second part of its id.
  var operatorName: String {
    let parts = id.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : id
  }
}

extension TensorLiteral {
  /// Whether its dtype is a floating one.
  var isFloatingPoint: Bool {
    if case .floats = elements { true } else { false }
  }
}
