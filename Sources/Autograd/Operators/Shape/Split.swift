/// A tensor in several parts along a dimension.
extension Tensor {
  /// Parts of `size` places each along a dimension, the last one perhaps smaller: PyTorch's `split`.
  ///
  /// They are views, which refuse to be written in place while they are recorded.
  public final func split(_ size: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let (d, ranges) = ranges(size, dim, at: CallSite(file, line))
    return views("SplitBackward0", d, ranges)
  }

  /// Parts of the given sizes along a dimension, which they fill: PyTorch's `split` with a list, and `split_with_sizes`.
  public final func split(_ lengths: [Int], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let (d, ranges) = ranges(lengths, dim, at: CallSite(file, line))
    return views("SplitWithSizesBackward0", d, ranges)
  }

  /// `count` parts along a dimension, as equal as they get: PyTorch's `chunk`. There may be fewer of them.
  public final func chunk(_ count: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let size = chunkSize(count, dim, at: CallSite(file, line))
    if size == 0 { return split(Array(repeating: 0, count: count), dim: dim, file: file, line: line) }
    return split(size, dim: dim, file: file, line: line)
  }

  /// The same as `split`, but autograd does not know that the parts share memory, so they may be written: PyTorch's `unsafe_split`.
  public final func unsafeSplit(_ size: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let (d, ranges) = ranges(size, dim, at: CallSite(file, line))
    return parts("UnsafeSplitBackward0", d, ranges)
  }

  /// The same as `split` with a list, but autograd does not know that the parts share memory: PyTorch's `unsafe_split_with_sizes`.
  public final func unsafeSplit(_ lengths: [Int], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let (d, ranges) = ranges(lengths, dim, at: CallSite(file, line))
    return parts("UnsafeSplitWithSizesBackward0", d, ranges)
  }

  /// The same as `chunk`, but autograd does not know that the parts share memory: PyTorch's `unsafe_chunk`.
  public final func unsafeChunk(_ count: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let size = chunkSize(count, dim, at: CallSite(file, line))
    if size == 0 { return unsafeSplit(Array(repeating: 0, count: count), dim: dim, file: file, line: line) }
    return unsafeSplit(size, dim: dim, file: file, line: line)
  }

  private final func ranges(_ size: Int, _ dim: Int, at site: CallSite) -> (dim: Int, ranges: [Range<Int>]) {
    if self.dim == 0 { fail("split expects at least a 1-dimensional tensor", at: site) }
    if size < 0 { fail("split expects split_size be non-negative, but got split_size=\(size)", at: site) }
    let d = wrapped(dim, at: site)
    let total = sizes[d]
    if size == 0 && total != 0 {
      fail("split_size can only be 0 if dimension size is 0, but got dimension size of \(total)", at: site)
    }
    return (d, total == 0 ? [0..<0] : stride(from: 0, to: total, by: size).map { $0..<$0 + Swift.min(size, total - $0) })
  }

  private final func ranges(_ lengths: [Int], _ dim: Int, at site: CallSite) -> (dim: Int, ranges: [Range<Int>]) {
    if self.dim == 0 { fail("split expects at least a 1-dimensional tensor", at: site) }
    let d = wrapped(dim, at: site)
    if lengths.contains(where: { $0 < 0 }) {
      fail("split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=\(lengths)", at: site)
    }
    var (end, ranges) = (0, [Range<Int>]())
    for length in lengths where length <= sizes[d] - end {
      ranges.append(end..<end + length)
      end += length
    }
    if ranges.count != lengths.count || end != sizes[d] {
      fail(
        "split_with_sizes expects split_sizes to sum exactly to \(sizes[d]) (input tensor's size at dimension \(d)), but got "
          + "split_sizes=\(lengths)", at: site)
    }
    return (d, ranges)
  }

  private final func chunkSize(_ count: Int, _ dim: Int, at site: CallSite) -> Int {
    if self.dim == 0 { fail("chunk expects at least a 1-dimensional tensor", at: site) }
    if count <= 0 { fail("chunk expects `chunks` to be greater than 0, got: \(count)", at: site) }
    let size = sizes[wrapped(dim, at: site)]
    return size == 0 ? 0 : (size - 1) / count + 1
  }

  private final func views(_ name: String, _ dim: Int, _ ranges: [Range<Int>]) -> [Tensor] {
    parts(name, dim, ranges).madeViews(of: self)
  }

  private final func parts(_ name: String, _ dim: Int, _ ranges: [Range<Int>]) -> [Tensor] {
    let parts = ranges.map { range in
      var part = sizes
      part[dim] = range.count
      return alias(sizes: part, strides: steps, offset: offset &+ range.lowerBound &* steps[dim])
    }
    let shapes = parts.map(\.sizes)
    Tensor.record(name, outputs: parts, inputs: [self]) { _, gradients in
      let example = gradients.lazy.compactMap { $0 }.first!
      return [Tensor.cat(gradients.enumerated().map { i, g in g ?? example.newZeros(shapes[i].array) }, dim: dim)]
    }
    return parts
  }
}

extension Tensor {
  /// The parts at every index of a dimension: PyTorch's `unbind`. Such views refuse to be written in place while they are recorded.
  public final func unbind(_ dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("Dimension specified as \(dim) but tensor has no dimensions", at: site) }
    let dim = wrapped(dim, at: site)
    var (part, strides) = (sizes, steps)
    part.remove(at: dim)
    strides.remove(at: dim)
    let views = (0..<sizes[dim]).map { i in alias(sizes: part, strides: strides, offset: offset &+ i &* steps[dim]) }
    let shape = part.array
    Tensor.record("UnbindBackward0", outputs: views, inputs: [self]) { _, gradients in
      let example = gradients.lazy.compactMap { $0 }.first!
      return [Tensor.stack(gradients.map { $0 ?? example.newZeros(shape) }, dim: dim)]
    }
    return views.madeViews(of: self)
  }
}

extension [Tensor] {
  /// Makes these, which show its memory, views of a tensor by one function that returns them all.
  fileprivate func madeViews(of source: Tensor) -> [Tensor] {
    for view in self { view.becomeView(of: source, creation: GradMode.isEnabled ? .multipleOutputs : .noGrad) }
    return self
  }
}

extension Tensor {
  /// `count` parts along a dimension, the first ones larger by one where it does not divide: PyTorch's `tensor_split`.
  public final func tensorSplit(_ count: Int, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims", at: site) }
    let d = wrapped(dim, at: site)
    if count <= 0 { fail("number of sections must be larger than 0, got \(count)", at: site) }
    let (size, larger) = sizes[d].quotientAndRemainder(dividingBy: count)
    return (0..<count).map { i in
      let start = i * size + Swift.min(i, larger)
      return sliced(d, start, start + size + (i < larger ? 1 : 0), 1)
    }
  }

  /// The parts between the given places of a dimension: PyTorch's `tensor_split` with indices, each as in Python's slices.
  public final func tensorSplit(_ indices: [Int], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims", at: site) }
    let d = wrapped(dim, at: site)
    return zip([0] + indices, indices + [sizes[d]]).map { slice(dim: d, start: $0, end: $1, file: file, line: line) }
  }

  /// Parts by what an int64 tensor holds, a number of them if it has no dimensions, else places: PyTorch's `tensor_split` with a tensor.
  public final func tensorSplit(
    _ indicesOrCount: Tensor, dim: Int = 0, file: StaticString = #filePath, line: UInt = #line
  ) -> [Tensor] {
    let site = CallSite(file, line)
    if indicesOrCount.dtype != .int64 {
      fail(
        "tensor_split expected tensor_indices_or_sections to have dtype of long, but got \(indicesOrCount.dtype.scalarTypeName)", at: site)
    }
    switch indicesOrCount.dim {
    case 0: return tensorSplit(indicesOrCount.item(as: Int.self), dim: dim, file: file, line: line)
    case 1: return tensorSplit(indicesOrCount.array(of: Int.self), dim: dim, file: file, line: line)
    default:
      fail(
        "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with "
          + "\(indicesOrCount.dim) dims", at: site)
    }
  }

  /// `count` equal parts side by side, along dimension 1 (0 of a vector): PyTorch's `hsplit`.
  public final func hsplit(_ count: Int, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    equalParts("hsplit", count, dim == 1 ? 0 : 1, leastDim: 1, file, line)
  }

  /// The parts between the given places, along dimension 1 (0 of a vector): PyTorch's `hsplit`.
  public final func hsplit(_ indices: [Int], file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    requireDim("hsplit", 1, at: CallSite(file, line))
    return tensorSplit(indices, dim: dim == 1 ? 0 : 1, file: file, line: line)
  }

  /// `count` equal parts one above the other, along dimension 0: PyTorch's `vsplit`.
  public final func vsplit(_ count: Int, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    equalParts("vsplit", count, 0, leastDim: 2, file, line)
  }

  /// The parts between the given places, along dimension 0: PyTorch's `vsplit`.
  public final func vsplit(_ indices: [Int], file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    requireDim("vsplit", 2, at: CallSite(file, line))
    return tensorSplit(indices, dim: 0, file: file, line: line)
  }

  /// `count` equal parts one behind the other, along dimension 2: PyTorch's `dsplit`.
  public final func dsplit(_ count: Int, file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    equalParts("dsplit", count, 2, leastDim: 3, file, line)
  }

  /// The parts between the given places, along dimension 2: PyTorch's `dsplit`.
  public final func dsplit(_ indices: [Int], file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    requireDim("dsplit", 3, at: CallSite(file, line))
    return tensorSplit(indices, dim: 2, file: file, line: line)
  }

  private final func requireDim(_ name: String, _ least: Int, at site: CallSite) {
    if dim < least {
      fail("torch.\(name) requires a tensor with at least \(least) dimension, but got a tensor with \(dim) dimensions!", at: site)
    }
  }

  private final func equalParts(
    _ name: String, _ count: Int, _ d: Int, leastDim: Int, _ file: StaticString, _ line: UInt
  ) -> [Tensor] {
    requireDim(name, leastDim, at: CallSite(file, line))
    if count == 0 || sizes[d] % count != 0 {
      fail(
        "torch.\(name) attempted to split along dimension \(d), but the size of the dimension \(sizes[d]) is not divisible by the "
          + "split_size \(count)!", at: CallSite(file, line))
    }
    return tensorSplit(count, dim: d, file: file, line: line)
  }
}
