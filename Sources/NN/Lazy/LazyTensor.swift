import Autograd

/// A parameter or a buffer whose shape may not be known yet.
protocol LazyTensor: Tensor {
  var isUninitialized: Bool { get set }
}

extension Parameter: LazyTensor {}
extension Buffer: LazyTensor {}

extension LazyTensor {
  /// Forgets shape and values.
  func unmake() {
    data = Tensor.empty([0], dtype: dtype, device: device)
    isUninitialized = true
  }

  /// Gives it a shape, with unspecified values; one that has a shape stays as it is.
  func materialize(_ shape: [Int]) {
    if !isUninitialized { return }
    data = Tensor.empty(shape, dtype: dtype, device: device)
    isUninitialized = false
  }
}

extension Module {
  /// Whether parameters or buffers of this module itself have no shape yet: PyTorch's `has_uninitialized_params()`.
  public final var hasUninitializedParams: Bool {
    let members = members
    return members.parameters.contains(where: \.parameter.isUninitialized) || members.buffers.contains(where: \.buffer.isUninitialized)
  }

  /// The name of a lazy layer: that of what it becomes, once its shape is known.
  final func lazyName(_ own: Module.Type, becoming final: Module.Type) -> String {
    type(of: self) == own && !hasUninitializedParams ? "\(final)" : "\(type(of: self))"
  }
}
