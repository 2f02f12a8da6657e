import CKernels

extension Tensor {
  /// Whether all elements are not 0: PyTorch's `all`. True of an empty tensor. The result is bool, for uint8 uint8.
  public final func all() -> Tensor { truth(GB_ALL, Array(repeating: true, count: dim), keepdim: false) }

  /// Whether all elements along a dimension are not 0: PyTorch's `all(dim)`.
  public final func all(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    all([dim], keepdim: keepdim, file: file, line: line)
  }

  /// Whether all elements along a list of dimensions are not 0; without any, each element for itself: PyTorch's `all(dim)`.
  public final func all(_ dims: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    truth(GB_ALL, Reduction.mask(self, dims, isEmptyAll: false, at: CallSite(file, line)), keepdim: keepdim)
  }

  /// Whether any element is not 0: PyTorch's `any`. False of an empty tensor. The result is bool, for uint8 uint8.
  public final func any() -> Tensor { truth(GB_ANY, Array(repeating: true, count: dim), keepdim: false) }

  /// Whether any element along a dimension is not 0: PyTorch's `any(dim)`.
  public final func any(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    any([dim], keepdim: keepdim, file: file, line: line)
  }

  /// Whether any element along a list of dimensions is not 0; without any, each element for itself: PyTorch's `any(dim)`.
  public final func any(_ dims: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    truth(GB_ANY, Reduction.mask(self, dims, isEmptyAll: false, at: CallSite(file, line)), keepdim: keepdim)
  }

  private final func truth(_ operation: gb_reduce_op, _ isReduced: [Bool], keepdim: Bool) -> Tensor {
    let reduction = Reduction(self, isReduced: isReduced)
    let output = reduction.accumulate(operation, accumulator: .bool, start: .bool(operation == GB_ALL))
    return output.converted(to: dtype == .uint8 ? .uint8 : .bool).shaped(reduction.sizes(keepdim: keepdim))
  }

  /// How many elements are not 0: PyTorch's `count_nonzero`. int64.
  ///
  /// - Parameter dims: Along which dimensions, which disappear; an empty list stands for all.
  public final func countNonzero(_ dims: [Int] = [], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let reduction = Reduction(self, dims, at: CallSite(file, line))
    return reduction.accumulate(GB_COUNT_NONZERO, accumulator: .int64, start: 0).shaped(reduction.sizes(keepdim: false))
  }

  /// How many elements along some dimensions are not 0: PyTorch's `count_nonzero(dim)`. int64.
  public final func countNonzero(_ dims: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    countNonzero(dims, file: file, line: line)
  }
}
