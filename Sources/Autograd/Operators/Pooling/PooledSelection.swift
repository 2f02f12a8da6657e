import CKernels

/// Elements of each channel of an image picked by a table of their places: what max pooling leaves behind, and its inverse.
extension Tensor {
  /// Records this tensor, just computed outside of the graph, as the elements of `input` at `indices`.
  ///
  /// - Parameters:
  ///   - name: The operator's name, without `Backward0`.
  ///   - rank: The number of spatial dimensions, over which the indices count.
  final func recordSelection(_ name: String, of input: Tensor, at indices: Tensor, rank: Int) {
    _ = recorded(name + "Backward0", inputs: [input], saving: [input, indices]) { s, g in
      [g.spreadSelection(name, over: s[0], at: s[1], rank: rank)]
    }
  }

  /// This gradient at the places of a selection, zeros elsewhere: linear, with the selection itself as its derivative.
  private final func spreadSelection(_ name: String, over input: Tensor, at indices: Tensor, rank: Int) -> Tensor {
    let output = noGrad { Tensor.sums(self, at: indices, sizes: input.sizes, rank: rank).keepingChannelsLast(of: input) }
    return output.recorded(name + "BackwardBackward0", inputs: [self, input], saving: [input, indices]) { s, g in
      [s.needs(0) ? g.selected(at: s[1], rank: rank) : nil, s.needs(1) ? Tensor.zerosLike(s[0]) : nil]
    }
  }

  /// The elements at `indices` of each channel.
  final func selected(at indices: Tensor, rank: Int) -> Tensor {
    let output = noGrad { Tensor.taken(self, at: indices, rank: rank) }
    return output.recorded("GatherBackward0", inputs: [self], saving: [indices, self]) { s, g in
      [g.spreadSelection("Gather", over: s[1], at: s[0], rank: rank)]
    }
  }

  /// Outside of the graph: the elements of `source` at `indices`, channel by channel.
  private static func taken(_ source: Tensor, at indices: Tensor, rank: Int) -> Tensor {
    let (from, places) = (source.contiguous(), indices.contiguous())
    let output = Tensor.empty(indices.sizes, source.dtype, source.device)
    if output.isMeta { return output }
    let (inputCount, count) = (from.elementsPerChannel(rank), output.elementsPerChannel(rank))
    let (element, to, a) = (source.dtype.byteCount, output.bytes, from.bytes)
    let table = places.bytes.assumingMemoryBound(to: Int64.self)
    Parallel.run(count: output.numel / Swift.max(count, 1), grain: Swift.max(1, Parallel.grain / Swift.max(count, 1))) { range in
      for c in range { gb_take_elements(to + c * count * element, a + c * inputCount * element, table + c * count, count, element) }
    }
    return output
  }

  /// Outside of the graph: zeros, with each element of `values` added at its place.
  private static func sums(_ values: Tensor, at indices: Tensor, sizes: Dimensions, rank: Int) -> Tensor {
    let type: DType = values.dtype == .float64 ? .float64 : .float32
    let (from, places) = (values.converted(to: type).contiguous(), indices.contiguous())
    let output = values.newZeros(sizes.array, dtype: type)
    if output.isMeta { return output.converted(to: values.dtype) }
    let (outputCount, count) = (output.elementsPerChannel(rank), from.elementsPerChannel(rank))
    let (element, to, a) = (type.byteCount, output.bytes, from.bytes)
    let table = places.bytes.assumingMemoryBound(to: Int64.self)
    let loop = gb_put_sums(type.kernel)!
    Parallel.run(count: from.numel / Swift.max(count, 1), grain: Swift.max(1, Parallel.grain / Swift.max(count, 1))) { range in
      for c in range { loop(to + c * outputCount * element, a + c * count * element, table + c * count, count) }
    }
    return output.converted(to: values.dtype)
  }

  /// Elements of one channel: the product of the spatial sizes.
  final func elementsPerChannel(_ rank: Int) -> Int { (dim - rank..<dim).reduce(1) { $0 * sizes[$1] } }
}
