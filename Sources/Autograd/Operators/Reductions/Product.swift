import CKernels

extension Tensor {
  /// The product of all elements: PyTorch's `prod`. Integers and bools give int64.
  ///
  /// - Parameter dtype: What the elements are converted to first.
  public final func prod(dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseGradient(of: dtype ?? self.dtype, at: CallSite(file, line))
    let output = multiplied(.all(of: self), dtype, keepdim: false)
    let original = sizes
    return output.recorded("ProdBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      if s[0].dim == 0 { return [g] }
      let flat = s[0].reshape([-1])
      return [Tensor.productGradient(flat, s[1].unsqueeze(0), g.unsqueeze(0), 0).reshape(original.array)]
    }
  }

  /// The products along a dimension: PyTorch's `prod(dim)`.
  public final func prod(
    _ d: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let reduction = Reduction(self, [d], at: site)
    refuseGradient(of: dtype ?? self.dtype, at: site)
    let d = wrapped(d, at: site)
    let output = multiplied(reduction, dtype, keepdim: keepdim)
    return output.recorded("ProdBackward1", inputs: [self], saving: [self], savesOutput: true) { s, g in
      if s[0].dim == 0 { return [g] }
      let isKept = keepdim
      return [Tensor.productGradient(s[0], isKept ? s[1] : s[1].unsqueeze(d), isKept ? g : g.unsqueeze(d), d)]
    }
  }

  private final func multiplied(_ reduction: Reduction, _ dtype: DType?, keepdim: Bool) -> Tensor {
    let result = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    let sizes = reduction.sizes(keepdim: keepdim)
    if result == .bool { return reduction.accumulate(GB_ALL, accumulator: .bool, start: .bool(true)).shaped(sizes) }
    let source =
      result.isFloatingPoint == self.dtype.isFloatingPoint
      ? reduction : Reduction(converted(to: result), isReduced: reduction.isReduced)
    let accumulator: DType = source.input.dtype.isFloatingPoint ? .float64 : .int64
    return source.accumulate(GB_PROD, accumulator: accumulator, start: 1).converted(to: result).shaped(sizes)
  }

  /// The result divided by each element; where there are zeros, the product of those before an element and of those after it.
  private static func productGradient(_ x: Tensor, _ result: Tensor, _ g: Tensor, _ d: Int) -> Tensor {
    if x.isMeta || noGrad({ x.ne(0).all().item(as: Bool.self) }) { return g.mul(result.div(x)) }
    let n = x.sizes[d]
    if n == 1 { return g.expand(x.shape) }
    let one = x.newOnes(x.sizes.replacing(d, with: 1).array)
    let before = cat([one, x.narrow(d, 0, n - 1)], dim: d).cumprod(d)
    let after = cat([one, x.narrow(d, 1, n - 1).reversed(d)], dim: d).cumprod(d).reversed(d)
    return g.mul(before.mul(after))
  }

  /// The other way round along a dimension, as a copy.
  final func reversed(_ d: Int) -> Tensor {
    let output = Tensor.empty(sizes, dtype, device)
    if numel > 0 {
      var strides = steps
      strides[d] = -strides[d]
      output.write(alias(sizes: sizes, strides: strides, offset: offset + (sizes[d] - 1) * steps[d]))
    }
    return output.recorded("FlipBackward0", inputs: [self]) { _, g in [g.reversed(d)] }
  }
}
