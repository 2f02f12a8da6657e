import Autograd

/// Normalises over the last dimensions: PyTorch's `nn.LayerNorm`, after Ba et al. (2016).
///
///     let layer = LayerNorm(5)
///     print(layer)  // LayerNorm((5,), eps=1e-05, elementwise_affine=True, bias=True)
open class LayerNorm: Module {
  /// The sizes of the dimensions, from the last backwards, over which mean and variance are taken.
  public final let normalizedShape: [Int]
  /// What is added to the variance.
  public final let eps: Double
  /// Whether the result is scaled, element by element.
  public final let elementwiseAffine: Bool
  /// Of shape normalizedShape.
  public final var weight: Parameter?
  /// Of shape normalizedShape.
  public final var bias: Parameter?

  /// A layer with weights 1 and biases 0.
  public init(
    _ normalizedShape: Extent, eps: Double = 1e-5, elementwiseAffine: Bool = true, bias: Bool = true, dtype: DType = .float32,
    device: Device = .cpu
  ) {
    self.normalizedShape = normalizedShape.values(1)
    self.eps = eps
    self.elementwiseAffine = elementwiseAffine
    if elementwiseAffine {
      weight = Parameter(Tensor.empty(self.normalizedShape, dtype: dtype, device: device))
      if bias { self.bias = Parameter(Tensor.empty(self.normalizedShape, dtype: dtype, device: device)) }
    }
    super.init()
    resetParameters()
  }

  /// Sets the weights to 1 and the biases to 0.
  open func resetParameters() {
    if let weight { Init.ones_(weight) }
    if let bias { Init.zeros_(bias) }
  }

  /// The normalised input.
  open override func forward(_ input: Tensor) -> Tensor { input.layerNorm(normalizedShape, weight: weight, bias: bias, eps: eps) }

  /// The settings.
  open override var extraRepr: String {
    "\(Printed.tuple(normalizedShape)), eps=\(eps), elementwise_affine=\(Printed.bool(elementwiseAffine)), "
      + "bias=\(Printed.bool(bias != nil))"
  }
}

/// Divides by the root of the mean square over the last dimensions: PyTorch's `nn.RMSNorm`, after Zhang and Sennrich (2019).
open class RMSNorm: Module {
  /// The sizes of the dimensions, from the last backwards, over which the mean is taken.
  public final let normalizedShape: [Int]
  /// What is added to the mean square; nil for the smallest step of the dtype.
  public final let eps: Double?
  /// Whether the result is scaled, element by element.
  public final let elementwiseAffine: Bool
  /// Of shape normalizedShape.
  public final var weight: Parameter?

  /// A layer with weights 1.
  public init(
    _ normalizedShape: Extent, eps: Double? = nil, elementwiseAffine: Bool = true, dtype: DType = .float32, device: Device = .cpu
  ) {
    self.normalizedShape = normalizedShape.values(1)
    self.eps = eps
    self.elementwiseAffine = elementwiseAffine
    if elementwiseAffine { weight = Parameter(Tensor.empty(self.normalizedShape, dtype: dtype, device: device)) }
    super.init()
    resetParameters()
  }

  /// Sets the weights to 1.
  open func resetParameters() {
    if let weight { Init.ones_(weight) }
  }

  /// The scaled input.
  open override func forward(_ input: Tensor) -> Tensor { input.rmsNorm(normalizedShape, weight: weight, eps: eps) }

  /// The settings.
  open override var extraRepr: String {
    "\(Printed.tuple(normalizedShape)), eps=\(Printed.optional(eps)), elementwise_affine=\(Printed.bool(elementwiseAffine))"
  }
}
