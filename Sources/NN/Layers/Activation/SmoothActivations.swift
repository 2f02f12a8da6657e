import Autograd

/// `1 / (1 + exp(-x))`: PyTorch's `nn.Sigmoid`.
open class Sigmoid: Module {
  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.sigmoid() }
}

/// `log(sigmoid(x))`: PyTorch's `nn.LogSigmoid`.
open class LogSigmoid: Module {
  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.logsigmoid() }
}

/// `tanh(x)`: PyTorch's `nn.Tanh`.
open class Tanh: Module {
  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.tanh() }
}

/// `x - tanh(x)`: PyTorch's `nn.Tanhshrink`.
open class Tanhshrink: Module {
  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.tanhshrink() }
}

/// `x / (1 + |x|)`: PyTorch's `nn.Softsign`.
open class Softsign: Module {
  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.softsign() }
}

/// `x · sigmoid(x)`: PyTorch's `nn.SiLU`.
open class SiLU: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.silu_() : input.silu() }

  /// The settings.
  open override var extraRepr: String { inplace ? "inplace=True" : "" }
}

/// `x · tanh(softplus(x))`: PyTorch's `nn.Mish`.
open class Mish: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.mish_() : input.mish() }

  /// The settings.
  open override var extraRepr: String { inplace ? "inplace=True" : "" }
}

/// An `ELU` scaled so that means and variances settle, after Klambauer et al. (2017): PyTorch's `nn.SELU`.
open class SELU: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.selu_() : input.selu() }

  /// The settings.
  open override var extraRepr: String { inplace ? "inplace=True" : "" }
}

/// `x` where it is positive, else `alpha · (exp(x) - 1)`: PyTorch's `nn.ELU`.
open class ELU: Module {
  /// The negative of the limit on the left.
  public final let alpha: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(_ alpha: some TensorScalar = 1.0, inplace: Bool = false) {
    self.alpha = alpha.scalar
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.elu_(alpha: alpha.double) : input.elu(alpha: alpha.double) }

  /// The settings.
  open override var extraRepr: String { "alpha=\(Printed.number(alpha))" + (inplace ? ", inplace=True" : "") }
}

/// `x` where it is positive, else `alpha · (exp(x / alpha) - 1)`: PyTorch's `nn.CELU`.
open class CELU: Module {
  /// The negative of the limit on the left.
  public final let alpha: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(_ alpha: some TensorScalar = 1.0, inplace: Bool = false) {
    self.alpha = alpha.scalar
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.celu_(alpha: alpha.double) : input.celu(alpha: alpha.double) }

  /// The settings.
  open override var extraRepr: String { "alpha=\(Printed.number(alpha))" + (inplace ? ", inplace=True" : "") }
}

/// `log(1 + exp(beta · x)) / beta`, and `x` where `beta · x` is above the threshold: PyTorch's `nn.Softplus`.
open class Softplus: Module {
  /// How sharp the bend is.
  public final let beta: Scalar
  /// Above it the function is linear.
  public final let threshold: Scalar

  /// A layer with these settings.
  public init(beta: some TensorScalar = 1.0, threshold: some TensorScalar = 20.0) {
    self.beta = beta.scalar
    self.threshold = threshold.scalar
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.softplus(beta: beta.double, threshold: threshold.double) }

  /// The settings.
  open override var extraRepr: String { "beta=\(Printed.number(beta)), threshold=\(Printed.number(threshold))" }
}

/// `x · Φ(x)`, with the normal distribution function, after Hendrycks and Gimpel (2016): PyTorch's `nn.GELU`.
open class GELU: Module {
  /// Whether the distribution function is approximated by a tanh.
  public final let approximate: GELUApproximation

  /// A layer with these settings.
  public init(approximate: GELUApproximation = .none) {
    self.approximate = approximate
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.gelu(approximate: approximate) }

  /// The settings.
  open override var extraRepr: String { "approximate='\(approximate == .tanh ? "tanh" : "none")'" }
}
