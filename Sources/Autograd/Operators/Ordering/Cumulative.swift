import CKernels

/// What a running result is made of: the loop along a row, the same for one row of many, and where it starts.
private struct Scan: Sendable {
  let loop: @Sendable (gb_dtype) -> gb_scan_loop
  let step: gb_reduce_op
  let start: Double

  static let sum = Scan(loop: { gb_cumsum($0) }, step: GB_SUM, start: 0)
  static let product = Scan(loop: { gb_cumprod($0) }, step: GB_PROD, start: 1)
}

extension Tensor {
  /// The sums of the elements so far along a dimension: PyTorch's `cumsum`. Integers and bools give int64.
  ///
  /// - Parameters:
  ///   - dim: The dimension that is summed along; its size stays.
  ///   - dtype: What the elements are converted to first.
  public final func cumsum(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let (d, result) = (wrapped(dim, at: site), cumulativeDType(dtype, "cumsum", at: site))
    return scanned(d, result, .sum).recorded("CumsumBackward0", inputs: [self]) { _, g in [Tensor.suffixSums(g, d)] }
  }

  /// The in-place form of `cumsum`: PyTorch's `cumsum_`. Integers stay what they are.
  @discardableResult
  public final func cumsum_(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let d = checkedInPlace(dim, dtype, "cumsum", at: site)
    return writtenInPlace("CumsumBackward0", at: site) { _, g in
      [Tensor.suffixSums(g, d)]
    } write: {
      write(scanned(d, self.dtype, .sum))
    }
  }

  /// The products of the elements so far along a dimension: PyTorch's `cumprod`. Integers and bools give int64.
  ///
  /// - Parameters:
  ///   - dim: The dimension that is multiplied along; its size stays.
  ///   - dtype: What the elements are converted to first.
  public final func cumprod(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let (d, result) = (wrapped(dim, at: site), cumulativeDType(dtype, "cumprod", at: site))
    let output = scanned(d, result, .product)
    return output.recorded("CumprodBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      [Tensor.cumprodGradient(s[0].to(g.dtype), s[1], g, d)]
    }
  }

  /// The in-place form of `cumprod`: PyTorch's `cumprod_`. Integers stay what they are.
  @discardableResult
  public final func cumprod_(_ dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let d = checkedInPlace(dim, dtype, "cumprod", at: site)
    let old = isRecorded && recordedGradFn != nil ? clone() : self
    return writtenInPlace("CumprodBackward0", saving: [old], at: site) { s, g in
      [Tensor.cumprodGradient(s[0], s[0].cumprod(d), g, d)]
    } write: {
      write(scanned(d, self.dtype, .product))
    }
  }

  /// The logarithms of the sums of e to the power of each element so far, along a dimension: PyTorch's `logcumsumexp`.
  ///
  /// - Precondition: The dtype is floating.
  public final func logcumsumexp(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let d = wrapped(dim, at: site)
    requireFloatingPoint(for: "logcumsumexp_out_cpu", at: site)
    let wide: DType = dtype == .float64 ? .float64 : .float32
    let source = converted(to: wide)
    let output = Tensor.empty(sizes, wide, device)
    Tensor.forEachRow(output, source, d) { target, step, from, fromStep, count in
      gb_running_log_sum_exp(wide.kernel, target, step, from, fromStep, count)
    }
    let result = output.converted(to: dtype)
    return result.recorded("LogcumsumexpBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      [Tensor.logcumsumexpGradient(s[0], s[1], g, d)]
    }
  }

  private final func cumulativeDType(_ dtype: DType?, _ name: String, at site: CallSite) -> DType {
    let result = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    refuseGradient(of: result, at: site)
    if result == .bool { fail("\"\(name)_out_cpu\" not implemented for 'Bool'", at: site) }
    return result
  }

  private final func checkedInPlace(_ dim: Int, _ dtype: DType?, _ name: String, at site: CallSite) -> Int {
    if let dtype, dtype != self.dtype {
      fail(
        "Bad in-place call: input tensor dtype \(self.dtype.cName) and output tensor dtype \(dtype.cName) should match", at: site)
    }
    if self.dtype == .bool { fail("\"\(name)_out_cpu\" not implemented for 'Bool'", at: site) }
    return wrapped(dim, at: site)
  }

  /// Outside of the graph: a running sum or product along a dimension.
  private final func scanned(_ d: Int, _ result: DType, _ scan: Scan) -> Tensor {
    let source = converted(to: result)
    let output = Tensor.empty(sizes, result, device)
    if isMeta { return output }
    if source.isRowMajor && dim > 0 && steps[d] >= 16 {
      Tensor.scanRows(output, source, d, scan)
      return output
    }
    let run = scan.loop(result.kernel)
    Tensor.forEachRow(output, source, d) { target, step, from, fromStep, count in
      // The accumulator is a double or an int64.
      var accumulator = result.isFloatingPoint ? scan.start.bitPattern : UInt64(scan.start)
      run(target, step, from, fromStep, count, &accumulator)
    }
    return output
  }

  /// A running sum or product down the rows of row-major tensors: many side by side, since their elements are neighbours.
  private static func scanRows(_ output: Tensor, _ source: Tensor, _ d: Int, _ scan: Scan) {
    let accumulatorType: DType = output.dtype.isFloatingPoint ? .float64 : .int64
    let (add, round) = (gb_reduce_rows(scan.step, output.dtype.kernel)!, gb_cast(accumulatorType.kernel, output.dtype.kernel))
    let (size, width, start) = (output.dtype.byteCount, output.steps[d], scan.start)
    let (target, from) = (output.bytes, source.bytes)
    RowsAlong(output.sizes, d).forEach(of: output.dtype) { offset, length, _, columns in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: columns) { accumulators in
        accumulators.initialize(repeating: accumulatorType == .float64 ? start.bitPattern : UInt64(start))
        let accumulator = UnsafeMutableRawPointer(accumulators.baseAddress!)
        for i in 0..<length {
          let place = offset + i * width * size
          add(accumulator, from + place, 0, 1, columns)
          round(target + place, size, accumulator, 8, columns)
        }
      }
    }
  }

  /// Calls `body` for each pair of rows of two tensors of one shape along a dimension, with their steps in bytes.
  static func forEachRow(
    _ output: Tensor, _ input: Tensor, _ d: Int,
    _ body: (_ target: UnsafeMutableRawPointer, _ step: Int, _ from: UnsafeRawPointer, _ fromStep: Int, _ count: Int) -> Void
  ) {
    if output.numel == 0 || output.isMeta { return }
    let (target, source) = (output.bytes, UnsafeRawPointer(input.bytes))
    if output.dim == 0 {
      body(target, 0, source, 0, 1)
      return
    }
    let (size, fromSize, count) = (output.dtype.byteCount, input.dtype.byteCount, output.sizes[d])
    let outer = output.sizes.removing(at: d)
    let (targetSteps, sourceSteps) = (output.steps.removing(at: d), input.steps.removing(at: d))
    let (step, fromStep) = (output.steps[d] * size, input.steps[d] * fromSize)
    Parallel.run(count: outer.product, grain: Swift.max(Parallel.grain / count, 1)) { range in
      var targetWalk = RowMajorWalk(outer, targetSteps, from: range.lowerBound)
      var sourceWalk = RowMajorWalk(outer, sourceSteps, from: range.lowerBound)
      for _ in range {
        body(target + targetWalk.place * size, step, source + sourceWalk.place * fromSize, fromStep, count)
        targetWalk.advance()
        sourceWalk.advance()
      }
    }
  }

  /// For each element the sum of it and all after it.
  private static func suffixSums(_ g: Tensor, _ d: Int) -> Tensor {
    if g.dim == 0 || g.sizes[d] <= 1 { return g }
    return g.reversed(d).cumsum(d).reversed(d)
  }

  private static func cumprodGradient(_ x: Tensor, _ result: Tensor, _ g: Tensor, _ d: Int) -> Tensor {
    if x.numel <= 1 || (x.dim > 0 && x.sizes[d] == 1) { return g }
    if x.isMeta || noGrad({ x.ne(0).all().item(as: Bool.self) }) { return suffixSums(g.mul(result), d).div(x) }
    // With zeros: Σ over i ≥ k of g[i] · Π of x[j], j ≤ i and j ≠ k, one k at a time.
    let n = x.sizes[d]
    let parts = (0..<n).map { k in
      let arriving = g.narrow(d, k, n - k)
      let one = x.newOnes(x.sizes.replacing(d, with: 1).array)
      var products = k == n - 1 ? one : cat([one, x.narrow(d, k + 1, n - k - 1).cumprod(d)], dim: d)
      if k > 0 { products = products.mul(x.narrow(d, 0, k).prod(d, keepdim: true)) }
      return arriving.mul(products).sum([d], keepdim: true)
    }
    return cat(parts, dim: d)
  }

  /// Positive and negative gradients apart, so that each has a logarithm.
  private static func logcumsumexpGradient(_ x: Tensor, _ result: Tensor, _ g: Tensor, _ d: Int) -> Tensor {
    if g.dim == 0 || g.numel == 0 { return g }
    // Where there is none, the least number: an infinity would be subtracted from itself further down.
    let least = full([], g.dtype.leastNumber, dtype: g.dtype)
    func part(_ isChosen: Tensor, _ magnitude: Tensor) -> Tensor {
      let logarithm = Tensor.where(isChosen, magnitude.log(), least)
      return logarithm.sub(result).reversed(d).logcumsumexp(d).reversed(d).add(x).exp()
    }
    return part(g.gt(0), g).sub(part(g.lt(0), g.neg()))
  }
}

extension DType {
  /// The most negative number of a floating dtype.
  fileprivate var leastNumber: Double {
    switch self {
    case .float64: -Double.greatestFiniteMagnitude
    case .float16: -65504
    case .bfloat16: -Double(Float(bitPattern: 0x7f7f_0000))
    default: -Double(Float.greatestFiniteMagnitude)
    }
  }
}
