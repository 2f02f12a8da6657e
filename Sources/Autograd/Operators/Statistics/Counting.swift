extension Tensor {
  /// How often each of 0, 1, 2, … occurs in a list of integers, or the sums of their weights: PyTorch's `bincount`.
  ///
  ///     Tensor([1, 1, 3]).bincount()  // tensor([0, 2, 0, 1])
  ///
  /// - Parameters:
  ///   - weights: How much each element counts. float32 gives float32, every other dtype float64; without weights the result is int64.
  ///   - minlength: How many counts there are at least.
  /// - Precondition: One dimension, integers, none negative.
  public final func bincount(
    weights: Tensor? = nil, minlength: Int = 0, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if !dtype.isInteger { fail("\"bincount_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    if minlength < 0 { fail("minlength should be >= 0", at: site) }
    if dim == 1 && numel == 0 { return newZeros([minlength], dtype: .int64) }
    let indices = converted(to: .int64).rowMajor
    let place = indices.bytes.assumingMemoryBound(to: Int64.self)
    if dim != 1 || (0..<numel).contains(where: { place[$0] < 0 }) {
      fail("bincount only supports 1-d non-negative integral inputs.", at: site)
    }
    if let weights, weights.dim != 1 || weights.numel != numel {
      fail("weights should be 1-d and have the same length as input", at: site)
    }
    let count = Swift.max(minlength, (0..<numel).reduce(0) { Swift.max($0, Int(place[$1]) + 1) })
    guard let weights else {
      let counts = Tensor.zeros([count], dtype: .int64)
      let bin = counts.bytes.assumingMemoryBound(to: Int64.self)
      for i in 0..<numel { bin[Int(place[i])] += 1 }
      return counts
    }
    let dtype: DType = weights.dtype == .float32 ? .float32 : .float64
    let sums = Tensor.zeros([count], dtype: dtype)
    let source = weights.converted(to: dtype).rowMajor
    func add<Element: BinaryFloatingPoint>(_: Element.Type) {
      let (bin, weight) = (sums.bytes.assumingMemoryBound(to: Element.self), source.bytes.assumingMemoryBound(to: Element.self))
      for i in 0..<numel { bin[Int(place[i])] += weight[i] }
    }
    if dtype == .float32 { add(Float.self) } else { add(Double.self) }
    return sums.recordedUndifferentiable(
      "torch::autograd::NotImplemented", "derivative for aten::bincount is not implemented", weights)
  }

  /// How many elements fall in each of some bins of equal width: PyTorch's `histc`. What lies outside of them does not count.
  ///
  /// - Parameters:
  ///   - bins: How many.
  ///   - min: Where the first bin begins.
  ///   - max: Where the last bin ends; where it is `min`, the bins go from the smallest element to the largest.
  /// - Returns: Counts in this tensor's dtype.
  /// - Precondition: The dtype is floating.
  public final func histc(
    bins: Int = 100, min: Double = 0, max: Double = 0, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    requireFloatingPoint(for: "histogram_cpu", at: site)
    if bins <= 0 { fail("torch.histogram(): bins must be > 0, but got \(bins) for dimension 0", at: site) }
    if isMeta { return newEmpty([bins]) }
    let wide: DType = dtype == .float64 ? .float64 : .float32
    let source = converted(to: wide).rowMajor
    let counts = Tensor.zeros([bins], dtype: wide)
    let (isNarrow, dtype) = (dtype != wide, dtype)
    func count<Element: BinaryFloatingPoint>(_: Element.Type) {
      func rounded(_ x: Element) -> Element { isNarrow ? Element(dtype.rounded(Float(x))) : x }
      var (low, high) = (Element(min), Element(max))
      let x = source.bytes.assumingMemoryBound(to: Element.self)
      if low == high && numel > 0 {
        (low, high) = source.extent(Element.self)
      }
      if low == high { (low, high) = (low - 1, high + 1) }
      if !low.isFinite || !high.isFinite {
        fail("torch.histc: range of [\(Double(low).signedText), \(Double(high).signedText)] is not finite", at: site)
      }
      if low > high { fail("torch.histc: max must be larger than min", at: site) }
      let bin = counts.bytes.assumingMemoryBound(to: Element.self)
      for i in 0..<numel where x[i] >= low && x[i] <= high {
        // In steps that are rounded as this dtype's own arithmetic is.
        let scaled = rounded(rounded(x[i] - low) * Element(bins))
        bin[Swift.min(Int(rounded(scaled / rounded(high - low))), bins - 1)] += 1
      }
    }
    if wide == .float64 { count(Double.self) } else { count(Float.self) }
    return counts.converted(to: dtype)
  }

  /// The smallest and the largest element of a row-major tensor; NaN if there is one.
  final func extent<Element: BinaryFloatingPoint>(_: Element.Type) -> (Element, Element) {
    let (low, high) = noGrad { detach().aminmax() }
    return (low.bytes.load(as: Element.self), high.bytes.load(as: Element.self))
  }
}

extension Double {
  /// As C prints it, which shows the sign of a NaN that arithmetic made.
  fileprivate var signedText: String { isNaN ? "-nan" : messageText }
}
