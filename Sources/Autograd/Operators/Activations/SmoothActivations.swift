import CKernels

extension ActivationOperator {
  /// alpha, scale, input scale; for celu and selu as well.
  static let elu = ActivationOperator(GB_ELU, loop: "elu_cpu", slope: "EluBackwardBackward0") { x, p in
    let below = x.mul(p[2]).exp().mul(p[0] * p[1] * p[2] * p[2])
    return below.maskedFill(x.ge(0), 0)
  }

  static let gelu = ActivationOperator(GB_GELU, loop: "GeluKernelImpl", slope: "GeluBackwardBackward0") { x, _ in
    let square = x.mul(x)
    return square.mul(-0.5).exp().mul(0.39894228040143267794).mul(square.neg().add(2))
  }

  static let geluTanh = ActivationOperator(GB_GELU_TANH, loop: "GeluKernelImpl", slope: "GeluBackwardBackward0") { x, _ in
    let (factor, cubic) = (0.79788456080286535588, 0.044715)
    let square = x.mul(x)
    let t = x.mul(square.mul(cubic).add(1)).mul(factor).tanh()
    let slope = square.mul(3 * cubic).add(1).mul(factor)
    let bend = x.mul(6 * factor * cubic).sub(t.mul(2).mul(slope.mul(slope)))
    return t.mul(t).neg().add(1).mul(slope.add(x.mul(0.5).mul(bend)))
  }

  static let logSigmoid = ActivationOperator(GB_LOG_SIGMOID, loop: "log_sigmoid_cpu", slope: "LogSigmoidBackwardBackward0") { x, _ in
    let s = x.sigmoid()
    return s.mul(s.sub(1))
  }

  static let mish = ActivationOperator(GB_MISH, loop: "mish_cpu", slope: "MishBackwardBackward0") { x, _ in
    let (s, t) = (x.sigmoid(), x.softplus().tanh())
    let inner = x.mul(s.neg().add(1)).sub(x.mul(2).mul(s).mul(t)).add(2)
    return t.mul(t).neg().add(1).mul(s).mul(inner)
  }

  static let silu = ActivationOperator(GB_SILU, loop: "silu_cpu", slope: "SiluBackwardBackward0") { x, _ in
    let s = x.sigmoid()
    return s.mul(s.neg().add(1)).mul(x.mul(s.mul(-2).add(1)).add(2))
  }

  /// beta, threshold.
  static let softplus = ActivationOperator(GB_SOFTPLUS, loop: "softplus_cpu", slope: "SoftplusBackwardBackward0") { x, p in
    let scaled = x.mul(p[0])
    let s = scaled.sigmoid()
    return s.mul(s.neg().add(1)).mul(p[0]).maskedFill(scaled.gt(p[1]), 0)
  }
}

/// Which of the two formulas of `gelu`: PyTorch's `approximate`.
public enum GELUApproximation: Sendable {
  /// `x Φ(x)`, with the normal distribution function itself.
  case none
  /// `x (1 + tanh(√(2 / π) (x + 0.044715 x³))) / 2`, which is close to it.
  case tanh

  /// By PyTorch's name: `"none"` or `"tanh"`. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    switch name {
    case "none": self = .none
    case "tanh": self = .tanh
    default: fail("approximate argument must be either none or tanh.", at: CallSite(file, line))
    }
  }
}

extension Tensor {
  /// `x` above 0, `alpha (exp(x) - 1)` below: PyTorch's `nn.functional.elu`, of floating dtypes.
  public final func elu(alpha: Double = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.elu(self, "EluBackward0", [alpha, 1, 1], at: CallSite(file, line))
  }

  /// The in-place form of `elu`: PyTorch's `nn.functional.elu_`.
  @discardableResult
  public final func elu_(alpha: Double = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.elu.inPlace(self, "EluBackward1", [alpha, 1, 1], at: CallSite(file, line))
  }

  /// `x` above 0, `alpha (exp(x / alpha) - 1)` below, smooth at 0: PyTorch's `nn.functional.celu`.
  ///
  /// - Precondition: `alpha` is not 0.
  public final func celu(alpha: Double = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    return ActivationOperator.elu(self, "CeluBackward0", Tensor.celuParameters(alpha, at: site), at: site)
  }

  /// The in-place form of `celu`: PyTorch's `nn.functional.celu_`.
  @discardableResult
  public final func celu_(alpha: Double = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    return ActivationOperator.elu.inPlace(self, "CeluBackward1", Tensor.celuParameters(alpha, at: site), at: site)
  }

  private static func celuParameters(_ alpha: Double, at site: CallSite) -> ActivationOperator.Parameters {
    if alpha == 0 { fail("ZeroDivisionError: alpha cannot be 0 for CELU", at: site) }
    return [alpha, 1, 1 / alpha]
  }

  /// `elu` with the alpha and the scale that keep mean 0 and variance 1 through layers: PyTorch's `nn.functional.selu`
  /// (Klambauer et al., 2017).
  public final func selu(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.elu(self, "EluBackward0", Tensor.seluParameters, at: CallSite(file, line))
  }

  /// The in-place form of `selu`: PyTorch's `nn.functional.selu_`.
  @discardableResult
  public final func selu_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.elu.inPlace(self, "EluBackward1", Tensor.seluParameters, at: CallSite(file, line))
  }

  private static var seluParameters: ActivationOperator.Parameters { [1.6732632423543772848, 1.0507009873554804934, 1] }

  /// `x` times the probability that a normal number is less: PyTorch's `nn.functional.gelu`, of floating dtypes.
  public final func gelu(
    approximate: GELUApproximation = .none, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let activation = approximate == .none ? ActivationOperator.gelu : .geluTanh
    return activation(self, "GeluBackward0", at: CallSite(file, line))
  }

  /// `log(sigmoid(x))`, without overflow: PyTorch's `nn.functional.logsigmoid`, of floating dtypes.
  public final func logsigmoid(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.logSigmoid(self, "LogSigmoidBackward0", at: CallSite(file, line))
  }

  /// `x tanh(softplus(x))`: PyTorch's `nn.functional.mish`, of floating dtypes.
  public final func mish(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.mish(self, "MishBackward0", at: CallSite(file, line))
  }

  /// The in-place form of `mish`: PyTorch's `nn.functional.mish(inplace=True)`.
  @discardableResult
  public final func mish_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.mish.inPlace(self, "MishBackward0", at: CallSite(file, line))
  }

  /// `x sigmoid(x)`, also called swish: PyTorch's `nn.functional.silu`, of floating dtypes.
  public final func silu(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.silu(self, "SiluBackward0", at: CallSite(file, line))
  }

  /// The in-place form of `silu`: PyTorch's `nn.functional.silu(inplace=True)`.
  @discardableResult
  public final func silu_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.silu.inPlace(self, "SiluBackward0", at: CallSite(file, line))
  }

  /// `log(1 + exp(beta x)) / beta`, and x itself where `beta x` is above the threshold: PyTorch's `nn.functional.softplus`.
  public final func softplus(
    beta: Double = 1, threshold: Double = 20, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { ActivationOperator.softplus(self, "SoftplusBackward0", [beta, threshold, 0], at: CallSite(file, line)) }

  /// `x / (1 + |x|)`: PyTorch's `nn.functional.softsign`. Integers give float32.
  public final func softsign(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dtype == .bool { fail("\"abs_cpu\" not implemented for 'Bool'", at: CallSite(file, line)) }
    return div(abs().add(1))
  }

  /// `x - tanh(x)`: PyTorch's `nn.functional.tanhshrink`. Integers give float32.
  public final func tanhshrink(file: StaticString = #filePath, line: UInt = #line) -> Tensor { sub(tanh(), file: file, line: line) }
}
