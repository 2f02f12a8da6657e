/// What came of a trace.
public struct TraceResult: Equatable, Sendable {
  /// The trace's.
  public var id: String
  /// Empty if all is as PyTorch has it.
  public var failures: [TraceFailure]

  /// Whether all is as PyTorch has it.
  public var passed: Bool { failures.isEmpty }
}

/// One thing that is not as PyTorch has it.
public struct TraceFailure: Equatable, Sendable {
  /// `step 3 (mul_)`, or an expectation's key, `t4.grad_fn`.
  public var place: String
  /// What tells the two apart.
  public var mismatch: Mismatch
}
