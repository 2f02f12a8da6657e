import CKernels

extension Tensor {
  /// Runs a comparison in the promoted dtype; the result is bool and has no gradient.
  private final func compared(_ operation: gb_comparison_op, _ other: Tensor, at site: CallSite?) -> Tensor {
    let dtype = ResultType.of(self, other)
    let sizes = Broadcasting.sizes(self, other, at: site)
    let output = OutputLayout.tensor(sizes, like: self, other, dtype: .bool)
    Tensor.run(gb_comparison(operation, dtype.kernel)!, output, converted(to: dtype), other.converted(to: dtype))
    return output
  }

  private final func bitwise(_ operation: gb_binary_op, _ name: String, _ other: Tensor, at site: CallSite?) -> Tensor {
    let dtype = ResultType.of(self, other)
    guard let loop = gb_binary(operation, dtype.kernel) else {
      fail("\"\(name)_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
    let sizes = Broadcasting.sizes(self, other, at: site)
    let output = OutputLayout.tensor(sizes, like: self, other, dtype: dtype)
    Tensor.run(loop, output, converted(to: dtype), other.converted(to: dtype))
    return output
  }

  /// Which elements are equal, a bool tensor: PyTorch's `eq`.
  public final func eq(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_EQ, other, at: CallSite(file, line))
  }

  /// Which elements are equal, against a number.
  public final func eq(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_EQ, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are not equal, a bool tensor: PyTorch's `ne`.
  public final func ne(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_NE, other, at: CallSite(file, line))
  }

  /// Which elements are not equal, against a number.
  public final func ne(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_NE, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are less, a bool tensor: PyTorch's `lt`.
  public final func lt(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LT, other, at: CallSite(file, line))
  }

  /// Which elements are less, against a number.
  public final func lt(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LT, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are less or equal, a bool tensor: PyTorch's `le`.
  public final func le(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LE, other, at: CallSite(file, line))
  }

  /// Which elements are less or equal, against a number.
  public final func le(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LE, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are greater, a bool tensor: PyTorch's `gt`.
  public final func gt(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GT, other, at: CallSite(file, line))
  }

  /// Which elements are greater, against a number.
  public final func gt(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GT, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are greater or equal, a bool tensor: PyTorch's `ge`.
  public final func ge(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GE, other, at: CallSite(file, line))
  }

  /// Which elements are greater or equal, against a number.
  public final func ge(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GE, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Where both are not 0, a bool tensor: PyTorch's `logical_and`.
  public final func logicalAnd(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LOGICAL_AND, other, at: CallSite(file, line))
  }

  /// Where one or both are not 0, a bool tensor: PyTorch's `logical_or`.
  public final func logicalOr(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LOGICAL_OR, other, at: CallSite(file, line))
  }

  /// Where exactly one is not 0, a bool tensor: PyTorch's `logical_xor`.
  public final func logicalXor(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LOGICAL_XOR, other, at: CallSite(file, line))
  }

  /// PyTorch's `bitwise_and`: of the bits of integers, of the truth of bools.
  public final func bitwiseAnd(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    bitwise(GB_BITWISE_AND, "bitwise_and", other, at: CallSite(file, line))
  }

  /// PyTorch's `bitwise_or`: of the bits of integers, of the truth of bools.
  public final func bitwiseOr(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    bitwise(GB_BITWISE_OR, "bitwise_or", other, at: CallSite(file, line))
  }

  /// PyTorch's `bitwise_xor`: of the bits of integers, of the truth of bools.
  public final func bitwiseXor(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    bitwise(GB_BITWISE_XOR, "bitwise_xor", other, at: CallSite(file, line))
  }

  /// PyTorch's `bitwise_not`: of the bits of integers, of the truth of bools.
  public final func bitwiseNot(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    guard let loop = gb_unary(GB_BITWISE_NOT, dtype.kernel) else {
      fail("\"bitwise_not_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: CallSite(file, line))
    }
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.run(loop, output, self)
    return output
  }

  /// Where an element is 0, a bool tensor: PyTorch's `logical_not`.
  public final func logicalNot() -> Tensor { predicate(GB_LOGICAL_NOT) }

  /// Where an element is NaN, a bool tensor: PyTorch's `isnan`.
  public final func isnan() -> Tensor { predicate(GB_ISNAN) }

  /// Where an element is infinite, a bool tensor: PyTorch's `isinf`.
  public final func isinf() -> Tensor { predicate(GB_ISINF) }

  /// Where an element is neither NaN nor infinite, a bool tensor: PyTorch's `isfinite`.
  public final func isfinite() -> Tensor { predicate(GB_ISFINITE) }

  private final func predicate(_ operation: gb_predicate_op) -> Tensor {
    let output = OutputLayout.tensor(sizes, like: self, dtype: .bool)
    Tensor.run(gb_predicate(operation, dtype.kernel)!, output, self)
    return output
  }

  /// Whether both have the same shape and the same elements: PyTorch's `torch.equal`. (`==` compares element by element.)
  public final func equal(_ other: Tensor) -> Bool {
    sizes == other.sizes && eq(other).all().item() != 0
  }

  /// Whether all elements agree up to `atol + rtol · |other|`: PyTorch's `torch.allclose`. NaN equals nothing unless `equalNaN`.
  public final func allclose(_ other: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNaN: Bool = false) -> Bool {
    noGrad {
      let distance = sub(other).abs()
      var isClose = distance.le(other.abs().mul(rtol).add(atol)).logicalOr(eq(other))
      if equalNaN { isClose = isClose.logicalOr(isnan().logicalAnd(other.isnan())) }
      return isClose.all().item() != 0
    }
  }
}
