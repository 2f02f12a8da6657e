/// How an operator records itself: one function an arity, so that name, forward and derivative stand in one place.

extension Tensor {
  /// Whether an operator on this tensor is to be recorded now.
  @inline(__always)
  final var isRecorded: Bool { requiresGrad && GradMode.isEnabled }

  /// Makes this tensor output 0 of `node`.
  @inline(__always)
  final func setHistory(_ node: Node) {
    outputNumber = node.addOutput(OutputMetadata(sizes: sizes, dtype: dtype))
    recordedGradFn = node
  }
}

extension OperatorNode {
  @inline(__always)
  convenience init(_ name: String, _ input: Tensor, derivative: @escaping Derivative) {
    self.init(name, derivative: derivative)
    addEdge(input.gradientEdge)
  }

  @inline(__always)
  convenience init(_ name: String, _ a: Tensor, _ b: Tensor, derivative: @escaping Derivative) {
    self.init(name, derivative: derivative)
    addEdge(a.gradientEdge)
    addEdge(b.gradientEdge)
  }

  convenience init(_ name: String, inputs: [Tensor], derivative: @escaping Derivative) {
    self.init(name, derivative: derivative)
    for input in inputs { addEdge(input.gradientEdge) }
  }
}
