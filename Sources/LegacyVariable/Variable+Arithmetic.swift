import Autograd

/// The four operations. Each takes a Variable of the same type or a number, which takes the Variable's type; integers divide to integers.
extension Variable {
  /// The sum, elementwise with broadcasting.
  public final func add(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    combined(other, at: CallSite(file, line)) { $0.add($1, file: file, line: line) }
  }

  /// The sum with a number.
  public final func add(_ other: Scalar) -> Variable { map { $0 + adapted(other) } }

  /// The difference, elementwise with broadcasting.
  public final func sub(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    combined(other, at: CallSite(file, line)) { $0.sub($1, file: file, line: line) }
  }

  /// The difference with a number.
  public final func sub(_ other: Scalar) -> Variable { map { $0 - adapted(other) } }

  /// The product, elementwise with broadcasting.
  public final func mul(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    combined(other, at: CallSite(file, line)) { $0.mul($1, file: file, line: line) }
  }

  /// The product with a number.
  public final func mul(_ other: Scalar) -> Variable { map { $0 * adapted(other) } }

  /// The quotient, elementwise with broadcasting.
  public final func div(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    combined(other, at: CallSite(file, line)) { $0.div($1, roundingMode: quotientRounding, file: file, line: line) }
  }

  /// The quotient by a number.
  public final func div(_ other: Scalar) -> Variable {
    map { tensor.dtype.isFloatingPoint ? $0 / adapted(other) : $0.div(Tensor.number(adapted(other), like: $0), roundingMode: .trunc) }
  }

  /// The power, elementwise with broadcasting.
  public final func pow(_ exponent: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    combined(exponent, "exponent", at: CallSite(file, line)) { $0.pow($1, file: file, line: line) }
  }

  /// The power by a number.
  public final func pow(_ exponent: Scalar, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    map { base in
      switch adapted(exponent) {
      case .int(let value): base.pow(value, file: file, line: line)
      case .double(let value): base.pow(value, file: file, line: line)
      case .bool(let value): base.pow(value ? 1 : 0, file: file, line: line)
      }
    }
  }

  fileprivate var quotientRounding: RoundingMode? { tensor.dtype.isFloatingPoint ? nil : .trunc }
}

extension Tensor {
  /// A number as a tensor of another one's type.
  static func number(_ value: Scalar, like other: Tensor) -> Tensor {
    switch value {
    case .int(let number): .scalarTensor(number, dtype: other.dtype)
    case .double(let number): .scalarTensor(number, dtype: other.dtype)
    case .bool(let truth): .scalarTensor(truth, dtype: other.dtype)
    }
  }
}

/// The forms in place.
extension Variable {
  /// Adds in place.
  @discardableResult
  public final func add_(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(with: other, at: CallSite(file, line)) { $0.add_($1, file: file, line: line) }
  }

  /// Adds a number in place.
  @discardableResult
  public final func add_(_ other: Scalar, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.add_(Tensor.number(other, like: $0)) }
  }

  /// Subtracts in place.
  @discardableResult
  public final func sub_(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(with: other, at: CallSite(file, line)) { $0.sub_($1, file: file, line: line) }
  }

  /// Subtracts a number in place.
  @discardableResult
  public final func sub_(_ other: Scalar, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.sub_(Tensor.number(other, like: $0)) }
  }

  /// Multiplies in place.
  @discardableResult
  public final func mul_(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(with: other, at: CallSite(file, line)) { $0.mul_($1, file: file, line: line) }
  }

  /// Multiplies by a number in place.
  @discardableResult
  public final func mul_(_ other: Scalar, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.mul_(Tensor.number(other, like: $0)) }
  }

  /// Divides in place.
  @discardableResult
  public final func div_(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(with: other, at: CallSite(file, line)) { $0.div_($1, roundingMode: quotientRounding, file: file, line: line) }
  }

  /// Divides by a number in place.
  @discardableResult
  public final func div_(_ other: Scalar, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.div_(Tensor.number(other, like: $0), roundingMode: quotientRounding) }
  }

  /// Copies another Variable's elements, with broadcasting; its type may differ.
  @discardableResult
  public final func copy_(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(with: [other], at: CallSite(file, line)) { $0.copy_(other.tensor, file: file, line: line) }
  }

  /// Fills with a number.
  @discardableResult
  public final func fill_(_ value: Scalar, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.fill_(Tensor.number(value, like: $0)) }
  }

  /// Fills with zeros.
  @discardableResult
  public final func zero_(file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.zero_(file: file, line: line) }
  }

  /// The exponential in place.
  @discardableResult
  public final func exp_(file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.exp_(file: file, line: line) }
  }

  /// The sigmoid in place.
  @discardableResult
  public final func sigmoid_(file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.sigmoid_(file: file, line: line) }
  }

  /// The hyperbolic tangent in place.
  @discardableResult
  public final func tanh_(file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.tanh_(file: file, line: line) }
  }

  /// The larger of each element and 0, in place.
  @discardableResult
  public final func relu_(file: StaticString = #filePath, line: UInt = #line) -> Variable {
    overwrite(at: CallSite(file, line)) { $0.relu_(file: file, line: line) }
  }
}
