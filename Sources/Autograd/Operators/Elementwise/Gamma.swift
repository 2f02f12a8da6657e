import CKernels

extension UnaryOperator {
  static let lgamma = UnaryOperator("LgammaBackward0", GB_LGAMMA, saves: .input) { s, g in Gradients(g.mul(s[0].digamma())) }
  static let digamma = UnaryOperator("DigammaBackward0", GB_DIGAMMA, saves: .input) { s, g in Gradients(g.mul(s[0].polygamma(1))) }
}

extension BinaryOperator {
  /// The slope in the upper bound is the integrand there.
  private static func density(_ s: borrowing SavedValues) -> Tensor {
    s[0].sub(1).mul(s[1].log()).sub(s[1]).sub(s[0].lgamma()).exp()
  }

  static let igamma = BinaryOperator(
    "IgammaBackward0", GB_IGAMMA, kernelName: "igamma_cpu", refusalForSelf: "the derivative for 'igamma: input' is not implemented.",
    savesSelf: .always, savesOther: .always
  ) { s, g in
    Gradients(s.needs(0) ? Tensor.zerosLike(g) : nil, s.needs(1) ? g.mul(density(s)) : nil)
  }
  static let igammac = BinaryOperator(
    "IgammacBackward0", GB_IGAMMAC, kernelName: "igammac_cpu",
    refusalForSelf: "the derivative for 'igammac: input' is not implemented.", savesSelf: .always, savesOther: .always
  ) { s, g in
    Gradients(s.needs(0) ? Tensor.zerosLike(g) : nil, s.needs(1) ? g.neg().mul(density(s)) : nil)
  }
  static let zeta = BinaryOperator(
    "SpecialZetaBackward0", GB_ZETA, number: "SpecialZetaBackward2", isFloatingOnly: true, kernelName: "zeta_cpu", hasHalves: false,
    refusalForSelf: "the derivative for 'zeta' is not implemented.", savesSelf: .always, savesOther: .always
  ) { s, g in
    Gradients(s.needs(0) ? Tensor.zerosLike(g) : nil, s.needs(1) ? g.mul(s[0].neg()).mul(s[0].add(1).zeta(s[1])) : nil)
  }
}

extension Tensor {
  /// The logarithm of the absolute value of the gamma function: PyTorch's `lgamma`. Integers give float32.
  public final func lgamma() -> Tensor { UnaryOperator.lgamma(self) }

  /// The in-place form of `lgamma()`: PyTorch's `lgamma_`.
  @discardableResult
  public final func lgamma_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.lgamma.inPlace(self, at: CallSite(file, line))
  }

  /// The derivative of `lgamma`: PyTorch's `digamma`, `special.psi`. Integers give float32.
  public final func digamma() -> Tensor { UnaryOperator.digamma(self) }

  /// The in-place form of `digamma()`: PyTorch's `digamma_`.
  @discardableResult
  public final func digamma_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.digamma.inPlace(self, at: CallSite(file, line))
  }

  /// The `n`-th derivative of `digamma`: PyTorch's `polygamma`. Integers give float32.
  ///
  /// - Precondition: `n` is not negative.
  public final func polygamma(_ n: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if n < 0 { fail("polygamma(n, x) does not support negative n.", at: CallSite(file, line)) }
    let source = converted(to: dtype.isFloatingPoint ? dtype : .float32)
    let output = OutputLayout.tensor(sizes, like: self, dtype: source.dtype)
    Tensor.run(GB_POLYGAMMA, output, source, [Double(n)])
    return output.recorded("PolygammaBackward0", inputs: [self], saving: [self]) { s, g in [g.mul(s[0].polygamma(n + 1))] }
  }

  /// The in-place form of `polygamma`: PyTorch's `polygamma_`.
  @discardableResult
  public final func polygamma_(_ n: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if n < 0 { fail("polygamma(n, x) does not support negative n.", at: site) }
    refuseFloatingResult(at: site)
    return writtenInPlace("PolygammaBackward1", saving: [isRecorded ? clone() : nil], at: site) { s, g in
      [g.mul(s[0].polygamma(n + 1))]
    } write: {
      Tensor.run(GB_POLYGAMMA, self, self, [Double(n)])
    }
  }

  /// The logarithm of the multivariate gamma function of `p` dimensions: PyTorch's `mvlgamma`. Integers give float32.
  ///
  /// - Precondition: `p` is at least 1, and the tensor is not bool.
  public final func mvlgamma(_ p: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseMultivariate(p, at: CallSite(file, line))
    let output = noGrad { multivariate(p) }
    return output.recorded("MvlgammaBackward0", inputs: [self], saving: [self]) { s, g in [g.mul(s[0].multivariateSlope(p))] }
  }

  /// The in-place form of `mvlgamma`: PyTorch's `mvlgamma_`.
  @discardableResult
  public final func mvlgamma_(_ p: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseMultivariate(p, at: site)
    if !dtype.isFloatingPoint {
      fail("mvlgamma: result type \(dtype.scalarTypeName) can't be cast to the desired output type Float", at: site)
    }
    return writtenInPlace("MvlgammaBackward0", saving: [isRecorded ? clone() : nil], at: site) { s, g in
      [g.mul(s[0].multivariateSlope(p))]
    } write: {
      write(multivariate(p))
    }
  }

  private final func refuseMultivariate(_ p: Int, at site: CallSite) {
    if dtype == .bool { fail("The input tensor may not be a boolean tensor.", at: site) }
    if p < 1 { fail("p has to be greater than or equal to 1", at: site) }
  }

  /// The sum of lgamma(x - j/2) over j < p, and what does not depend on x.
  private final func multivariate(_ p: Int) -> Tensor {
    let constant = Double(p * (p - 1)) / 4 * 1.14472988584940017414
    var sum = lgamma()
    for j in 1..<Swift.max(p, 1) { sum = sum.add(sub(Double(j) / 2).lgamma()) }
    return sum.add(constant).contiguous()
  }

  private final func multivariateSlope(_ p: Int) -> Tensor {
    var sum = digamma()
    for j in 1..<Swift.max(p, 1) { sum = sum.add(sub(Double(j) / 2).digamma()) }
    return sum
  }

  /// The regularised lower incomplete gamma function of parameter `self` at `other`: PyTorch's `igamma`, `special.gammainc`.
  ///
  /// Floating dtypes only. It has no derivative in the parameter.
  public final func igamma(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.igamma(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `igamma`: PyTorch's `igamma_`.
  @discardableResult
  public final func igamma_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.igamma.inPlace(self, other, at: CallSite(file, line))
  }

  /// The regularised upper incomplete gamma function, `1 - igamma`: PyTorch's `igammac`, `special.gammaincc`.
  ///
  /// Floating dtypes only. It has no derivative in the parameter.
  public final func igammac(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.igammac(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `igammac`: PyTorch's `igammac_`.
  @discardableResult
  public final func igammac_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.igammac.inPlace(self, other, at: CallSite(file, line))
  }

  /// Hurwitz's zeta function, the sum of `(k + other)^-self` over k = 0, 1, …: PyTorch's `special.zeta`.
  ///
  /// Integers give float32; not for float16 and bfloat16. It has no derivative in `self`.
  public final func zeta(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.zeta(self, other, at: CallSite(file, line))
  }

  /// Hurwitz's zeta function at a number: PyTorch's `special.zeta`.
  public final func zeta(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.zeta(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }
}
