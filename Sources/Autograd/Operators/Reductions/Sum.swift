import CKernels

extension Tensor {
  /// The sum of all elements: PyTorch's `sum`. Integers and bools give int64.
  public final func sum(dtype: DType? = nil) -> Tensor {
    let output = summed(Reduction(self, nil, at: nil), dtype, keepdim: false)
    if isRecorded && output.dtype.isFloatingPoint {
      let original = sizes
      output.setHistory(OperatorNode("SumBackward0", self) { _, g in Gradients(g.expand(original.array)) })
    }
    return output
  }

  /// The sums along some dimensions: PyTorch's `sum(dim)`.
  ///
  /// - Parameter keepdim: Keeps the dimensions with size 1.
  public final func sum(
    _ dims: Int..., keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { sum(dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }

  /// The sums along a list of dimensions; an empty one stands for all.
  public final func sum(
    _ dims: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let reduction = Reduction(self, dims, at: CallSite(file, line))
    let output = summed(reduction, dtype, keepdim: keepdim)
    if isRecorded && output.dtype.isFloatingPoint {
      let (original, isReduced) = (sizes, reduction.isReduced)
      output.setHistory(
        OperatorNode("SumBackward1", self) { _, g in
          Gradients(g.restored(isReduced, keepdim: keepdim).expand(original.array))
        })
    }
    return output
  }

  private final func summed(_ reduction: Reduction, _ dtype: DType?, keepdim: Bool) -> Tensor {
    let result = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    let source =
      result.isFloatingPoint == self.dtype.isFloatingPoint
      ? reduction
      : Reduction(
        converted(to: result), zip(sizes.indices, reduction.isReduced).filter(\.1).map(\.0), at: nil)
    let accumulator: DType = source.input.dtype.isFloatingPoint ? .float64 : .int64
    return source.accumulate(GB_SUM, accumulator: accumulator, start: 0).converted(to: result)
      .shaped(reduction.sizes(keepdim: keepdim))
  }

  /// Summed over what broadcasting repeated, to the sizes it began with: PyTorch's `sum_to_size`.
  final func sum(toSize target: Dimensions) -> Tensor {
    if sizes == target { return self }
    let lead = sizes.count - target.count
    var dims = Array(0..<lead)
    for i in target.indices where target[i] == 1 && sizes[lead + i] != 1 { dims.append(lead + i) }
    let result = dims.isEmpty ? self : sum(dims, keepdim: true)
    return lead > 0 ? result.view(target.array) : result
  }

  /// The mean of all elements: PyTorch's `mean`.
  ///
  /// - Precondition: The dtype is floating.
  public final func mean(dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseIntegerMean(dtype, at: site)
    let count = numel
    let output = noGrad { sum(dtype: dtype).div(Double(count)) }
    if isRecorded {
      let original = sizes
      output.setHistory(
        OperatorNode("MeanBackward0", self) { _, g in Gradients(g.expand(original.array).div(Double(count))) })
    }
    return output
  }

  /// The means along some dimensions: PyTorch's `mean(dim)`.
  public final func mean(
    _ dims: Int..., keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { mean(dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }

  /// The means along a list of dimensions; an empty one stands for all.
  public final func mean(
    _ dims: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    refuseIntegerMean(dtype, at: site)
    let reduction = Reduction(self, dims, at: site)
    let count = Double(reduction.reducedCount)
    let output = noGrad { sum(dims, keepdim: keepdim, dtype: dtype).div(count) }
    if isRecorded {
      let (original, isReduced) = (sizes, reduction.isReduced)
      output.setHistory(
        OperatorNode("MeanBackward1", self) { _, g in
          Gradients(g.restored(isReduced, keepdim: keepdim).expand(original.array).div(count))
        })
    }
    return output
  }

  private final func refuseIntegerMean(_ dtype: DType?, at site: CallSite) {
    if let dtype, !dtype.isFloatingPoint {
      fail(
        "mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: "
          + dtype.scalarTypeName, at: site)
    }
    if dtype == nil && !self.dtype.isFloatingPoint {
      fail(
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
          + self.dtype.scalarTypeName, at: site)
    }
  }

  /// Whether all elements are not 0: PyTorch's `all`.
  public final func all() -> Tensor {
    Reduction(self, nil, at: nil).accumulate(GB_ALL, accumulator: .bool, start: .bool(true)).shaped([])
  }

  /// Whether all elements along a dimension are not 0.
  public final func all(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let reduction = Reduction(self, [dim], at: CallSite(file, line))
    return reduction.accumulate(GB_ALL, accumulator: .bool, start: .bool(true)).shaped(reduction.sizes(keepdim: keepdim))
  }

  /// Whether any element is not 0: PyTorch's `any`.
  public final func any() -> Tensor {
    Reduction(self, nil, at: nil).accumulate(GB_ANY, accumulator: .bool, start: .bool(false)).shaped([])
  }

  /// Whether any element along a dimension is not 0.
  public final func any(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let reduction = Reduction(self, [dim], at: CallSite(file, line))
    return reduction.accumulate(GB_ANY, accumulator: .bool, start: .bool(false)).shaped(reduction.sizes(keepdim: keepdim))
  }
}
