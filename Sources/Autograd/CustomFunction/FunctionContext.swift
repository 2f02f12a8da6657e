/// What a function's forward leaves for its backward: PyTorch's `ctx`.
public final class FunctionContext {
  /// Whether each input wants a gradient: PyTorch's `needs_input_grad`.
  public let needsInputGrad: [Bool]

  /// Whatever else `backward` needs that is no tensor, by name. A tensor kept here is neither checked for writes nor released: use
  /// `saveForBackward`.
  public var values: [String: Any] = [:]

  var toSave: [Tensor] = []
  private(set) var dirty: [Tensor] = []
  private(set) var nonDifferentiable: [Tensor] = []
  private(set) var materializesGrads = true
  /// What `toSave` became, once the outputs were known.
  var saved = SavedTensors()
  weak var node: FunctionNode?

  init(needsInputGrad: [Bool]) { self.needsInputGrad = needsInputGrad }

  /// Keeps inputs, outputs or tensors in between for `backward`, which finds them in `savedTensors`: PyTorch's `save_for_backward`.
  ///
  /// To be called in `forward`, once; a second call replaces the first. A write in place to one of them is noticed in `backward()`.
  public func saveForBackward(_ tensors: Tensor...) { toSave = tensors }

  /// Keeps a list of tensors for `backward`: PyTorch's `save_for_backward`.
  public func saveForBackward(_ tensors: [Tensor]) { toSave = tensors }

  /// What `forward` saved: PyTorch's `saved_tensors`.
  ///
  /// - Throws: `AutogradError` where they were written in place since, or already freed by a backward pass.
  public var savedTensors: [Tensor] {
    get throws(AutogradError) {
      guard let node else { return toSave }
      return try saved.unpack(for: node).compactMap { $0 }
    }
  }

  /// Names inputs that `forward` writes in place; they must be returned as outputs: PyTorch's `mark_dirty`.
  public func markDirty(_ tensors: Tensor...) { dirty = tensors }

  /// Names outputs that have no gradient, as indices have none: PyTorch's `mark_non_differentiable`.
  public func markNonDifferentiable(_ tensors: Tensor...) { nonDifferentiable = tensors }

  /// Whether `backward` gets zeros for the gradient of an output that nothing depends on (as it does unless told otherwise), or nil:
  /// PyTorch's `set_materialize_grads`.
  public func setMaterializeGrads(_ on: Bool) { materializesGrads = on }
}
