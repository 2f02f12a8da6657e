/// Copies of a tensor with one part of it replaced: what a write to a view does, without writing.
extension Tensor {
  /// A copy with `src` at one index of a dimension: PyTorch's `select_scatter`.
  ///
  /// - Parameters:
  ///   - src: Of the sizes of `select(dim, index)`.
  ///   - dim: The dimension of `index`.
  ///   - index: Where; a negative one counts from the end.
  public final func selectScatter(
    _ src: Tensor, _ dim: Int, _ index: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return replacing(src, at: site) { $0.select(dim, index, file: file, line: line) }
      .recorded("SelectScatterBackward0", inputs: [self, src], derivative: Tensor.replacementDerivative { $0.select(dim, index) })
  }

  /// A copy with `src` at every `step`th place of a dimension from `start` up to but without `end`: PyTorch's `slice_scatter`.
  ///
  /// - Parameters:
  ///   - src: Of the sizes of the slice.
  ///   - dim: The dimension that is cut.
  ///   - start: nil is the beginning, a negative one counts from the end; so with `end`.
  ///   - end: The first place behind the slice.
  ///   - step: From one place of the slice to the next.
  public final func sliceScatter(
    _ src: Tensor, _ dim: Int = 0, start: Int? = nil, end: Int? = nil, step: Int = 1, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = wrapped(dim, at: site)
    if self.dim == 0 { fail("slice() cannot be applied to a 0-dim tensor.", at: site) }
    if step <= 0 { fail("slice step must be positive", at: site) }
    let (first, last) = Tensor.bounds(start, end, sizes[d])
    return replacing(src, at: site) { $0.sliced(d, first, last, step) }
      .recorded(
        "SliceScatterBackward0", inputs: [self, src],
        derivative: Tensor.replacementDerivative { $0.sliced(d, first, last, step) })
  }

  /// A copy with `src` on a diagonal of two dimensions: PyTorch's `diagonal_scatter`.
  ///
  /// - Parameters:
  ///   - src: Of the sizes of `diagonal(offset:dim1:dim2:)`.
  ///   - offset: 0 is the main diagonal, more than 0 lies above it, less below.
  ///   - dim1: The dimension of the rows.
  ///   - dim2: The dimension of the columns.
  public final func diagonalScatter(
    _ src: Tensor, offset: Int = 0, dim1: Int = 0, dim2: Int = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return replacing(src, at: site) { $0.diagonal(offset: offset, dim1: dim1, dim2: dim2, file: file, line: line) }
      .recorded(
        "DiagonalScatterBackward0", inputs: [self, src],
        derivative: Tensor.replacementDerivative { $0.diagonal(offset: offset, dim1: dim1, dim2: dim2) })
  }

  /// A copy with `src` at the places of a strided view: PyTorch's `as_strided_scatter`.
  ///
  /// - Parameters:
  ///   - src: Of the given size.
  ///   - size: The sizes of the view.
  ///   - stride: How many elements of the storage lie between neighbours, by dimension.
  ///   - offset: In elements from the beginning of the copy's storage.
  public final func asStridedScatter(
    _ src: Tensor, _ size: [Int], _ stride: [Int], offset: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if requiresGrad && !isContiguous { fail("as_strided_scatter is currently only supported for contiguous inputs", at: site) }
    return replacing(src, at: site) { $0.asStrided(size, stride, offset: offset, file: file, line: line) }
      .recorded(
        "AsStridedScatterBackward0", inputs: [self, src],
        // PyTorch's derivative keeps the gradient of the input where the view shows it, and only there; so does this one.
        derivative: Tensor.replacementDerivative(keepsPart: true) { $0.contiguous().asStrided(size, stride, offset: offset) })
  }

  /// Outside of the graph: a copy with `src` in the view that `part` takes of it.
  private final func replacing(_ src: Tensor, at site: CallSite, _ part: (Tensor) -> Tensor) -> Tensor {
    noGrad {
      let output = clone()
      let slice = part(output)
      if slice.sizes != src.sizes {
        fail("expected src to have a size equal to the slice of self. src size = \(src.sizes), slice size = \(slice.sizes)", at: site)
      }
      slice.write(src)
      return output
    }
  }

  private static func replacementDerivative(
    keepsPart: Bool = false, _ part: @escaping @Sendable (Tensor) -> Tensor
  ) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      var kept: Tensor?
      if s.needs(0) {
        let isKept = g.newFull(g.shape, !keepsPart, dtype: .bool)
        noGrad { part(isKept).write(Tensor(number: .bool(keepsPart))) }
        kept = Tensor.where(isKept, g, Tensor.zeros([], dtype: g.dtype))
      }
      return [kept, s.needs(1) ? part(g) : nil]
    }
  }
}
