import Observations

/// The elements of an observed tensor as numbers.
struct Elements: RandomAccessCollection {
  /// An element: integers keep all their digits.
  enum Number: Hashable {
    case integer(Int64)
    case floating(Double)
    case bool(Bool)
  }

  private let element: ObservedTensor.Element
  private let bytes: [UInt8]
  let startIndex = 0
  let endIndex: Int

  /// Nil for a tensor without data.
  init?(_ tensor: ObservedTensor) {
    guard let bytes = tensor.bytes else { return nil }
    element = tensor.element
    self.bytes = bytes
    endIndex = bytes.count / element.byteCount
  }

  subscript(position: Int) -> Number {
    bytes.withUnsafeBytes { bytes in
      func load<Value: BitwiseCopyable>(_ type: Value.Type) -> Value {
        bytes.loadUnaligned(fromByteOffset: position * element.byteCount, as: type)
      }
      switch element {
      case .float64: return .floating(load(Double.self))
      case .float32: return .floating(Double(load(Float.self)))
      case .float16: return .floating(Self.half(load(UInt16.self)))
      case .bfloat16: return .floating(Double(Float(bitPattern: UInt32(load(UInt16.self)) << 16)))
      case .int64: return .integer(load(Int64.self))
      case .int32: return .integer(Int64(load(Int32.self)))
      case .int16: return .integer(Int64(load(Int16.self)))
      case .int8: return .integer(Int64(load(Int8.self)))
      case .uint8: return .integer(Int64(load(UInt8.self)))
      case .bool: return .bool(load(UInt8.self) != 0)
      }
    }
  }

  /// IEEE 754's binary16.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 0x1f
    let fraction = Double(bits & 0x3ff) / 1024
    switch exponent {
    case 0: return sign * fraction * 0x1p-14
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}

extension Elements.Number: CustomStringConvertible {
  /// With as many digits as tell it from its neighbours in float32.
  var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .floating(let value): value.isNaN ? "nan" : abs(value) < 3e38 && Double(Float(value)) == value ? "\(Float(value))" : "\(value)"
    case .bool(let value): value ? "True" : "False"
    }
  }
}
