extension Tensor {
  /// Tensors joined along a dimension that exists: PyTorch's `torch.cat`. `dim: -1` is the last one.
  ///
  ///     Tensor.cat([Tensor([1, 2]), Tensor([3])])  // tensor([1, 2, 3])
  ///
  /// - Parameters:
  ///   - tensors: What is joined, in this order; at least one.
  ///   - dim: Along which dimension.
  ///   - out: Gets the result, and with it the result's shape; its dtype stays. It must not show memory of the tensors.
  /// - Precondition: All sizes but those along `dim` agree; an empty vector joins with anything. The dtype is promoted.
  @discardableResult
  public static func cat(
    _ tensors: [Tensor], dim: Int = 0, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let join = Join(tensors, dim, at: CallSite(file, line))
    if let out { return join.written(to: out) }
    let strides = join.format ?? join.sizes.contiguousStrides
    let output = Tensor.empty(strided: join.sizes, strides, join.dtype, Device.common(tensors, at: join.site))
    join.write(to: output)
    if !isRecorded(tensors) { return output }
    let (shapes, dtypes, ranges, d) = (tensors.map(\.sizes), tensors.map(\.dtype), join.ranges, join.dim)
    output.setHistory(
      OperatorNode("CatBackward0", inputs: tensors) { s, g in
        var gradients = Gradients(count: ranges.count)
        for (i, range) in ranges.enumerated() where s.needs(i) {
          // An empty vector has another shape than the slice that it takes.
          let part = range.isEmpty ? g.newZeros(shapes[i].array) : g.narrow(d, range.lowerBound, range.count)
          gradients[i] = part.to(dtypes[i])
        }
        return gradients
      })
    return output
  }

  /// Tensors of one shape joined along a *new* dimension: PyTorch's `torch.stack`.
  ///
  ///     Tensor.stack([Tensor([1, 2]), Tensor([3, 4])])  // tensor([[1, 2], [3, 4]])
  public static func stack(_ tensors: [Tensor], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    guard let first = tensors.first else { fail("stack expects a non-empty TensorList", at: site) }
    let dim = first.wrapped(dim, extra: 1, at: site)
    for (i, tensor) in tensors.enumerated() where tensor.sizes != first.sizes {
      fail(
        "stack expects each tensor to be equal size, but got \(first.sizes) at entry 0 and \(tensor.sizes) at entry \(i)", at: site)
    }
    let output = noGrad { cat(tensors.map { $0.unsqueeze(dim) }, dim: dim, file: file, line: line) }
    if !isRecorded(tensors) { return output }
    let dtypes = tensors.map(\.dtype)
    output.setHistory(
      OperatorNode("StackBackward0", inputs: tensors) { s, g in
        Gradients(g.unbind(dim).enumerated().map { i, part in s.needs(i) ? part.to(dtypes[i]) : nil })
      })
    return output
  }
}

/// What `cat` makes of its arguments: the shape and dtype of the result, and the part that each tensor takes.
private struct Join {
  let tensors: [Tensor]
  let dim: Int
  private(set) var sizes: Dimensions
  let dtype: DType
  /// Along `dim`; an empty vector takes nothing.
  private(set) var ranges: [Range<Int>] = []
  let site: CallSite

  init(_ tensors: [Tensor], _ dim: Int, at site: CallSite) {
    if tensors.isEmpty { fail("torch.cat(): expected a non-empty list of Tensors", at: site) }
    var type = ResultType()
    for (i, tensor) in tensors.enumerated() {
      if tensor.dim == 0 { fail("zero-dimensional tensor (at position \(i)) cannot be concatenated", at: site) }
      type.add(tensor)
    }
    let first = tensors.first { $0.sizes != [0] } ?? tensors[0]
    self.tensors = tensors
    self.site = site
    dtype = type.dtype
    sizes = first.sizes
    self.dim = first.sizes == [0] ? 0 : first.wrapped(dim, at: site)
    sizes[self.dim] = 0
    for (i, tensor) in tensors.enumerated() {
      let length = take(i, tensor, first)
      ranges.append(sizes[self.dim]..<sizes[self.dim] + length)
      sizes[self.dim] += length
    }
  }

  private func take(_ i: Int, _ tensor: Tensor, _ first: Tensor) -> Int {
    if tensor.sizes == [0] { return 0 }
    if tensor.dim != first.dim {
      fail("Tensors must have same number of dimensions: got \(first.dim) and \(tensor.dim)", at: site)
    }
    for d in sizes.indices where d != dim && tensor.sizes[d] != sizes[d] {
      fail(
        "Sizes of tensors must match except in dimension \(dim). Expected size \(sizes[d]) but got size \(tensor.sizes[d]) for tensor "
          + "number \(i) in the list.", at: site)
    }
    return tensor.sizes[dim]
  }

  /// The strides of the result where they are not row-major: those of images with the channels last, if all are such.
  var format: Dimensions? {
    let format = tensors[0].suggestedMemoryFormat
    if format == .contiguous || !tensors.allSatisfy({ $0.suggestedMemoryFormat == format }) { return nil }
    return format.strides(of: sizes, like: tensors[0], at: site)
  }

  func write(to output: Tensor) {
    for (tensor, range) in zip(tensors, ranges) where !range.isEmpty {
      var part = sizes
      part[dim] = range.count
      output.alias(sizes: part, strides: output.steps, offset: output.offset + range.lowerBound * output.steps[dim]).write(tensor)
    }
  }

  func written(to out: Tensor) -> Tensor {
    if Tensor.isRecorded(tensors + [out]) {
      fail(
        "cat(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.", at: site
      )
    }
    if !dtype.canCast(to: out.dtype) {
      fail(
        "torch.cat(): input types can't be cast to the desired output type \(out.dtype.scalarTypeName)", at: site)
    }
    if out.sizes != sizes { out.resize_(sizes.array, file: site.file, line: site.line) }
    MemoryOverlap.refuseInternal(out, at: site)
    for tensor in tensors { MemoryOverlap.refuseAny(out, tensor, at: site) }
    write(to: out)
    out.bumpVersion()
    return out
  }
}
