/// Other sizes for the same elements, made of `view`, `reshape` and `unsqueeze`.
extension Tensor {
  /// Under another tensor's shape: PyTorch's `view_as`.
  public final func viewAs(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    view(other.shape, file: file, line: line)
  }

  /// Under another tensor's shape, a copy where it must be: PyTorch's `reshape_as`.
  public final func reshapeAs(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    reshape(other.shape, file: file, line: line)
  }

  /// All elements in one dimension, in row-major order: PyTorch's `ravel`. A view where they lie so already.
  public final func ravel() -> Tensor { contiguous().view([numel]) }

  /// With one dimension cut into several: PyTorch's `unflatten`. One size may be -1: what is left.
  ///
  ///     Tensor.zeros(8, 3).unflatten(0, [2, -1]).shape  // [2, 4, 3]
  ///
  /// - Precondition: The sizes multiply up to the dimension's.
  public final func unflatten(_ dim: Int, _ sizes: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let d = wrapped(dim, at: site)
    if sizes.isEmpty { fail("unflatten: sizes must be non-empty", at: site) }
    if self.dim == 0 { fail("unflatten got an unexpected error:\nDimension specified as \(dim) but tensor has no dimensions", at: site) }
    let size = self.sizes[d]
    if sizes.count(where: { $0 == -1 }) > 1 {
      fail("unflatten got an unexpected error:\nonly one dimension can be inferred", at: site)
    }
    if let i = sizes.firstIndex(where: { $0 < -1 }) {
      fail("unflatten got an unexpected error:\ninvalid shape dimension \(sizes[i]) at index \(i) of shape \(sizes)", at: site)
    }
    let known = sizes.reduce(1) { $1 == -1 ? $0 : $0.multipliedReportingOverflow(by: $1).overflow ? -1 : $0 * $1 }
    let fits = sizes.contains(-1) ? known > 0 && size % known == 0 : known == size
    if !fits {
      fail("unflatten: Provided sizes \(sizes) don't multiply up to the size of dim \(d) (\(size)) in the input tensor", at: site)
    }
    let parts = sizes.map { $0 == -1 ? size / known : $0 }
    return view(Array(shape[..<d]) + parts + Array(shape[(d + 1)...]), file: file, line: line)
  }

  /// With at least one dimension: PyTorch's `torch.atleast_1d`.
  public final func atleast1d() -> Tensor { dim == 0 ? reshape([1]) : self }

  /// With at least two dimensions; a vector is a row: PyTorch's `torch.atleast_2d`.
  public final func atleast2d() -> Tensor {
    switch dim {
    case 0: reshape([1, 1])
    case 1: unsqueeze(0)
    default: self
    }
  }

  /// With at least three dimensions; a vector is the row of the first plane: PyTorch's `torch.atleast_3d`.
  public final func atleast3d() -> Tensor {
    switch dim {
    case 0: reshape([1, 1, 1])
    case 1: unsqueeze(0).unsqueeze(-1)
    case 2: unsqueeze(-1)
    default: self
    }
  }

  /// Each with at least one dimension: PyTorch's `torch.atleast_1d` of several tensors.
  public static func atleast1d(_ tensors: [Tensor]) -> [Tensor] { tensors.map { $0.atleast1d() } }

  /// Each with at least two dimensions: PyTorch's `torch.atleast_2d` of several tensors.
  public static func atleast2d(_ tensors: [Tensor]) -> [Tensor] { tensors.map { $0.atleast2d() } }

  /// Each with at least three dimensions: PyTorch's `torch.atleast_3d` of several tensors.
  public static func atleast3d(_ tensors: [Tensor]) -> [Tensor] { tensors.map { $0.atleast3d() } }

  /// Every window of `size` places along a dimension, `step` apart, as a view: PyTorch's `Tensor.unfold`. The windows' places are a new
  /// last dimension.
  ///
  ///     Tensor.arange(5).unfold(0, 3, 1).shape  // [3, 3]
  ///
  /// - Precondition: `size` is at most the dimension's, `step` more than 0.
  public final func unfold(
    _ dimension: Int, _ size: Int, _ step: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = wrapped(dimension, at: site)
    if size < 0 { fail("size is \(size) but must be >= 0", at: site) }
    let total = dim == 0 ? 1 : sizes[d]
    if size > total { fail("maximum size for tensor at dimension \(d) is \(total) but size is \(size)", at: site) }
    if step <= 0 { fail("step is \(step) but must be > 0", at: site) }
    if total - size == .max && step == 1 { fail("numel: integer multiplication overflow", at: site) }
    return windows(d, size, step)
  }

  private final func windows(_ d: Int, _ size: Int, _ step: Int) -> Tensor {
    var (target, strides) = (sizes, steps)
    target.append(size)
    strides.append(dim == 0 ? 1 : steps[d])
    if dim > 0 {
      target[d] = (sizes[d] - size) / step + 1
      strides[d] = steps[d] &* step
    }
    let original = sizes
    return makeView("UnfoldBackward0", sizes: target, strides: strides, offset: offset) { _, g in
      Gradients(g.folded(to: original, d, size, step))
    }
  }

  /// The sum, at each place of a tensor of the given sizes, of what its windows hold there: the gradient of `unfold`.
  private final func folded(to sizes: Dimensions, _ d: Int, _ size: Int, _ step: Int) -> Tensor {
    let output = newZeros(sizes.array)
    noGrad {
      // At one place of the windows no two of them meet, so that each place is one elementwise sum.
      let (windows, last) = (output.windows(d, size, step), dim - 1)
      for i in 0..<size { BinaryOperator.add.writeUnchecked(to: windows.selected(last, i), selected(last, i)) }
    }
    return output.recorded("UnfoldBackwardBackward0", inputs: [self]) { _, gg in [gg.windows(d, size, step)] }
  }
}
