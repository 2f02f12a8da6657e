extension ExpectedValue {
  /// What differs in a result from this; nil if nothing does.
  public func mismatch(with actual: TraceValue) -> Mismatch? {
    switch (self, actual) {
    case (.tensor(let expected), .tensor(let tensor)): expected.mismatch(with: TensorLiteral(reading: tensor))
    case (.scalar(let expected), .plain(let value)): expected.scalarMismatch(with: value)
    case (.exactly(let expected), .plain(let value)): expected.mismatch(with: value)
    case (.tensor(let expected), .plain(let value)): Mismatch(expected: "a tensor of shape \(expected.shape)", got: "\(value)")
    case (.scalar(let expected), .tensor(let tensor)), (.exactly(let expected), .tensor(let tensor)):
      Mismatch(expected: "\(expected)", got: "a tensor of shape \(tensor.shape)")
    case (_, .module(let traced)): Mismatch(expected: "\(self)", got: "a module, \(traced.module.name)")
    case (_, .optimizer(let optimizer)): Mismatch(expected: "\(self)", got: "an optimizer, \(type(of: optimizer))")
    }
  }
}
