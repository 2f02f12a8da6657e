import CKernels

extension BinaryOperator {
  /// Operators of integers, of which nothing is recorded: no integer requires grad.
  private static func integral(_ operation: gb_binary_op, _ kernelName: String) -> BinaryOperator {
    BinaryOperator("NotImplemented", operation, kernelName: kernelName) { _, g in Gradients(g, g) }
  }

  static let bitwiseAnd = integral(GB_BITWISE_AND, "bitwise_and_cpu")
  static let bitwiseOr = integral(GB_BITWISE_OR, "bitwise_or_cpu")
  static let bitwiseXor = integral(GB_BITWISE_XOR, "bitwise_xor_cpu")
  static let bitwiseLeftShift = integral(GB_SHIFT_LEFT, "lshift_cpu")
  static let bitwiseRightShift = integral(GB_SHIFT_RIGHT, "rshift_cpu")
  static let gcd = integral(GB_GCD, "gcd_cpu")
  static let lcm = integral(GB_LCM, "lcm_cpu")
}

extension Tensor {
  /// And of the bits of integers or the truth of bools, with broadcasting: PyTorch's `bitwise_and`.
  public final func bitwiseAnd(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseAnd(self, other, at: CallSite(file, line))
  }

  /// And with the bits of a number: PyTorch's `bitwise_and`.
  public final func bitwiseAnd(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseAnd(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseAnd`: PyTorch's `bitwise_and_`.
  @discardableResult
  public final func bitwiseAnd_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseAnd.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseAnd` with a number: PyTorch's `bitwise_and_`.
  @discardableResult
  public final func bitwiseAnd_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseAnd.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Or of the bits of integers or the truth of bools, with broadcasting: PyTorch's `bitwise_or`.
  public final func bitwiseOr(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseOr(self, other, at: CallSite(file, line))
  }

  /// Or with the bits of a number: PyTorch's `bitwise_or`.
  public final func bitwiseOr(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseOr(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseOr`: PyTorch's `bitwise_or_`.
  @discardableResult
  public final func bitwiseOr_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseOr.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseOr` with a number: PyTorch's `bitwise_or_`.
  @discardableResult
  public final func bitwiseOr_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseOr.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Exclusive or of the bits of integers or the truth of bools, with broadcasting: PyTorch's `bitwise_xor`.
  public final func bitwiseXor(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseXor(self, other, at: CallSite(file, line))
  }

  /// Exclusive or with the bits of a number: PyTorch's `bitwise_xor`.
  public final func bitwiseXor(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseXor(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseXor`: PyTorch's `bitwise_xor_`.
  @discardableResult
  public final func bitwiseXor_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseXor.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseXor` with a number: PyTorch's `bitwise_xor_`.
  @discardableResult
  public final func bitwiseXor_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseXor.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The opposite of the bits of integers or the truth of bools: PyTorch's `bitwise_not`.
  public final func bitwiseNot(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.run(bitwiseNotLoop(at: CallSite(file, line)), output, self)
    return output
  }

  /// The in-place form of `bitwiseNot()`: PyTorch's `bitwise_not_`.
  @discardableResult
  public final func bitwiseNot_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let loop = bitwiseNotLoop(at: site)
    MemoryOverlap.refuseInternal(self, at: site)
    Tensor.run(loop, self, self)
    bumpVersion()
    return self
  }

  private final func bitwiseNotLoop(at site: CallSite) -> gb_unary_loop {
    if let loop = gb_unary(GB_BITWISE_NOT, dtype.kernel) { return loop }
    fail("\"bitwise_not_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: site)
  }

  /// The bits moved up by `other` places; 0 by a negative number or the width and more: PyTorch's `bitwise_left_shift`. Integers only.
  public final func bitwiseLeftShift(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseLeftShift(self, other, at: CallSite(file, line))
  }

  /// The bits moved up by a number of places: PyTorch's `bitwise_left_shift`.
  public final func bitwiseLeftShift(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseLeftShift(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseLeftShift`: PyTorch's `bitwise_left_shift_`.
  @discardableResult
  public final func bitwiseLeftShift_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseLeftShift.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseLeftShift` with a number: PyTorch's `bitwise_left_shift_`.
  @discardableResult
  public final func bitwiseLeftShift_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseLeftShift.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The bits moved down by `other` places, the sign kept: PyTorch's `bitwise_right_shift`. Integers only.
  public final func bitwiseRightShift(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseRightShift(self, other, at: CallSite(file, line))
  }

  /// The bits moved down by a number of places: PyTorch's `bitwise_right_shift`.
  public final func bitwiseRightShift(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseRightShift(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseRightShift`: PyTorch's `bitwise_right_shift_`.
  @discardableResult
  public final func bitwiseRightShift_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseRightShift.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `bitwiseRightShift` with a number: PyTorch's `bitwise_right_shift_`.
  @discardableResult
  public final func bitwiseRightShift_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.bitwiseRightShift.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The greatest common divisor of integers, with broadcasting: PyTorch's `gcd`.
  public final func gcd(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.gcd(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `gcd`: PyTorch's `gcd_`.
  @discardableResult
  public final func gcd_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.gcd.inPlace(self, other, at: CallSite(file, line))
  }

  /// The least common multiple of integers, with broadcasting: PyTorch's `lcm`.
  public final func lcm(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.lcm(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `lcm`: PyTorch's `lcm_`.
  @discardableResult
  public final func lcm_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.lcm.inPlace(self, other, at: CallSite(file, line))
  }
}
