/// Factors that are numbers of a program's own: `weight.sub_(gradient, alpha: rate)`, where `rate` is a `Double`.

extension Tensor {
  /// `self + alpha · other`, elementwise with broadcasting: PyTorch's `add`.
  public final func add(_ other: Tensor, alpha: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    add(other, alpha: alpha.scalar, file: file, line: line)
  }

  /// `self + alpha · other` in place: PyTorch's `add_`.
  @discardableResult
  public final func add_(_ other: Tensor, alpha: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    add_(other, alpha: alpha.scalar, file: file, line: line)
  }

  /// `self - alpha · other`, elementwise with broadcasting: PyTorch's `sub`.
  public final func sub(_ other: Tensor, alpha: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    sub(other, alpha: alpha.scalar, file: file, line: line)
  }

  /// `self - alpha · other` in place: PyTorch's `sub_`.
  @discardableResult
  public final func sub_(_ other: Tensor, alpha: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    sub_(other, alpha: alpha.scalar, file: file, line: line)
  }

  /// `self + value · a · b`, elementwise with broadcasting: PyTorch's `addcmul`.
  public final func addcmul(
    _ a: Tensor, _ b: Tensor, value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    addcmul(a, b, value: value.scalar, file: file, line: line)
  }

  /// `self + value · a · b` in place: PyTorch's `addcmul_`.
  @discardableResult
  public final func addcmul_(
    _ a: Tensor, _ b: Tensor, value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    addcmul_(a, b, value: value.scalar, file: file, line: line)
  }

  /// `self + value · a / b`, elementwise with broadcasting: PyTorch's `addcdiv`.
  public final func addcdiv(
    _ a: Tensor, _ b: Tensor, value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    addcdiv(a, b, value: value.scalar, file: file, line: line)
  }

  /// `self + value · a / b` in place: PyTorch's `addcdiv_`.
  @discardableResult
  public final func addcdiv_(
    _ a: Tensor, _ b: Tensor, value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    addcdiv_(a, b, value: value.scalar, file: file, line: line)
  }
}
