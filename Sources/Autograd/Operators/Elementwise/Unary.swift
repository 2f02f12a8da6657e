import CKernels

extension UnaryOperator {
  static let neg = UnaryOperator("NegBackward0", GB_NEG, isFloatingOnly: false, saves: .nothing) { _, g in Gradients(g.neg()) }
  static let abs = UnaryOperator("AbsBackward0", GB_ABS, isFloatingOnly: false, kernelName: "abs_cpu", saves: .input) { s, g in
    Gradients(g.mul(s[0].sign()))
  }
  static let sign = UnaryOperator("SignBackward0", GB_SIGN, isFloatingOnly: false, saves: .nothing) { _, g in
    Gradients(Tensor.zerosLike(g))
  }
  static let exp = UnaryOperator("ExpBackward0", GB_EXP, saves: .output) { s, g in Gradients(g.mul(s[2])) }
  static let expm1 = UnaryOperator("Expm1Backward0", GB_EXPM1, saves: .output) { s, g in Gradients(g.mul(s[2].add(1))) }
  static let log = UnaryOperator("LogBackward0", GB_LOG, saves: .input) { s, g in Gradients(g.div(s[0])) }
  static let log2 = UnaryOperator("Log2Backward0", GB_LOG2, saves: .input) { s, g in
    Gradients(g.div(s[0].mul(0.693147180559945309417)))
  }
  static let log10 = UnaryOperator("Log10Backward0", GB_LOG10, saves: .input) { s, g in
    Gradients(g.div(s[0].mul(2.302585092994045684018)))
  }
  static let log1p = UnaryOperator("Log1PBackward0", GB_LOG1P, saves: .input) { s, g in Gradients(g.div(s[0].add(1))) }
  static let sqrt = UnaryOperator("SqrtBackward0", GB_SQRT, saves: .output) { s, g in Gradients(g.div(s[2].mul(2))) }
  static let rsqrt = UnaryOperator("RsqrtBackward0", GB_RSQRT, saves: .output) { s, g in
    Gradients(g.mul(-0.5).mul(s[2].pow(3)))
  }
  static let reciprocal = UnaryOperator("ReciprocalBackward0", GB_RECIPROCAL, saves: .output) { s, g in
    Gradients(g.neg().mul(s[2].mul(s[2])))
  }
  static let sin = UnaryOperator("SinBackward0", GB_SIN, saves: .input) { s, g in Gradients(g.mul(s[0].cos())) }
  static let cos = UnaryOperator("CosBackward0", GB_COS, saves: .input) { s, g in Gradients(g.mul(s[0].sin().neg())) }
  static let tan = UnaryOperator("TanBackward0", GB_TAN, saves: .output) { s, g in Gradients(g.mul(s[2].pow(2).add(1))) }
  static let tanh = UnaryOperator("TanhBackward0", GB_TANH, saves: .output) { s, g in
    // 1 - y², rounded once: near 1 little is left of it. Numbers of 16 bits are rounded at the end.
    let y = s[2].dtype.byteCount < 4 ? s[2].to(.float32) : s[2]
    return Gradients(g.to(y.dtype).mul(Tensor.ones([], dtype: y.dtype).addcmul(y, y, value: -1)).to(s[2].dtype))
  }
  static let sigmoid = UnaryOperator("SigmoidBackward0", GB_SIGMOID, saves: .output) { s, g in
    Gradients(g.mul(Tensor(number: 1).sub(s[2]).mul(s[2])))
  }
  /// 0 where the output is not positive, at 0 itself too.
  static let relu = UnaryOperator("ReluBackward0", GB_RELU, isFloatingOnly: false, saves: .output) { s, g in
    Gradients(g.thresholded(by: s[2]))
  }
  static let floor = UnaryOperator(
    "FloorBackward0", GB_FLOOR, isFloatingOnly: false, kernelName: "floor_vml_cpu", saves: .nothing
  ) { _, g in
    Gradients(Tensor.zerosLike(g))
  }
  static let ceil = UnaryOperator(
    "CeilBackward0", GB_CEIL, isFloatingOnly: false, kernelName: "ceil_vml_cpu", saves: .nothing
  ) { _, g in
    Gradients(Tensor.zerosLike(g))
  }
  static let round = UnaryOperator(
    "RoundBackward0", GB_ROUND, isFloatingOnly: false, kernelName: "round_vml_cpu", saves: .nothing
  ) { _, g in
    Gradients(Tensor.zerosLike(g))
  }
  static let trunc = UnaryOperator(
    "TruncBackward0", GB_TRUNC, isFloatingOnly: false, kernelName: "trunc_vml_cpu", saves: .nothing
  ) { _, g in
    Gradients(Tensor.zerosLike(g))
  }
}

extension Tensor {
  /// This gradient where an output of `relu` is positive, 0 elsewhere. An operator of both, though flat in the second: as in PyTorch, the
  /// gradient of a `relu` requires grad if its input does.
  fileprivate final func thresholded(by output: Tensor) -> Tensor {
    let result = noGrad { maskedFill(output.le(0), 0) }
    if GradMode.isEnabled && (requiresGrad || output.requiresGrad) {
      let node = OperatorNode("ThresholdBackwardBackward0", self, output) { s, g in
        Gradients(s.needs(0) ? g.thresholded(by: s[1]) : nil, s.needs(1) ? Tensor.zerosLike(g) : nil)
      }
      node.saved1 = SavedTensor(output)
      result.setHistory(node)
    }
    return result
  }

  /// The negative, elementwise: PyTorch's `neg`.
  public final func neg(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseNegatedBool(at: CallSite(file, line))
    return UnaryOperator.neg(self)
  }

  /// The in-place form of `neg()`: PyTorch's `neg_`.
  @discardableResult
  public final func neg_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseNegatedBool(at: CallSite(file, line))
    return UnaryOperator.neg.inPlace(self, at: CallSite(file, line))
  }

  private final func refuseNegatedBool(at site: CallSite) {
    if dtype == .bool {
      fail(
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
          + "`logical_not()` operator instead.", at: site)
    }
  }

  /// The absolute value, elementwise: PyTorch's `abs`. Its gradient at 0 is 0. Not for bool.
  public final func abs(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.abs(self, at: CallSite(file, line))
  }

  /// The in-place form of `abs()`: PyTorch's `abs_`.
  @discardableResult
  public final func abs_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.abs.inPlace(self, at: CallSite(file, line))
  }

  /// -1, 0 or 1 by the sign, elementwise: PyTorch's `sign`.
  public final func sign() -> Tensor { UnaryOperator.sign(self) }

  /// The in-place form of `sign()`: PyTorch's `sign_`.
  @discardableResult
  public final func sign_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sign.inPlace(self, at: CallSite(file, line))
  }

  /// e to the power of each element: PyTorch's `exp`. Integers give float32.
  public final func exp() -> Tensor { UnaryOperator.exp(self) }

  /// The in-place form of `exp()`: PyTorch's `exp_`.
  @discardableResult
  public final func exp_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.exp.inPlace(self, at: CallSite(file, line))
  }

  /// `exp(x) - 1` without cancellation near 0: PyTorch's `expm1`. Integers give float32.
  public final func expm1() -> Tensor { UnaryOperator.expm1(self) }

  /// The in-place form of `expm1()`: PyTorch's `expm1_`.
  @discardableResult
  public final func expm1_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.expm1.inPlace(self, at: CallSite(file, line))
  }

  /// The natural logarithm: PyTorch's `log`. Integers give float32.
  public final func log() -> Tensor { UnaryOperator.log(self) }

  /// The in-place form of `log()`: PyTorch's `log_`.
  @discardableResult
  public final func log_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.log.inPlace(self, at: CallSite(file, line))
  }

  /// The logarithm to base 2: PyTorch's `log2`. Integers give float32.
  public final func log2() -> Tensor { UnaryOperator.log2(self) }

  /// The in-place form of `log2()`: PyTorch's `log2_`.
  @discardableResult
  public final func log2_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.log2.inPlace(self, at: CallSite(file, line))
  }

  /// The logarithm to base 10: PyTorch's `log10`. Integers give float32.
  public final func log10() -> Tensor { UnaryOperator.log10(self) }

  /// The in-place form of `log10()`: PyTorch's `log10_`.
  @discardableResult
  public final func log10_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.log10.inPlace(self, at: CallSite(file, line))
  }

  /// `log(1 + x)` without cancellation near 0: PyTorch's `log1p`. Integers give float32.
  public final func log1p() -> Tensor { UnaryOperator.log1p(self) }

  /// The in-place form of `log1p()`: PyTorch's `log1p_`.
  @discardableResult
  public final func log1p_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.log1p.inPlace(self, at: CallSite(file, line))
  }

  /// The square root: PyTorch's `sqrt`. Integers give float32. Its gradient at 0 is infinite.
  public final func sqrt() -> Tensor { UnaryOperator.sqrt(self) }

  /// The in-place form of `sqrt()`: PyTorch's `sqrt_`.
  @discardableResult
  public final func sqrt_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sqrt.inPlace(self, at: CallSite(file, line))
  }

  /// The reciprocal of the square root: PyTorch's `rsqrt`. Integers give float32.
  public final func rsqrt() -> Tensor { UnaryOperator.rsqrt(self) }

  /// The in-place form of `rsqrt()`: PyTorch's `rsqrt_`.
  @discardableResult
  public final func rsqrt_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.rsqrt.inPlace(self, at: CallSite(file, line))
  }

  /// `1 / x`: PyTorch's `reciprocal`. Integers give float32.
  public final func reciprocal() -> Tensor { UnaryOperator.reciprocal(self) }

  /// The in-place form of `reciprocal()`: PyTorch's `reciprocal_`.
  @discardableResult
  public final func reciprocal_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.reciprocal.inPlace(self, at: CallSite(file, line))
  }

  /// The sine of radians: PyTorch's `sin`. Integers give float32.
  public final func sin() -> Tensor { UnaryOperator.sin(self) }

  /// The in-place form of `sin()`: PyTorch's `sin_`.
  @discardableResult
  public final func sin_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sin.inPlace(self, at: CallSite(file, line))
  }

  /// The cosine of radians: PyTorch's `cos`. Integers give float32.
  public final func cos() -> Tensor { UnaryOperator.cos(self) }

  /// The in-place form of `cos()`: PyTorch's `cos_`.
  @discardableResult
  public final func cos_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.cos.inPlace(self, at: CallSite(file, line))
  }

  /// The tangent of radians: PyTorch's `tan`. Integers give float32.
  public final func tan() -> Tensor { UnaryOperator.tan(self) }

  /// The in-place form of `tan()`: PyTorch's `tan_`.
  @discardableResult
  public final func tan_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.tan.inPlace(self, at: CallSite(file, line))
  }

  /// The hyperbolic tangent: PyTorch's `tanh`. Integers give float32.
  public final func tanh() -> Tensor { UnaryOperator.tanh(self) }

  /// The in-place form of `tanh()`: PyTorch's `tanh_`.
  @discardableResult
  public final func tanh_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.tanh.inPlace(self, at: CallSite(file, line))
  }

  /// `1 / (1 + exp(-x))`: PyTorch's `sigmoid`. Integers give float32.
  public final func sigmoid() -> Tensor { UnaryOperator.sigmoid(self) }

  /// The in-place form of `sigmoid()`: PyTorch's `sigmoid_`.
  @discardableResult
  public final func sigmoid_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sigmoid.inPlace(self, at: CallSite(file, line))
  }

  /// The larger of each element and 0: PyTorch's `relu`. Its gradient at 0 is 0.
  public final func relu(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseBoolRelu(at: CallSite(file, line))
    return UnaryOperator.relu(self)
  }

  /// The in-place form of `relu()`: PyTorch's `relu_`.
  @discardableResult
  public final func relu_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseBoolRelu(at: CallSite(file, line))
    return UnaryOperator.relu.inPlace(self, at: CallSite(file, line))
  }

  private final func refuseBoolRelu(at site: CallSite) {
    if dtype == .bool { fail("Boolean inputs not supported for relu", at: site) }
  }

  /// The largest integer not above: PyTorch's `floor`. Integers stay as they are.
  public final func floor(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.floor(self, at: CallSite(file, line))
  }

  /// The in-place form of `floor()`: PyTorch's `floor_`.
  @discardableResult
  public final func floor_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.floor.inPlace(self, at: CallSite(file, line))
  }

  /// The smallest integer not below: PyTorch's `ceil`. Integers stay as they are.
  public final func ceil(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.ceil(self, at: CallSite(file, line))
  }

  /// The in-place form of `ceil()`: PyTorch's `ceil_`.
  @discardableResult
  public final func ceil_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.ceil.inPlace(self, at: CallSite(file, line))
  }

  /// The nearest integer, halves to the even one: PyTorch's `round`. Integers stay as they are.
  public final func round(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.round(self, at: CallSite(file, line))
  }

  /// The in-place form of `round()`: PyTorch's `round_`.
  @discardableResult
  public final func round_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.round.inPlace(self, at: CallSite(file, line))
  }

  /// The integer part, toward zero: PyTorch's `trunc`. Integers stay as they are.
  public final func trunc(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.trunc(self, at: CallSite(file, line))
  }

  /// The in-place form of `trunc()`: PyTorch's `trunc_`.
  @discardableResult
  public final func trunc_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.trunc.inPlace(self, at: CallSite(file, line))
  }
}
