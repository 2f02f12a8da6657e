import CKernels

extension Tensor {
  /// The elements in order along a dimension, and where each stood: PyTorch's `sort`. NaN is greater than every number.
  ///
  ///     let (values, indices) = Tensor([3, 1, 2]).sort()  // [1, 2, 3] and [1, 2, 0]
  ///
  /// - Parameters:
  ///   - dim: Along which dimension; the last if left out.
  ///   - descending: Whether the largest comes first.
  ///   - stable: Whether equal elements keep their order.
  public final func sort(
    _ dim: Int = -1, descending: Bool = false, stable: Bool? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let d = wrapped(dim, at: CallSite(file, line))
    let isStable = stable ?? false
    return ordered(stable == nil ? "SortBackward0" : "SortBackward1", along: d, self.dim == 0 ? 1 : sizes[d], keepsLayout: true) {
      row, index in
      gb_argsort(row.dtype, row.first, row.step, row.count, descending ? 1 : 0, isStable ? 1 : 0, index, row.scratch)
    }
  }

  /// Where the elements stand that come first, second, … in order along a dimension: PyTorch's `argsort`.
  ///
  /// The parameters are those of `sort`.
  public final func argsort(
    _ dim: Int = -1, descending: Bool = false, stable: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { noGrad { sort(dim, descending: descending, stable: stable, file: file, line: line) }.indices }

  /// The elements in order along the first dimension: PyTorch's `msort`.
  public final func msort(file: StaticString = #filePath, line: UInt = #line) -> Tensor { sort(0, file: file, line: line).values }

  /// The `k` largest elements along a dimension, in order, and where they stand: PyTorch's `topk`. NaN is the largest.
  ///
  /// - Parameters:
  ///   - k: How many.
  ///   - dim: Along which dimension; the last if left out.
  ///   - largest: Or the smallest.
  ///   - sorted: Or in any order.
  /// - Precondition: `k` is at most the size of the dimension; the dtype is not bool.
  public final func topk(
    _ k: Int, dim: Int = -1, largest: Bool = true, sorted: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    let d = wrapped(dim, at: site)
    if k < 0 || k > (self.dim == 0 ? 1 : sizes[d]) { fail("selected index k out of range", at: site) }
    if dtype == .bool { fail("topk does not support bool dtypes on CPU", at: site) }
    return ordered("TopkBackward0", along: d, self.dim == 0 ? 1 : k, keepsLayout: false) { row, index in
      gb_topk(
        row.dtype, row.first, row.step, row.count, self.dim == 0 ? 1 : k, largest ? 1 : 0, sorted ? 1 : 0, index, row.scratch)
    }
  }
}
