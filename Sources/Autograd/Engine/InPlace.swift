/// In-place writes and autograd: what is refused, and how the graph is rewritten so that it says what the memory now holds.

extension Tensor {
  /// Refuses a recorded in-place write where it could not be differentiated. Called before anything is written.
  final func checkInPlace(at site: CallSite?) {
    if let meta, let base = meta.base {
      refuseUnlessWritable(meta, isIndirect: false, at: site)
      if requiresGrad && base.recordedGradFn == nil {
        fail("a view of a leaf Variable that requires grad is being used in an in-place operation.", at: site)
      }
    }
    if requiresGrad && recordedGradFn == nil {
      fail("a leaf Variable that requires grad is being used in an in-place operation.", at: site)
    }
  }

  final func refuseUnlessWritable(_ meta: AutogradMeta, isIndirect: Bool, at site: CallSite?) {
    let creation = meta.creation
    if creation == .default { return }
    let object = isIndirect ? "its base or another view of its base has been" : "is being"
    var text: String
    if creation == .noGrad || creation == .inference || recordedGradFn == nil {
      let prefix =
        recordedGradFn.map { "Output \(outputNumber) of \($0.operatorName) is a view of a view which was created in" }
        ?? "A view was created in"
      text =
        creation == .inference
        ? "\(prefix) inference mode and \(object) modified inplace in normal mode."
        : "\(prefix) no_grad mode and \(object) modified inplace with grad mode enabled."
    } else {
      text = "Output \(outputNumber) of \(recordedGradFn!.operatorName) is a view and \(object) modified inplace."
    }
    switch creation {
    case .multipleOutputs:
      text +=
        " This view is the output of a function that returns multiple views. Such functions do not allow the output views to be "
        + "modified inplace. You should replace the inplace operation by an out-of-place one."
    case .inference:
      text +=
        " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and "
        + "the inplace either both inside the inference_mode block (if you don't want the inplace to be tracked) or both outside (if you "
        + "want the inplace to be tracked)."
    case .noGrad:
      text +=
        " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and "
        + "the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the "
        + "inplace to be tracked)."
    case .customFunction, .default:
      text +=
        " This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle "
        + "view+inplace would override the custom backward associated with the custom Function, leading to incorrect gradients. This "
        + "behavior is forbidden. You can fix this by cloning the output of the custom Function."
    }
    fail(text, at: site)
  }

  /// Makes this tensor, which was just written in place, the output of `node`. Of a view, the base's history becomes a `CopySlices`
  /// around the node, and the view's is made anew from there.
  final func rebaseHistory(_ node: Node) {
    node.addOutput(like: self)
    guard let meta, let base = meta.base else {
      outputNumber = 0
      if meta?.retainsGrad == true, let old = recordedGradFn { moveRetainedGrad(from: old, to: node) }
      recordedGradFn = node
      return
    }
    outputNumber = 0
    let copySlices = CopySlices(base: base, view: self, function: node)
    base.outputNumber = 0
    if base.meta?.retainsGrad == true, let old = base.recordedGradFn { base.moveRetainedGrad(from: old, to: copySlices) }
    base.recordedGradFn = copySlices
    _ = gradFn
  }

  final func moveRetainedGrad(from old: Node, to new: Node) {
    old.extras?.retainedOutputs.removeAll { $0.tensor === self }
    new.materializeExtras().retainedOutputs.append(RetainedOutput(tensor: self, outputNumber: outputNumber))
  }

  /// The node of a view whose memory was written through somebody else: it takes the view's part out of the base.
  final func asStridedNode(of base: Tensor) -> Node {
    let node = OperatorNode.asStrided(
      from: Geometry(base), to: Geometry(sizes: sizes, strides: steps, offset: offset), input: base)
    node.addOutput(like: self)
    return node
  }
}

/// What a view shows of a storage.
struct Geometry {
  var sizes: Dimensions
  var strides: Dimensions
  var offset: Int

  init(sizes: Dimensions, strides: Dimensions, offset: Int) {
    self.sizes = sizes
    self.strides = strides
    self.offset = offset
  }

  init(_ tensor: Tensor) { self.init(sizes: tensor.sizes, strides: tensor.steps, offset: tensor.offset) }
}

/// The history of a base after one of its views was written: the function's gradient for the view's part, the old one for the rest.
final class CopySlices: Node {
  private let base: Geometry
  private let view: Geometry
  private var function: Node?

  init(base: Tensor, view: Tensor, function: Node) {
    self.base = Geometry(base)
    self.view = Geometry(view)
    self.function = function
    super.init(name: "torch::autograd::CopySlices")
    addOutput(like: base)
    addEdge(to: base)
    for i in 1..<max(function.edgeCount, 1) { addEdge(function.edge(i)) }
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    var results = Gradients(count: edgeCount)
    guard let gradient = gradients[0] else { return results }
    guard let function else { throw .backwardTwice }
    let result = Tensor.empty(strided: base.sizes, base.strides, gradient.dtype, gradient.device)
    result.copy_(gradient)
    let slice = result.asStrided(view.sizes, view.strides, offset: view.offset - base.offset)
    let inner = try function.apply(Gradients(slice.clone()))
    for i in 0..<inner.count where needs(i) {
      guard let part = inner[i] else { continue }
      if i == 0 {
        slice.copy_(part)
        results[0] = result
      } else {
        results[i] = part
      }
    }
    return results
  }

  override func releaseSaved() { function = nil }

  override func takeContents() -> NodeContents {
    var contents = super.takeContents()
    if let function = function.take() { contents.saved.append(function) }
    return contents
  }
}
