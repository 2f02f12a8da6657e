import CKernels

extension UnaryOperator {
  static let exp2 = UnaryOperator("Exp2Backward0", GB_EXP2, saves: .output) { s, g in Gradients(g.mul(s[2]).mul(0.693147180559945309417)) }
  static let entr = UnaryOperator("SpecialEntrBackward0", GB_ENTR, saves: .input) { s, g in Gradients(g.mul(s[0].log().add(1).neg())) }
}

extension BinaryOperator {
  static let logaddexp = BinaryOperator(
    "LogaddexpBackward0", GB_LOGADDEXP, kernelName: "logaddexp_cpu", savesSelf: .always, savesOther: .always
  ) { s, g in
    Gradients(
      s.needs(0) ? g.div(s[1].sub(s[0]).exp().add(1)) : nil, s.needs(1) ? g.div(s[0].sub(s[1]).exp().add(1)) : nil)
  }
  static let logaddexp2 = BinaryOperator(
    "Logaddexp2Backward0", GB_LOGADDEXP2, kernelName: "logaddexp2_cpu", savesSelf: .always, savesOther: .always
  ) { s, g in
    Gradients(
      s.needs(0) ? g.div(s[1].sub(s[0]).exp2().add(1)) : nil, s.needs(1) ? g.div(s[0].sub(s[1]).exp2().add(1)) : nil)
  }
  /// Where the factor is 0 and the logarithm has no value, the product is flat in the factor.
  static let xlogy = BinaryOperator(
    "XlogyBackward0", GB_XLOGY, number: "XlogyBackward2", isFloatingOnly: true, savesSelf: .always, savesOther: .always
  ) { s, g in
    let isFlat = s[0].eq(0).logicalAnd(s[1].le(0))
    return Gradients(s.needs(0) ? g.xlogy(s[1]).maskedFill(isFlat, 0) : nil, s.needs(1) ? g.mul(s[0]).div(s[1]) : nil)
  }
  static let xlog1py = BinaryOperator(
    "SpecialXlog1PyBackward0", GB_XLOG1PY, number: "SpecialXlog1PyBackward2", isFloatingOnly: true, savesSelf: .always,
    savesOther: .always
  ) { s, g in
    let isFlat = s[0].eq(0).logicalAnd(s[1].le(-1))
    return Gradients(s.needs(0) ? g.xlog1py(s[1]).maskedFill(isFlat, 0) : nil, s.needs(1) ? g.mul(s[0]).div(s[1].add(1)) : nil)
  }
}

extension Tensor {
  /// 2 to the power of each element: PyTorch's `exp2`. Integers give float32.
  public final func exp2() -> Tensor { UnaryOperator.exp2(self) }

  /// The in-place form of `exp2()`: PyTorch's `exp2_`.
  @discardableResult
  public final func exp2_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.exp2.inPlace(self, at: CallSite(file, line))
  }

  /// The term of an entropy, `-x log(x)`; 0 at 0, -inf below: PyTorch's `special.entr`. Integers give float32.
  public final func entr() -> Tensor { UnaryOperator.entr(self) }

  /// `log(exp(a) + exp(b))` without overflow, with broadcasting: PyTorch's `logaddexp`. Floating dtypes only.
  public final func logaddexp(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.logaddexp(self, other, at: CallSite(file, line))
  }

  /// `log2(2^a + 2^b)` without overflow, with broadcasting: PyTorch's `logaddexp2`. Floating dtypes only.
  public final func logaddexp2(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.logaddexp2(self, other, at: CallSite(file, line))
  }

  /// `self · log(other)`, 0 where `self` is 0 and `other` is not NaN, with broadcasting: PyTorch's `xlogy`. Integers give float32.
  public final func xlogy(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.xlogy(self, other, at: CallSite(file, line))
  }

  /// `self · log(other)` with a number: PyTorch's `xlogy`.
  public final func xlogy(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.xlogy(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `xlogy`: PyTorch's `xlogy_`.
  @discardableResult
  public final func xlogy_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.xlogy.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `xlogy` with a number: PyTorch's `xlogy_`.
  @discardableResult
  public final func xlogy_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.xlogy.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// `self · log(1 + other)`, 0 where `self` is 0 and `other` is not NaN: PyTorch's `special.xlog1py`. Integers give float32.
  public final func xlog1py(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.xlog1py(self, other, at: CallSite(file, line))
  }

  /// `self · log(1 + other)` with a number: PyTorch's `special.xlog1py`.
  public final func xlog1py(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.xlog1py(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }
}
