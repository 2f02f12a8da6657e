extension Tensor {
  /// Refuses the one element of this tensor where a dtype cannot hold it, as PyTorch does for a number that becomes an element.
  final func refuseOverflow(in dtype: DType, at site: CallSite) {
    if self.dtype == dtype || isMeta { return }
    let value: Scalar =
      dtype.isFloatingPoint || self.dtype.isFloatingPoint
      ? .double(firstElement(as: Double.self)) : .int(firstElement(as: Int.self))
    _ = value.checked(for: dtype, at: site)
  }
}

extension DType {
  /// Refuses a bound that no integer of this type can keep.
  func refuseBound(_ bound: Scalar, isLower: Bool, at site: CallSite) {
    guard let range = integerRange, case .int(let value) = bound else { return }
    if isLower ? value <= range.upperBound : value >= range.lowerBound { return }
    fail("Clamp \(isLower ? "min" : "max") value \(value) is outside the representable range of \(scalarTypeName)", at: site)
  }

  /// A number moved to where an integer type has numbers.
  func nearest(to number: Scalar) -> Scalar {
    guard let range = integerRange, case .int(let value) = number else { return number }
    return .int(Swift.min(Swift.max(value, range.lowerBound), range.upperBound))
  }

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
}
