import Autograd

/// Normalises groups of channels of each sample, (N, C, *): PyTorch's `nn.GroupNorm`, after Wu and He (2018).
open class GroupNorm: Module {
  /// How many groups there are.
  public final let numGroups: Int
  /// How many channels there are.
  public final let numChannels: Int
  /// What is added to the variance.
  public final let eps: Double
  /// Whether the result is scaled and shifted, channel by channel.
  public final let affine: Bool
  /// (numChannels).
  public final var weight: Parameter?
  /// (numChannels).
  public final var bias: Parameter?

  /// A layer with weights 1 and biases 0.
  ///
  /// - Precondition: The channels can be split into so many groups.
  public init(
    _ numGroups: Int, _ numChannels: Int, eps: Double = 1e-5, affine: Bool = true, bias: Bool = true, dtype: DType = .float32,
    device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    if numGroups <= 0 || numChannels % numGroups != 0 { fail("num_channels must be divisible by num_groups", at: CallSite(file, line)) }
    self.numGroups = numGroups
    self.numChannels = numChannels
    self.eps = eps
    self.affine = affine
    if affine {
      weight = Parameter(Tensor.empty([numChannels], dtype: dtype, device: device))
      if bias { self.bias = Parameter(Tensor.empty([numChannels], dtype: dtype, device: device)) }
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
  open override func forward(_ input: Tensor) -> Tensor { input.groupNorm(numGroups, weight: weight, bias: bias, eps: eps) }

  /// The settings.
  open override var extraRepr: String {
    "\(numGroups), \(numChannels), eps=\(eps), affine=\(Printed.bool(affine)), bias=\(Printed.bool(bias != nil))"
  }
}

/// Divides each element by a power of the squares around it in neighbouring channels: PyTorch's `nn.LocalResponseNorm`.
open class LocalResponseNorm: Module {
  /// How many channels count.
  public final let size: Int
  /// The factor of the mean square.
  public final let alpha: Scalar
  /// The exponent.
  public final let beta: Scalar
  /// What is added.
  public final let k: Scalar

  /// A layer with these settings.
  public init(
    _ size: Int, alpha: some TensorScalar = 0.0001, beta: some TensorScalar = 0.75, k: some TensorScalar = 1.0
  ) {
    self.size = size
    self.alpha = alpha.scalar
    self.beta = beta.scalar
    self.k = k.scalar
  }

  /// The normalised input.
  open override func forward(_ input: Tensor) -> Tensor {
    input.localResponseNorm(size, alpha: alpha.double, beta: beta.double, k: k.double)
  }

  /// The settings.
  open override var extraRepr: String {
    "\(size), alpha=\(Printed.number(alpha)), beta=\(Printed.number(beta)), k=\(Printed.number(k))"
  }
}
