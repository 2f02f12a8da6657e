import CThreadState

/// A tensor that a node keeps for its backward, with the version it had: a write in place since then is an error.
///
/// An input is kept as it is. An output is kept as an alias of its data, because its node must not own it: the output owns the node.
struct SavedTensor: ~Copyable {
  private var tensor = Reference<Tensor>()
  private var version = 0
  private var outputNumber = 0
  private var extra = Reference<Extra>()
  // Last, here and in other structures that are moved: what stands after single bytes is copied in pieces that wait for each other.
  private var isOriginal = false
  private var isLeaf = false
  private var wasReleased = false

  /// What only some saved tensors have.
  private final class Extra {
    /// The node of an output of an in-place operator on a view, which is not the one that saves it.
    weak var viewNode: Node?
    /// What a pack hook made of the tensor, and where its gradient goes.
    var packed: PackedTensor?
  }

  init() {}

  /// Keeps an input.
  @inline(__always)
  init(_ input: Tensor) {
    tensor = Reference(input)
    version = input.writeCount
    outputNumber = input.outputNumber
    isOriginal = true
    isLeaf = !input.hasGradFn
    if input.isInference { Self.refuseInferenceTensor() }
    // A number that took the form of a tensor is none to a pack hook.
    if let hooks = gb_saved_tensor_hooks(), !input.isWrappedNumber { pack(hooks) }
  }

  /// Keeps an output of the node that saves it.
  init(output: Tensor, isInPlaceOnView: Bool = false) {
    version = output.writeCount
    outputNumber = output.outputNumber
    if output.isInference { Self.refuseInferenceTensor() }
    if let hooks = gb_saved_tensor_hooks() {
      tensor = Reference(output)
      pack(hooks)
    } else {
      let alias = output.alias(sizes: output.sizes, strides: output.steps, offset: output.offset)
      alias.shareVersion(with: output)
      tensor = Reference(alias)
    }
    if isInPlaceOnView {
      let extra = self.extra.object ?? Extra()
      extra.viewNode = output.gradFn
      self.extra.object = extra
    }
  }

  private static func refuseInferenceTensor() {
    fail(
      "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by "
        + "autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` "
        + "instead of `torch.inference_mode()`.")
  }

  private mutating func pack(_ hooks: UnsafeMutableRawPointer) {
    let tensor = tensor.take().unsafelyUnwrapped
    let extra = Extra()
    self.extra.object = extra
    extra.packed = Unmanaged<SavedTensorsHooks>.fromOpaque(hooks).takeUnretainedValue().packed(tensor, isOutput: !isOriginal)
  }

  /// What was kept, checked to be unchanged; nil where nothing was saved.
  @inline(__always)
  func unpack(for node: Node) throws(AutogradError) -> Tensor? {
    tensor.isAbsent && extra.isAbsent && !wasReleased ? nil : try unpackSaved(for: node)
  }

  private func unpackSaved(for node: Node) throws(AutogradError) -> Tensor? {
    if wasReleased { throw .backwardTwice }
    if let extra = extra.object, let packed = extra.packed {
      return try packed.unpack(for: extra.viewNode ?? node, outputNumber: outputNumber)
    }
    guard let tensor = tensor.object else { return nil }
    if isOriginal && !isLeaf && !tensor.hasGradFn { throw .savedTensorWasDetached }
    if tensor.writeCount != version {
      throw .modifiedInPlace(tensor, outputNumber: outputNumber, of: source(of: tensor, savedBy: node), expected: version)
    }
    if isOriginal || !GradMode.isEnabled { return tensor }
    let result = tensor.alias(sizes: tensor.sizes, strides: tensor.steps, offset: tensor.offset)
    result.shareVersion(with: tensor)
    result.recordedGradFn = source(of: tensor, savedBy: node)
    result.outputNumber = outputNumber
    return result
  }

  /// The node that computed what was kept; nil for a leaf.
  private func source(of tensor: Tensor, savedBy node: Node) -> Node? {
    isOriginal ? tensor.gradFn : extra.object?.viewNode ?? node
  }

  mutating func release() {
    if tensor.isAbsent && extra.object?.packed == nil { return }
    drop()
    wasReleased = true
  }

  /// Gives up what is kept, in a node that goes.
  @inline(__always)
  mutating func drop() {
    tensor.drop()
    extra.drop()
  }

  /// What is kept, given up.
  mutating func takeTensor() -> AnyObject? {
    if let tensor = tensor.take() { return tensor }
    return extra.take()
  }
}

extension SavedTensor {
  /// What is to be seen of it; nil where nothing was saved.
  var state: SavedState? {
    if tensor.isAbsent && extra.isAbsent && !wasReleased { return nil }
    return SavedState(tensor: tensor.object, version: version, isOutput: !isOriginal, isFreed: wasReleased)
  }
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
    text += " is at version \(tensor.writeCount); expected version \(expected) instead."
    if gb_detects_anomaly() {
      text +=
        " Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed "
        + "in there or anywhere later. Good luck!"
      return AutogradError(text)
    }
    text +=
      " Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
      + "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    return AutogradError(text)
  }
}

extension Tensor {
  /// The name of the class before 0.4, still used in messages: `torch.FloatTensor`.
  package final var legacyTypeName: String { "torch.\(dtype.scalarTypeName)Tensor" }
}
