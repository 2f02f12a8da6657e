import CKernels

extension Tensor {
  /// e to the power of each element, divided by the sum of those along a dimension: PyTorch's `softmax`.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which the result sums to 1.
  ///   - dtype: What the elements are converted to first.
  /// - Precondition: The dtype is floating.
  public final func softmax(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if let dtype, dtype != self.dtype { return to(dtype).softmax(dim, file: file, line: line) }
    requireFloatingPoint(for: "softmax_kernel_impl", at: site)
    let d = wrapped(dim, at: site)
    return along(d, gb_softmax).recorded("SoftmaxBackward0", inputs: [self], savesOutput: true) { s, g in
      [g.softmaxGradient(s[0], d)]
    }
  }

  /// The logarithm of `softmax`, computed without a detour: PyTorch's `log_softmax`.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which the probabilities sum to 1.
  ///   - dtype: What the elements are converted to first.
  /// - Precondition: The dtype is floating.
  public final func logSoftmax(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if let dtype, dtype != self.dtype { return to(dtype).logSoftmax(dim, file: file, line: line) }
    requireFloatingPoint(for: "log_softmax_kernel_impl", at: site)
    let d = wrapped(dim, at: site)
    return along(d, gb_log_softmax).recorded("LogSoftmaxBackward0", inputs: [self], savesOutput: true) { s, g in
      [g.logSoftmaxGradient(s[0], d)]
    }
  }

  /// `softmax` of the negative: PyTorch's `nn.functional.softmin`.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which the result sums to 1.
  ///   - dtype: What the elements are converted to first.
  public final func softmin(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    neg(file: file, line: line).softmax(dim, dtype: dtype, file: file, line: line)
  }

  /// y (g - Σ g y), for this gradient g of a `softmax` y.
  private final func softmaxGradient(_ output: Tensor, _ d: Int) -> Tensor {
    let result = paired(with: output, along: d, gb_softmax_gradient)
    return result.recorded("SoftmaxBackwardDataBackward0", inputs: [self, output], saving: [self, output]) { s, v in
      var toOutput: Tensor?
      if s.needs(1) {
        let centred = s[0].sub(s[0].mul(s[1]).sum([d], keepdim: true))
        toOutput = v.mul(centred).sub(s[0].mul(v.mul(s[1]).sum([d], keepdim: true)))
      }
      return [s.needs(0) ? v.softmaxGradient(s[1], d) : nil, toOutput]
    }
  }

  /// g - e^y Σ g, for this gradient g of a `logSoftmax` y.
  private final func logSoftmaxGradient(_ output: Tensor, _ d: Int) -> Tensor {
    let result = paired(with: output, along: d, gb_log_softmax_gradient)
    return result.recorded("LogSoftmaxBackwardDataBackward0", inputs: [self, output], saving: [self, output]) { s, v in
      let weights = s[1].exp()
      return [
        s.needs(0) ? v.sub(v.mul(weights).sum([d], keepdim: true)) : nil,
        s.needs(1) ? v.mul(weights).mul(s[0].sum([d], keepdim: true)).neg() : nil,
      ]
    }
  }

  /// Outside of the graph: a loop from rows to rows along a dimension. 16-bit numbers are computed in float32.
  private final func along(_ d: Int, _ loop: (gb_dtype) -> gb_softmax_loop?) -> Tensor {
    let wide: DType = dtype == .float64 ? .float64 : .float32
    let source = converted(to: wide).rowMajor
    let output = Tensor.empty(sizes, wide, device)
    if isMeta { return output.converted(to: dtype) }
    let run = loop(wide.kernel)!
    let (target, from) = (output.bytes, source.bytes)
    RowsAlong(sizes, d).forEach(of: wide) { offset, length, step, columns in
      run(target + offset, from + offset, length, step, columns)
    }
    return output.converted(to: dtype)
  }

  private final func paired(
    with output: Tensor, along d: Int, _ loop: (gb_dtype) -> gb_softmax_gradient_loop?
  ) -> Tensor {
    let wide: DType = output.dtype == .float64 ? .float64 : .float32
    let (arriving, y) = (converted(to: wide).rowMajor, output.converted(to: wide).rowMajor)
    let result = Tensor.empty(output.sizes, wide, output.device)
    if result.isMeta { return result.converted(to: output.dtype) }
    let run = loop(wide.kernel)!
    let (target, g, saved) = (result.bytes, arriving.bytes, y.bytes)
    RowsAlong(output.sizes, d).forEach(of: wide) { offset, length, step, columns in
      run(target + offset, g + offset, saved + offset, length, step, columns)
    }
    return result.converted(to: output.dtype)
  }
}

/// The rows of a row-major tensor along one of its dimensions, neighbouring ones side by side as columns, shared among the processors.
struct RowsAlong {
  private let outer: Int
  private let length: Int
  private let inner: Int

  init(_ sizes: Dimensions, _ d: Int) {
    var (outer, inner) = (1, 1)
    for i in sizes.indices {
      if i < d { outer *= sizes[i] }
      if i > d { inner *= sizes[i] }
    }
    (self.outer, self.inner) = (outer, inner)
    length = sizes.count == 0 ? 1 : sizes[d]
  }

  /// Calls `body` with where some rows begin, in bytes, how long they are, how many elements one step along them is, and how many there
  /// are side by side.
  func forEach(of dtype: DType, _ body: (_ offset: Int, _ length: Int, _ step: Int, _ columns: Int) -> Void) {
    if outer * length * inner == 0 { return }
    let width = Swift.min(inner, 256)
    let blocks = (inner + width - 1) / width
    let size = dtype.byteCount
    // An element costs an exponential.
    let grain = Swift.max(Parallel.grain / 4 / (length * width), 1)
    Parallel.run(count: outer * blocks, grain: grain) { range in
      for unit in range {
        let (row, block) = unit.quotientAndRemainder(dividingBy: blocks)
        let column = block * width
        body((row * length * inner + column) * size, length, inner, Swift.min(width, inner - column))
      }
    }
  }
}
