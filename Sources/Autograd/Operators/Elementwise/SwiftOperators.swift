// Swift's operators on tensors, as Python's on PyTorch's.
//
// Every operator has the same few overloads: two tensors; a tensor and a literal, which becomes a `Scalar` by itself; and, where neither
// fits, a tensor and a number of any type. The last is disfavoured, so that an expression of tensors and literals type-checks
// in about a millisecond.

extension Tensor {
  /// The sum, elementwise with broadcasting: PyTorch's `add`.
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.addOperator(b) }
  /// The sum with a number.
  public static func + (a: Tensor, b: Scalar) -> Tensor { a.addOperator(Tensor(number: b)) }
  /// The sum of a number and a tensor.
  public static func + (a: Scalar, b: Tensor) -> Tensor { Tensor(number: a).addOperator(b) }
  /// The sum with a number.
  @_disfavoredOverload public static func + (a: Tensor, b: some TensorScalar) -> Tensor { a.addOperator(Tensor(number: b.scalar)) }
  /// The sum of a number and a tensor.
  @_disfavoredOverload public static func + (a: some TensorScalar, b: Tensor) -> Tensor { Tensor(number: a.scalar).addOperator(b) }

  /// The difference, elementwise with broadcasting: PyTorch's `sub`.
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.subOperator(b) }
  /// The difference to a number.
  public static func - (a: Tensor, b: Scalar) -> Tensor { a.subOperator(Tensor(number: b)) }
  /// A number minus a tensor.
  public static func - (a: Scalar, b: Tensor) -> Tensor { Tensor(number: a).subOperator(b) }
  /// The difference to a number.
  @_disfavoredOverload public static func - (a: Tensor, b: some TensorScalar) -> Tensor { a.subOperator(Tensor(number: b.scalar)) }
  /// A number minus a tensor.
  @_disfavoredOverload public static func - (a: some TensorScalar, b: Tensor) -> Tensor { Tensor(number: a.scalar).subOperator(b) }

  /// The product, elementwise with broadcasting: PyTorch's `mul`.
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.mulOperator(b) }
  /// The product with a number.
  public static func * (a: Tensor, b: Scalar) -> Tensor { a.mulOperator(Tensor(number: b)) }
  /// The product of a number and a tensor.
  public static func * (a: Scalar, b: Tensor) -> Tensor { Tensor(number: a).mulOperator(b) }
  /// The product with a number.
  @_disfavoredOverload public static func * (a: Tensor, b: some TensorScalar) -> Tensor { a.mulOperator(Tensor(number: b.scalar)) }
  /// The product of a number and a tensor.
  @_disfavoredOverload public static func * (a: some TensorScalar, b: Tensor) -> Tensor { Tensor(number: a.scalar).mulOperator(b) }

  /// The quotient, elementwise with broadcasting: PyTorch's `div`.
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.divOperator(b) }
  /// The quotient by a number.
  public static func / (a: Tensor, b: Scalar) -> Tensor { a.divOperator(Tensor(number: b)) }
  /// The quotient of a number by a tensor.
  public static func / (a: Scalar, b: Tensor) -> Tensor { Tensor(number: a).divOperator(b) }
  /// The quotient by a number.
  @_disfavoredOverload public static func / (a: Tensor, b: some TensorScalar) -> Tensor { a.divOperator(Tensor(number: b.scalar)) }
  /// The quotient of a number by a tensor.
  @_disfavoredOverload public static func / (a: some TensorScalar, b: Tensor) -> Tensor { Tensor(number: a.scalar).divOperator(b) }

  /// The remainder, with the sign of the divisor: PyTorch's `remainder`.
  public static func % (a: Tensor, b: Tensor) -> Tensor { a.remainderOperator(b) }
  /// The remainder of a division by a number, with the number's sign.
  public static func % (a: Tensor, b: Scalar) -> Tensor { a.remainderOperator(Tensor(number: b)) }
  /// The remainder of a number divided by a tensor, with the divisor's sign.
  public static func % (a: Scalar, b: Tensor) -> Tensor { Tensor(number: a).remainderOperator(b) }
  /// The remainder of a division by a number, with the number's sign.
  @_disfavoredOverload public static func % (a: Tensor, b: some TensorScalar) -> Tensor { a.remainderOperator(Tensor(number: b.scalar)) }
  /// The remainder of a number divided by a tensor, with the divisor's sign.
  @_disfavoredOverload public static func % (a: some TensorScalar, b: Tensor) -> Tensor { Tensor(number: a.scalar).remainderOperator(b) }

  /// Adds in place: PyTorch's `add_`. The tensor stays the same object, so it may be a constant, a `Parameter` or `x[0]`.
  public static func += (a: Tensor, b: Tensor) { a.addInPlaceOperator(b) }
  /// Adds a number in place: PyTorch's `add_`.
  public static func += (a: Tensor, b: Scalar) { a.addInPlaceOperator(Tensor(number: b)) }
  /// Adds a number in place: PyTorch's `add_`.
  @_disfavoredOverload public static func += (a: Tensor, b: some TensorScalar) { a.addInPlaceOperator(Tensor(number: b.scalar)) }

  /// Subtracts in place: PyTorch's `sub_`. The tensor stays the same object, so it may be a constant, a `Parameter` or `x[0]`.
  public static func -= (a: Tensor, b: Tensor) { a.subInPlaceOperator(b) }
  /// Subtracts a number in place: PyTorch's `sub_`.
  public static func -= (a: Tensor, b: Scalar) { a.subInPlaceOperator(Tensor(number: b)) }
  /// Subtracts a number in place: PyTorch's `sub_`.
  @_disfavoredOverload public static func -= (a: Tensor, b: some TensorScalar) { a.subInPlaceOperator(Tensor(number: b.scalar)) }

  /// Multiplies in place: PyTorch's `mul_`. The tensor stays the same object, so it may be a constant, a `Parameter` or `x[0]`.
  public static func *= (a: Tensor, b: Tensor) { a.mulInPlaceOperator(b) }
  /// Multiplies by a number in place: PyTorch's `mul_`.
  public static func *= (a: Tensor, b: Scalar) { a.mulInPlaceOperator(Tensor(number: b)) }
  /// Multiplies by a number in place: PyTorch's `mul_`.
  @_disfavoredOverload public static func *= (a: Tensor, b: some TensorScalar) { a.mulInPlaceOperator(Tensor(number: b.scalar)) }

  /// Divides in place: PyTorch's `div_`. The tensor stays the same object, so it may be a constant, a `Parameter` or `x[0]`.
  public static func /= (a: Tensor, b: Tensor) { a.divInPlaceOperator(b) }
  /// Divides by a number in place: PyTorch's `div_`.
  public static func /= (a: Tensor, b: Scalar) { a.divInPlaceOperator(Tensor(number: b)) }
  /// Divides by a number in place: PyTorch's `div_`.
  @_disfavoredOverload public static func /= (a: Tensor, b: some TensorScalar) { a.divInPlaceOperator(Tensor(number: b.scalar)) }

  /// The negative: PyTorch's `neg`.
  public static prefix func - (a: Tensor) -> Tensor { a.neg() }

  /// Which elements are equal, a bool tensor, with broadcasting: PyTorch's `eq`.
  public static func == (a: Tensor, b: Tensor) -> Tensor { a.eq(b) }
  /// Which elements are equal to a number, a bool tensor.
  public static func == (a: Tensor, b: Scalar) -> Tensor { a.eq(Tensor(number: b)) }
  /// Which elements a number is equal to, a bool tensor.
  public static func == (a: Scalar, b: Tensor) -> Tensor { b.eq(Tensor(number: a)) }
  /// Which elements are equal to a number, a bool tensor.
  @_disfavoredOverload public static func == (a: Tensor, b: some TensorScalar) -> Tensor { a.eq(Tensor(number: b.scalar)) }

  /// Which elements differ, a bool tensor, with broadcasting: PyTorch's `ne`.
  public static func != (a: Tensor, b: Tensor) -> Tensor { a.ne(b) }
  /// Which elements differ from a number, a bool tensor.
  public static func != (a: Tensor, b: Scalar) -> Tensor { a.ne(Tensor(number: b)) }
  /// Which elements a number differs from, a bool tensor.
  public static func != (a: Scalar, b: Tensor) -> Tensor { b.ne(Tensor(number: a)) }
  /// Which elements differ from a number, a bool tensor.
  @_disfavoredOverload public static func != (a: Tensor, b: some TensorScalar) -> Tensor { a.ne(Tensor(number: b.scalar)) }

  /// Which elements are less, a bool tensor, with broadcasting: PyTorch's `lt`.
  public static func < (a: Tensor, b: Tensor) -> Tensor { a.lt(b) }
  /// Which elements are less than a number, a bool tensor.
  public static func < (a: Tensor, b: Scalar) -> Tensor { a.lt(Tensor(number: b)) }
  /// Which elements a number is less than, a bool tensor.
  public static func < (a: Scalar, b: Tensor) -> Tensor { b.gt(Tensor(number: a)) }
  /// Which elements are less than a number, a bool tensor.
  @_disfavoredOverload public static func < (a: Tensor, b: some TensorScalar) -> Tensor { a.lt(Tensor(number: b.scalar)) }

  /// Which elements are less or equal, a bool tensor, with broadcasting: PyTorch's `le`.
  public static func <= (a: Tensor, b: Tensor) -> Tensor { a.le(b) }
  /// Which elements are at most a number, a bool tensor.
  public static func <= (a: Tensor, b: Scalar) -> Tensor { a.le(Tensor(number: b)) }
  /// Which elements a number is at most, a bool tensor.
  public static func <= (a: Scalar, b: Tensor) -> Tensor { b.ge(Tensor(number: a)) }
  /// Which elements are at most a number, a bool tensor.
  @_disfavoredOverload public static func <= (a: Tensor, b: some TensorScalar) -> Tensor { a.le(Tensor(number: b.scalar)) }

  /// Which elements are greater, a bool tensor, with broadcasting: PyTorch's `gt`.
  public static func > (a: Tensor, b: Tensor) -> Tensor { a.gt(b) }
  /// Which elements are greater than a number, a bool tensor.
  public static func > (a: Tensor, b: Scalar) -> Tensor { a.gt(Tensor(number: b)) }
  /// Which elements a number is greater than, a bool tensor.
  public static func > (a: Scalar, b: Tensor) -> Tensor { b.lt(Tensor(number: a)) }
  /// Which elements are greater than a number, a bool tensor.
  @_disfavoredOverload public static func > (a: Tensor, b: some TensorScalar) -> Tensor { a.gt(Tensor(number: b.scalar)) }

  /// Which elements are greater or equal, a bool tensor, with broadcasting: PyTorch's `ge`.
  public static func >= (a: Tensor, b: Tensor) -> Tensor { a.ge(b) }
  /// Which elements are at least a number, a bool tensor.
  public static func >= (a: Tensor, b: Scalar) -> Tensor { a.ge(Tensor(number: b)) }
  /// Which elements a number is at least, a bool tensor.
  public static func >= (a: Scalar, b: Tensor) -> Tensor { b.le(Tensor(number: a)) }
  /// Which elements are at least a number, a bool tensor.
  @_disfavoredOverload public static func >= (a: Tensor, b: some TensorScalar) -> Tensor { a.ge(Tensor(number: b.scalar)) }

  /// Bitwise and of integers, logical of bools: PyTorch's `&`.
  public static func & (a: Tensor, b: Tensor) -> Tensor { a.bitwiseAnd(b) }

  /// Bitwise or of integers, logical of bools: PyTorch's `|`.
  public static func | (a: Tensor, b: Tensor) -> Tensor { a.bitwiseOr(b) }

  /// Bitwise exclusive or of integers, logical of bools: PyTorch's `^`.
  public static func ^ (a: Tensor, b: Tensor) -> Tensor { a.bitwiseXor(b) }

  /// Bitwise not of integers, logical of bools: PyTorch's `~`.
  public static prefix func ~ (a: Tensor) -> Tensor { a.bitwiseNot() }
}

// An operator cannot take its caller's place as a default argument: without one, the message is the text alone.
extension Tensor {
  private final func addOperator(_ other: Tensor) -> Tensor { BinaryOperator.add(self, other, at: nil) }

  private final func subOperator(_ other: Tensor) -> Tensor {
    refuseBoolSubtraction(other, at: nil)
    return BinaryOperator.sub(self, other, at: nil)
  }

  private final func mulOperator(_ other: Tensor) -> Tensor { BinaryOperator.mul(self, other, at: nil) }

  private final func divOperator(_ other: Tensor) -> Tensor { BinaryOperator.div(self, other, at: nil) }

  private final func remainderOperator(_ other: Tensor) -> Tensor { BinaryOperator.remainder(self, other, at: nil) }

  private final func addInPlaceOperator(_ other: Tensor) { BinaryOperator.add.inPlace(self, other, at: nil) }

  private final func subInPlaceOperator(_ other: Tensor) {
    refuseBoolSubtraction(other, at: nil)
    BinaryOperator.sub.inPlace(self, other, at: nil)
  }

  private final func mulInPlaceOperator(_ other: Tensor) { BinaryOperator.mul.inPlace(self, other, at: nil) }

  private final func divInPlaceOperator(_ other: Tensor) { BinaryOperator.div.inPlace(self, other, at: nil) }
}
