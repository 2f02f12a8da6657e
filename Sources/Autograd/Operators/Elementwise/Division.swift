extension Tensor {
  /// The quotient rounded down, Python's `//`: PyTorch's `floor_divide`. It has no derivative: backward fails.
  public final func floorDivide(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    flooredQuotient(other, at: CallSite(file, line))
  }

  /// The quotient by a number, rounded down: PyTorch's `floor_divide`.
  public final func floorDivide(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    flooredQuotient(Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `floorDivide`: PyTorch's `floor_divide_`.
  @discardableResult
  public final func floorDivide_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteFlooredQuotient(other, at: CallSite(file, line))
  }

  /// The in-place form of `floorDivide` with a number: PyTorch's `floor_divide_`.
  @discardableResult
  public final func floorDivide_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteFlooredQuotient(Tensor(number: other.scalar), at: CallSite(file, line))
  }

  private final func flooredQuotient(_ other: Tensor, at site: CallSite) -> Tensor {
    let output = noGrad { BinaryOperator.divFloor(self, other, at: site) }
    let inputs = other.isWrappedNumber ? [self] : [self, other]
    if Tensor.isRecorded(inputs) { output.setHistory(RefusingNode(operation: "floor_divide", inputs: inputs)) }
    return output
  }

  private final func overwriteFlooredQuotient(_ other: Tensor, at site: CallSite) -> Tensor {
    let inputs = other.isWrappedNumber ? [self] : [self, other]
    let isRecorded = Tensor.isRecorded(inputs)
    if isRecorded { checkInPlace(at: site) }
    let node = isRecorded ? RefusingNode(operation: "floor_divide_", inputs: inputs) : nil
    BinaryOperator.divFloor.write(to: self, other, at: site)
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  /// What is left of a division rounded down; it has the divisor's sign, as Python's `%`: PyTorch's `remainder`.
  public final func remainder(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.remainder(self, other, at: CallSite(file, line))
  }

  /// What is left of a division by a number, with its sign: PyTorch's `remainder`.
  public final func remainder(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    remainder(Tensor(number: other.scalar), file: file, line: line)
  }

  /// The in-place form of `remainder`: PyTorch's `remainder_`.
  @discardableResult
  public final func remainder_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.remainder.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `remainder` with a number: PyTorch's `remainder_`.
  @discardableResult
  public final func remainder_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    remainder_(Tensor(number: other.scalar), file: file, line: line)
  }

  /// What is left of a division rounded toward zero; it has the dividend's sign, as in C: PyTorch's `fmod`.
  public final func fmod(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.fmod(self, other, at: CallSite(file, line))
  }

  /// What is left of a division by a number, rounded toward zero: PyTorch's `fmod`.
  public final func fmod(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    fmod(Tensor(number: other.scalar), file: file, line: line)
  }

  /// The in-place form of `fmod`: PyTorch's `fmod_`.
  @discardableResult
  public final func fmod_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.fmod.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `fmod` with a number: PyTorch's `fmod_`.
  @discardableResult
  public final func fmod_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    fmod_(Tensor(number: other.scalar), file: file, line: line)
  }
}
