import Autograd

/// `y = x₁ᵀ A x₂ + b`: PyTorch's `nn.Bilinear`.
///
/// Inputs of shape (*, in1Features) and (*, in2Features), output (*, outFeatures).
open class Bilinear: Module {
  /// The size of the first input's last dimension.
  public final let in1Features: Int
  /// The size of the second input's last dimension.
  public final let in2Features: Int
  /// The size of the output's last dimension.
  public final let outFeatures: Int
  /// (outFeatures, in1Features, in2Features).
  public final var weight: Parameter
  /// (outFeatures).
  public final var bias: Parameter?

  /// A layer with weights and biases drawn uniformly from ±1/√in1Features.
  public init(
    _ in1Features: Int, _ in2Features: Int, _ outFeatures: Int, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    if in1Features <= 0 { fail("in1_features must be > 0, but got \(in1Features)", at: CallSite(file, line)) }
    self.in1Features = in1Features
    self.in2Features = in2Features
    self.outFeatures = outFeatures
    weight = Parameter(Tensor.empty([outFeatures, in1Features, in2Features], dtype: dtype, device: device))
    self.bias = bias ? Parameter(Tensor.empty([outFeatures], dtype: dtype, device: device)) : nil
    super.init()
    resetParameters()
  }

  /// Draws the weights and biases anew.
  open func resetParameters() {
    let bound = 1 / Double(weight.shape[1]).squareRoot()
    Init.uniform_(weight, -bound, bound)
    if let bias { Init.uniform_(bias, -bound, bound) }
  }

  /// (*, in1Features) and (*, in2Features) to (*, outFeatures).
  open override func forward(_ first: Tensor, _ second: Tensor) -> Tensor { first.bilinear(second, weight: weight, bias: bias) }

  /// `in1_features=2, in2_features=3, out_features=4, bias=True`.
  open override var extraRepr: String {
    "in1_features=\(in1Features), in2_features=\(in2Features), out_features=\(outFeatures), bias=\(Printed.bool(bias != nil))"
  }
}
