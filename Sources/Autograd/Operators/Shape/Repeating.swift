/// A tensor's elements several times.
extension Tensor {
  /// Repeated along each dimension, in memory of its own: PyTorch's `repeat`. Extra counts stand for new dimensions in front.
  ///
  ///     Tensor([1, 2]).repeat([2, 3]).shape  // [2, 6]
  ///
  /// - Precondition: At least as many counts as dimensions, none negative.
  public final func `repeat`(_ counts: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if counts.count < dim {
      fail("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor", at: site)
    }
    let lead = counts.count - dim
    let padded = Array(repeating: 1, count: lead) + shape
    let target = zip(padded, counts).map { size, count in
      let (product, overflow) = size.multipliedReportingOverflow(by: count)
      if overflow { fail("numel: integer multiplication overflow", at: site) }
      return product
    }
    if let size = target.first(where: { $0 < 0 }) {
      fail("Trying to create tensor with negative dimension \(size): \(target)", at: site)
    }
    let output = Tensor.empty(Dimensions(target), dtype, device)
    // Dimension d of the output is two: which repetition, and where in it.
    var (pairs, pairStrides, source) = (Dimensions(), Dimensions(), Dimensions())
    for d in padded.indices {
      pairs.append(counts[d])
      pairs.append(padded[d])
      pairStrides.append(output.steps[d] * padded[d])
      pairStrides.append(output.steps[d])
      source.append(1)
      source.append(padded[d])
    }
    if output.numel > 0 {
      let part = noGrad { reshape(source.array) }
      output.alias(sizes: pairs, strides: pairStrides, offset: 0).write(part)
    }
    let (original, split) = (sizes, pairs.array)
    return output.recorded("RepeatBackward0", inputs: [self]) { _, g in
      if g.numel == 0 { return [g.newZeros(original.array)] }
      let repetitions = Array(stride(from: 0, to: split.count, by: 2))
      return [repetitions.isEmpty ? g : g.reshape(split).sum(repetitions).reshape(original.array)]
    }
  }

  /// Repeated along each dimension, as `x.repeat(2, 3)`: PyTorch's `repeat`.
  public final func `repeat`(_ counts: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    self.repeat(counts, file: file, line: line)
  }

  /// Repeated along the last dimensions: PyTorch's `tile`. Where there are fewer counts than dimensions, those in front are 1.
  public final func tile(_ counts: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    self.repeat(Array(repeating: 1, count: Swift.max(dim - counts.count, 0)) + counts, file: file, line: line)
  }

  /// Repeated along the last dimensions, as `x.tile(2)`: PyTorch's `tile`.
  public final func tile(_ counts: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    tile(counts, file: file, line: line)
  }

  /// Each element `count` times in a row: PyTorch's `repeat_interleave`. Without a dimension the tensor is flattened.
  ///
  ///     Tensor([1, 2]).repeatInterleave(2)  // tensor([1, 1, 2, 2])
  ///
  /// - Parameters:
  ///   - count: How often.
  ///   - dim: Along which dimension.
  ///   - outputSize: The resulting size along the dimension, checked if given.
  public final func repeatInterleave(
    _ count: Int, dim: Int? = nil, outputSize: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let source = dim == nil ? flatten() : self
    if count < 0 { fail("Repeats must be non-negative", at: site) }
    let d = source.wrapped(dim ?? 0, at: site)
    if source.dim == 0 {
      fail("Dimension out of range (expected to be in range of [-1, 0], but got 1)", at: site)
    }
    if let outputSize, outputSize != source.sizes[d] * count {
      fail("repeat_interleave: Invalid output_size, expected \(source.sizes[d] * count) but got \(outputSize)", at: site)
    }
    var target = source.shape
    target.insert(count, at: d + 1)
    return source.unsqueeze(d + 1).expand(target).clone(memoryFormat: .contiguous).flatten(d, d + 1)
  }

  /// The element at each index `counts[i]` times in a row: PyTorch's `repeat_interleave` with a tensor. Without a dimension the tensor is
  /// flattened.
  ///
  /// - Parameters:
  ///   - counts: Integers, one for each index of the dimension, or one for all.
  ///   - dim: Along which dimension.
  ///   - outputSize: The resulting size along the dimension, checked if given.
  public final func repeatInterleave(
    _ counts: Tensor, dim: Int? = nil, outputSize: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let source = dim == nil ? flatten() : self
    let d = source.wrapped(dim ?? 0, at: site)
    if source.dim == 0 { fail("Dimension specified as \(dim ?? 0) but tensor has no dimensions", at: site) }
    if counts.dim > 1 { fail("repeats must be 0-dim or 1-dim tensor", at: site) }
    let size = source.sizes[d]
    if counts.numel != 1 && counts.numel != size {
      fail(
        "repeats must have the same size as input along dim, but got repeats.size(0) = \(counts.numel) and input.size(0) = \(size)",
        at: site)
    }
    let each = counts.numel == size ? counts.reshape([size]) : counts.reshape([1]).expand([size])
    return source.rows(d, Tensor.repeated(each, outputSize, at: site), "IndexSelectBackward0")
  }

  /// Index i `counts[i]` times, one after the other: PyTorch's `torch.repeat_interleave(repeats)`.
  public static func repeatInterleave(
    _ counts: Tensor, outputSize: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if counts.dim != 1 { fail("repeat_interleave only accept 1D vector as repeat", at: site) }
    return repeated(counts, outputSize, at: site)
  }

  private static func repeated(_ counts: Tensor, _ outputSize: Int?, at site: CallSite) -> Tensor {
    if !counts.dtype.isInteger {
      fail("\"repeat_interleave_cpu\" not implemented for '\(counts.dtype.scalarTypeName)'", at: site)
    }
    if counts.isMeta {
      guard let outputSize else { fail("cannot repeat_interleave a meta tensor without output_size", at: site) }
      return counts.newEmpty([outputSize])
    }
    let numbers = counts.detach().array(of: Int.self)
    if numbers.contains(where: { $0 < 0 }) { fail("repeats can not be negative", at: site) }
    let total = numbers.reduce(0, +)
    if let outputSize, outputSize != total { fail("allocated size does not match required size", at: site) }
    let output = Tensor(uninitialized: [total], .int64)
    let pointer = output.bytes.assumingMemoryBound(to: Int.self)
    var place = 0
    for (i, count) in numbers.enumerated() {
      (pointer + place).update(repeating: i, count: count)
      place += count
    }
    return output.converted(to: counts.dtype)
  }
}

extension Tensor {
  /// Views of all the tensors in the one shape to which they broadcast: PyTorch's `torch.broadcast_tensors`.
  public static func broadcastTensors(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    let common = tensors.dropFirst().reduce(tensors.first?.sizes ?? []) {
      Broadcasting.sizes($0, $1.sizes, at: CallSite(file, line))
    }
    return tensors.map { $0.sizes == common ? $0 : $0.expand(common.array, file: file, line: line) }
  }

  /// Expanded to a shape: PyTorch's `broadcast_to`, which is `expand`.
  public final func broadcastTo(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    expand(shape, file: file, line: line)
  }

  /// Summed over what broadcasting from a shape would have repeated: PyTorch's `sum_to_size`.
  ///
  ///     Tensor.ones(2, 3).sumToSize([1, 3])  // tensor([[2., 2., 2.]])
  ///
  /// Integers that are summed give int64.
  ///
  /// - Precondition: A tensor of that shape broadcasts to this one's.
  public final func sumToSize(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let target = Dimensions(shape)
    if !Tensor.canExpand(target, to: sizes) {
      fail("size {\(shape)} is not expandable to size {\(sizes)}.", at: CallSite(file, line))
    }
    return shape.isEmpty ? sum() : sum(toSize: target)
  }

  /// Summed over what broadcasting would have repeated, as `x.sumToSize(1, 3)`: PyTorch's `sum_to_size`.
  public final func sumToSize(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    sumToSize(shape, file: file, line: line)
  }
}
