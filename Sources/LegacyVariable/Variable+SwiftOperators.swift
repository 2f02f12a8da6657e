import Autograd

/// Swift's operators, as Python's. A literal is a number by itself; a number of another type comes last.
extension Variable {
  /// The sum.
  public static func + (a: Variable, b: Variable) -> Variable { a.add(b) }
  /// The sum with a number.
  public static func + (a: Variable, b: Scalar) -> Variable { a.add(b) }
  /// The sum of a number with a Variable.
  public static func + (a: Scalar, b: Variable) -> Variable { b.map { b.adapted(a) + $0 } }
  /// The sum with a number.
  @_disfavoredOverload public static func + (a: Variable, b: some TensorScalar) -> Variable { a + b.scalar }
  /// The sum of a number with a Variable.
  @_disfavoredOverload public static func + (a: some TensorScalar, b: Variable) -> Variable { a.scalar + b }

  /// The difference.
  public static func - (a: Variable, b: Variable) -> Variable { a.sub(b) }
  /// The difference with a number.
  public static func - (a: Variable, b: Scalar) -> Variable { a.sub(b) }
  /// The difference of a number with a Variable.
  public static func - (a: Scalar, b: Variable) -> Variable { b.map { b.adapted(a) - $0 } }
  /// The difference with a number.
  @_disfavoredOverload public static func - (a: Variable, b: some TensorScalar) -> Variable { a - b.scalar }
  /// The difference of a number with a Variable.
  @_disfavoredOverload public static func - (a: some TensorScalar, b: Variable) -> Variable { a.scalar - b }

  /// The product.
  public static func * (a: Variable, b: Variable) -> Variable { a.mul(b) }
  /// The product with a number.
  public static func * (a: Variable, b: Scalar) -> Variable { a.mul(b) }
  /// The product of a number with a Variable.
  public static func * (a: Scalar, b: Variable) -> Variable { b.map { b.adapted(a) * $0 } }
  /// The product with a number.
  @_disfavoredOverload public static func * (a: Variable, b: some TensorScalar) -> Variable { a * b.scalar }
  /// The product of a number with a Variable.
  @_disfavoredOverload public static func * (a: some TensorScalar, b: Variable) -> Variable { a.scalar * b }

  /// The quotient.
  public static func / (a: Variable, b: Variable) -> Variable { a.div(b) }
  /// The quotient by a number.
  public static func / (a: Variable, b: Scalar) -> Variable { a.div(b) }
  /// The quotient of a number by a Variable.
  public static func / (a: Scalar, b: Variable) -> Variable { b.map { b.adapted(a) / $0 } }
  /// The quotient by a number.
  @_disfavoredOverload public static func / (a: Variable, b: some TensorScalar) -> Variable { a / b.scalar }
  /// The quotient of a number by a Variable.
  @_disfavoredOverload public static func / (a: some TensorScalar, b: Variable) -> Variable { a.scalar / b }

  /// The negative.
  public static prefix func - (a: Variable) -> Variable { a.neg() }

  /// Adds in place.
  public static func += (a: Variable, b: Variable) { a.add_(b) }
  /// Adds a number in place.
  public static func += (a: Variable, b: Scalar) { a.add_(b) }
  /// Subtracts in place.
  public static func -= (a: Variable, b: Variable) { a.sub_(b) }
  /// Subtracts a number in place.
  public static func -= (a: Variable, b: Scalar) { a.sub_(b) }
  /// Multiplies in place.
  public static func *= (a: Variable, b: Variable) { a.mul_(b) }
  /// Multiplies by a number in place.
  public static func *= (a: Variable, b: Scalar) { a.mul_(b) }
  /// Divides in place.
  public static func /= (a: Variable, b: Variable) { a.div_(b) }
  /// Divides by a number in place.
  public static func /= (a: Variable, b: Scalar) { a.div_(b) }

  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func < (a: Variable, b: Variable) -> Variable { a.compared(b) { $0.lt($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func < (a: Variable, b: Scalar) -> Variable { a.compared(b) { $0.lt($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func <= (a: Variable, b: Variable) -> Variable { a.compared(b) { $0.le($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func <= (a: Variable, b: Scalar) -> Variable { a.compared(b) { $0.le($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func > (a: Variable, b: Variable) -> Variable { a.compared(b) { $0.gt($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func > (a: Variable, b: Scalar) -> Variable { a.compared(b) { $0.gt($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func >= (a: Variable, b: Variable) -> Variable { a.compared(b) { $0.ge($1) } }
  /// 1 where it holds, elementwise, as a `ByteTensor`.
  public static func >= (a: Variable, b: Scalar) -> Variable { a.compared(b) { $0.ge($1) } }
  /// 1 where they are equal, elementwise, as a `ByteTensor`.
  public static func == (a: Variable, b: Variable) -> Variable { a.compared(b) { $0.eq($1) } }
  /// 1 where they are equal, elementwise, as a `ByteTensor`.
  public static func == (a: Variable, b: Scalar) -> Variable { a.compared(b) { $0.eq($1) } }
  /// 1 where they differ, elementwise, as a `ByteTensor`.
  public static func != (a: Variable, b: Variable) -> Variable { a.compared(b) { $0.ne($1) } }
  /// 1 where they differ, elementwise, as a `ByteTensor`.
  public static func != (a: Variable, b: Scalar) -> Variable { a.compared(b) { $0.ne($1) } }

  private final func compared(_ other: Variable, _ operation: (Tensor, Tensor) -> Tensor) -> Variable {
    combined(other, at: nil) { operation($0, $1).to(.uint8) }
  }

  private final func compared(_ other: Scalar, _ operation: (Tensor, Tensor) -> Tensor) -> Variable {
    map { operation($0, Tensor.number(other, like: $0)).to(.uint8) }
  }
}
