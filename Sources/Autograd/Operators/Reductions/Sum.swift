import CKernels

extension Tensor {
  /// The sum of all elements: PyTorch's `sum`. Integers and bools give int64.
  ///
  /// - Parameter dtype: What the elements are converted to first.
  public final func sum(dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseGradient(of: dtype ?? self.dtype, at: CallSite(file, line))
    let output = dtype == nil || dtype == self.dtype ? total : summed(.all(of: self), dtype, keepdim: false)
    if isRecorded { output.setHistory(sumNode()) }
    return output
  }

  /// The sums along some dimensions: PyTorch's `sum(dim)`. Integers and bools give int64.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: What the elements are converted to first.
  public final func sum(
    _ dims: Int..., keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { sum(dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }

  /// The sums along a list of dimensions, all of an empty one: PyTorch's `sum(dim)`. Integers and bools give int64.
  public final func sum(
    _ dims: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let reduction = Reduction(self, dims, at: site)
    refuseGradient(of: dtype ?? self.dtype, at: site)
    let output = summed(reduction, dtype, keepdim: keepdim)
    if isRecorded {
      let (original, isReduced) = (sizes, reduction.isReduced)
      output.setHistory(
        OperatorNode("SumBackward1", self) { _, g in
          Gradients(g.restored(isReduced, keepdim: keepdim).expand(original.array))
        })
    }
    return output
  }

  /// The sizes are those that the next node knows, so that nothing need be kept for them: as a rule, but not after a write to `data` that
  /// gave this tensor others.
  private final func sumNode() -> Node {
    let node = OperatorNode("SumBackward0", self) { s, g in Gradients(g.everywhere(in: s.nextSizes(0).unsafelyUnwrapped)) }
    if node.nextSizes(0) == sizes { return node }
    let original = sizes
    return OperatorNode("SumBackward0", self) { _, g in Gradients(g.everywhere(in: original)) }
  }

  /// Outside of the graph: the sum of all elements.
  private final var total: Tensor {
    guard dtype.isFloatingPoint, isRowMajor, !isMeta, numel <= Reduction.chunk else { return summed(.all(of: self), nil, keepdim: false) }
    // The quick way of a short one: an accumulator, no shapes.
    var sum = 0.0
    gb_reduce(GB_SUM, dtype.kernel)!(&sum, bytes, dtype.byteCount, numel)
    return Tensor(single: sum, dtype)
  }

  /// This single number at every place of a shape: a gradient that goes to all elements alike. Where no graph is recorded nobody asks
  /// whose view it is.
  final func everywhere(in sizes: Dimensions) -> Tensor {
    if GradMode.isEnabled { return expand(sizes.array) }
    return alias(sizes: sizes, strides: Dimensions(repeating: 0, count: sizes.count), offset: offset)
  }

  /// Outside of the graph.
  final func summed(_ reduction: Reduction, _ dtype: DType?, keepdim: Bool) -> Tensor {
    let result = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    let sizes = reduction.sizes(keepdim: keepdim)
    if result == .bool { return reduction.accumulate(GB_ANY, accumulator: .bool, start: .bool(false)).shaped(sizes) }
    let source =
      result.isFloatingPoint == self.dtype.isFloatingPoint
      ? reduction : Reduction(converted(to: result), isReduced: reduction.isReduced)
    let accumulator: DType = source.input.dtype.isFloatingPoint ? .float64 : .int64
    return source.accumulate(GB_SUM, accumulator: accumulator, start: 0).converted(to: result).shaped(sizes)
  }

  /// Summed over what broadcasting repeated, to the sizes it began with: PyTorch's `sum_to_size`.
  final func sum(toSize target: Dimensions) -> Tensor {
    if sizes == target { return self }
    if !GradMode.isEnabled, let sum = rowsAdded(target) { return sum }
    let lead = sizes.count - target.count
    var dims = Array(0..<lead)
    for i in target.indices where target[i] == 1 && sizes[lead + i] != 1 { dims.append(lead + i) }
    let result = dims.isEmpty ? self : sum(dims, keepdim: true)
    return lead > 0 ? result.view(target.array) : result
  }

  /// Outside of the graph, the quick way of a short one: the rows in front of `target`, added; nil if it is not as simple as that.
  private final func rowsAdded(_ target: Dimensions) -> Tensor? {
    let lead = sizes.count - target.count
    guard lead > 0, isRowMajor, !isMeta, dtype.isFloatingPoint, numel > 0, numel <= Reduction.chunk else { return nil }
    for i in target.indices where target[i] != sizes[lead + i] { return nil }
    let width = target.product
    if width > Reduction.blockWidth { return nil }
    let sum = Tensor(uninitialized: target, dtype)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { accumulators in
      accumulators.initialize(repeating: 0)
      gb_reduce_rows(GB_SUM, dtype.kernel)!(accumulators.baseAddress!, bytes, width * dtype.byteCount, numel / width, width)
      gb_cast(GB_FLOAT64, dtype.kernel)(sum.bytes, dtype.byteCount, accumulators.baseAddress!, 8, width)
    }
    return sum
  }

  /// The sum of the elements that are not NaN: PyTorch's `nansum`. Integers and bools give int64.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions; an empty list stands for all.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: What the elements are converted to first.
  public final func nansum(
    _ dims: [Int] = [], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let reduction = Reduction(self, dims, at: site)
    refuseGradient(of: dtype ?? self.dtype, at: site)
    let numbers = noGrad { self.dtype.isFloatingPoint ? maskedFill(isnan(), 0) : self }
    let output = numbers.summed(Reduction(numbers, isReduced: reduction.isReduced), dtype, keepdim: keepdim)
    let (original, isReduced) = (sizes, reduction.isReduced)
    return output.recorded("NansumBackward0", inputs: [self], saving: [self]) { s, g in
      [g.restored(isReduced, keepdim: keepdim).to(s[0].dtype).expand(original.array).mul(s[0].isnan().logicalNot())]
    }
  }

  /// The sum, along some dimensions, of the elements that are not NaN: PyTorch's `nansum(dim)`.
  public final func nansum(
    _ dims: Int..., keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { nansum(dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }
}
