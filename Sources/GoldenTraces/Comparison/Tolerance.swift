/// How far a computed number may lie from the one PyTorch gave, by the tensor's dtype.
public struct Tolerance: Equatable, Sendable {
  /// As a part of the expected number's magnitude.
  public var relative: Double
  /// Beside it, for numbers near zero.
  public var absolute: Double

  /// The tolerance of `float64`, `float32`, `float16` and `bfloat16`; other dtypes are compared exactly.
  public init(dtype: String) {
    (relative, absolute) =
      switch dtype {
      case "float64": (1e-7, 1e-7)
      case "float32": (1e-4, 1e-5)
      case "float16", "bfloat16": (2e-2, 2e-2)
      default: (0, 0)
      }
  }

  /// Whether `actual` passes for `expected`. NaN passes for NaN; an infinity only for itself.
  public func accepts(_ actual: Double, for expected: Double) -> Bool {
    if expected.isNaN || actual.isNaN { return expected.isNaN && actual.isNaN }
    if expected.isInfinite || actual.isInfinite { return expected == actual }
    return abs(actual - expected) <= absolute + relative * abs(expected)
  }
}
