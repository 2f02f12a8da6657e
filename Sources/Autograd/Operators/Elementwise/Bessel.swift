import CKernels

extension UnaryOperator {
  static let i0 = UnaryOperator("I0Backward0", GB_I0, saves: .input) { s, g in Gradients(g.mul(s[0].i1())) }
  static let i0e = UnaryOperator("SpecialI0EBackward0", GB_I0E, saves: .input) { s, g in
    Gradients(g.mul(s[0].i1e().sub(s[0].sgn().mul(s[0].i0e()))))
  }
  /// Near 0, where the quotient loses its digits, the slope is 1/2.
  static let i1 = UnaryOperator("SpecialI1Backward0", GB_I1, saves: .input) { s, g in
    let x = s[0]
    let isSmall = x.abs().le(x.dtype.epsilon)
    let safe = x.maskedFill(isSmall, 1)
    let slope = safe.i0().sub(safe.i1().div(safe))
    return Gradients(g.mul(slope.maskedFill(isSmall, 0.5)))
  }
  static let i1e = UnaryOperator("SpecialI1EBackward0", GB_I1E, saves: .input) { s, g in
    let x = s[0]
    let isSmall = x.abs().le(x.dtype.epsilon)
    let safe = x.maskedFill(isSmall, 1)
    let slope = safe.i0e().sub(safe.i1e().mul(safe.sgn().add(safe.reciprocal())))
    return Gradients(g.mul(slope.maskedFill(isSmall, 0.5)))
  }
}

extension DType {
  /// The step from 1 to the next number of a floating type; that of float32 for the others, which become it.
  fileprivate var epsilon: Double {
    switch self {
    case .float64: 0x1p-52
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    default: 0x1p-23
    }
  }
}

extension Tensor {
  /// The modified Bessel function of the first kind of order 0: PyTorch's `i0`. Integers give float32.
  public final func i0() -> Tensor { UnaryOperator.i0(self) }

  /// The in-place form of `i0()`: PyTorch's `i0_`.
  @discardableResult
  public final func i0_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.i0.inPlace(self, at: CallSite(file, line))
  }

  /// `exp(-|x|) · i0(x)`: PyTorch's `special.i0e`. Integers give float32.
  public final func i0e() -> Tensor { UnaryOperator.i0e(self) }

  /// The modified Bessel function of the first kind of order 1: PyTorch's `special.i1`. Integers give float32.
  public final func i1() -> Tensor { UnaryOperator.i1(self) }

  /// `exp(-|x|) · i1(x)`: PyTorch's `special.i1e`. Integers give float32.
  public final func i1e() -> Tensor { UnaryOperator.i1e(self) }
}
