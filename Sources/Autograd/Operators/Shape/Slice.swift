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
    let start = offset + index * strides[dim]
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

  /// The same from where a tensor of one integer, without dimensions, says.
  public final func narrow(
    _ dim: Int, _ start: Tensor, _ length: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if start.dim != 0 || !start.dtype.isInteger { fail("start must be an 0-dim integral Tensor.", at: CallSite(file, line)) }
    return narrow(dim, start.item(as: Int.self), length, file: file, line: line)
  }

  /// Every `step`th place of a dimension from `start` up to but without `end`, both within the dimension.
  final func sliced(_ dim: Int, _ start: Int, _ end: Int, _ step: Int) -> Tensor {
    var (sizes, strides) = (sizes, steps)
    sizes[dim] = (Swift.max(end - start, 0) + step - 1) / step
    let first = offset + start * strides[dim]
    strides[dim] *= step
    let original = self.sizes
    return makeView("SliceBackward0", sizes: sizes, strides: strides, offset: first) { _, g in
      Gradients(g.embedded("SliceBackwardBackward0", in: original) { $0.sliced(dim, start, end, step) })
    }
  }

  /// The elements on a diagonal of two dimensions, as the last dimension: PyTorch's `diagonal`.
  ///
  /// - Parameter offset: 0 is the main diagonal, more than 0 lies above it, less below.
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
    let step = strides[first] + strides[second]
    let start = count <= 0 ? offset : offset + (shift >= 0 ? shift * strides[second] : -shift * strides[first])
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

  /// Zeros of the given sizes with this tensor where `part` says: the gradient of a view that takes a part.
  private final func embedded(_ name: String, in sizes: Dimensions, _ part: @escaping @Sendable (Tensor) -> Tensor) -> Tensor {
    let output = Tensor.zeros(sizes.array, dtype: dtype)
    noGrad { part(output).write(self) }
    if isRecorded { output.setHistory(OperatorNode(name, self) { _, g in Gradients(part(g)) }) }
    return output
  }
}

extension Tensor {
  /// The parts at every index of a dimension: PyTorch's `unbind`. Such views refuse to be written in place while they are recorded.
  public final func unbind(_ dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("Dimension specified as \(dim) but tensor has no dimensions", at: site) }
    let dim = wrapped(dim, at: site)
    let views = noGrad { (0..<sizes[dim]).map { i in alias(bySelecting: i, of: dim) } }
    var part = sizes
    part.remove(at: dim)
    let partSizes = part
    return recordViews("UnbindBackward0", views) { gradients in
      let example = gradients.lazy.compactMap { $0 }.first!
      let parts = gradients.map { $0 ?? Tensor.zeros(partSizes.array, dtype: example.dtype) }
      return Tensor.stack(parts, dim: dim)
    }
  }

  private final func alias(bySelecting index: Int, of dim: Int) -> Tensor {
    var (sizes, strides) = (sizes, steps)
    let start = offset + index * strides[dim]
    sizes.remove(at: dim)
    strides.remove(at: dim)
    return alias(sizes: sizes, strides: strides, offset: start)
  }

  /// Parts of `size` places each along a dimension, the last one perhaps smaller: PyTorch's `split`.
  public final func split(_ size: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("split expects at least a 1-dimensional tensor", at: site) }
    let dim = wrapped(dim, at: site)
    let total = sizes[dim]
    if size < 0 { fail("split expects split_size be non-negative, but got split_size=\(size)", at: site) }
    if size == 0 && total != 0 {
      fail("split_size can only be 0 if dimension size is 0, but got dimension size of \(total)", at: site)
    }
    let starts = total == 0 ? [0] : Array(stride(from: 0, to: total, by: size))
    return parts("SplitBackward0", dim, starts.map { ($0, Swift.min($0 + size, total)) })
  }

  /// Parts of the given sizes along a dimension, which they fill: PyTorch's `split` with a list.
  public final func split(_ lengths: [Int], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    let dim = wrapped(dim, at: site)
    if lengths.reduce(0, +) != sizes[dim] {
      fail(
        "split_with_sizes expects split_sizes to sum exactly to \(sizes[dim]) (input tensor's size at dimension \(dim)), but got "
          + "split_sizes=\(lengths)", at: site)
    }
    var start = 0
    return parts(
      "SplitWithSizesBackward0", dim,
      lengths.map { length in
        defer { start += length }
        return (start, start + length)
      })
  }

  /// `count` parts along a dimension, as equal as they get: PyTorch's `chunk`.
  public final func chunk(_ count: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("chunk expects at least a 1-dimensional tensor", at: site) }
    if count <= 0 { fail("chunk expects `chunks` to be greater than 0, got: \(count)", at: site) }
    let dim = wrapped(dim, at: site)
    let size = (sizes[dim] + count - 1) / count
    if size == 0 { return split(Array(repeating: 0, count: count), dim: dim, file: file, line: line) }
    return split(size, dim: dim, file: file, line: line)
  }

  private final func parts(_ name: String, _ dim: Int, _ ranges: [(start: Int, end: Int)]) -> [Tensor] {
    let views = ranges.map { range in
      var part = sizes
      part[dim] = range.end - range.start
      return alias(sizes: part, strides: steps, offset: offset + range.start * steps[dim])
    }
    let shapes = views.map(\.sizes)
    return recordViews(name, views) { gradients in
      let example = gradients.lazy.compactMap { $0 }.first!
      let parts = gradients.enumerated().map { i, g in g ?? Tensor.zeros(shapes[i].array, dtype: example.dtype) }
      return Tensor.cat(parts, dim: dim)
    }
  }

  private final func recordViews(
    _ name: String, _ views: [Tensor], derivative: @escaping @Sendable ([Tensor?]) -> Tensor
  ) -> [Tensor] {
    Tensor.record(name, outputs: views, inputs: [self]) { _, gradients in [derivative(gradients)] }
    for view in views { view.becomeView(of: self, creation: GradMode.isEnabled ? .multipleOutputs : .noGrad) }
    return views
  }
}
