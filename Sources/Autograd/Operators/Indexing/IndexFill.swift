import CKernels

extension Tensor {
  /// A copy with a number in the slices at some places of a dimension: PyTorch's `index_fill`.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: A vector of int64; negative ones count from the end.
  ///   - value: What is written, converted to this dtype.
  public final func indexFill(
    _ dim: Int, _ index: Tensor, _ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { indexFill(dim, index, Tensor(number: value.scalar), isNumber: true, at: CallSite(file, line)) }

  /// A copy with the one element of `value`, a tensor without dimensions, in the slices at some places of a dimension: PyTorch's
  /// `index_fill`. The gradient goes to it.
  public final func indexFill(
    _ dim: Int, _ index: Tensor, _ value: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { indexFill(dim, index, value, isNumber: false, at: CallSite(file, line)) }

  private final func indexFill(_ dim: Int, _ index: Tensor, _ value: Tensor, isNumber: Bool, at site: CallSite) -> Tensor {
    refuseUnlessSingle(value, in: "index_fill_", at: site)
    let d = checkFilledSlices(dim, index, at: site)
    let output = noGrad { clone() }
    output.fillSlices(d, index, value, at: site)
    return output.recorded(
      "IndexFillBackward\(isNumber ? 0 : 1)", inputs: isNumber ? [self] : [self, value], saving: [index],
      derivative: Tensor.indexFillDerivative(d, isNumber))
  }

  /// The in-place form of `indexFill`: PyTorch's `index_fill_`.
  @discardableResult
  public final func indexFill_(
    _ dim: Int, _ index: Tensor, _ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { indexFill_(dim, index, value: Tensor(number: value.scalar), isNumber: true, at: CallSite(file, line)) }

  /// The in-place form of `indexFill`: PyTorch's `index_fill_`.
  @discardableResult
  public final func indexFill_(
    _ dim: Int, _ index: Tensor, _ value: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { indexFill_(dim, index, value: value, isNumber: false, at: CallSite(file, line)) }

  final func indexFill_(_ dim: Int, _ index: Tensor, value: Tensor, isNumber: Bool, at site: CallSite) -> Tensor {
    refuseUnlessSingle(value, in: "index_fill_", at: site)
    let d = checkFilledSlices(dim, index, at: site)
    return writtenInPlace(
      "IndexFillBackward\(isNumber ? 0 : 1)", with: isNumber ? [] : [value], saving: [index], mayOverlap: true, at: site,
      derivative: Tensor.indexFillDerivative(d, isNumber)
    ) { fillSlices(d, index, value, at: site) }
  }

  private static func indexFillDerivative(_ d: Int, _ isNumber: Bool) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      let kept = s.needs(0) ? g.indexFill(d, s[0], 0) : nil
      if isNumber { return [kept] }
      if !s.needs(1) { return [kept, nil] }
      let isFilled = g.newZeros(g.shape, dtype: .bool).indexFill_(d, s[0], true)
      return [kept, Tensor.where(isFilled, g, Tensor.zeros([], dtype: g.dtype)).sum()]
    }
  }

  private final func checkFilledSlices(_ dim: Int, _ index: Tensor, at site: CallSite) -> Int {
    if index.dtype != .int64 { fail("index_fill_(): Expected dtype int64 for index.", at: site) }
    let d = wrapped(dim, at: site)
    if index.dim > 1 { fail("Index has to be a vector/scalar", at: site) }
    return d
  }

  private final func fillSlices(_ d: Int, _ index: Tensor, _ value: Tensor, at site: CallSite) {
    let (vector, row) = (index.vector, withDimensions)
    let size = row.sizes[d]
    vector.refuseIndices(outside: -size..<size, dimension: d, size: size, at: site)
    let number = value.converted(to: dtype)
    AdvancedIndex(row, [Pick(dim: d, index: vector)], at: site)
      .scatter(GB_SCATTER_SET, number.alias(sizes: [], strides: [], offset: number.offset))
  }
}
