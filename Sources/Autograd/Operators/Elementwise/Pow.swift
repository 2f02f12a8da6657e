import CKernels
import Glibc

extension BinaryOperator {
  /// Both may want a gradient: that of the exponent is `g · result · log(base)`, 0 where the base is 0 and the exponent is not negative.
  static let pow = BinaryOperator(
    "PowBackward1", GB_POW, ofNumber: GB_POW_NUMBER, kernelName: "pow", savesSelf: .always, savesOther: .always, savesOutput: true
  ) { s, g in
    let (base, exponent) = (s[0], s[1])
    var toBase: Tensor?
    if s.needs(0) {
      let slope = g.mul(exponent.mul(base.pow(exponent.sub(1))))
      toBase = Tensor.where(exponent.eq(0), Tensor.zeros([], dtype: slope.dtype), slope)
    }
    var toExponent: Tensor?
    if s.needs(1) {
      let flat = base.eq(0).logicalAnd(exponent.ge(0))
      toExponent = g.mul(Tensor.where(flat, Tensor.zeros([], dtype: s[2].dtype), s[2].mul(base.to(s[2].dtype).log())))
    }
    return Gradients(toBase, toExponent)
  }
}

extension Tensor {
  /// Each element to the power of the other's, with broadcasting: PyTorch's `pow`.
  ///
  /// - Precondition: Integers are not raised to negative integer powers.
  public final func pow(_ exponent: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.pow(self, exponent, at: CallSite(file, line))
  }

  /// Each element to the power of a number: PyTorch's `pow`.
  public final func pow(_ exponent: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let exponent = exponent.scalar
    let site = CallSite(file, line)
    refuseNegativePower(exponent, at: site)
    if !isRecorded { return power(exponent, at: site) }
    let node = Tensor.powNode(self, exponent)
    node.saved0 = SavedTensor(self)
    let output = power(exponent, at: site)
    output.setHistory(node)
    return output
  }

  /// The in-place form of `pow`: PyTorch's `pow_`.
  @discardableResult
  public final func pow_(_ exponent: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let exponent = exponent.scalar
    let site = CallSite(file, line)
    refuseNegativePower(exponent, at: site)
    var node: OperatorNode?
    if isRecorded {
      checkInPlace(at: site)
      node = Tensor.powNode(self, exponent)
      node!.saved0 = SavedTensor(clone())
    }
    let number = Tensor(number: exponent)
    if ResultType.of(self, number) == .bool {
      MemoryOverlap.refuseInternal(self, at: site)
      write(power(exponent, at: site))
    } else {
      BinaryOperator.pow.write(to: self, number, at: site)
    }
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  /// The in-place form of `pow` with a tensor: PyTorch's `pow_`.
  @discardableResult
  public final func pow_(_ exponent: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.pow.inPlace(self, exponent, at: CallSite(file, line))
  }

  /// A number to the power of each element: PyTorch's `torch.pow(2, x)`, Python's `2 ** x`.
  public static func pow(_ base: some TensorScalar, _ exponent: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let number = base.scalar
    let output = noGrad { BinaryOperator.pow(Tensor(number: number), exponent, at: CallSite(file, line)) }
    return output.recorded("PowBackward2", inputs: [exponent], saving: [exponent], savesOutput: true) { s, g in
      let slope = g.mul(s[1]).mul(Glibc.log(number.double))
      return [number.double == 0 ? slope.maskedFill(s[0].ge(0), 0) : slope]
    }
  }

  /// Each element to the power of the other's in float64: PyTorch's `float_power`.
  public final func floatPower(_ exponent: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.float64).pow(exponent.to(.float64), file: file, line: line)
  }

  /// Each element to the power of a number in float64: PyTorch's `float_power`.
  public final func floatPower(_ exponent: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.float64).pow(exponent.scalar.double, file: file, line: line)
  }

  /// A number to the power of each element in float64: PyTorch's `float_power`.
  public static func floatPower(_ base: some TensorScalar, _ exponent: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor
  {
    pow(base.scalar.double, exponent.to(.float64), file: file, line: line)
  }

  /// The in-place form of `floatPower`: PyTorch's `float_power_`.
  ///
  /// - Precondition: The dtype is float64.
  @discardableResult
  public final func floatPower_(_ exponent: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseNarrowBase(at: CallSite(file, line))
    return pow_(exponent.to(.float64), file: file, line: line)
  }

  /// The in-place form of `floatPower` with a number: PyTorch's `float_power_`.
  ///
  /// - Precondition: The dtype is float64.
  @discardableResult
  public final func floatPower_(_ exponent: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseNarrowBase(at: CallSite(file, line))
    return pow_(exponent.scalar.double, file: file, line: line)
  }

  private final func refuseNarrowBase(at site: CallSite) {
    if dtype == .float64 { return }
    fail("the base given to float_power_ has dtype \(dtype.scalarTypeName) but the operation's result requires dtype Double", at: site)
  }

  /// The square: PyTorch's `square`, which is `pow(2)`.
  public final func square(file: StaticString = #filePath, line: UInt = #line) -> Tensor { pow(2, file: file, line: line) }

  /// The in-place form of `square()`: PyTorch's `square_`.
  @discardableResult
  public final func square_(file: StaticString = #filePath, line: UInt = #line) -> Tensor { pow_(2, file: file, line: line) }

  private final func power(_ exponent: Scalar, at site: CallSite) -> Tensor {
    let number = Tensor(number: exponent)
    let dtype = ResultType.of(self, number)
    number.refuseOverflow(in: dtype, at: site)
    // The number is no operand that the layout of the result could follow.
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    if dtype == .bool {
      // True and False are powers 1 and 0, which need no multiplication.
      output.write(exponent.double == 0 ? Tensor(number: .bool(true)) : self)
    } else {
      Tensor.run(gb_binary(GB_POW_NUMBER, dtype.kernel)!, output, converted(to: dtype), number.converted(to: dtype))
    }
    return output
  }

  private static func powNode(_ base: Tensor, _ exponent: Scalar) -> OperatorNode {
    OperatorNode("PowBackward0", base) { s, g in
      if exponent.double == 0 { return Gradients(Tensor.zerosLike(s[0])) }
      let reduced: Scalar = if case .int(let n) = exponent { .int(n - 1) } else { .double(exponent.double - 1) }
      return Gradients(g.mul(s[0].raised(to: reduced).mul(Tensor(number: exponent))))
    }
  }

  private final func raised(to exponent: Scalar) -> Tensor {
    switch exponent {
    case .int(let n): pow(n)
    case .double(let x): pow(x)
    case .bool(let b): pow(b)
    }
  }

  private final func refuseNegativePower(_ exponent: Scalar, at site: CallSite) {
    if !dtype.isFloatingPoint, case .int(let n) = exponent, n < 0 {
      fail("Integers to negative integer powers are not allowed.", at: site)
    }
  }
}
