extension Tensor {
  /// The largest elements of windows that are spread at random over an image, after Graham (2014), and where they are in their channel:
  /// PyTorch's `nn.functional.fractional_max_pool2d`. Shapes (N, C, H, W) or (C, H, W).
  ///
  /// - Parameters:
  ///   - kernelSize: The windows' height and width.
  ///   - outputSize: How many windows there are.
  ///   - outputRatio: In place of `outputSize`, what part of the input's sizes that is.
  ///   - randomSamples: What decides where the windows lie, for width and height of each channel a number in 0..<1: shape (N, C, 2). Drawn
  ///     if left out.
  ///   - generator: What draws them; the default one if left out.
  public final func fractionalMaxPool2dWithIndices(
    _ kernelSize: Extent, outputSize: Extent? = nil, outputRatio: ScaleFactor? = nil, randomSamples: Tensor? = nil,
    generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    fractionalLargest(kernelSize, outputSize, outputRatio, randomSamples, generator, rank: 2, at: CallSite(file, line))
  }

  /// The largest elements of windows that are spread at random over an image.
  public final func fractionalMaxPool2d(
    _ kernelSize: Extent, outputSize: Extent? = nil, outputRatio: ScaleFactor? = nil, randomSamples: Tensor? = nil,
    generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    fractionalLargest(kernelSize, outputSize, outputRatio, randomSamples, generator, rank: 2, at: CallSite(file, line)).values
  }

  /// The largest elements of boxes that are spread at random over a volume, and where they are in their channel: PyTorch's
  /// `nn.functional.fractional_max_pool3d`. Shapes (N, C, D, H, W) or (C, D, H, W); the random samples are for depth, height and width.
  public final func fractionalMaxPool3dWithIndices(
    _ kernelSize: Extent, outputSize: Extent? = nil, outputRatio: ScaleFactor? = nil, randomSamples: Tensor? = nil,
    generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    fractionalLargest(kernelSize, outputSize, outputRatio, randomSamples, generator, rank: 3, at: CallSite(file, line))
  }

  /// The largest elements of boxes that are spread at random over a volume.
  public final func fractionalMaxPool3d(
    _ kernelSize: Extent, outputSize: Extent? = nil, outputRatio: ScaleFactor? = nil, randomSamples: Tensor? = nil,
    generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    fractionalLargest(kernelSize, outputSize, outputRatio, randomSamples, generator, rank: 3, at: CallSite(file, line)).values
  }

  private final func fractionalLargest(
    _ kernelSize: Extent, _ outputSize: Extent?, _ outputRatio: ScaleFactor?, _ randomSamples: Tensor?, _ generator: Generator?, rank: Int,
    at site: CallSite
  ) -> (values: Tensor, indices: Tensor) {
    let name = "fractional_max_pool\(rank)d"
    let operation = rank == 2 ? name : name + "_out"
    if dim != rank + 1 && dim != rank + 2 {
      fail("\(operation)(): Expected \(rank + 1)D or \(rank + 2)D tensor, but got: \(sizes)", at: site)
    }
    let spatial = Array(shape.suffix(rank))
    let output = windowCounts(name, outputSize, outputRatio, of: spatial, at: site)
    guard let kernel = kernelSize.spread(rank) else {
      let tuple = rank == 2 ? "tuple of Ints" : "tuple of three Ints"
      fail("\(name): kernel_size must either be a single Int or \(tuple)", at: site)
    }
    for d in dim - rank - 1..<dim where sizes[d] == 0 {
      fail(
        "\(operation)(): Expected input to have non-zero size for non-batch dimensions, but got\(sizes) with dimension \(d) being empty.",
        at: site)
    }
    let axes = rank == 2 ? ["height", "width"] : ["time", "height", "width"]
    for i in 0..<rank where output[i] + kernel[i] - 1 > spatial[i] {
      fail("\(operation)(): pool \(axes[i]) \(kernel[i]) too large relative to input \(axes[i]) \(spatial[i])", at: site)
    }
    let shape = Array(self.shape.dropLast(rank)) + output
    if let negative = output.first(where: { $0 < 0 }) {
      fail("Trying to create tensor with negative dimension \(negative): \(shape)", at: site)
    }
    if !dtype.isFloatingPoint { fail("\"\(name)_out_frame\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let batch = dim == rank + 1 ? 1 : sizes[0]
    let channels = sizes[dim - rank - 1]
    let samples = randomSamples ?? Tensor.empty([batch, channels, rank], dtype: dtype, device: device).uniform_(generator: generator)
    checkSamples(samples, batch, channels, rank, at: site)
    let values = Tensor.empty(shape, dtype: dtype, device: device)
    let indices = Tensor.empty(shape, dtype: .int64, device: device)
    if !isMeta && values.numel > 0 {
      noGrad {
        if dtype == .float64 {
          writeFractionalMaxima(Double.self, kernel, output, samples, values, indices)
        } else {
          writeFractionalMaxima(Float.self, kernel, output, samples, values, indices)
        }
      }
    }
    values.recordSelection("FractionalMaxPool\(rank)D", of: self, at: indices, rank: rank)
    return (values, indices)
  }

  private final func windowCounts(
    _ name: String, _ outputSize: Extent?, _ outputRatio: ScaleFactor?, of spatial: [Int], at site: CallSite
  ) -> [Int] {
    if let outputSize {
      guard let counts = outputSize.spread(spatial.count) else {
        let tuple = spatial.count == 2 ? "tuple of Ints" : "tuple of three Ints"
        fail("\(name): output_size must either be a single Int or \(tuple)", at: site)
      }
      return counts
    }
    switch outputRatio {
    case .all(let ratio)?: return spatial.map { Int(Double($0) * ratio) }
    case .each(let ratios)? where ratios.count == spatial.count: return zip(spatial, ratios).map { Int(Double($0) * $1) }
    case .each?: fail("\(name) requires output_ratio to either be a single Int or tuple of Ints.", at: site)
    case nil: fail("\(name) requires specifying either an output_size or an output_ratio", at: site)
    }
  }

  private final func checkSamples(_ samples: Tensor, _ batch: Int, _ channels: Int, _ rank: Int, at site: CallSite) {
    if samples.dtype != dtype { fail("Expect _random_samples to have the same dtype as input", at: site) }
    if samples.dim != 3 { fail("Expect _random_samples to have 3 dimensions, got \(samples.dim)", at: site) }
    if samples.sizes[0] < batch { fail("Expect _random_samples.size(0) no less then input batch size.", at: site) }
    if samples.sizes[1] != channels { fail("Expect _random_samples.size(1) equals to input channel size.", at: site) }
    if samples.sizes[2] != rank { fail("Expect _random_samples.size(2) equals to \(rank); got \(samples.sizes[2]).", at: site) }
  }

  private final func writeFractionalMaxima<Element: TensorScalar & BinaryFloatingPoint>(
    _ type: Element.Type, _ kernel: [Int], _ output: [Int], _ samples: Tensor, _ values: Tensor, _ indices: Tensor
  ) {
    let rank = kernel.count
    let spatial = Array(shape.suffix(rank))
    let (input, chances) = (prepared(Element.dtype), samples.prepared(Element.dtype))
    let result = Tensor(uninitialized: values.sizes, Element.dtype)
    let (from, drawn) = (input.bytes.assumingMemoryBound(to: Element.self), chances.bytes.assumingMemoryBound(to: Element.self))
    let (to, places) = (result.bytes.assumingMemoryBound(to: Element.self), indices.bytes.assumingMemoryBound(to: Int64.self))
    let (inputCount, count) = (spatial.reduce(1, *), output.reduce(1, *))
    Parallel.run(count: values.numel / count, grain: Swift.max(1, Parallel.grain / inputCount)) { range in
      for channel in range {
        // For images the first sample is that of the width; for volumes they are in the order of the dimensions.
        let starts = (0..<rank).map { d in
          windowStarts(drawn[channel * rank + (rank == 2 ? 1 - d : d)], spatial[d], output[d], kernel[d])
        }
        let plane = from + channel * inputCount
        for window in 0..<count {
          var rest = window
          var corner = [Int](repeating: 0, count: rank)
          for d in (0..<rank).reversed() {
            corner[d] = starts[d][rest % output[d]]
            rest /= output[d]
          }
          let place = Tensor.placeOfLargest(plane, corner, kernel, spatial)
          to[channel * count + window] = plane[place]
          places[channel * count + window] = Int64(place)
        }
      }
    }
    values.write(result)
  }

  private static func placeOfLargest<Element: BinaryFloatingPoint>(
    _ plane: UnsafePointer<Element>, _ corner: [Int], _ kernel: [Int], _ spatial: [Int]
  ) -> Int {
    var (best, place) = (-Element.infinity, -1)
    for step in 0..<kernel.reduce(1, *) {
      var (rest, at, stride) = (step, 0, 1)
      for d in (0..<kernel.count).reversed() {
        at += (corner[d] + rest % kernel[d]) * stride
        rest /= kernel[d]
        stride *= spatial[d]
      }
      let value = plane[at]
      if value > best || value.isNaN || place < 0 {
        best = value
        place = at
      }
    }
    return place
  }

  private final func windowStarts<Element: BinaryFloatingPoint>(_ sample: Element, _ size: Int, _ count: Int, _ kernel: Int) -> [Int] {
    var starts: [Int] = []
    if count > 1 {
      let step = Element(size - kernel) / Element(count - 1)
      starts = (0..<count - 1).map { Int((Element($0) + sample) * step) - Int(sample * step) }
    }
    return starts + [size - kernel]
  }
}
