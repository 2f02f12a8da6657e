/// PyTorch's type promotion (`torch.result_type`).
///
/// Tensors with dimensions count first, then single-number tensors, then numbers: a lower rank takes part only if its category (bool,
/// integer, floating) is higher, and then with its category's default type if it is a number.
struct ResultType {
  private var dimensioned: DType?
  private var single: DType?
  private var number: DType?

  static func of(_ tensors: Tensor...) -> DType {
    var result = ResultType()
    for tensor in tensors { result.add(tensor) }
    return result.dtype
  }

  @inline(__always)
  static func of(_ a: Tensor, _ b: Tensor) -> DType {
    if a.dtype == b.dtype { return a.dtype }
    var result = ResultType()
    result.add(a)
    result.add(b)
    return result.dtype
  }

  mutating func add(_ tensor: Tensor) {
    if tensor.isWrappedNumber {
      let dtype = tensor.dtype.isFloatingPoint ? DType.float32 : tensor.dtype
      number = number?.promoted(with: dtype) ?? dtype
    } else if tensor.dim == 0 {
      single = single?.promoted(with: tensor.dtype) ?? tensor.dtype
    } else {
      dimensioned = dimensioned?.promoted(with: tensor.dtype) ?? tensor.dtype
    }
  }

  var dtype: DType { Self.combine(dimensioned, Self.combine(single, number))! }

  private static func combine(_ higher: DType?, _ lower: DType?) -> DType? {
    guard let higher else { return lower }
    guard let lower else { return higher }
    return lower.hasHigherCategory(than: higher) ? higher.promoted(with: lower) : higher
  }
}
