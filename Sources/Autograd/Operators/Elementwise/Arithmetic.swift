import CKernels

extension BinaryOperator {
  static let add = BinaryOperator("AddBackward0", GB_ADD) { _, g in Gradients(g, g) }

  static let sub = BinaryOperator("SubBackward0", GB_SUB) { s, g in Gradients(g, s.needs(1) ? g.neg() : nil) }

  static let mul = BinaryOperator(
    "MulBackward0", GB_MUL, keepsNumbersWide: true, savesSelf: .ifNeeded(1), savesOther: .ifNeeded(0)
  ) { s, g in
    Gradients(s.needs(0) ? g.mul(s[1]) : nil, s.needs(1) ? g.mul(s[0]) : nil)
  }

  static let div = BinaryOperator(
    "DivBackward0", GB_DIV, isFloatingOnly: true, keepsNumbersWide: true, savesSelf: .ifNeeded(1), savesOther: .always
  ) { s, g in
    Gradients(s.needs(0) ? g.div(s[1]) : nil, s.needs(1) ? g.neg().mul(s[0].div(s[1]).div(s[1])) : nil)
  }

  /// Rounded quotients are flat: their gradient is 0 where they have one.
  static let divFloor = BinaryOperator(
    "DivBackward2", GB_DIV_FLOOR, keepsNumbersWide: true, kernelName: "div_floor_cpu", dividesIntegers: true
  ) { _, g in
    let zero = Tensor.zerosLike(g)
    return Gradients(zero, zero)
  }

  static let divTrunc = BinaryOperator(
    "DivBackward2", GB_DIV_TRUNC, keepsNumbersWide: true, kernelName: "div_trunc_cpu", dividesIntegers: true
  ) { _, g in
    let zero = Tensor.zerosLike(g)
    return Gradients(zero, zero)
  }

  static let remainder = BinaryOperator(
    "RemainderBackward1", GB_REMAINDER, number: "RemainderBackward0", kernelName: "remainder_cpu", dividesIntegers: true,
    savesSelf: .ifNeeded(1), savesOther: .ifNeeded(1)
  ) { s, g in
    Gradients(g, s.needs(1) ? g.neg().mul(s[0].div(s[1], roundingMode: .floor)) : nil)
  }

  static let fmod = BinaryOperator(
    "FmodBackward1", GB_FMOD, number: "FmodBackward0", kernelName: "fmod_cpu", dividesIntegers: true, savesSelf: .ifNeeded(1),
    savesOther: .ifNeeded(1)
  ) { s, g in
    Gradients(g, s.needs(1) ? g.neg().mul(s[0].div(s[1], roundingMode: .trunc)) : nil)
  }

  /// Where the two are equal each gets half of the gradient.
  static let maximum = BinaryOperator("MaximumBackward0", GB_MAXIMUM, savesSelf: .always, savesOther: .always) { s, g in
    let shared = Tensor.where(s[0].eq(s[1]), g.div(2), g)
    return Gradients(
      s.needs(0) ? shared.maskedFill(s[0].lt(s[1]), 0) : nil, s.needs(1) ? shared.maskedFill(s[0].gt(s[1]), 0) : nil)
  }

  static let minimum = BinaryOperator("MinimumBackward0", GB_MINIMUM, savesSelf: .always, savesOther: .always) { s, g in
    let shared = Tensor.where(s[0].eq(s[1]), g.div(2), g)
    return Gradients(
      s.needs(0) ? shared.maskedFill(s[0].gt(s[1]), 0) : nil, s.needs(1) ? shared.maskedFill(s[0].lt(s[1]), 0) : nil)
  }
}

/// How a quotient is rounded: PyTorch's `rounding_mode`.
public enum RoundingMode: Sendable {
  /// Toward zero, as C does.
  case trunc
  /// Down, as Python's `//` does.
  case floor
}

extension Tensor {
  /// `self + alpha · other`, elementwise with broadcasting: PyTorch's `add`. The dtype is promoted.
  public final func add(_ other: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if alpha == 1 { return BinaryOperator.add(self, other, at: site) }
    refuseAlpha(alpha, with: other, at: site)
    return ScaledSum.sum(self, other, alpha, isNegated: false, at: site)
  }

  /// The sum with `alpha` times a number: PyTorch's `add`.
  public final func add(_ other: some TensorScalar, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    add(Tensor(number: other.scalar), alpha: alpha, file: file, line: line)
  }

  /// Adds `alpha` times another tensor in place: PyTorch's `add_`. Shape and dtype stay.
  @discardableResult
  public final func add_(_ other: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if alpha == 1 { return BinaryOperator.add.inPlace(self, other, at: site) }
    refuseAlpha(alpha, with: other, at: site)
    return ScaledSum.inPlace(self, other, alpha, isNegated: false, at: site)
  }

  /// Adds a number in place: PyTorch's `add_`.
  @discardableResult
  public final func add_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.add.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Adds to memory that belongs to the engine.
  final func addWithoutGraph(_ other: Tensor) { BinaryOperator.add.write(to: self, other, at: nil) }

  /// `self - alpha · other`, elementwise with broadcasting: PyTorch's `sub`. The dtype is promoted. Not for bool.
  public final func sub(_ other: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseBoolSubtraction(other, at: site)
    if alpha == 1 { return BinaryOperator.sub(self, other, at: site) }
    refuseAlpha(alpha, with: other, at: site)
    return ScaledSum.sum(self, other, alpha, isNegated: true, at: site)
  }

  /// The difference to `alpha` times a number: PyTorch's `sub`.
  public final func sub(_ other: some TensorScalar, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    sub(Tensor(number: other.scalar), alpha: alpha, file: file, line: line)
  }

  /// Subtracts `alpha` times another tensor in place: PyTorch's `sub_`. Shape and dtype stay.
  @discardableResult
  public final func sub_(_ other: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseBoolSubtraction(other, at: site)
    if alpha == 1 { return BinaryOperator.sub.inPlace(self, other, at: site) }
    refuseAlpha(alpha, with: other, at: site)
    return ScaledSum.inPlace(self, other, alpha, isNegated: true, at: site)
  }

  /// Subtracts a number in place: PyTorch's `sub_`.
  @discardableResult
  public final func sub_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    sub_(Tensor(number: other.scalar), file: file, line: line)
  }

  final func refuseBoolSubtraction(_ other: Tensor, at site: CallSite?) {
    if dtype == .bool && other.dtype == .bool {
      fail(
        "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.", at: site)
    }
    if dtype == .bool || other.dtype == .bool {
      fail(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
          + "`logical_not()` operator instead.", at: site)
    }
  }

  /// The product, elementwise with broadcasting: PyTorch's `mul`. The dtype is promoted.
  public final func mul(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.mul(self, other, at: CallSite(file, line))
  }

  /// The product with a number: PyTorch's `mul`.
  public final func mul(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.mul(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Multiplies in place: PyTorch's `mul_`. Shape and dtype stay.
  @discardableResult
  public final func mul_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.mul.inPlace(self, other, at: CallSite(file, line))
  }

  /// Multiplies by a number in place: PyTorch's `mul_`.
  @discardableResult
  public final func mul_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.mul.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The quotient, elementwise with broadcasting: PyTorch's `div`. Without rounding, integers give floating numbers.
  public final func div(
    _ other: Tensor, roundingMode: RoundingMode? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return quotient(roundingMode)(self, other, at: site)
  }

  /// The quotient by a number: PyTorch's `div`.
  public final func div(
    _ other: some TensorScalar, roundingMode: RoundingMode? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    div(Tensor(number: other.scalar), roundingMode: roundingMode, file: file, line: line)
  }

  /// Divides in place: PyTorch's `div_`. Shape and dtype stay.
  @discardableResult
  public final func div_(
    _ other: Tensor, roundingMode: RoundingMode? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return quotient(roundingMode).inPlace(self, other, at: site)
  }

  /// Divides by a number in place: PyTorch's `div_`.
  @discardableResult
  public final func div_(
    _ other: some TensorScalar, roundingMode: RoundingMode? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    div_(Tensor(number: other.scalar), roundingMode: roundingMode, file: file, line: line)
  }

  private final func quotient(_ mode: RoundingMode?) -> BinaryOperator {
    guard let mode else { return .div }
    return mode == .floor ? .divFloor : .divTrunc
  }

  /// The larger of two, elementwise with broadcasting; NaN if either is: PyTorch's `maximum`. Equal ones share the gradient.
  public final func maximum(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.maximum(self, other, at: CallSite(file, line))
  }

  /// The smaller of two, elementwise with broadcasting; NaN if either is: PyTorch's `minimum`. Equal ones share the gradient.
  public final func minimum(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.minimum(self, other, at: CallSite(file, line))
  }
}
