/// A tensor that a node keeps for its backward, with the version it had: a write in place since then is an error.
///
/// An input is kept as it is. An output is kept as an alias of its data, because its node must not own it: the output owns the node.
struct SavedTensor {
  private var tensor: Tensor?
  private var version = 0
  private var outputNumber = 0
  private var isOriginal = false
  private var isLeaf = false
  private var wasReleased = false
  /// For the output of an in-place operator on a view, whose node is not the one that saves it.
  private var viewNode: WeakNode?

  private final class WeakNode {
    weak var node: Node?
    init(_ node: Node?) { self.node = node }
  }

  init() {}

  /// Keeps an input.
  @inline(__always)
  init(_ input: Tensor) {
    tensor = input
    version = input.version
    outputNumber = input.outputNumber
    isOriginal = true
    isLeaf = input.gradFn == nil
  }

  /// Keeps an output of the node that saves it.
  init(output: Tensor, isInPlaceOnView: Bool = false) {
    version = output.version
    outputNumber = output.outputNumber
    let alias = output.alias(sizes: output.sizes, strides: output.steps, offset: output.offset)
    alias.shareVersion(with: output)
    tensor = alias
    if isInPlaceOnView { viewNode = WeakNode(output.gradFn) }
  }

  /// What was kept, checked to be unchanged; nil where nothing was saved.
  func unpack(for node: Node) throws(AutogradError) -> Tensor? {
    if wasReleased { throw .backwardTwice }
    guard let tensor else { return nil }
    var source = isOriginal ? tensor.gradFn : viewNode?.node
    if !isLeaf && source == nil {
      if isOriginal { throw .savedTensorWasDetached }
      source = node
    }
    if tensor.version != version {
      throw .modifiedInPlace(tensor, outputNumber: outputNumber, of: source, expected: version)
    }
    if isOriginal || !GradMode.isEnabled { return tensor }
    let result = tensor.alias(sizes: tensor.sizes, strides: tensor.steps, offset: tensor.offset)
    result.shareVersion(with: tensor)
    result.recordedGradFn = source
    result.outputNumber = outputNumber
    return result
  }

  mutating func release() {
    if tensor == nil { return }
    tensor = nil
    wasReleased = true
  }

  /// The tensor itself, given up.
  mutating func takeTensor() -> Tensor? { tensor.take() }
}

extension AutogradError {
  static var backwardTwice: AutogradError {
    AutogradError(
      "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
        + "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True "
        + "if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.")
  }

  static var savedTensorWasDetached: AutogradError {
    AutogradError(
      "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
        + "This is not supported, please use out-of-place `.detach()` instead")
  }

  static func modifiedInPlace(_ tensor: Tensor, outputNumber: Int, of node: Node?, expected: Int) -> AutogradError {
    var text =
      "one of the variables needed for gradient computation has been modified by an inplace operation: "
      + "[\(tensor.legacyTypeName) \(tensor.sizes)]"
    if let node { text += ", which is output \(outputNumber) of \(node.operatorName)," }
    text += " is at version \(tensor.version); expected version \(expected) instead."
    text +=
      " Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
      + "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    return AutogradError(text)
  }
}

extension Tensor {
  /// The name of the class before 0.4, still used in messages: `torch.FloatTensor`.
  final var legacyTypeName: String { "torch.\(dtype.scalarTypeName)Tensor" }
}
