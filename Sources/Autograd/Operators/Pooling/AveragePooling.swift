extension Tensor {
  /// The means of windows of a sequence: PyTorch's `nn.functional.avg_pool1d`. Shapes (N, C, L) or (C, L).
  ///
  /// - Parameters:
  ///   - kernelSize: The size of a window.
  ///   - stride: From window to window; by default their size.
  ///   - padding: Zeros at both ends, at most half a window.
  ///   - ceilMode: Whether a last window may reach over the end.
  ///   - countIncludePad: Whether the padding's zeros count for the mean.
  public final func avgPool1d(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, ceilMode: Bool = false, countIncludePad: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkSequence("avg_pool1d", at: site)
    func one(_ extent: Extent, _ name: String) -> Int {
      let list = extent.list
      if list.count != 1 { fail("avg_pool1d() argument '\(name)' should contain one int (got \(list.count))", at: site) }
      return list[0]
    }
    let kernel = one(kernelSize, "kernel_size")
    let step = stride.flatMap { $0 == .each([]) ? nil : one($0, "stride") } ?? kernel
    let window = PoolingWindow(
      kernel: [1, kernel], stride: [1, step], padding: [0, one(padding, "padding")], dilation: [1, 1], isCeiling: ceilMode)
    return unsqueeze(-2).averagePooled(window, countIncludePad, nil, at: site).squeeze(-2)
  }

  /// The means of windows of an image: PyTorch's `nn.functional.avg_pool2d`. Shapes (N, C, H, W) or (C, H, W); see `avgPool1d`.
  ///
  /// - Parameters:
  ///   - kernelSize: The height and the width of a window.
  ///   - stride: From window to window; by default their size.
  ///   - padding: Zeros at all edges, at most half a window.
  ///   - ceilMode: Whether a last window may reach over the edge.
  ///   - countIncludePad: Whether the padding's zeros count for the mean.
  ///   - divisorOverride: What the sums are divided by, in place of the number of elements that count.
  public final func avgPool2d(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, ceilMode: Bool = false, countIncludePad: Bool = true,
    divisorOverride: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let kernel = kernelSize.pooling(2, "avg_pool2d: kernel_size must either be a single int, or a tuple of two ints", at: site)
    let step = stride.pooling(2, kernel, "avg_pool2d: stride must either be omitted, a single int, or a tuple of two ints", at: site)
    let pad = padding.pooling(2, "avg_pool2d: padding must either be a single int, or a tuple of two ints", at: site)
    if divisorOverride == 0 { fail("divisor must be not zero", at: site) }
    if dim == 0 { fail("Dimension specified as -3 but tensor has no dimensions", at: site) }
    _ = wrapped(-3, at: site)
    let window = PoolingWindow(kernel: kernel, stride: step, padding: pad, dilation: [1, 1], isCeiling: ceilMode)
    return averagePooled(window, countIncludePad, divisorOverride, at: site)
  }

  /// The means of windows of a volume: PyTorch's `nn.functional.avg_pool3d`. Shapes (N, C, D, H, W) or (C, D, H, W); see `avgPool2d`.
  public final func avgPool3d(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, ceilMode: Bool = false, countIncludePad: Bool = true,
    divisorOverride: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let kernel = kernelSize.pooling(3, "avg_pool3d: kernel_size must be a single int, or a tuple of three ints", at: site)
    let step = stride.pooling(3, kernel, "avg_pool3d: stride must be omitted, a single int, or a tuple of three ints", at: site)
    let pad = padding.pooling(3, "avg_pool3d: padding must be a single int, or a tuple of three ints", at: site)
    if divisorOverride == 0 { fail("divisor must be not zero", at: site) }
    if dim != 4 && dim != 5 { fail("non-empty 4D or 5D (batch mode) tensor expected for input", at: site) }
    let window = PoolingWindow(kernel: kernel, stride: step, padding: pad, dilation: [1, 1, 1], isCeiling: ceilMode)
    return averagePooled(window, countIncludePad, divisorOverride, at: site)
  }

  private final func averagePooled(_ window: PoolingWindow, _ countsPadding: Bool, _ divisor: Int?, at site: CallSite) -> Tensor {
    let rank = window.kernel.count
    let spatial = Array(shape.suffix(rank))
    let output = window.outputSizes(spatial, at: site)
    window.checkPositive(at: site)
    if rank == 3 {
      checkVolume("avg_pool3d", at: site)
      if zip(spatial, window.kernel).contains(where: { $0 < $1 }) {
        func text(_ prefix: String, _ values: [Int]) -> String {
          zip(["T", "H", "W"], values).map { "\(prefix)\($0): \($1)" }.joined(separator: " ")
        }
        fail("input image (\(text("", spatial))) smaller than kernel size (\(text("k", window.kernel)))", at: site)
      }
    } else {
      checkImage(at: site)
    }
    window.checkOutput(self, output, at: site)
    let isHalf = dtype == .float16 || dtype == .bfloat16
    refuseDType(
      rank == 3 ? "avg_pool3d_out_frame" : "avg_pool2d", unless: dtype == .int64 || dtype.isFloatingPoint && !(rank == 3 && isHalf),
      hasLayouts: rank == 2,
      at: site)
    var mixtures = (0..<rank).map {
      window.averages(
        $0, size: spatial[$0], output: output[$0], countsPadding: countsPadding, divides: dtype.isFloatingPoint && divisor == nil)
    }
    if !dtype.isFloatingPoint {
      return integerAverages(mixtures, window, spatial, output, countsPadding, divisor)
    }
    if let divisor { mixtures[0] = mixtures[0].scaled(by: 1 / Double(divisor)) }
    return mixed(rank == 3 ? "AvgPool3D" : "AvgPool2D", mixtures, keepsInput: true, keepsLayout: rank == 2)
  }

  /// Means of integers are cut toward zero, once all is summed.
  private final func integerAverages(
    _ sums: [Mixture], _ window: PoolingWindow, _ spatial: [Int], _ output: [Int], _ countsPadding: Bool, _ divisor: Int?
  ) -> Tensor {
    noGrad {
      let total = mixed(sums)
      if let divisor { return total.div(divisor, roundingMode: .trunc).keepingChannelsLast(of: self) }
      var counts = newOnes([], dtype: .int64)
      for i in output.indices {
        let along = (0..<output[i]).map { window.divisor($0, i, size: spatial[i], countsPadding: countsPadding) }
        counts = counts.unsqueeze(-1).mul(Tensor(along, dtype: .int64, device: device))
      }
      return total.div(counts, roundingMode: .trunc).keepingChannelsLast(of: self)
    }
  }
}

extension Extent {
  /// One number for each dimension; `text` is the error where the list is of another length.
  func pooling(_ count: Int, _ text: String, at site: CallSite) -> [Int] {
    guard let values = spread(count) else { fail(text, at: site) }
    return values
  }
}

extension Extent? {
  /// The same, with a default for what is missing or empty.
  func pooling(_ count: Int, _ standard: [Int], _ text: String, at site: CallSite) -> [Int] {
    guard let self, self != .each([]) else { return standard }
    return self.pooling(count, text, at: site)
  }
}
