import CKernels

extension Tensor {
  /// A copy with the slices of `source` at some places of a dimension: PyTorch's `index_copy`.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: A vector of int64, none of them negative; of equal ones the last counts.
  ///   - source: As many slices as there are indices, of this tensor's dtype.
  public final func indexCopy(
    _ dim: Int, _ index: Tensor, _ source: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkCopiedSlices(dim, index, source, at: site)
    let output = cloned(strides: sizes.contiguousStrides)
    output.copySlices(d, index, source, at: site)
    return output.recorded(
      "IndexCopyBackward0", inputs: [self, source], saving: [index], derivative: Tensor.indexCopyDerivative(d, source.sizes))
  }

  /// The in-place form of `indexCopy`: PyTorch's `index_copy_`.
  @discardableResult
  public final func indexCopy_(
    _ dim: Int, _ index: Tensor, _ source: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkCopiedSlices(dim, index, source, at: site)
    MemoryOverlap.refuseAny(self, [index, source], at: site)
    return writtenInPlace(
      "IndexCopyBackward0", with: [source], saving: [index], at: site,
      derivative: Tensor.indexCopyDerivative(d, source.sizes)
    ) { copySlices(d, index, source, at: site) }
  }

  private static func indexCopyDerivative(_ d: Int, _ source: Dimensions) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      [s.needs(0) ? g.indexFill(d, s[0], 0) : nil, s.needs(1) ? g.indexSelect(d, s[0]).reshape(source.array) : nil]
    }
  }

  private final func copySlices(_ d: Int, _ index: Tensor, _ source: Tensor, at site: CallSite) {
    let (vector, row) = (index.vector, withDimensions)
    if let index = vector.firstIndex(outside: 0..<row.sizes[d]) {
      fail("index_copy_(): index \(index) is out of bounds for dimension \(d) with size \(row.sizes[d])", at: site)
    }
    AdvancedIndex(row, [Pick(dim: d, index: vector)], at: site).scatter(GB_SCATTER_SET, source.withDimensions)
  }

  private final func checkCopiedSlices(_ dim: Int, _ index: Tensor, _ source: Tensor, at site: CallSite) -> Int {
    let d = wrapped(dim, at: site)
    if index.dim >= 2 { fail("index_copy_(): Index should have dimension 1 or 0 (got \(index.dim))", at: site) }
    if source.dim == 0 && index.numel != 1 {
      fail("index_copy_(): When source is scalar, index should have one element (got \(index.numel))", at: site)
    }
    if source.dim != self.dim && source.dim != 0 && self.dim != 0 {
      fail(
        "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality "
          + "(\(source.dim)), destination dimensionality (\(self.dim))", at: site)
    }
    if index.dtype != .int64 {
      fail("index_copy_(): Expected a long tensor for index, but got \(index.dtype.scalarTypeName)", at: site)
    }
    if source.dtype != dtype {
      fail(
        "index_copy_(): self and source expected to have the same dtype, but got (self) \(dtype.scalarTypeName) and (source) "
          + source.dtype.scalarTypeName, at: site)
    }
    let (own, theirs) = (sizes.without(d), source.sizes.without(d))
    if own != theirs {
      func text(_ sizes: Dimensions) -> String { sizes.array.map(String.init).joined(separator: " ") }
      fail(
        "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: \(text(own)) at dimension \(d) "
          + "and source slice shape: \(text(theirs)) at dimension 0.", at: site)
    }
    if source.dim > 0 && index.numel != source.sizes[d] {
      fail("index_copy_(): Number of indices (\(index.numel)) should be equal to source.size(dim) (\(source.sizes[d]))", at: site)
    }
    return d
  }
}

extension Dimensions {
  /// All but the one of dimension `d`, if there is such a dimension.
  fileprivate func without(_ d: Int) -> Dimensions {
    var result = self
    if d < count { result.remove(at: d) }
    return result
  }
}
