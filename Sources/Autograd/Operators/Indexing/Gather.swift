import CKernels

extension Tensor {
  /// The elements that stand, along a dimension, where `index` says: PyTorch's `gather`.
  ///
  ///     out[i, j] = x[index[i, j], j]      // dim 0
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: int64 or int32, of as many dimensions, none of them but `dim` longer; no index is negative.
  ///   - out: Takes the result's sizes and values.
  public final func gather(
    _ dim: Int, _ index: Tensor, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if let out {
      return out.takeResult(
        of: "gather()", [self, index], mismatch: "Expected out tensor to have dtype \(dtype.cName), but got \(out.dtype.cName) instead",
        at: site
      ) { gather(dim, index, file: file, line: line) }
    }
    let d = wrapped(dim, at: site)
    index.refuseUnlessIndices("gather()", at: site)
    if index.numel > 0 { checkGathered(d, index, at: site) }
    let output = Tensor.empty(index.sizes, dtype, device)
    if index.numel > 0 {
      let (row, places) = (withDimensions, index.withDimensions.converted(to: .int64))
      places.refuseIndices(outside: 0..<row.sizes[d], dimension: d, size: row.sizes[d], at: site)
      output.withDimensions.gather(
        from: row.following(places, along: d), at: places, step: row.steps[d] * dtype.byteCount)
    }
    let original = sizes
    return output.recorded("GatherBackward0", inputs: [self], saving: [index]) { s, g in
      [g.newZeros(original.array).scatterAdd(d, s[0], g)]
    }
  }

  private final func checkGathered(_ d: Int, _ index: Tensor, at site: CallSite) {
    if Swift.max(index.dim, 1) != Swift.max(dim, 1) {
      fail("Index tensor must have the same number of dimensions as input tensor", at: site)
    }
    for i in sizes.indices where i != d && index.sizes[i] > sizes[i] {
      fail(
        "Size does not match at dimension \(i) expected index \(index.sizes) to be no larger than self \(sizes) apart from dimension \(d)",
        at: site)
    }
  }

  /// Outside of the graph: the part of this tensor over which indices lie, standing still along `d`, where they say how to go on.
  final func following(_ index: Tensor, along d: Int) -> Tensor {
    var strides = steps
    strides[d] = 0
    return alias(sizes: index.sizes, strides: strides, offset: offset)
  }

  final func refuseUnlessIndices(_ name: String, at site: CallSite) {
    if numel > 0 && dtype != .int64 && dtype != .int32 { fail("\(name): Expected dtype int32/int64 for index", at: site) }
  }

  /// The elements that stand, along a dimension, where `indices` say, which broadcast with this tensor and may be negative: PyTorch's
  /// `take_along_dim`. Without a dimension the tensor counts as a vector.
  public final func takeAlongDim(
    _ indices: Tensor, _ dim: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    guard let dim else { return reshape([-1]).gather(0, indices.reshape([-1]), file: file, line: line) }
    let site = CallSite(file, line)
    if self.dim != indices.dim {
      fail(
        "torch.take_along_dim(): input and indices should have the same number of dimensions, but got \(self.dim) dimensions for input, "
          + "and \(indices.dim) dimensions for indices", at: site)
    }
    if indices.dtype != .int64 {
      fail("torch.take_along_dim(): dtype of indices should be Long but got \(indices.dtype.scalarTypeName)", at: site)
    }
    let d = wrapped(dim, at: site)
    if self.dim == 0 { return gather(0, indices, file: file, line: line) }
    var (own, theirs) = (sizes, indices.sizes)
    (own[d], theirs[d]) = (1, 1)
    var (source, index) = (Broadcasting.sizes(own, theirs, at: site), Broadcasting.sizes(own, theirs, at: site))
    (source[d], index[d]) = (sizes[d], indices.sizes[d])
    // Rounded down, a remainder takes the divisor's sign.
    let wrapped = sizes[d] == 0 ? indices : indices.remainder(sizes[d])
    return expand(source.array).gather(d, wrapped.expand(index.array), file: file, line: line)
  }
}
