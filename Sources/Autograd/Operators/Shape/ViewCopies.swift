/// The copying forms of the views: the elements that a view would show, row-major in memory of their own.
///
/// Each makes the view and takes over its node, under the node's name with `_copy`: what a copy was computed from, and its derivative, are
/// the view's.
extension Tensor {
  private static func copied(_ view: Tensor, name: String? = nil) -> Tensor {
    let output = view.cloned(strides: view.sizes.contiguousStrides)
    if let node = view.recordedGradFn {
      node.name = name ?? node.name + "_copy"
      output.recordedGradFn = node
      output.outputNumber = view.outputNumber
    }
    return output
  }

  private static func copied(_ views: [Tensor]) -> [Tensor] {
    let outputs = views.map { view in copied(view, name: view.recordedGradFn?.name) }
    outputs.first?.recordedGradFn?.name += "_copy"
    return outputs
  }

  /// A copy, row-major: PyTorch's `alias_copy`.
  public final func aliasCopy() -> Tensor { Tensor.copied(aliasView()) }

  /// A copy of what `asStrided` shows: PyTorch's `as_strided_copy`.
  public final func asStridedCopy(
    _ size: [Int], _ stride: [Int], offset: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.copied(asStrided(size, stride, offset: offset, file: file, line: line)) }

  /// A copy of what `diagonal` shows: PyTorch's `diagonal_copy`.
  public final func diagonalCopy(
    offset: Int = 0, dim1: Int = 0, dim2: Int = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.copied(diagonal(offset: offset, dim1: dim1, dim2: dim2, file: file, line: line)) }

  /// A copy of what `expand` shows: PyTorch's `expand_copy`.
  public final func expandCopy(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(expand(shape, file: file, line: line))
  }

  /// A copy of what `narrow` shows: PyTorch's `narrow_copy`.
  public final func narrowCopy(
    _ dim: Int, _ start: Int, _ length: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if self.dim > 0 && dim >= self.dim {
      fail(
        "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.  (Could this error message be improved?  If so, "
          + "please report an enhancement request to PyTorch.)", at: CallSite(file, line))
    }
    if self.dim > 0 && length < 0 {
      let size = sizes[wrapped(dim, at: CallSite(file, line))]
      let first = start < 0 ? start + size : start
      fail("start (\(first)) + length (\(length)) exceeds dimension size (\(size)).", at: CallSite(file, line))
    }
    return Tensor.copied(narrow(dim, start, length, file: file, line: line), name: "NarrowCopyBackward0")
  }

  /// A copy of what `permute` shows: PyTorch's `permute_copy`.
  public final func permuteCopy(_ order: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(permute(order, file: file, line: line))
  }

  /// A copy of what `select` shows: PyTorch's `select_copy`.
  public final func selectCopy(_ dim: Int, _ index: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(select(dim, index, file: file, line: line))
  }

  /// A copy of what `slice` shows: PyTorch's `slice_copy`.
  public final func sliceCopy(
    dim: Int = 0, start: Int? = nil, end: Int? = nil, step: Int = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.copied(slice(dim: dim, start: start, end: end, step: step, file: file, line: line)) }

  /// A copy of what `squeeze` shows: PyTorch's `squeeze_copy`.
  public final func squeezeCopy() -> Tensor { Tensor.copied(squeeze()) }

  /// A copy of what `squeeze` of one dimension shows: PyTorch's `squeeze_copy`.
  public final func squeezeCopy(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(squeeze(dim, file: file, line: line))
  }

  /// A copy of what `squeeze` of some dimensions shows: PyTorch's `squeeze_copy`.
  public final func squeezeCopy(_ dims: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(squeeze(dims, file: file, line: line))
  }

  /// A copy of what `t` shows: PyTorch's `t_copy`.
  public final func tCopy(file: StaticString = #filePath, line: UInt = #line) -> Tensor { Tensor.copied(t(file: file, line: line)) }

  /// A copy of what `transpose` shows: PyTorch's `transpose_copy`.
  public final func transposeCopy(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(transpose(a, b, file: file, line: line))
  }

  /// A copy of what `unfold` shows: PyTorch's `unfold_copy`.
  public final func unfoldCopy(
    _ dimension: Int, _ size: Int, _ step: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.copied(unfold(dimension, size, step, file: file, line: line)) }

  /// A copy of what `unsqueeze` shows: PyTorch's `unsqueeze_copy`.
  public final func unsqueezeCopy(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.copied(unsqueeze(dim, file: file, line: line))
  }

  /// A copy under other sizes, whatever the layout: PyTorch's `view_copy`.
  public final func viewCopy(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let target = Tensor.inferredSizes(shape, count: numel, at: CallSite(file, line))
    let original = sizes.array
    return cloned(strides: sizes.contiguousStrides).shaped(target)
      .recorded("ViewBackward0_copy", inputs: [self]) { _, g in [g.reshape(original)] }
  }

  /// Copies of what `unbind` shows: PyTorch's `unbind_copy`.
  public final func unbindCopy(_ dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    Tensor.copied(unbind(dim, file: file, line: line))
  }

  /// Copies of what `split` shows: PyTorch's `split_copy`.
  public final func splitCopy(_ size: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    Tensor.copied(split(size, dim: dim, file: file, line: line))
  }

  /// Copies of what `split` with a list shows: PyTorch's `split_with_sizes_copy`.
  public final func splitCopy(_ lengths: [Int], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    Tensor.copied(split(lengths, dim: dim, file: file, line: line))
  }
}
