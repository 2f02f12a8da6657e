import CKernels

extension Tensor {
  /// What masks and tensors of indices pick, in memory of its own: PyTorch's `index`.
  final func index(_ picks: [Pick], at site: CallSite) -> Tensor {
    let output = packed(picks) ?? AdvancedIndex(self, picks, at: site).gathered()
    let original = sizes
    let dims = picks.map(\.dim)
    return output.recorded("IndexBackward0", inputs: [self], saving: picks.map(\.index)) { s, g in
      [g.newZeros(original.array).indexPut(Tensor.picks(dims, s), g, accumulate: true)]
    }
  }

  /// A mask over all of a tensor picks without a detour by places.
  private final func packed(_ picks: [Pick]) -> Tensor? {
    let mask = picks[0].index
    if picks.count != 1 || !mask.isMask || mask.sizes != sizes || !isRowMajor { return nil }
    return selected(by: mask.converted(to: .bool).contiguous())
  }

  private static func picks(_ dims: [Int], _ saved: borrowing SavedList) -> [Pick] {
    var result: [Pick] = []
    for (i, dim) in dims.enumerated() {
      // A fill wants its mask to be bool.
      let index = saved[i].dtype == .uint8 ? saved[i].bool() : saved[i]
      result.append(Pick(dim: dim, index: index))
    }
    return result
  }

  /// A copy with values written at the places that tensors of indices name, one for each dimension from the first on (a mask covers as many
  /// as it has): PyTorch's `index_put`.
  ///
  /// - Parameters:
  ///   - indices: Masks (bool, uint8) or indices (int64, int32) that broadcast together.
  ///   - values: Of this tensor's dtype, broadcast to what `x[indices]` would give.
  ///   - accumulate: Adds to what stands there; indices may repeat.
  public final func indexPut(
    _ indices: [Tensor], _ values: Tensor, accumulate: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return indexPut(picks(indices, at: site), values, accumulate: accumulate, at: site)
  }

  /// The in-place form of `indexPut`: PyTorch's `index_put_`.
  @discardableResult
  public final func indexPut_(
    _ indices: [Tensor], _ values: Tensor, accumulate: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return indexPut_(picks(indices, at: site), values, accumulate: accumulate, at: site)
  }

  private final func picks(_ indices: [Tensor], at site: CallSite) -> [Pick] {
    let covered = indices.reduce(0) { $0 + ($1.isMask ? $1.dim : 1) }
    if covered > dim { fail("too many indices for tensor of dimension \(dim) (got \(covered))", at: site) }
    var d = 0
    var result: [Pick] = []
    for index in indices {
      result.append(Pick(dim: d, index: index))
      d += index.isMask ? index.dim : 1
    }
    return result
  }

  private final func indexPut(_ picks: [Pick], _ values: Tensor, accumulate: Bool, at site: CallSite? = nil) -> Tensor {
    let site = site ?? CallSite(#filePath, #line)
    let output = noGrad { clone() }
    output.put(picks, values, accumulate, at: site)
    return output.recorded(
      "IndexPutBackward0", inputs: [self, values], saving: picks.map(\.index),
      derivative: Tensor.indexPutDerivative(picks.map(\.dim), accumulate, values.sizes))
  }

  final func indexPut_(_ picks: [Pick], _ values: Tensor, accumulate: Bool, at site: CallSite) -> Tensor {
    MemoryOverlap.refusePartial(self, values, at: site)
    return writtenInPlace(
      "IndexPutBackward0", with: [values], saving: picks.map(\.index), mayOverlap: true, at: site,
      derivative: Tensor.indexPutDerivative(picks.map(\.dim), accumulate, values.sizes)
    ) { put(picks, values, accumulate, at: site) }
  }

  private static func indexPutDerivative(
    _ dims: [Int], _ accumulate: Bool, _ values: Dimensions
  ) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      let picks = picks(dims, s)
      let zero = Tensor.zeros([], dtype: g.dtype)
      return [
        !s.needs(0) ? nil : accumulate ? g : g.indexPut(picks, zero, accumulate: false),
        s.needs(1) ? g.index(picks, at: CallSite(#filePath, #line)).sum(toSize: values) : nil,
      ]
    }
  }

  private final func put(_ picks: [Pick], _ values: Tensor, _ accumulate: Bool, at site: CallSite) {
    // One value for what a single mask picks is a fill, which converts it; everything else wants the tensor's own dtype.
    if !accumulate && values.numel == 1 && picks.count == 1 && picks[0].index.isMask {
      picks[0].checkMask(of: self, at: site)
      let mask = picks[0].index.alignedMask(from: picks[0].dim, in: self)
      mask.refuseUnlessBool(at: site)
      return fill(where: mask, with: values.alias(sizes: [], strides: [], offset: values.offset))
    }
    // How many places a mask picks is not known without data.
    if isMeta && picks.contains(where: { $0.index.isMask && $0.index.isMeta }) { return }
    let place = AdvancedIndex(self, picks, at: site)
    if !Tensor.canExpand(values.sizes, to: place.sizes) {
      fail(
        "shape mismatch: value tensor of shape \(values.sizes) cannot be broadcast to indexing result of shape \(place.sizes)", at: site)
    }
    if values.dtype != dtype {
      fail(
        "Index put requires the source and destination dtypes match, got \(dtype.scalarTypeName) for the destination and "
          + "\(values.dtype.scalarTypeName) for the source.", at: site)
    }
    if accumulate && (dtype == .float16 || dtype == .bfloat16) {
      combining(values) { target, values in AdvancedIndex(target, picks, at: site).scatter(GB_SCATTER_ADD, values) }
    } else {
      place.scatter(accumulate ? GB_SCATTER_ADD : GB_SCATTER_SET, values)
    }
  }
}
