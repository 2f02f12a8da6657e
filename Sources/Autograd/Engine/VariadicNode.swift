/// From the gradients of an operator's outputs (nil for zeros), those of its inputs; nil where none is wanted.
///
/// It is made of operators, so that it can be differentiated again, and must not capture tensors: the engine could not check them.
typealias VariadicDerivative = @Sendable (borrowing SavedList, [Tensor?]) -> [Tensor?]

/// A recorded operator with any number of inputs, saved tensors and outputs. `OperatorNode` is quicker where it suffices.
final class VariadicNode: Node {
  private let derivative: VariadicDerivative
  var saved = SavedTensors()

  /// - Parameter inputs: One edge each; nil for an input that was left out.
  init(_ name: String, inputs: [Tensor?], derivative: @escaping VariadicDerivative) {
    self.derivative = derivative
    super.init(name: name)
    for input in inputs { addEdge(input?.gradientEdge ?? Edge()) }
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    let tensors = try saved.unpack(for: self)
    if gradients.isEmpty { return Gradients(count: edgeCount) }
    return Gradients(derivative(SavedList(node: self, tensors: tensors), gradients.list))
  }

  override func releaseSaved() { saved.release() }

  override func takeContents() -> NodeContents {
    var contents = super.takeContents()
    saved.takeContents(into: &contents)
    return contents
  }
}

/// What a variadic derivative may read: the saved tensors in the order in which they were saved, and which inputs want a gradient.
struct SavedList {
  let node: Node
  let tensors: [Tensor?]

  /// The saved tensor `i`, which was there when the operator ran.
  subscript(i: Int) -> Tensor { tensors[i].unsafelyUnwrapped }

  /// The saved tensor `i`, or nil if the operator ran without it.
  func optional(_ i: Int) -> Tensor? { tensors[i] }

  /// Whether input `i` wants a gradient.
  func needs(_ i: Int) -> Bool { node.needs(i) }
}
