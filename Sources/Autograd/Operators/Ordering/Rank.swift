import CKernels

extension Tensor {
  /// The `k`th smallest element along a dimension, counted from 1, and where it stands: PyTorch's `kthvalue`. NaN is the largest.
  ///
  /// - Precondition: `k` lies in 1...size; the dtype is not bool.
  public final func kthvalue(
    _ k: Int, dim: Int = -1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    let d = requireElements(along: dim, "kthvalue()", at: site)
    if k < 1 || k > (self.dim == 0 ? 1 : sizes[d]) {
      fail("kthvalue(): selected number k out of range for dimension \(d)", at: site)
    }
    refuseBoolRank("kthvalue_cpu", at: site)
    return chosen("KthvalueBackward0", along: d, keepdim: keepdim) { row in
      gb_kth(row.dtype, row.first, row.step, row.count, k - 1, row.scratch)
    }
  }

  /// The median of all elements, of two the lower; NaN if there is one: PyTorch's `median()`. Equal ones share the gradient.
  ///
  /// - Precondition: The dtype is not bool.
  public final func median(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overallMedian("MedianBackward0", ignoresNaN: false, at: CallSite(file, line))
  }

  /// The medians along a dimension and where they stand: PyTorch's `median(dim)`. The gradient goes there.
  public final func median(
    _ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    medians("MedianBackward1", dim, keepdim, ignoresNaN: false, at: CallSite(file, line))
  }

  /// The median of all elements that are not NaN, of two the lower: PyTorch's `nanmedian()`. Equal ones share the gradient.
  ///
  /// - Precondition: The dtype is not bool.
  public final func nanmedian(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overallMedian("NanmedianBackward0", ignoresNaN: true, at: CallSite(file, line))
  }

  /// The medians along a dimension of what is not NaN, and where they stand: PyTorch's `nanmedian(dim)`. The gradient goes there.
  public final func nanmedian(
    _ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    medians("NanmedianBackward1", dim, keepdim, ignoresNaN: true, at: CallSite(file, line))
  }

  /// The most frequent elements along a dimension, of several such the smallest, and where the last of them stands: PyTorch's `mode`.
  public final func mode(
    _ dim: Int = -1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let d = requireElements(along: dim, "mode()", at: CallSite(file, line))
    return chosen("ModeBackward0", along: d, keepdim: keepdim) { row in
      gb_mode(row.dtype, row.first, row.step, row.count, row.scratch)
    }
  }

  private final func overallMedian(_ gradFn: String, ignoresNaN: Bool, at site: CallSite) -> Tensor {
    refuseBoolRank("median_cpu", at: site)
    let output: Tensor
    if numel == 0 {
      output = Tensor.empty(Dimensions(), dtype, device)
      output.write(Tensor(number: .double(.nan)))
    } else {
      let flat = rowMajor.shaped([numel])
      output = OrderedRows(flat, 0).choose(1) { row, index in
        index.pointee = gb_median(row.dtype, row.first, row.step, row.count, ignoresNaN ? 1 : 0, row.scratch)
      }.values.shaped([])
    }
    return output.recordedSharing(gradFn, self)
  }

  private final func medians(
    _ gradFn: String, _ dim: Int, _ keepdim: Bool, ignoresNaN: Bool, at site: CallSite
  ) -> (values: Tensor, indices: Tensor) {
    let d = requireElements(along: dim, "median()", at: site)
    refuseBoolRank("median_out", at: site)
    return chosen(gradFn, along: d, keepdim: keepdim) { row in
      gb_median(row.dtype, row.first, row.step, row.count, ignoresNaN ? 1 : 0, row.scratch)
    }
  }

  private final func refuseBoolRank(_ loop: String, at site: CallSite) {
    if dtype == .bool { fail("\"\(loop)\" not implemented for 'Bool'", at: site) }
  }
}
