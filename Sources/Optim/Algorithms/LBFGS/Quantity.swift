import Autograd
import Glibc

/// A number of the line search as Python has it: a float of 64 bits, or a tensor without dimensions, whose dtype every operation rounds
/// to. PyTorch's search mixes the two, and its steps depend on which is which.
struct Quantity {
  let value: Double
  /// Of the tensor; nil for a Python float.
  let dtype: DType?

  init(_ value: Double, _ dtype: DType? = nil) {
    self.value = value
    self.dtype = dtype
  }

  /// A tensor with one element.
  init(_ tensor: Tensor) { self.init(tensor.item(), tensor.dtype) }

  /// A value of a saved state.
  init?(_ value: OptimizerValue?) {
    switch value {
    case .tensor(let tensor)? where tensor.numel == 1: self.init(tensor)
    default:
      guard let number = value?.double else { return nil }
      self.init(number)
    }
  }

  /// What a state keeps of it.
  var saved: OptimizerValue { dtype.map { .tensor(Tensor(value, dtype: $0)) } ?? .double(value) }

  private func rounded(to dtype: DType?) -> Double {
    switch dtype {
    case nil, .float64?: value
    default: Double(Float(value))
    }
  }

  /// A float beside a tensor takes the tensor's dtype before the operation, and the result has it too.
  private static func combine(_ a: Quantity, _ b: Quantity, _ operation: (Double, Double) -> Double) -> Quantity {
    let dtype = a.dtype ?? b.dtype
    let result = Quantity(operation(a.rounded(to: dtype), b.rounded(to: dtype)), dtype)
    return Quantity(result.rounded(to: dtype), dtype)
  }

  static func + (a: Quantity, b: Quantity) -> Quantity { combine(a, b, +) }
  static func - (a: Quantity, b: Quantity) -> Quantity { combine(a, b, -) }
  static func * (a: Quantity, b: Quantity) -> Quantity { combine(a, b, *) }

  /// A float divided by a tensor is the float times the tensor's reciprocal, which is rounded too.
  static func / (a: Quantity, b: Quantity) -> Quantity {
    if a.dtype == nil, b.dtype != nil { return combine(Quantity(1, b.dtype), b, /) * a }
    return combine(a, b, /)
  }

  static prefix func - (a: Quantity) -> Quantity { Quantity(-a.value, a.dtype) }

  static func < (a: Quantity, b: Quantity) -> Bool {
    let dtype = a.dtype ?? b.dtype
    return a.rounded(to: dtype) < b.rounded(to: dtype)
  }

  static func > (a: Quantity, b: Quantity) -> Bool { b < a }

  static func <= (a: Quantity, b: Quantity) -> Bool {
    let dtype = a.dtype ?? b.dtype
    return a.rounded(to: dtype) <= b.rounded(to: dtype)
  }

  static func >= (a: Quantity, b: Quantity) -> Bool { b <= a }

  var magnitude: Quantity { Quantity(value.magnitude, dtype) }

  var squareRoot: Quantity { Quantity(Quantity(sqrt(value), dtype).rounded(to: dtype), dtype) }

  /// Python's `min` and `max`: of equals the first, and either may be NaN.
  static func min(_ a: Quantity, _ b: Quantity) -> Quantity { b < a ? b : a }
  static func max(_ a: Quantity, _ b: Quantity) -> Quantity { b > a ? b : a }
}

extension Quantity: ExpressibleByFloatLiteral {
  init(floatLiteral value: Double) { self.init(value) }
}
