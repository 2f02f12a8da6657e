import CKernels

extension Tensor {
  /// The inverse of `maxPool1d` as far as there is one: PyTorch's `nn.functional.max_unpool1d`. Each element goes to its index, the rest is
  /// 0.
  ///
  /// - Parameters:
  ///   - indices: Of this tensor's shape, as `maxPool1dWithIndices` gives them.
  ///   - kernelSize: The size of a window of the pooling.
  ///   - stride: The stride of the pooling; by default the windows' size.
  ///   - padding: The padding of the pooling.
  ///   - outputSize: The size to restore (or the whole shape), where the pooling has left several possible.
  public final func maxUnpool1d(
    _ indices: Tensor, _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, outputSize: [Int]? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let sizes = unpooledSizes(1, kernelSize, stride, padding, outputSize, at: site).sizes
    return unsqueeze(-1).unpooled(indices.unsqueeze(-1), sizes + [1], [], at: site).squeeze(-1)
  }

  /// The inverse of `maxPool2d` as far as there is one: PyTorch's `nn.functional.max_unpool2d`. See `maxUnpool1d`.
  public final func maxUnpool2d(
    _ indices: Tensor, _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, outputSize: [Int]? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return unpooled(indices, unpooledSizes(2, kernelSize, stride, padding, outputSize, at: site).sizes, [], at: site)
  }

  /// The inverse of `maxPool3d` as far as there is one: PyTorch's `nn.functional.max_unpool3d`. See `maxUnpool1d`.
  public final func maxUnpool3d(
    _ indices: Tensor, _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, outputSize: [Int]? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let (sizes, steps) = unpooledSizes(3, kernelSize, stride, padding, outputSize, at: site)
    return unpooled(indices, sizes, steps, at: site)
  }

  /// The spatial sizes before the pooling: those asked for if the pooling could have come from them.
  private final func unpooledSizes(
    _ rank: Int, _ kernelSize: Extent, _ stride: Extent?, _ padding: Extent, _ outputSize: [Int]?, at site: CallSite
  ) -> (sizes: [Int], stride: [Int]) {
    let kernel = kernelSize.spread(rank) ?? kernelSize.list
    let steps = stride?.spread(rank) ?? kernel
    let pads = padding.spread(rank) ?? padding.list
    if dim < rank { fail("tuple index out of range", at: site) }
    let standard = (0..<rank).map { (sizes[dim - rank + $0] - 1) * steps[$0] + kernel[$0] - 2 * pads[$0] }
    guard var wanted = outputSize else { return (standard, steps) }
    if wanted.count == rank + 2 { wanted.removeFirst(2) }
    if wanted.count != rank {
      fail(
        "output_size should be a sequence containing \(rank) or \(rank + 2) elements, but it has a length of '\(wanted.count)'", at: site)
    }
    for d in 0..<rank {
      let (low, high) = (standard[d] - steps[d], standard[d] + steps[d])
      if wanted[d] <= low || wanted[d] >= high {
        let text = wanted.map { "\($0)" }.joined(separator: ", ") + (rank == 1 ? "," : "")
        fail("invalid output_size \"(\(text))\" (dim \(d) must be between \(low) and \(high))", at: site)
      }
    }
    return (wanted, steps)
  }

  private final func unpooled(_ indices: Tensor, _ output: [Int], _ steps: [Int], at site: CallSite) -> Tensor {
    let rank = output.count
    if indices.dtype != .int64 { fail("elements in indices should be type int64 but got: \(indices.dtype.scalarTypeName)", at: site) }
    if dim != rank + 1 && dim != rank + 2 {
      fail(
        "Input to max_unpooling\(rank)d should be a \(rank + 1)d or \(rank + 2)d Tensor, but got a tensor with \(dim) dimensions.", at: site
      )
    }
    if steps.contains(where: { $0 <= 0 }) { fail("strides should be greater than zero, but got stride: \(steps)", at: site) }
    if indices.sizes != sizes {
      fail(
        "Expected shape of indices to be same as that of the input tensor (\(sizes)) but got indices tensor with shape: \(indices.sizes)",
        at: site)
    }
    checkNonEmpty("max_unpooling\(rank)d_forward_out_cpu", from: dim - rank - 1, at: site)
    refuseDType("max_unpool\(rank)d", unless: dtype.isFloatingPoint, at: site)
    let shape = Array(self.shape.dropLast(rank)) + output
    let result = noGrad { placed(indices, shape, rank: rank, at: site) }
    return result.recorded("MaxUnpool\(rank)DBackward0", inputs: [self], saving: [indices]) { s, g in
      [g.selected(at: s[0], rank: rank)]
    }
  }

  private final func placed(_ indices: Tensor, _ shape: [Int], rank: Int, at site: CallSite) -> Tensor {
    let (values, places) = (contiguous(), indices.contiguous())
    let output = newZeros(shape)
    if isMeta { return output.keepingChannelsLast(of: self) }
    let (outputCount, count) = (output.elementsPerChannel(rank), elementsPerChannel(rank))
    let table = UnsafeBufferPointer(start: places.bytes.assumingMemoryBound(to: Int64.self), count: numel)
    if let wrong = table.last(where: { $0 < 0 || $0 >= outputCount }) {
      let volume = shape.suffix(rank).map { "\($0)" }.joined(separator: "x")
      fail("Found an invalid max index: \(wrong) (output volumes are of size \(volume))", at: site)
    }
    if numel == 0 { return output }
    let element = dtype.byteCount
    for c in 0..<numel / count {
      gb_put_elements(
        output.bytes + c * outputCount * element, values.bytes + c * count * element, table.baseAddress! + c * count, count, element)
    }
    return output.keepingChannelsLast(of: self)
  }
}
