/// The node of a function that the user wrote.
final class FunctionNode: Node {
  private let function: any Function
  let context: FunctionContext

  init(_ function: any Function, _ context: FunctionContext, inputs: [Tensor]) {
    self.function = function
    self.context = context
    super.init(name: "\(type(of: function))Backward" + (function is any LibraryFunction ? "0" : ""))
    for input in inputs { addEdge(to: input) }
    context.node = self
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    var gradOutputs = gradients.list
    if context.materializesGrads {
      for i in gradOutputs.indices where gradOutputs[i] == nil {
        let metadata = metadata(i)
        gradOutputs[i] = Tensor.zeros(metadata.sizes.array, dtype: metadata.dtype)
      }
    }
    let isOnce = type(of: function).isOnceDifferentiable
    let arrived = gradOutputs
    var results = try AutogradError.wrapping { () throws in
      try isOnce ? noGrad { () throws in try function.backward(context, arrived) } : function.backward(context, arrived)
    }
    while results.count > edgeCount, results.last! == nil { results.removeLast() }
    if results.count != edgeCount {
      throw AutogradError("function \(name) returned an incorrect number of gradients (expected \(edgeCount), got \(results.count))")
    }
    if isOnce && Tensor.isRecorded(arrived) { results = RefusedDerivative.outputs(results, of: arrived) }
    return Gradients(results)
  }

  override func releaseSaved() { context.saved.release() }

  override func takeContents() -> NodeContents {
    var contents = super.takeContents()
    context.saved.takeContents(into: &contents)
    return contents
  }
}

/// Stands for a derivative that cannot be taken.
private final class RefusedDerivative: Node {
  private init(inputs: [Tensor?]) {
    super.init(name: "torch::autograd::Error")
    for input in inputs { addEdge(input?.gradientEdge ?? Edge()) }
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    throw AutogradError("trying to differentiate twice a function that was marked with @once_differentiable")
  }

  static func outputs(_ results: [Tensor?], of inputs: [Tensor?]) -> [Tensor?] {
    let node = RefusedDerivative(inputs: inputs)
    return results.map { result in
      guard let output = result?.detach() else { return nil }
      output.setHistory(node)
      return output
    }
  }
}
