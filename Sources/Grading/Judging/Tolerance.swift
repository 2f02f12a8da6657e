import Observations

/// How far apart two numbers may be: |found − expected| ≤ absolute + relative · |expected|.
struct Tolerance: Hashable {
  var relative: Double
  var absolute: Double

  /// The same for both.
  init(_ value: Double) {
    relative = value
    absolute = value
  }

  init(relative: Double, absolute: Double) {
    self.relative = relative
    self.absolute = absolute
  }

  /// Of PyTorch's `torch.testing.assert_close`, by dtype.
  init(_ element: ObservedTensor.Element) {
    switch element {
    case .float64: self.init(1e-7)
    case .float32: self.init(relative: 1.3e-6, absolute: 1e-5)
    case .float16: self.init(relative: 1e-3, absolute: 1e-5)
    case .bfloat16: self.init(relative: 1.6e-2, absolute: 1e-5)
    case .int64, .int32, .int16, .int8, .uint8, .bool: self.init(0)
    }
  }

  /// Not a number is right only where the reference has it; an infinity only where it has the same.
  func allows(_ found: Double, for expected: Double) -> Bool {
    if found == expected { return true }
    if expected.isNaN { return found.isNaN }
    guard found.isFinite, expected.isFinite else { return false }
    return abs(found - expected) <= absolute + relative * abs(expected)
  }
}
