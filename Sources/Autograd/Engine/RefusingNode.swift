/// Stands where PyTorch has no derivative: the operator runs and is recorded, and backward ends here with an error.
final class RefusingNode: Node {
  private let message: String

  /// In the place of an operator's own node: PyTorch's `NotImplemented`.
  ///
  /// - Parameter operation: PyTorch's name of it, `floor_divide`.
  init(operation: String, inputs: [Tensor]) {
    message = "derivative for aten::\(operation) is not implemented"
    super.init(name: "NotImplemented")
    for input in inputs { addEdge(to: input) }
  }

  /// In the place of the node of an in-place form, where only the other form has a derivative.
  init(inPlace name: String, _ operation: String, input: Tensor) {
    message = "the derivative for 'inplace version of \(operation)' is not implemented."
    super.init(name: name)
    addEdge(to: input)
  }

  /// Between an operator's node and the one of its inputs that has no derivative.
  init(_ message: String, before input: Tensor) {
    self.message = message
    super.init(name: "NotImplemented")
    addEdge(to: input)
    addOutput(like: input)
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients { throw AutogradError(message) }
}
