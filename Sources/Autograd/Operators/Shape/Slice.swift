extension Tensor {
  /// The part at one index of a dimension, which disappears: PyTorch's `select`. A negative index counts from the end.
  public final func select(_ dim: Int, _ index: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("select() cannot be applied to a 0-dim tensor.", at: site) }
    let dim = wrapped(dim, at: site)
    let size = sizes[dim]
    if index < -size || index >= size {
      fail("select(): index \(index) out of range for tensor of size \(sizes) at dimension \(dim)", at: site)
    }
    return selected(dim, index < 0 ? index + size : index)
  }

  final func selected(_ dim: Int, _ index: Int) -> Tensor {
    var (sizes, strides) = (sizes, steps)
    let start = offset &+ index &* strides[dim]
    sizes.remove(at: dim)
    strides.remove(at: dim)
    let original = self.sizes
    return makeView("SelectBackward0", sizes: sizes, strides: strides, offset: start) { _, g in
      Gradients(g.embedded("SelectBackwardBackward0", in: original) { $0.selected(dim, index) })
    }
  }

  /// `length` places of a dimension from `start` on: PyTorch's `narrow`.
  public final func narrow(
    _ dim: Int, _ start: Int, _ length: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("narrow() cannot be applied to a 0-dim tensor.", at: site) }
    if length < 0 { fail("narrow(): length must be non-negative.", at: site) }
    let dim = wrapped(dim, at: site)
    let size = sizes[dim]
    if start < -size || start > size {
      fail("start out of range (expected to be in range of [\(-size), \(size)], but got \(start))", at: site)
    }
    let first = start < 0 ? start + size : start
    if first > size - length { fail("start (\(first)) + length (\(length)) exceeds dimension size (\(size)).", at: site) }
    return sliced(dim, first, first + length, 1)
  }

  /// `length` places of a dimension from `start` on, which a tensor holds: PyTorch's `narrow`.
  ///
  /// - Precondition: `start` is a single integer without dimensions.
  public final func narrow(
    _ dim: Int, _ start: Tensor, _ length: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if start.dim != 0 || !start.dtype.isInteger { fail("start must be an 0-dim integral Tensor.", at: CallSite(file, line)) }
    return narrow(dim, start.item(as: Int.self), length, file: file, line: line)
  }

  /// Every `step`th place of a dimension from `start` up to but without `end`: Python's `start:end:step`. Bounds beyond the dimension are
  /// cut, negative ones count from its end.
  public final func slice(
    dim: Int = 0, start: Int? = nil, end: Int? = nil, step: Int = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("slice() cannot be applied to a 0-dim tensor.", at: site) }
    let dim = wrapped(dim, at: site)
    if step <= 0 { fail("slice step must be positive", at: site) }
    let size = sizes[dim]
    func place(_ i: Int) -> Int { Swift.min(Swift.max(i < 0 ? i + size : i, 0), size) }
    let first = place(start ?? 0)
    return sliced(dim, first, Swift.max(place(end ?? size), first), step)
  }

  /// Every `step`th place of a dimension from `start` up to but without `end`, both within the dimension.
  final func sliced(_ dim: Int, _ start: Int, _ end: Int, _ step: Int) -> Tensor {
    var (sizes, strides) = (sizes, steps)
    // Rounded up, for any step. What of strides and offset is too large for an Int belongs to no element.
    sizes[dim] = end > start ? (end - start - 1) / step + 1 : 0
    let first = offset &+ start &* strides[dim]
    strides[dim] &*= step
    let original = self.sizes
    return makeView("SliceBackward0", sizes: sizes, strides: strides, offset: first) { _, g in
      Gradients(g.embedded("SliceBackwardBackward0", in: original) { $0.sliced(dim, start, end, step) })
    }
  }

  /// The elements on a diagonal of two dimensions, as the last dimension: PyTorch's `diagonal`.
  ///
  /// - Parameters:
  ///   - offset: 0 is the main diagonal, more than 0 lies above it, less below.
  ///   - dim1: The dimension of the rows.
  ///   - dim2: The dimension of the columns.
  public final func diagonal(
    offset: Int = 0, dim1: Int = 0, dim2: Int = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let (first, second) = (wrapped(dim1, at: site), wrapped(dim2, at: site))
    if first == second { fail("diagonal dimensions cannot be identical \(dim1), \(dim2)", at: site) }
    return diagonal(offset, first, second)
  }

  private final func diagonal(_ shift: Int, _ first: Int, _ second: Int) -> Tensor {
    let count = shift >= 0 ? Swift.min(sizes[first], sizes[second] - shift) : Swift.min(sizes[first] + shift, sizes[second])
    var (sizes, strides) = (sizes, steps)
    let step = strides[first] &+ strides[second]
    let start = count <= 0 ? offset : offset &+ (shift >= 0 ? shift &* strides[second] : -shift &* strides[first])
    for d in [Swift.max(first, second), Swift.min(first, second)] {
      sizes.remove(at: d)
      strides.remove(at: d)
    }
    sizes.append(Swift.max(count, 0))
    strides.append(step)
    let original = self.sizes
    return makeView("DiagonalBackward0", sizes: sizes, strides: strides, offset: start) { _, g in
      Gradients(g.embedded("DiagonalBackwardBackward0", in: original) { $0.diagonal(shift, first, second) })
    }
  }

  /// Zeros of the given sizes with this tensor on the main diagonal.
  final func onDiagonal(of sizes: Dimensions) -> Tensor {
    embedded("DiagonalBackwardBackward0", in: sizes) { $0.diagonal(0, 0, 1) }
  }

  /// Zeros of the given sizes with this tensor where `part` says: the gradient of a view that takes a part.
  private final func embedded(_ name: String, in sizes: Dimensions, _ part: @escaping @Sendable (Tensor) -> Tensor) -> Tensor {
    let output = newZeros(sizes.array)
    noGrad { part(output).write(self) }
    if isRecorded { output.setHistory(OperatorNode(name, self) { _, g in Gradients(part(g)) }) }
    return output
  }
}
