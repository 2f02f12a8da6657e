extension Tensor {
  /// A one-dimensional convolution: PyTorch's `nn.functional.conv1d`.
  ///
  /// This tensor is (N, C, L) or (C, L), the weight (O, C / groups, K), the bias (O); the result (N, O, L') with
  /// L' = (L + 2 · padding − dilation · (K − 1) − 1) / stride + 1. All have one dtype: a floating one, or integers.
  ///
  /// - Parameters:
  ///   - weight: The kernels, one for each output.
  ///   - bias: Added to each output; nothing if left out.
  ///   - stride: From one place of the kernel to the next.
  ///   - padding: Zeros on both sides; `.same` keeps the size, `.valid` pads nothing.
  ///   - dilation: From one element that the kernel sees to the next.
  ///   - groups: The channels and outputs are divided into so many groups, each with kernels of its own.
  public final func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1, groups: Int = 1,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { convolved(1, weight, bias, stride, padding, dilation, groups, at: CallSite(file, line)) }

  /// A two-dimensional convolution: PyTorch's `nn.functional.conv2d`.
  ///
  /// This tensor is (N, C, H, W) or (C, H, W), the weight (O, C / groups, KH, KW), the bias (O); the result (N, O, H', W'), with sizes as
  /// in `conv1d`. It keeps the layout of a channels-last input or weight.
  public final func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1, groups: Int = 1,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { convolved(2, weight, bias, stride, padding, dilation, groups, at: CallSite(file, line)) }

  /// A three-dimensional convolution: PyTorch's `nn.functional.conv3d`.
  ///
  /// This tensor is (N, C, D, H, W) or (C, D, H, W), the weight (O, C / groups, KD, KH, KW), the bias (O); the result
  /// (N, O, D', H', W'), with sizes as in `conv1d`.
  public final func conv3d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1, groups: Int = 1,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { convolved(3, weight, bias, stride, padding, dilation, groups, at: CallSite(file, line)) }

  /// The transpose of `conv1d` (its gradient, as an operator): PyTorch's `nn.functional.conv_transpose1d`.
  ///
  /// This tensor is (N, C, L) or (C, L), the weight (C, O / groups, K), the bias (O); the result (N, O, L') with
  /// L' = (L − 1) · stride − 2 · padding + dilation · (K − 1) + outputPadding + 1.
  ///
  /// - Parameters:
  ///   - weight: The kernels, with the channels that come in first.
  ///   - bias: Added to each output; nothing if left out.
  ///   - stride: From one place of the kernel in the result to the next.
  ///   - padding: Elements cut off at both ends of the result.
  ///   - outputPadding: Elements added to one end of the result: of several sizes that `conv1d` makes `L`, it chooses one.
  ///   - groups: The channels and outputs are divided into so many groups, each with kernels of its own.
  ///   - dilation: From one element that the kernel writes to the next.
  public final func convTranspose1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, groups: Int = 1,
    dilation: Extent = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { transposeConvolved(1, weight, bias, stride, padding, outputPadding, groups, dilation, at: CallSite(file, line)) }

  /// The transpose of `conv2d`: PyTorch's `nn.functional.conv_transpose2d`.
  ///
  /// This tensor is (N, C, H, W) or (C, H, W), the weight (C, O / groups, KH, KW), the bias (O); sizes as in `convTranspose1d`.
  public final func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, groups: Int = 1,
    dilation: Extent = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { transposeConvolved(2, weight, bias, stride, padding, outputPadding, groups, dilation, at: CallSite(file, line)) }

  /// The transpose of `conv3d`: PyTorch's `nn.functional.conv_transpose3d`.
  ///
  /// This tensor is (N, C, D, H, W) or (C, D, H, W), the weight (C, O / groups, KD, KH, KW), the bias (O); sizes as in
  /// `convTranspose1d`.
  public final func convTranspose3d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, groups: Int = 1,
    dilation: Extent = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { transposeConvolved(3, weight, bias, stride, padding, outputPadding, groups, dilation, at: CallSite(file, line)) }

  private final func convolved(
    _ count: Int, _ weight: Tensor, _ bias: Tensor?, _ stride: Extent, _ padding: ConvolutionPadding, _ dilation: Extent, _ groups: Int,
    at site: CallSite
  ) -> Tensor {
    batched("conv\(count)d", count, at: site) { input in
      switch padding {
      case .zeros(let zeros):
        let settings = ConvolutionSettings(
          for: weight, count: count, stride: stride, padding: zeros, dilation: dilation, groups: groups, at: site)
        return input.convolution(weight, bias, settings, at: site)
      case .valid:
        let settings = ConvolutionSettings(
          for: weight, count: count, stride: stride, padding: 0, dilation: dilation, groups: groups, at: site)
        return input.convolution(weight, bias, settings, at: site)
      case .same:
        return input.convolvedToSameSize(count, weight, bias, stride, dilation, groups, at: site)
      }
    }
  }

  /// With as much padding as keeps the sizes. An odd number of zeros is shared unevenly, for which the input itself is padded.
  private final func convolvedToSameSize(
    _ count: Int, _ weight: Tensor, _ bias: Tensor?, _ stride: Extent, _ dilation: Extent, _ groups: Int, at site: CallSite
  ) -> Tensor {
    if weight.dim < 3 { fail("weight should have at least three dimensions", at: site) }
    if dim != weight.dim {
      fail(
        "Expected \(weight.dim)-dimensional input for \(weight.dim)-dimensional weight\(weight.sizes), but got \(dim)-dimensional input of "
          + "size \(sizes) instead", at: site)
    }
    let rank = weight.dim - 2
    guard let strides = stride.spread(rank) else { fail("stride cannot broadcast to \(rank) dimensions", at: site) }
    guard let dilations = dilation.spread(rank) else { fail("dilation cannot broadcast to \(rank) dimensions", at: site) }
    if strides.contains(where: { $0 != 1 }) { fail("padding='same' is not supported for strided convolutions", at: site) }
    let totals = (0..<rank).map { Swift.max(0, dilations[$0] * (weight.sizes[$0 + 2] - 1)) }
    let settings = ConvolutionSettings(
      for: weight, count: count, stride: .each(strides), padding: .each(totals.map { $0 / 2 }), dilation: .each(dilations),
      groups: groups, at: site)
    let odd = totals.map { $0 % 2 }
    let input = odd.contains(1) ? paddedWithZeros(before: odd.map { _ in 0 }, after: odd) : self
    return input.convolution(weight, bias, settings, at: site)
  }

  private final func transposeConvolved(
    _ count: Int, _ weight: Tensor, _ bias: Tensor?, _ stride: Extent, _ padding: Extent, _ outputPadding: Extent, _ groups: Int,
    _ dilation: Extent, at site: CallSite
  ) -> Tensor {
    batched("conv_transpose\(count)d", count, at: site) { input in
      let settings = ConvolutionSettings(
        for: weight, count: count, stride: stride, padding: padding, dilation: dilation, outputPadding: outputPadding, groups: groups,
        isTransposed: true, at: site)
      return input.convolution(weight, bias, settings, at: site)
    }
  }

  /// Works on an input without a batch as on a batch of one.
  private final func batched(_ name: String, _ count: Int, at site: CallSite, _ body: (Tensor) -> Tensor) -> Tensor {
    if dim == count + 2 { return body(self) }
    if dim == count + 1 { return body(unsqueeze(0)).squeeze(0) }
    fail(
      "Expected \(count + 1)D (unbatched) or \(count + 2)D (batched) input to \(name), but got input of size: \(sizes)", at: site)
  }
}
