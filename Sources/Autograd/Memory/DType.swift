import CKernels

/// The type of a tensor's elements: PyTorch's `torch.dtype`.
///
/// It prints as PyTorch's does (`torch.float32`).
public enum DType: UInt8, Hashable, Sendable, CaseIterable {
  // The order is that of `gb_dtype` in CKernels: the raw value is the index of its tables.

  /// 64 bits, about 16 decimal digits: PyTorch's `torch.float64`, Swift's `Double`.
  case float64
  /// 32 bits, about 7 decimal digits: PyTorch's `torch.float32`, Swift's `Float`. The default of floating numbers.
  case float32
  /// 16 bits, about 3 decimal digits, up to 65504: PyTorch's `torch.float16`.
  case float16
  /// 16 bits with the range of float32 and about 2 decimal digits: PyTorch's `torch.bfloat16`.
  case bfloat16
  /// 64 bits with a sign: PyTorch's `torch.int64`, Swift's `Int`. The default of integers, and the dtype of indices.
  case int64
  /// 32 bits with a sign: PyTorch's `torch.int32`, Swift's `Int32`.
  case int32
  /// 16 bits with a sign: PyTorch's `torch.int16`, Swift's `Int16`.
  case int16
  /// 8 bits with a sign: PyTorch's `torch.int8`, Swift's `Int8`.
  case int8
  /// 8 bits without a sign: PyTorch's `torch.uint8`, Swift's `UInt8`.
  case uint8
  /// True or false, in a byte: PyTorch's `torch.bool`, Swift's `Bool`.
  case bool

  /// The size of one element in bytes: PyTorch's `itemsize`.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether it is one of the floating types: PyTorch's `is_floating_point`. Only these can require gradients.
  public var isFloatingPoint: Bool { rawValue <= DType.bfloat16.rawValue }

  /// Whether it is an integer type, `bool` not among them.
  public var isInteger: Bool { !isFloatingPoint && self != .bool }

  /// The type's name without `torch.`: `float32`.
  public var name: String {
    switch self {
    case .float64: "float64"
    case .float32: "float32"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .int64: "int64"
    case .int32: "int32"
    case .int16: "int16"
    case .int8: "int8"
    case .uint8: "uint8"
    case .bool: "bool"
    }
  }

  /// The name PyTorch's messages use: `Float`, `Long`.
  var scalarTypeName: String {
    switch self {
    case .float64: "Double"
    case .float32: "Float"
    case .float16: "Half"
    case .bfloat16: "BFloat16"
    case .int64: "Long"
    case .int32: "Int"
    case .int16: "Short"
    case .int8: "Char"
    case .uint8: "Byte"
    case .bool: "Bool"
    }
  }

  var kernel: gb_dtype { gb_dtype(rawValue: UInt32(rawValue)) }

  /// The type a number of this category gets in arithmetic by itself: float32, int64 or bool.
  var defaultOfCategory: DType { isFloatingPoint ? .float32 : self == .bool ? .bool : .int64 }

  private var categoryRank: Int { self == .bool ? 0 : isFloatingPoint ? 2 : 1 }

  func hasHigherCategory(than other: DType) -> Bool { categoryRank > other.categoryRank }

  /// The smallest type that holds both, by PyTorch's table (`torch.promote_types`): uint8 with int8 is int16, float16 with
  /// bfloat16 is float32.
  public func promoted(with other: DType) -> DType {
    if self == other { return self }
    let (low, high) = categoryRank <= other.categoryRank ? (self, other) : (other, self)
    if high.isFloatingPoint {
      if !low.isFloatingPoint { return high }
      if low == .float64 || high == .float64 { return .float64 }
      return .float32
    }
    if low == .bool { return high }
    if low == .uint8 || high == .uint8 {
      let signed = low == .uint8 ? high : low
      return signed == .int8 ? .int16 : signed
    }
    return low.byteCount > high.byteCount ? low : high
  }

  /// Whether a result of this type may be written to a tensor of the other (`torch.can_cast`): never to a lower category.
  public func canCast(to other: DType) -> Bool { categoryRank <= other.categoryRank }
}

extension DType: CustomStringConvertible {
  /// As PyTorch prints it: `torch.float32`.
  public var description: String { "torch." + name }
}
