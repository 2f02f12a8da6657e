import CKernels
import Glibc

extension Tensor {
  /// Runs a comparison in the promoted dtype; the result is bool and has no gradient.
  final func compared(_ operation: gb_comparison_op, _ other: Tensor, at site: CallSite?) -> Tensor {
    let dtype = ResultType.of(self, other)
    let sizes = Broadcasting.sizes(self, other, at: site)
    let output = OutputLayout.tensor(sizes, like: self, other, dtype: .bool)
    Tensor.run(gb_comparison(operation, dtype.kernel)!, output, converted(to: dtype), other.converted(to: dtype))
    return output
  }

  /// Which elements are equal, a bool tensor, with broadcasting: PyTorch's `eq`.
  public final func eq(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_EQ, other, at: CallSite(file, line))
  }

  /// Which elements are equal, against a number: PyTorch's `eq`.
  public final func eq(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_EQ, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are not equal, a bool tensor, with broadcasting: PyTorch's `ne`.
  public final func ne(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_NE, other, at: CallSite(file, line))
  }

  /// Which elements are not equal, against a number: PyTorch's `ne`.
  public final func ne(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_NE, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are less, a bool tensor, with broadcasting: PyTorch's `lt`.
  public final func lt(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LT, other, at: CallSite(file, line))
  }

  /// Which elements are less, against a number: PyTorch's `lt`.
  public final func lt(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LT, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are less or equal, a bool tensor, with broadcasting: PyTorch's `le`.
  public final func le(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LE, other, at: CallSite(file, line))
  }

  /// Which elements are less or equal, against a number: PyTorch's `le`.
  public final func le(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LE, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are greater, a bool tensor, with broadcasting: PyTorch's `gt`.
  public final func gt(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GT, other, at: CallSite(file, line))
  }

  /// Which elements are greater, against a number: PyTorch's `gt`.
  public final func gt(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GT, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Which elements are greater or equal, a bool tensor, with broadcasting: PyTorch's `ge`.
  public final func ge(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GE, other, at: CallSite(file, line))
  }

  /// Which elements are greater or equal, against a number: PyTorch's `ge`.
  public final func ge(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_GE, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// Where both are not 0, a bool tensor, with broadcasting: PyTorch's `logical_and`.
  public final func logicalAnd(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LOGICAL_AND, other, at: CallSite(file, line))
  }

  /// Where one or both are not 0, a bool tensor, with broadcasting: PyTorch's `logical_or`.
  public final func logicalOr(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LOGICAL_OR, other, at: CallSite(file, line))
  }

  /// Where exactly one is not 0, a bool tensor, with broadcasting: PyTorch's `logical_xor`.
  public final func logicalXor(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    compared(GB_LOGICAL_XOR, other, at: CallSite(file, line))
  }

  /// Where an element is 0, a bool tensor: PyTorch's `logical_not`.
  public final func logicalNot() -> Tensor { predicate(GB_LOGICAL_NOT) }

  /// Where an element is NaN, a bool tensor: PyTorch's `isnan`.
  public final func isnan() -> Tensor { predicate(GB_ISNAN) }

  /// Where an element is infinite, a bool tensor: PyTorch's `isinf`.
  public final func isinf() -> Tensor { predicate(GB_ISINF) }

  /// Where an element is neither NaN nor infinite, a bool tensor: PyTorch's `isfinite`.
  public final func isfinite() -> Tensor { predicate(GB_ISFINITE) }

  /// Where an element is positive infinity, a bool tensor: PyTorch's `isposinf`.
  public final func isposinf() -> Tensor { predicate(GB_ISPOSINF) }

  /// Where an element is negative infinity, a bool tensor: PyTorch's `isneginf`.
  public final func isneginf() -> Tensor { predicate(GB_ISNEGINF) }

  /// Where the sign is set, that of -0 and NaN too, a bool tensor: PyTorch's `signbit`.
  public final func signbit() -> Tensor { predicate(GB_SIGNBIT) }

  /// True for every element, as all dtypes are real: PyTorch's `isreal`.
  public final func isreal() -> Tensor { Tensor.onesLike(self, dtype: .bool) }

  private final func predicate(_ operation: gb_predicate_op) -> Tensor {
    let output = OutputLayout.tensor(sizes, like: self, dtype: .bool)
    Tensor.run(gb_predicate(operation, dtype.kernel)!, output, self)
    return output
  }

  /// Whether both have the same shape and the same elements: PyTorch's `torch.equal`. (`==` compares element by element.)
  public final func equal(_ other: Tensor) -> Bool {
    if isMeta || other.isMeta {
      fail("aten::equal: attempted to run this operator with Meta tensors, but there was no fake impl or Meta kernel registered.")
    }
    return sizes == other.sizes && eq(other).all().item() != 0
  }

  /// Which elements agree up to `atol + rtol · |other|`, with broadcasting: PyTorch's `torch.isclose`. NaN equals nothing unless
  /// `equalNaN`.
  ///
  /// - Precondition: Both have one dtype, and neither tolerance is negative.
  public final func isclose(
    _ other: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNaN: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dtype != other.dtype { fail("\(dtype.scalarTypeName) did not match \(other.dtype.scalarTypeName)", at: site) }
    if !(rtol >= 0) { fail("rtol must be greater than or equal to zero, but got \(shortText(rtol))", at: site) }
    if !(atol >= 0) { fail("atol must be greater than or equal to zero, but got \(shortText(atol))", at: site) }
    return noGrad {
      var isClose = compared(GB_EQ, other, at: site)
      if equalNaN && dtype.isFloatingPoint { isClose = isClose.logicalOr(isnan().logicalAnd(other.isnan())) }
      if rtol == 0 && atol == 0 { return isClose }
      let (x, y) = dtype.isFloatingPoint ? (self, other) : (float(), other.float())
      let distance = x.sub(y).abs()
      let allowed = y.mul(rtol).abs().add(atol)
      return isClose.logicalOr(distance.isfinite().logicalAnd(distance.le(allowed)))
    }
  }

  /// Whether all elements agree up to `atol + rtol · |other|`: PyTorch's `torch.allclose`. NaN equals nothing unless `equalNaN`.
  public final func allclose(
    _ other: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNaN: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Bool {
    isclose(other, rtol: rtol, atol: atol, equalNaN: equalNaN, file: file, line: line).all().item() != 0
  }
}

/// A number in six significant digits, as C++ streams print it.
private func shortText(_ number: Double) -> String {
  withVaList([number]) { arguments in
    String(unsafeUninitializedCapacity: 32) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress!, 32, "%g", arguments)) }
    }
  }
}
