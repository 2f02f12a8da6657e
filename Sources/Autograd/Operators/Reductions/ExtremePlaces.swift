import CKernels

extension Tensor {
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

  /// Where the largest element stands, counted in row-major order: PyTorch's `argmax()`. The first of equals; int64.
  ///
  /// - Parameter keepdim: Keeps all dimensions with size 1.
  public final func argmax(keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    place(gb_argmax, "argmax", keepdim: keepdim, at: CallSite(file, line))
  }

  /// Where the largest elements along a dimension stand, the first of equals: PyTorch's `argmax(dim)`. int64.
  public final func argmax(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    places(gb_argmax, "argmax", dim, keepdim: keepdim, at: CallSite(file, line))
  }

  /// Where the smallest element stands, counted in row-major order: PyTorch's `argmin()`. The first of equals; int64.
  ///
  /// - Parameter keepdim: Keeps all dimensions with size 1.
  public final func argmin(keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    place(gb_argmin, "argmin", keepdim: keepdim, at: CallSite(file, line))
  }

  /// Where the smallest elements along a dimension stand, the first of equals: PyTorch's `argmin(dim)`. int64.
  public final func argmin(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    places(gb_argmin, "argmin", dim, keepdim: keepdim, at: CallSite(file, line))
  }

  private final func place(_ loop: (gb_dtype) -> gb_arg_loop, _ name: String, keepdim: Bool, at site: CallSite) -> Tensor {
    if numel == 0 { fail("\(name)(): Expected reduction dim to be specified for input.numel() == 0.", at: site) }
    refuseBool(name, at: site)
    let flat = rowMajor.shaped([numel])
    let place = flat.located(loop, 0).indices
    return place.shaped(Dimensions(repeating: 1, count: keepdim ? dim : 0))
  }

  private final func places(
    _ loop: (gb_dtype) -> gb_arg_loop, _ name: String, _ dim: Int, keepdim: Bool, at site: CallSite
  ) -> Tensor {
    let d = requireElements(along: dim, "\(name)()", at: site)
    refuseBool(name, at: site)
    let indices = located(loop, d).indices
    return keepdim || self.dim == 0 ? indices : indices.shaped(sizes.removing(at: d))
  }

  private final func refuseBool(_ name: String, at site: CallSite) {
    if dtype == .bool { fail("\(name)(): does not support bool input", at: site) }
  }

  /// The dimension counted from the front; PyTorch's refusal of one without elements.
  final func requireElements(along dim: Int, _ name: String, at site: CallSite) -> Int {
    let d = wrapped(dim, at: site)
    if self.dim > 0 && sizes[d] == 0 { fail("\(name): Expected reduction dim \(d) to have non-zero size.", at: site) }
    return d
  }

  private final func extreme(
    _ gradFn: String, _ name: String, _ loop: (gb_dtype) -> gb_arg_loop, _ dim: Int, keepdim: Bool, at site: CallSite
  ) -> (values: Tensor, indices: Tensor) {
    let d = requireElements(along: dim, "\(name)()", at: site)
    var (values, indices) = located(loop, d)
    let isGone = !keepdim && self.dim > 0
    if isGone { (values, indices) = (values.shaped(sizes.removing(at: d)), indices.shaped(sizes.removing(at: d))) }
    return (values.recordedSelection(gradFn, of: self, at: indices, along: d, isDimensionGone: isGone), indices)
  }

  /// Outside of the graph: the extremes along a dimension, which stays with size 1, and where they stand.
  private final func located(_ loop: (gb_dtype) -> gb_arg_loop, _ d: Int) -> (values: Tensor, indices: Tensor) {
    if dim == 0 { return (cloned(strides: Dimensions()), Tensor.zeros([], dtype: .int64, device: device)) }
    let kept = sizes.replacing(d, with: 1)
    let (values, indices) = (Tensor.empty(kept, dtype, device), Tensor.empty(kept, .int64, device))
    if isMeta { return (values, indices) }
    indices.write(Tensor(number: -1))
    let run = loop(dtype.kernel)
    let (length, size) = (sizes[d], dtype.byteCount)
    let (value, source, step) = (values.bytes, bytes, steps[d] * size)
    let index = indices.bytes.assumingMemoryBound(to: Int64.self)
    let (outer, outerSteps) = (sizes.removing(at: d), steps.removing(at: d))
    Parallel.run(count: outer.product, grain: Swift.max(Parallel.grain / length, 1)) { range in
      var walk = RowMajorWalk(outer, outerSteps, from: range.lowerBound)
      for row in range {
        run(value + row * size, index + row, source + walk.place * size, step, length, 0)
        walk.advance()
      }
    }
    return (values, indices)
  }
}
