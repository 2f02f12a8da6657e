/// Channels of images exchanged with places.
extension Tensor {
  /// The channels dealt out to `groups` hands and taken up in turn: PyTorch's `nn.functional.channel_shuffle`.
  ///
  /// - Precondition: The shape is `(N, C, ...)` with at least one more dimension, and `groups` divides C.
  public final func channelShuffle(_ groups: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim < 3 { fail("channel_shuffle expects input with > 2 dims, but got input with sizes \(sizes)", at: site) }
    if groups <= 0 {
      fail("Number of groups to divide channels in must be positive. Value of groups:\(groups)", at: site)
    }
    let channels = sizes[1]
    if channels % groups != 0 {
      fail("Number of channels must be divisible by groups. Got \(channels) channels and \(groups) groups.", at: site)
    }
    let each = channels / groups
    let output = regrouped([sizes[0], groups, each] + Array(shape[2...]), [0, 2, 1] + Array(3...dim), shape)
    // Dealing out and taking up are inverse to each other, with the two numbers exchanged.
    return output.recorded("ChannelShuffleBackward0", inputs: [self]) { _, g in [each == 0 ? g : g.channelShuffle(each)] }
  }

  /// Channels laid out as places, `factor` times as many in height and width: PyTorch's `nn.functional.pixel_shuffle`.
  ///
  /// - Precondition: The shape is `(..., C, H, W)`, and the square of `factor` divides C.
  public final func pixelShuffle(_ factor: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim < 3 {
      fail("pixel_shuffle expects input to have at least 3 dimensions, but got input with \(dim) dimension(s)", at: site)
    }
    if factor <= 0 { fail("pixel_shuffle expects a positive upscale_factor, but got \(factor)", at: site) }
    let n = dim - 3
    let (channels, height, width) = (sizes[n], sizes[n + 1], sizes[n + 2])
    if channels % (factor * factor) != 0 {
      fail(
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)="
          + "\(channels) is not divisible by \(factor * factor)", at: site)
    }
    let (lead, planes) = (Array(shape[..<n]), channels / (factor * factor))
    let output = regrouped(
      lead + [planes, factor, factor, height, width], Array(0..<n) + [0, 3, 1, 4, 2].map { n + $0 },
      lead + [planes, height * factor, width * factor])
    return output.recorded("PixelShuffleBackward0", inputs: [self]) { _, g in [g.pixelUnshuffle(factor)] }
  }

  /// Places laid out as channels, the inverse of `pixelShuffle`: PyTorch's `nn.functional.pixel_unshuffle`.
  ///
  /// - Precondition: The shape is `(..., C, H, W)`, and `factor` divides H and W.
  public final func pixelUnshuffle(_ factor: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim < 3 {
      fail("pixel_unshuffle expects input to have at least 3 dimensions, but got input with \(dim) dimension(s)", at: site)
    }
    if factor <= 0 { fail("pixel_unshuffle expects a positive downscale_factor, but got \(factor)", at: site) }
    let n = dim - 3
    let (channels, height, width) = (sizes[n], sizes[n + 1], sizes[n + 2])
    for (name, size, d) in [("height", height, -2), ("width", width, -1)] where size % factor != 0 {
      fail(
        "pixel_unshuffle expects \(name) to be divisible by downscale_factor, but input.size(\(d))=\(size) is not divisible by \(factor)",
        at: site)
    }
    let lead = Array(shape[..<n])
    let output = regrouped(
      lead + [channels, height / factor, factor, width / factor, factor], Array(0..<n) + [0, 2, 4, 1, 3].map { n + $0 },
      lead + [channels * factor * factor, height / factor, width / factor])
    return output.recorded("PixelUnshuffleBackward0", inputs: [self]) { _, g in [g.pixelShuffle(factor)] }
  }

  /// A copy, outside of the graph, whose dimensions are cut as `split` says, put in another order and joined to `target`.
  private final func regrouped(_ split: [Int], _ order: [Int], _ target: [Int]) -> Tensor {
    noGrad {
      let output = reshape(split).permute(order).clone(memoryFormat: .contiguous).shaped(Dimensions(target))
      let format = suggestedMemoryFormat
      return format == .contiguous
        ? output
        : output.cloned(strides: format.strides(of: output.sizes, like: self, at: CallSite(#filePath, #line)))
    }
  }
}
