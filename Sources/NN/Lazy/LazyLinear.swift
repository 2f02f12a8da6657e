import Autograd

/// A `Linear` that learns its number of inputs from its first input: PyTorch's `nn.LazyLinear`.
///
///     let layer = LazyLinear(10)
///     print(layer.weight)  // <UninitializedParameter>
///     _ = layer(Tensor.randn(2, 5))
///     print(layer)  // Linear(in_features=5, out_features=10, bias=True)
///
/// An optimizer may be given its parameters before: they stay the same objects.
open class LazyLinear: Linear {
  /// A layer without shape.
  public init(_ outFeatures: Int, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu) {
    super.init(0, outFeatures, bias: bias, dtype: dtype, device: device)
    weight.unmake()
    self.bias?.unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inFeatures != 0 { super.resetParameters() }
  }

  /// (*, inFeatures) to (*, outFeatures); the first call decides about inFeatures.
  open override func forward(_ input: Tensor) -> Tensor {
    if inFeatures == 0 { initialize(input.size(-1)) }
    return super.forward(input)
  }

  private final func initialize(_ count: Int) {
    let draws = weight.isUninitialized
    inFeatures = count
    weight.materialize([outFeatures, count])
    bias?.materialize([outFeatures])
    if draws { resetParameters() }
  }

  /// `Linear`, once the shape is known.
  open override var name: String { lazyName(LazyLinear.self, becoming: Linear.self) }
}
