import Autograd

/// `x` where it is positive, else `x` times a slope that is drawn in training, and the middle one in evaluation: PyTorch's `nn.RReLU`.
open class RReLU: Module {
  /// The smallest slope.
  public final let lower: Scalar
  /// The largest.
  public final let upper: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(_ lower: some TensorScalar = 1.0 / 8, _ upper: some TensorScalar = 1.0 / 3, inplace: Bool = false) {
    self.lower = lower.scalar
    self.upper = upper.scalar
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor {
    let output = input.rrelu(lower: lower.double, upper: upper.double, training: training)
    return inplace ? input.copy_(output) : output
  }

  /// The settings.
  open override var extraRepr: String {
    "lower=\(Printed.number(lower)), upper=\(Printed.number(upper))" + (inplace ? ", inplace=True" : "")
  }
}

/// `x` where it is positive, else `x` times a slope that is learned: PyTorch's `nn.PReLU`.
///
/// Shape (N, C, *), with a slope for each channel, or any with a single slope.
open class PReLU: Module {
  /// How many slopes there are: 1, or as many as channels.
  public final let numParameters: Int
  private let initial: Double
  /// The slopes, of shape (numParameters).
  public final var weight: Parameter

  /// A layer whose slopes are all `initial`.
  public init(_ numParameters: Int = 1, initial: Double = 0.25, dtype: DType = .float32, device: Device = .cpu) {
    self.numParameters = numParameters
    self.initial = initial
    weight = Parameter(Tensor.empty([numParameters], dtype: dtype, device: device))
    super.init()
    resetParameters()
  }

  /// Sets the slopes to the first value.
  open func resetParameters() { Init.constant_(weight, initial) }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.prelu(weight) }

  /// The settings.
  open override var extraRepr: String { "num_parameters=\(numParameters)" }
}
