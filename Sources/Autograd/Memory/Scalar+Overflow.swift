extension Scalar {
  /// The number itself, if a dtype can hold it; else PyTorch's error.
  func checked(for dtype: DType, at site: CallSite?) -> Scalar {
    let value = double
    let fits: Bool
    switch dtype {
    case .bool, .float64: return self
    case .float32: fits = value.magnitude <= Double(Float.greatestFiniteMagnitude) || !value.isFinite
    case .bfloat16: fits = value.magnitude <= 0x1.FEp127 || !value.isFinite
    case .float16: fits = value.magnitude <= 65504 || !value.isFinite
    case .int64:
      if case .double = self { fits = value >= -0x1p63 && value < 0x1p63 } else { fits = true }
    case .uint8:
      // A negative integer may stand for the unsigned one that has its bits.
      if case .double = self { fits = value >= 0 && value < 256 } else { fits = value >= -255 && value < 256 }
    case .int32, .int16, .int8:
      let limit = Double(1 << (dtype.byteCount * 8 - 1))
      fits = value >= -limit && value < limit
    }
    if fits { return self }
    fail("value cannot be converted to type \(dtype.fixedWidthName) without overflow", at: site)
  }
}

extension DType {
  /// The name of the type in C++, as the messages about overflow have it.
  fileprivate var fixedWidthName: String {
    switch self {
    case .int64: "int64_t"
    case .int16: "int16_t"
    case .int8: "int8_t"
    case .uint8: "uint8_t"
    default: cName
    }
  }
}
