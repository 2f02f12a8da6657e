import Autograd

/// `y = x Wᵀ + b`: PyTorch's `nn.Linear`.
///
/// Input of shape (*, inFeatures), output (*, outFeatures).
open class Linear: Module {
  /// The size of the input's last dimension.
  public internal(set) final var inFeatures: Int
  /// The size of the output's last dimension.
  public final let outFeatures: Int
  /// (outFeatures, inFeatures).
  public final var weight: Parameter
  /// (outFeatures).
  public final var bias: Parameter?

  /// A layer with weights and biases drawn uniformly from ±1/√inFeatures.
  public init(_ inFeatures: Int, _ outFeatures: Int, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu) {
    self.inFeatures = inFeatures
    self.outFeatures = outFeatures
    weight = Parameter(Tensor.empty([outFeatures, inFeatures], dtype: dtype, device: device))
    self.bias = bias ? Parameter(Tensor.empty([outFeatures], dtype: dtype, device: device)) : nil
    super.init()
    resetParameters()
  }

  /// Draws the weights and biases anew.
  open func resetParameters() {
    Init.kaimingUniform_(weight, a: (5.0).squareRoot())
    guard let bias else { return }
    let inputs = Fans(of: weight).input
    let bound = inputs > 0 ? 1 / Double(inputs).squareRoot() : 0
    Init.uniform_(bias, -bound, bound)
  }

  /// (*, inFeatures) to (*, outFeatures).
  open override func forward(_ input: Tensor) -> Tensor { input.linear(weight, bias: bias) }

  /// `in_features=3, out_features=4, bias=True`.
  open override var extraRepr: String {
    "in_features=\(inFeatures), out_features=\(outFeatures), bias=\(Printed.bool(bias != nil))"
  }
}
