import CKernels

extension UnaryOperator {
  static let asin = UnaryOperator("AsinBackward0", GB_ASIN, saves: .input) { s, g in
    Gradients(g.mul(Tensor(number: 1).sub(s[0].mul(s[0])).rsqrt()))
  }
  static let acos = UnaryOperator("AcosBackward0", GB_ACOS, saves: .input) { s, g in
    Gradients(g.mul(Tensor(number: 1).sub(s[0].mul(s[0])).rsqrt().neg()))
  }
  static let atan = UnaryOperator("AtanBackward0", GB_ATAN, saves: .input) { s, g in Gradients(g.div(s[0].mul(s[0]).add(1))) }
  static let sinh = UnaryOperator("SinhBackward0", GB_SINH, saves: .input) { s, g in Gradients(g.mul(s[0].cosh())) }
  static let cosh = UnaryOperator("CoshBackward0", GB_COSH, saves: .input) { s, g in Gradients(g.mul(s[0].sinh())) }
  static let asinh = UnaryOperator("AsinhBackward0", GB_ASINH, refusedInPlace: "asinh", saves: .input) { s, g in
    Gradients(g.mul(s[0].mul(s[0]).add(1).rsqrt()))
  }
  static let acosh = UnaryOperator("AcoshBackward0", GB_ACOSH, refusedInPlace: "acosh", saves: .input) { s, g in
    Gradients(g.mul(s[0].mul(s[0]).sub(1).rsqrt()))
  }
  static let atanh = UnaryOperator("AtanhBackward0", GB_ATANH, refusedInPlace: "atanh", saves: .input) { s, g in
    Gradients(g.div(Tensor(number: 1).sub(s[0].mul(s[0]))))
  }
  /// The slope is (cos(pi x) - sinc(x)) / x, 0 at 0.
  static let sinc = UnaryOperator("SincBackward0", GB_SINC, saves: .input) { s, g in
    let angle = s[0].mul(Double.pi)
    let square = s[0].mul(s[0]).mul(Double.pi)
    let slope = angle.cos().mul(angle).sub(angle.sin()).div(square)
    return Gradients(g.mul(slope).maskedFill(square.eq(0), 0))
  }
  static let deg2rad = UnaryOperator("Deg2RadBackward0", GB_DEG2RAD, saves: .nothing) { _, g in Gradients(g.mul(Double.pi / 180)) }
  static let rad2deg = UnaryOperator("Rad2DegBackward0", GB_RAD2DEG, saves: .nothing) { _, g in Gradients(g.mul(180 / Double.pi)) }
}

extension BinaryOperator {
  /// At the origin, where there is no slope, the gradients are 0.
  static let atan2 = BinaryOperator("Atan2Backward0", GB_ATAN2, isFloatingOnly: true, savesSelf: .always, savesOther: .always) { s, g in
    let square = s[0].mul(s[0]).add(s[1].mul(s[1]))
    let scale = square.reciprocal().maskedFill(square.eq(0), 0)
    return Gradients(s.needs(0) ? g.mul(s[1]).mul(scale) : nil, s.needs(1) ? g.mul(s[0].neg()).mul(scale) : nil)
  }
  static let hypot = BinaryOperator(
    "HypotBackward0", GB_HYPOT, kernelName: "hypot_cpu", savesSelf: .ifNeeded(0), savesOther: .ifNeeded(1), savesOutput: true
  ) { s, g in
    Gradients(s.needs(0) ? g.mul(s[0].div(s[2])) : nil, s.needs(1) ? g.mul(s[1].div(s[2])) : nil)
  }
}

extension Tensor {
  /// The arcsine, NaN outside of [-1, 1]: PyTorch's `asin`. Integers give float32.
  public final func asin() -> Tensor { UnaryOperator.asin(self) }

  /// The in-place form of `asin()`: PyTorch's `asin_`.
  @discardableResult
  public final func asin_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.asin.inPlace(self, at: CallSite(file, line))
  }

  /// The arccosine, NaN outside of [-1, 1]: PyTorch's `acos`. Integers give float32.
  public final func acos() -> Tensor { UnaryOperator.acos(self) }

  /// The in-place form of `acos()`: PyTorch's `acos_`.
  @discardableResult
  public final func acos_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.acos.inPlace(self, at: CallSite(file, line))
  }

  /// The arctangent: PyTorch's `atan`. Integers give float32.
  public final func atan() -> Tensor { UnaryOperator.atan(self) }

  /// The in-place form of `atan()`: PyTorch's `atan_`.
  @discardableResult
  public final func atan_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.atan.inPlace(self, at: CallSite(file, line))
  }

  /// The hyperbolic sine: PyTorch's `sinh`. Integers give float32.
  public final func sinh() -> Tensor { UnaryOperator.sinh(self) }

  /// The in-place form of `sinh()`: PyTorch's `sinh_`.
  @discardableResult
  public final func sinh_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sinh.inPlace(self, at: CallSite(file, line))
  }

  /// The hyperbolic cosine: PyTorch's `cosh`. Integers give float32.
  public final func cosh() -> Tensor { UnaryOperator.cosh(self) }

  /// The in-place form of `cosh()`: PyTorch's `cosh_`.
  @discardableResult
  public final func cosh_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.cosh.inPlace(self, at: CallSite(file, line))
  }

  /// The inverse hyperbolic sine: PyTorch's `asinh`. Integers give float32.
  public final func asinh() -> Tensor { UnaryOperator.asinh(self) }

  /// The in-place form of `asinh()`: PyTorch's `asinh_`.
  @discardableResult
  public final func asinh_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.asinh.inPlace(self, at: CallSite(file, line))
  }

  /// The inverse hyperbolic cosine, NaN below 1: PyTorch's `acosh`. Integers give float32.
  public final func acosh() -> Tensor { UnaryOperator.acosh(self) }

  /// The in-place form of `acosh()`: PyTorch's `acosh_`.
  @discardableResult
  public final func acosh_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.acosh.inPlace(self, at: CallSite(file, line))
  }

  /// The inverse hyperbolic tangent, NaN outside of [-1, 1]: PyTorch's `atanh`. Integers give float32.
  public final func atanh() -> Tensor { UnaryOperator.atanh(self) }

  /// The in-place form of `atanh()`: PyTorch's `atanh_`.
  @discardableResult
  public final func atanh_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.atanh.inPlace(self, at: CallSite(file, line))
  }

  /// `sin(πx) / (πx)`, 1 at 0: PyTorch's `sinc`. Integers give float32.
  public final func sinc() -> Tensor { UnaryOperator.sinc(self) }

  /// The in-place form of `sinc()`: PyTorch's `sinc_`.
  @discardableResult
  public final func sinc_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sinc.inPlace(self, at: CallSite(file, line))
  }

  /// Degrees as radians: PyTorch's `deg2rad`. Integers give float32.
  public final func deg2rad() -> Tensor { UnaryOperator.deg2rad(self) }

  /// The in-place form of `deg2rad()`: PyTorch's `deg2rad_`.
  @discardableResult
  public final func deg2rad_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.deg2rad.inPlace(self, at: CallSite(file, line))
  }

  /// Radians as degrees: PyTorch's `rad2deg`. Integers give float32.
  public final func rad2deg() -> Tensor { UnaryOperator.rad2deg(self) }

  /// The in-place form of `rad2deg()`: PyTorch's `rad2deg_`.
  @discardableResult
  public final func rad2deg_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.rad2deg.inPlace(self, at: CallSite(file, line))
  }

  /// The angle of the point (`other`, `self`) in (-π, π], with broadcasting: PyTorch's `atan2`. Integers give float32.
  public final func atan2(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.atan2(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `atan2`: PyTorch's `atan2_`.
  @discardableResult
  public final func atan2_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.atan2.inPlace(self, other, at: CallSite(file, line))
  }

  /// The length of the hypotenuse, `√(a² + b²)` without overflow, with broadcasting: PyTorch's `hypot`. Floating dtypes only.
  public final func hypot(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.hypot(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `hypot`: PyTorch's `hypot_`.
  @discardableResult
  public final func hypot_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.hypot.inPlace(self, other, at: CallSite(file, line))
  }
}
