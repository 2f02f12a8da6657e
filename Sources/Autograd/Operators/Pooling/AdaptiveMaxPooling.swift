extension Tensor {
  /// The largest elements of as many stretches of a sequence as are asked for, and where they are: PyTorch's
  /// `nn.functional.adaptive_max_pool1d`. Shapes (N, C, L) or (C, L); stretches as in `adaptiveAvgPool1d`.
  public final func adaptiveMaxPool1d(
    _ outputSize: Extent, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    checkSequence("adaptive_max_pool1d", at: site)
    let list = outputSize.list
    if list.count != 1 { fail("adaptive_max_pool1d() argument 'output_size' should contain one int (got \(list.count))", at: site) }
    checkNonEmpty("adaptive_max_pool1d", from: dim - 2, at: site)
    let (values, indices) = unsqueeze(-2).adaptiveLargest([1, list[0]], rank: 2, at: site)
    return (values.squeeze(-2), indices.squeeze(-2))
  }

  /// The largest elements of rectangles of an image and where they are in their channel: PyTorch's `nn.functional.adaptive_max_pool2d`.
  /// Shapes (N, C, H, W) or (C, H, W).
  ///
  /// - Parameter outputSize: The height and the width; nil keeps a size.
  public final func adaptiveMaxPool2d(
    _ outputSize: [Int?], file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    return adaptiveLargest(filledOutputSize(outputSize, at: site), rank: 2, at: site)
  }

  /// The largest elements of as many rectangles in each dimension, as `x.adaptiveMaxPool2d(7)`: PyTorch's
  /// `nn.functional.adaptive_max_pool2d`.
  public final func adaptiveMaxPool2d(
    _ outputSize: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) { adaptiveLargest([outputSize, outputSize], rank: 2, at: CallSite(file, line)) }

  /// The largest elements of boxes of a volume and where they are in their channel: PyTorch's `nn.functional.adaptive_max_pool3d`.
  /// Shapes (N, C, D, H, W) or (C, D, H, W).
  ///
  /// - Parameter outputSize: The depth, the height and the width; nil keeps a size.
  public final func adaptiveMaxPool3d(
    _ outputSize: [Int?], file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    return adaptiveLargest(filledOutputSize(outputSize, at: site), rank: 3, at: site)
  }

  /// The largest elements of as many boxes in each dimension, as `x.adaptiveMaxPool3d(4)`: PyTorch's
  /// `nn.functional.adaptive_max_pool3d`.
  public final func adaptiveMaxPool3d(
    _ outputSize: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    adaptiveLargest([outputSize, outputSize, outputSize], rank: 3, at: CallSite(file, line))
  }

  private final func adaptiveLargest(_ output: [Int], rank: Int, at site: CallSite) -> (values: Tensor, indices: Tensor) {
    let name = "adaptive_max_pool\(rank)d"
    if dim != rank + 1 && dim != rank + 2 { fail("\(name)(): Expected \(rank + 1)D or \(rank + 2)D tensor, but got: \(sizes)", at: site) }
    checkNonEmpty(name, from: dim - rank - 1, at: site)
    if output.count != rank { fail("\(name)(): internal error: output_size.size() must be \(rank)", at: site) }
    let shape = Array(self.shape.dropLast(rank)) + output
    if let negative = output.first(where: { $0 < 0 }) {
      fail("Trying to create tensor with negative dimension \(negative): \(shape)", at: site)
    }
    refuseDType(rank == 2 ? name : "adaptive_max_pool3d_cpu", unless: dtype.isFloatingPoint, hasLayouts: rank == 2, at: site)
    let (values, indices) = noGrad { stretchMaxima(output, shape: Dimensions(shape)) }
    let laidOut = rank == 2
    let (result, places) = (values.keepingChannelsLast(of: self, laidOut), indices.keepingChannelsLast(of: self, laidOut))
    result.recordSelection("AdaptiveMaxPool\(rank)D", of: self, at: places, rank: rank)
    return (result, places)
  }

  private final func stretchMaxima(_ output: [Int], shape: Dimensions) -> (values: Tensor, indices: Tensor) {
    let type: DType = dtype == .float64 ? .float64 : .float32
    let input = converted(to: type).contiguous()
    let (values, indices) = (Tensor.empty(shape, type, device), Tensor.empty(shape, .int64, device))
    if values.numel > 0 && !isMeta {
      if type == .float64 {
        input.writeMaxima(Double.self, output, values, indices)
      } else {
        input.writeMaxima(Float.self, output, values, indices)
      }
    }
    return (values.converted(to: dtype), indices)
  }

  private final func writeMaxima<Element: BinaryFloatingPoint>(
    _ type: Element.Type, _ output: [Int], _ values: Tensor, _ indices: Tensor
  ) {
    let rank = output.count
    let spatial = Array(shape.suffix(rank))
    let stretches = output.indices.map { d in (0..<output[d]).map { adaptiveStretch($0, size: spatial[d], output: output[d]) } }
    let deep = rank == 3 ? stretches[0] : [0..<1]
    let (high, wide) = (stretches[rank - 2], stretches[rank - 1])
    let (height, width) = (spatial[rank - 2], spatial[rank - 1])
    let (inputCount, count) = (elementsPerChannel(rank), values.elementsPerChannel(rank))
    let source = bytes.assumingMemoryBound(to: Element.self)
    let target = values.bytes.assumingMemoryBound(to: Element.self)
    let places = indices.bytes.assumingMemoryBound(to: Int64.self)
    Parallel.run(count: values.numel / count, grain: Swift.max(1, Parallel.grain / inputCount)) { range in
      for channel in range {
        let from = source + channel * inputCount
        var next = channel * count
        for z in deep {
          for y in high {
            for x in wide {
              var best = -Element.infinity
              var place = (z.lowerBound * height + y.lowerBound) * width + x.lowerBound
              for i in z {
                for j in y {
                  for k in x {
                    let at = (i * height + j) * width + k
                    let value = from[at]
                    if value > best || value.isNaN {
                      best = value
                      place = at
                    }
                  }
                }
              }
              target[next] = best
              places[next] = Int64(place)
              next += 1
            }
          }
        }
      }
    }
  }
}
