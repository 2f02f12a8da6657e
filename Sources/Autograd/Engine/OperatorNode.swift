/// From the gradient of an operator's output, those of its inputs. Made of operators, so that it can be differentiated again.
///
/// It reads what was saved from the node, and is called only while that is there and unchanged. It must not capture tensors: the
/// engine could not check them.
typealias Derivative = @Sendable (borrowing SavedValues, Tensor) -> Gradients

/// A recorded operator with one output: its derivative stands beside its forward, in the operator's own file.
final class OperatorNode: Node {
  private let derivative: Derivative
  /// What the derivative needs: `self`, another input, an output.
  var saved0 = SavedTensor()
  var saved1 = SavedTensor()
  var saved2 = SavedTensor()

  init(_ name: String, derivative: @escaping Derivative) {
    self.derivative = derivative
    super.init(name: name)
  }

  @inline(__always)
  init(_ name: String, _ input: Tensor, derivative: @escaping Derivative) {
    self.derivative = derivative
    super.init(name: name, edgeCount: 1, first: HeldEdge(to: input))
  }

  @inline(__always)
  init(_ name: String, _ a: Tensor, _ b: Tensor, derivative: @escaping Derivative) {
    self.derivative = derivative
    super.init(name: name, edgeCount: 2, first: HeldEdge(to: a), second: HeldEdge(to: b))
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    // PyTorch's order, which decides what an error names: inputs by their names (`other` before `self`), then outputs.
    let other = try saved1.unpack(for: self)
    let values = SavedValues(node: self, first: try saved0.unpack(for: self), second: other, third: try saved2.unpack(for: self))
    guard let gradient = gradients.take(0) else { return Gradients(count: edgeCount) }
    return derivative(values, gradient)
  }

  override func releaseSaved() {
    saved0.release()
    saved1.release()
    saved2.release()
  }

  override func dropContents() {
    saved0.drop()
    saved1.drop()
    saved2.drop()
    dropConnections()
  }

  override func takeContents() -> NodeContents {
    var contents = super.takeContents()
    if let tensor = saved0.takeTensor() { contents.saved.append(tensor) }
    if let tensor = saved1.takeTensor() { contents.saved.append(tensor) }
    if let tensor = saved2.takeTensor() { contents.saved.append(tensor) }
    return contents
  }
}

/// What a derivative may read: the saved tensors, and which inputs want a gradient.
struct SavedValues: ~Copyable {
  /// Not owned: it is the one whose derivative is being computed.
  private let unmanagedNode: Unmanaged<Node>
  private let first: Reference<Tensor>
  private let second: Reference<Tensor>
  private let third: Reference<Tensor>

  @inline(__always)
  init(node: Node, first: consuming Tensor?, second: consuming Tensor?, third: consuming Tensor?) {
    unmanagedNode = Unmanaged.passUnretained(node)
    self.first = Reference(first)
    self.second = Reference(second)
    self.third = Reference(third)
  }

  /// The saved tensor `i`; a derivative asks only for what its operator saved.
  @inline(__always)
  subscript(i: Int) -> Tensor {
    switch i {
    case 0: first.object.unsafelyUnwrapped
    case 1: second.object.unsafelyUnwrapped
    default: third.object.unsafelyUnwrapped
    }
  }

  /// Whether input `i` wants a gradient.
  @inline(__always)
  func needs(_ i: Int) -> Bool { unmanagedNode.borrow { $0.needs(i) } }

  /// The sizes of input `i`, as far as the graph knows them.
  @inline(__always)
  func nextSizes(_ i: Int) -> Dimensions? { unmanagedNode.borrow { $0.nextSizes(i) } }

  var node: Node { unmanagedNode.takeUnretainedValue() }
}
