import CKernels

extension Tensor {
  /// The largest element; NaN if there is one: PyTorch's `max()`. Equal ones share the gradient.
  public final func max(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    extreme("MaxBackward1", "max", GB_MAX, at: CallSite(file, line))
  }

  /// The smallest element; NaN if there is one: PyTorch's `min()`. Equal ones share the gradient.
  public final func min(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    extreme("MinBackward1", "min", GB_MIN, at: CallSite(file, line))
  }

  /// The largest elements along a dimension and where they stand, the first of equals: PyTorch's `max(dim)`. The gradient goes there.
  public final func max(
    _ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    extreme("MaxBackward0", "max", gb_argmax, dim, keepdim: keepdim, at: CallSite(file, line))
  }

  /// The smallest elements along a dimension and where they stand, the first of equals: PyTorch's `min(dim)`. The gradient goes there.
  public final func min(
    _ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    extreme("MinBackward0", "min", gb_argmin, dim, keepdim: keepdim, at: CallSite(file, line))
  }

  /// The largest elements along some dimensions (all, without any): PyTorch's `amax`. Equal ones share the gradient.
  public final func amax(
    _ dims: Int..., keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { extreme("AmaxBackward0", "amax", GB_MAX, dims, keepdim: keepdim, at: CallSite(file, line)) }

  /// The smallest elements along some dimensions (all, without any): PyTorch's `amin`. Equal ones share the gradient.
  public final func amin(
    _ dims: Int..., keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { extreme("AminBackward0", "amin", GB_MIN, dims, keepdim: keepdim, at: CallSite(file, line)) }

  /// Where the largest element stands, counted in row-major order: PyTorch's `argmax()`. The first of equals.
  public final func argmax(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    noGrad { reshape([-1]) }.located(gb_argmax, "argmax", 0, keepdim: false, at: CallSite(file, line)).indices
  }

  /// Where the largest elements along a dimension stand: PyTorch's `argmax(dim)`.
  public final func argmax(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    located(gb_argmax, "argmax", dim, keepdim: keepdim, at: CallSite(file, line)).indices
  }

  /// Where the smallest element stands, counted in row-major order: PyTorch's `argmin()`. The first of equals.
  public final func argmin(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    noGrad { reshape([-1]) }.located(gb_argmin, "argmin", 0, keepdim: false, at: CallSite(file, line)).indices
  }

  /// Where the smallest elements along a dimension stand: PyTorch's `argmin(dim)`.
  public final func argmin(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    located(gb_argmin, "argmin", dim, keepdim: keepdim, at: CallSite(file, line)).indices
  }

  private final func extreme(_ gradFn: String, _ name: String, _ operation: gb_reduce_op, at site: CallSite) -> Tensor {
    if numel == 0 {
      fail(
        "\(name)(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
        at: site)
    }
    let output = Reduction(self, nil, at: site).accumulate(operation, accumulator: dtype, start: nil).shaped([])
    if isRecorded { recordShared(gradFn, output, isReduced: Array(repeating: true, count: dim), keepdim: false) }
    return output
  }

  private final func extreme(
    _ gradFn: String, _ name: String, _ operation: gb_reduce_op, _ dims: [Int], keepdim: Bool, at site: CallSite
  ) -> Tensor {
    let reduction = Reduction(self, dims, at: site)
    for d in sizes.indices where reduction.isReduced[d] && sizes[d] == 0 {
      fail("\(name)(): Expected reduction dim \(d) to have non-zero size.", at: site)
    }
    let output = reduction.accumulate(operation, accumulator: dtype, start: nil).shaped(reduction.sizes(keepdim: keepdim))
    if isRecorded { recordShared(gradFn, output, isReduced: reduction.isReduced, keepdim: keepdim) }
    return output
  }

  /// Records a reduction whose gradient is shared evenly by the elements that equal the result.
  final func recordShared(_ gradFn: String, _ output: Tensor, isReduced: [Bool], keepdim: Bool) {
    let node = OperatorNode(gradFn, self) { s, g in
      let result = s[2].restored(isReduced, keepdim: keepdim)
      let isExtreme = s[0].eq(result).logicalOr(s[0].isnan().logicalAnd(result.isnan()))
      let dims = isReduced.indices.filter { isReduced[$0] }
      let count = dims.isEmpty ? isExtreme.to(g.dtype) : isExtreme.sum(dims, keepdim: true).to(g.dtype)
      return Gradients(g.restored(isReduced, keepdim: keepdim).div(count).mul(isExtreme))
    }
    node.saved0 = SavedTensor(self)
    output.setHistory(node)
    node.saved2 = SavedTensor(output: output)
  }

  private final func extreme(
    _ gradFn: String, _ name: String, _ loop: (gb_dtype) -> gb_arg_loop, _ dim: Int, keepdim: Bool, at site: CallSite
  ) -> (values: Tensor, indices: Tensor) {
    let (values, indices, dim) = located(loop, name, dim, keepdim: keepdim, at: site)
    if isRecorded {
      let original = sizes
      let node = OperatorNode(gradFn, self) { s, g in
        if original.count == 0 { return Gradients(g) }
        let (at, arriving) = keepdim ? (s[0], g) : (s[0].unsqueeze(dim), g.unsqueeze(dim))
        return Gradients(g.newZeros(original.array).scatter(dim, at, arriving))
      }
      node.saved0 = SavedTensor(indices)
      values.setHistory(node)
    }
    return (values, indices)
  }

  private final func located(
    _ loop: (gb_dtype) -> gb_arg_loop, _ name: String, _ dim: Int, keepdim: Bool, at site: CallSite
  ) -> (values: Tensor, indices: Tensor, dim: Int) {
    let d = wrapped(dim, at: site)
    if self.dim == 0 {
      return (cloned(strides: Dimensions()), newZeros([], dtype: .int64), 0)
    }
    if sizes[d] == 0 { fail("\(name)(): Expected reduction dim \(d) to have non-zero size.", at: site) }
    var kept = sizes
    kept[d] = 1
    let values = Tensor.empty(kept, dtype, device)
    let indices = Tensor.empty(kept, .int64, device)
    indices.write(Tensor(number: -1))
    let run = loop(dtype.kernel)
    let (length, step) = (sizes[d], steps[d] * dtype.byteCount)
    let start = alias(sizes: kept, strides: steps, offset: offset)
    if !isMeta {
      let (value, index, source) = (values.bytes, indices.bytes, bytes)
      StridedLoop(kept, values, indices, start).forEachRun { offsets, strides, count in
        for i in 0..<count {
          let place = index + offsets[1] + i * strides[1]
          run(
            value + offsets[0] + i * strides[0], place.assumingMemoryBound(to: Int64.self), source + offsets[2] + i * strides[2], step,
            length, 0)
        }
      }
    }
    if keepdim { return (values, indices, d) }
    kept.remove(at: d)
    return (values.shaped(kept), indices.shaped(kept), d)
  }
}
