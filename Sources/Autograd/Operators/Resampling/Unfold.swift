import CKernels

/// The blocks that a sliding window sees, and the sums of blocks put back.
struct SlidingBlocks: Sendable {
  var kernel: [Int]
  var dilation: [Int]
  var padding: [Int]
  var stride: [Int]

  init(_ kernel: Extent, _ dilation: Extent, _ padding: Extent, _ stride: Extent, at site: CallSite) {
    func two(_ extent: Extent, _ name: String) -> [Int] {
      let values = extent.values(2)
      if values.count != 2 { fail("It is expected \(name) equals to 2, but got size \(values.count)", at: site) }
      return values
    }
    self.kernel = two(kernel, "kernel_size")
    self.dilation = two(dilation, "dilation")
    self.padding = two(padding, "padding")
    self.stride = two(stride, "stride")
    func check(_ values: [Int], _ limit: Int, _ text: String, _ name: String) {
      if values.contains(where: { $0 < limit }) {
        fail("\(text), but got \(name)_height: \(values[0]) \(name)_width: \(values[1])", at: site)
      }
    }
    check(self.kernel, 1, "kernel size should be greater than zero", "kernel")
    check(self.dilation, 1, "dilation should be greater than zero", "dilation")
    check(self.padding, 0, "padding should be non-negative", "pad")
    check(self.stride, 1, "stride should be greater than zero", "stride")
  }

  /// How many blocks there are along height and width.
  func counts(_ sizes: [Int]) -> [Int] {
    (0..<2).map { i in
      let room = sizes[i] + 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1
      return (room >= 0 ? room / stride[i] : -((-room + stride[i] - 1) / stride[i])) + 1
    }
  }

  /// For a tap along dimension `i`: the first block for which it is inside, what it sees there, and for how many blocks.
  func inside(_ tap: Int, _ i: Int, size: Int, blocks: Int) -> (first: Int, place: Int, count: Int) {
    let start = tap * dilation[i] - padding[i]
    let first = start < 0 ? (-start + stride[i] - 1) / stride[i] : 0
    let place = start + first * stride[i]
    let count = place < size ? min(blocks - first, (size - 1 - place) / stride[i] + 1) : 0
    return (first, place, max(count, 0))
  }

  /// The pair as PyTorch prints it.
  static func text(_ pair: [Int]) -> String { "(\(pair[0]), \(pair[1]))" }
}

extension Tensor {
  /// The blocks that a sliding window sees, as columns: PyTorch's `nn.functional.unfold` (im2col).
  ///
  /// (N, C, H, W) gives (N, C · KH · KW, L) with L the number of blocks; without a batch (C, H, W) gives (C · KH · KW, L). Floating dtypes
  /// and bool.
  public final func unfold(
    kernelSize: Extent, dilation: Extent = 1, padding: Extent = 0, stride: Extent = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let blocks = SlidingBlocks(kernelSize, dilation, padding, stride, at: site)
    let isImage = dim == 3 ? numel != 0 : dim == 4 && !shape.dropFirst().contains(0)
    if !isImage {
      fail(
        "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: \(sizes)",
        at: site)
    }
    let spatial = Array(shape.suffix(2))
    let counts = blocks.counts(spatial)
    if counts.contains(where: { $0 < 1 }) {
      fail(
        "Given input with spatial size \(SlidingBlocks.text(spatial)), kernel_size=\(SlidingBlocks.text(blocks.kernel)), "
          + "dilation=\(SlidingBlocks.text(blocks.dilation)), padding=\(SlidingBlocks.text(blocks.padding)), calculated shape of the array of "
          + "sliding blocks as \(SlidingBlocks.text(counts)), but its components must be at least one.", at: site)
    }
    refuseDType("im2col_out_cpu", unless: dtype.isFloatingPoint || dtype == .bool, at: site)
    return unfolded(blocks)
  }

  /// The sums of overlapping blocks put back into an image: PyTorch's `nn.functional.fold` (col2im).
  ///
  /// (N, C · KH · KW, L) gives (N, C, H, W); without a batch (C · KH · KW, L) gives (C, H, W). Floating dtypes and bool.
  ///
  /// - Parameters:
  ///   - outputSize: The image's height and width.
  ///   - kernelSize: The height and the width of a block.
  ///   - dilation: From one element of a block to the next.
  ///   - padding: Zeros that stood around the image; what falls on them is dropped.
  ///   - stride: From block to block.
  public final func fold(
    outputSize: Extent, kernelSize: Extent, dilation: Extent = 1, padding: Extent = 0, stride: Extent = 1,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let size = outputSize.values(2)
    if size.count != 2 { fail("It is expected output_size equals to 2, but got size \(size.count)", at: site) }
    let blocks = SlidingBlocks(kernelSize, dilation, padding, stride, at: site)
    let isColumns = dim == 2 ? numel != 0 : dim == 3 && !shape.dropFirst().contains(0)
    if !isColumns {
      fail(
        "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: \(sizes)",
        at: site)
    }
    let (area, rows, columns) = (blocks.kernel[0] * blocks.kernel[1], sizes[dim - 2], sizes[dim - 1])
    if rows % area != 0 {
      fail(
        "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=\(rows) and "
          + "kernel_size=\(SlidingBlocks.text(blocks.kernel)).", at: site)
    }
    let counts = blocks.counts(size)
    if counts[0] * counts[1] != columns || counts.contains(where: { $0 < 1 }) {
      fail(
        "Given output_size=\(SlidingBlocks.text(size)), kernel_size=\(SlidingBlocks.text(blocks.kernel)), "
          + "dilation=\(SlidingBlocks.text(blocks.dilation)), padding=\(SlidingBlocks.text(blocks.padding)), "
          + "stride=\(SlidingBlocks.text(blocks.stride)), expected size of input's dimension 2 to match the calculated number of sliding blocks "
          + "\(counts[0]) * \(counts[1]) = \(counts[0] * counts[1]), but got input.size(2)=\(columns).", at: site)
    }
    refuseDType("col2im_out_cpu", unless: dtype.isFloatingPoint || dtype == .bool, at: site)
    return folded(blocks, size)
  }

  private final func unfolded(_ blocks: SlidingBlocks) -> Tensor {
    let size = Array(shape.suffix(2))
    let output = noGrad { columns(blocks, size) }
    return output.recorded("Im2ColBackward0", inputs: [self]) { _, g in [g.folded(blocks, size)] }
  }

  private final func folded(_ blocks: SlidingBlocks, _ size: [Int]) -> Tensor {
    let output = noGrad { image(blocks, size) }
    return output.recorded("Col2ImBackward0", inputs: [self]) { _, g in [g.unfolded(blocks)] }
  }

  private final func columns(_ blocks: SlidingBlocks, _ size: [Int]) -> Tensor {
    let source = contiguous()
    let counts = blocks.counts(size)
    let (area, length) = (blocks.kernel[0] * blocks.kernel[1], counts[0] * counts[1])
    let lead = Array(shape.dropLast(3))
    let output = newZeros(lead + [sizes[dim - 3] * area, length])
    if isMeta { return output }
    let (element, from, to) = (dtype.byteCount, source.bytes, output.bytes)
    let planes = numel / (size[0] * size[1])
    Parallel.run(count: planes * area, grain: Swift.max(1, Parallel.grain / Swift.max(length, 1))) { range in
      for row in range {
        let (plane, tap) = row.quotientAndRemainder(dividingBy: area)
        let y = blocks.inside(tap / blocks.kernel[1], 0, size: size[0], blocks: counts[0])
        let x = blocks.inside(tap % blocks.kernel[1], 1, size: size[1], blocks: counts[1])
        gb_copy_rows(
          to + (row * length + y.first * counts[1] + x.first) * element, counts[1],
          from + ((plane * size[0] + y.place) * size[1] + x.place) * element, blocks.stride[0] * size[1], blocks.stride[1], y.count,
          x.count, element)
      }
    }
    return output
  }

  private final func image(_ blocks: SlidingBlocks, _ size: [Int]) -> Tensor {
    let type: DType = dtype == .float64 ? .float64 : dtype.isFloatingPoint ? .float32 : .int64
    let source = converted(to: type).contiguous()
    let counts = blocks.counts(size)
    let (area, length) = (blocks.kernel[0] * blocks.kernel[1], counts[0] * counts[1])
    let lead = Array(shape.dropLast(2))
    let output = newZeros(lead + [sizes[dim - 2] / area] + size, dtype: type)
    if isMeta { return output.converted(to: dtype) }
    let (element, from, to) = (type.byteCount, source.bytes, output.bytes)
    let loop = gb_add_plane(type.kernel)!
    let planes = output.numel / Swift.max(size[0] * size[1], 1)
    Parallel.run(count: planes, grain: Swift.max(1, Parallel.grain / Swift.max(length * area, 1))) { range in
      for plane in range {
        for tap in 0..<area {
          let y = blocks.inside(tap / blocks.kernel[1], 0, size: size[0], blocks: counts[0])
          let x = blocks.inside(tap % blocks.kernel[1], 1, size: size[1], blocks: counts[1])
          loop(
            to + ((plane * size[0] + y.place) * size[1] + x.place) * element, blocks.stride[0] * size[1], blocks.stride[1],
            from + ((plane * area + tap) * length + y.first * counts[1] + x.first) * element, counts[1], y.count, x.count)
        }
      }
    }
    return output.converted(to: dtype)
  }
}
