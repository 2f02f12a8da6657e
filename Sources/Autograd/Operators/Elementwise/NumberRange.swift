extension Tensor {
  /// Refuses the one element of this tensor where a dtype cannot hold it, as PyTorch does for a number that becomes an element.
  ///
  /// Negative integers may wrap into uint8, numbers beyond float16 and bfloat16 become infinite.
  final func refuseOverflow(in dtype: DType, at site: CallSite) {
    if self.dtype == dtype || self.dtype == .bool || dtype == .bool || device != .cpu { return }
    let isHeld =
      self.dtype.isFloatingPoint
      ? dtype.holds(converted(to: .float64).bytes.load(as: Double.self)) : dtype.holds(converted(to: .int64).bytes.load(as: Int.self))
    if !isHeld { fail("value cannot be converted to type \(dtype.storageTypeName) without overflow", at: site) }
  }
}

extension DType {
  private var integerRange: ClosedRange<Int>? {
    switch self {
    case .int64: Int.min...Int.max
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .int16: Int(Int16.min)...Int(Int16.max)
    case .int8: Int(Int8.min)...Int(Int8.max)
    case .uint8: 0...255
    default: nil
    }
  }

  fileprivate func holds(_ value: Int) -> Bool {
    if self == .uint8 { return (-255...255).contains(value) }
    return integerRange?.contains(value) ?? true
  }

  fileprivate func holds(_ value: Double) -> Bool {
    if let range = integerRange { return value >= Double(range.lowerBound) && value < Double(range.upperBound) + 1 }
    return self != .float32 || !value.isFinite || Swift.abs(value) <= Double(Float.greatestFiniteMagnitude)
  }

  /// The name of the type in C's `stdint.h`, which some messages use in place of C++'s.
  fileprivate var storageTypeName: String {
    switch self {
    case .int64: "int64_t"
    case .int16: "int16_t"
    case .int8: "int8_t"
    case .uint8: "uint8_t"
    default: cName
    }
  }
}
