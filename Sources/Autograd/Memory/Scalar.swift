/// A number beside a tensor: the 2 of `x * 2`.
///
/// It takes part in type promotion as a Python number does: it can raise the category of the result (an integer tensor times
/// 2.5 is float32), never its width. Literals become one by themselves, so an operator needs no generic overload.
public enum Scalar: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// An integer, of int64's category.
  case int(Int)
  /// A floating number.
  case double(Double)
  /// A truth, of the lowest category.
  case bool(Bool)

  /// The 2 of `x * 2`.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// The 2.5 of `x * 2.5`.
  public init(floatLiteral value: Double) { self = .double(value) }

  /// The p of `norm` that takes the largest magnitude.
  public static var infinity: Scalar { .double(.infinity) }

  var dtype: DType {
    switch self {
    case .int: .int64
    case .double: .float64
    case .bool: .bool
    }
  }

  package var double: Double {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    case .bool(let value): value ? 1 : 0
    }
  }
}

/// A Swift type that an element of a tensor can be read as and made from.
public protocol TensorScalar: TensorConvertible {
  /// The dtype of a tensor whose memory holds this type.
  static var dtype: DType { get }
  /// The value as a number beside a tensor.
  var scalar: Scalar { get }
}

extension TensorScalar where Self: BinaryInteger {
  /// An integer beside a tensor.
  public var scalar: Scalar { .int(Int(self)) }
}

extension TensorScalar where Self: BinaryFloatingPoint {
  /// A floating number beside a tensor, whatever its width.
  public var scalar: Scalar { .double(Double(self)) }
}

extension Double: TensorScalar {
  /// float64.
  public static var dtype: DType { .float64 }
}

extension Float: TensorScalar {
  /// float32.
  public static var dtype: DType { .float32 }
}

extension Int: TensorScalar {
  /// int64.
  public static var dtype: DType { .int64 }
}

extension Int64: TensorScalar {
  /// int64.
  public static var dtype: DType { .int64 }
}

extension Int32: TensorScalar {
  /// int32.
  public static var dtype: DType { .int32 }
}

extension Int16: TensorScalar {
  /// int16.
  public static var dtype: DType { .int16 }
}

extension Int8: TensorScalar {
  /// int8.
  public static var dtype: DType { .int8 }
}

extension UInt8: TensorScalar {
  /// uint8.
  public static var dtype: DType { .uint8 }
}

extension Bool: TensorScalar {
  /// bool.
  public static var dtype: DType { .bool }
  /// The truth itself: it does not raise the category of a result.
  public var scalar: Scalar { .bool(self) }
}
