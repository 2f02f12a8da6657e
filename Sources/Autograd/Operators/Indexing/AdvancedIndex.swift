import CKernels

/// Masks and tensors of indices made into places of a tensor's memory.
///
/// The picked dimensions give way to those of the indices broadcast together: where the first one was if they are neighbours, else in front.
struct AdvancedIndex {
  /// The sizes of what is picked.
  let sizes: Dimensions
  /// The tensor with strides of 0 along the dimensions of the indices.
  private let tensor: Tensor
  /// The first dimension of the indices, and the first one behind them.
  private let first: Int
  private let end: Int
  /// Tensors of indices as they lie in the result, whose layout they help to decide, with what they count in the tensor.
  private var indices: [(index: Tensor, size: Int, step: Int)] = []
  private let site: CallSite

  init(_ tensor: Tensor, _ picks: [Pick], at site: CallSite) {
    let vectors = AdvancedIndex.vectors(tensor, picks, at: site)
    let shape = AdvancedIndex.broadcast(vectors, at: site)
    let isAdjacent = vectors.last!.dim - vectors[0].dim == vectors.count - 1
    let front = isAdjacent ? vectors[0].dim : 0
    let rest = tensor.sizes.indices.filter { d in !vectors.contains { $0.dim == d } }
    let before = rest.filter { $0 < front }
    let after = rest.filter { $0 >= front }

    var (sizes, strides, aligned) = (Dimensions(), Dimensions(), Dimensions())
    for d in before {
      sizes.append(tensor.sizes[d])
      strides.append(tensor.steps[d])
      aligned.append(1)
    }
    for size in shape.array {
      sizes.append(size)
      strides.append(0)
      aligned.append(size)
    }
    for d in after {
      sizes.append(tensor.sizes[d])
      strides.append(tensor.steps[d])
      aligned.append(1)
    }
    self.sizes = sizes
    self.tensor = tensor.alias(sizes: sizes, strides: strides, offset: tensor.offset)
    (first, end) = (before.count, before.count + shape.count)
    self.site = site
    for vector in vectors {
      let expanded = vector.index.broadcasted(to: shape)
      let index = expanded.alias(sizes: aligned, strides: expanded.stridesForView(aligned)!, offset: expanded.offset)
      indices.append((index, tensor.sizes[vector.dim], tensor.steps[vector.dim] &* tensor.dtype.byteCount))
    }
    if !sizes.array.contains(0) && indices.contains(where: { $0.size == 0 }) {
      fail("index is out of bounds for dimension with size 0", at: site)
    }
  }

  /// Each mask as the tensors of indices that it stands for.
  private static func vectors(_ tensor: Tensor, _ picks: [Pick], at site: CallSite) -> [Pick] {
    for pick in picks where ![DType.int64, .int32, .bool, .uint8].contains(pick.index.dtype) {
      fail("tensors used as indices must be long, int, byte or bool tensors", at: site)
    }
    var result: [Pick] = []
    for pick in picks {
      if pick.index.isMeta && !tensor.isMeta {
        fail("indices should be either on cpu or on the same device as the indexed tensor (cpu)", at: site)
      }
      if pick.index.isMask {
        pick.checkMask(of: tensor, at: site)
        let columns = noGrad { pick.index.truePlaces() }
        for d in 0..<pick.index.dim {
          let column = columns.alias(sizes: [columns.sizes[1]], strides: [1], offset: d * columns.sizes[1])
          result.append(Pick(dim: pick.dim + d, index: tensor.isMeta ? column.to(.meta) : column))
        }
      } else {
        let index = pick.index.converted(to: .int64)
        result.append(Pick(dim: pick.dim, index: tensor.isMeta ? index.to(.meta) : index))
      }
    }
    return result
  }

  /// Where each combination of indices lies, in bytes from the tensor's first element: int64, of size 1 in all other dimensions.
  ///
  /// Where nothing is picked, no index is looked at.
  private func places() -> Tensor {
    let places = Tensor.zeros(indices[0].index.shape, dtype: .int64)
    if sizes.array.contains(0) { return places }
    for (number, (index, size, step)) in indices.enumerated() {
      index.refuseIndices(outside: -size..<size, dimension: number, size: size, at: site)
      let row = index.isRowMajor ? index : index.cloned(strides: index.sizes.contiguousStrides)
      gb_add_places(
        places.bytes.assumingMemoryBound(to: Int64.self), row.bytes.assumingMemoryBound(to: Int64.self), places.numel, Int64(size),
        Int64(step))
    }
    return places
  }

  private static func broadcast(_ vectors: [Pick], at site: CallSite) -> Dimensions {
    var result = Dimensions()
    for vector in vectors {
      let sizes = vector.index.sizes
      while result.count < sizes.count { result.insert(1, at: 0) }
      let lead = result.count - sizes.count
      for d in sizes.indices where sizes[d] != 1 {
        if result[lead + d] != 1 && result[lead + d] != sizes[d] {
          let shapes = vectors.map { $0.index.sizes.description }.joined(separator: ", ")
          fail("shape mismatch: indexing tensors could not be broadcast together with shapes \(shapes)", at: site)
        }
        result[lead + d] = sizes[d]
      }
    }
    return result
  }

  /// What is picked, in memory of its own.
  ///
  /// - Parameter isRowMajor: Whatever this tensor's layout is, instead of following it.
  func gathered(isRowMajor: Bool = false) -> Tensor {
    let output =
      isRowMajor
      ? Tensor.empty(sizes, tensor.dtype, tensor.device)
      : OutputLayout.tensor(sizes, like: [tensor] + indices.map(\.index), dtype: tensor.dtype)
    if output.isMeta { return output }
    let places = places()
    let isCopied = forEachBlockOfRows(output, places) { target, source, places, bytes, count in
      Parallel.run(count: count, grain: max(Parallel.grain * 8 / bytes, 1)) { rows in
        gb_gather_rows(
          target + rows.lowerBound * bytes, bytes, source, places + rows.lowerBound, 1, bytes, rows.count)
      }
    }
    if !isCopied { output.gather(from: tensor, at: places, step: 1) }
    return output
  }

  /// Writes values that broadcast to the sizes of what is picked to its places, or combines them with what stands there.
  func scatter(_ operation: gb_scatter_op, _ values: Tensor) {
    if tensor.isMeta { return }
    let places = places()
    let isCopied =
      operation == GB_SCATTER_SET
      && forEachBlockOfRows(values, places) { source, target, places, bytes, count in
        gb_scatter_rows(target, places, 1, source, bytes, bytes, count)
      }
    if !isCopied { tensor.scatter(operation, values, at: places, step: 1) }
  }

  /// Where what is behind the indices lies without gaps both in the tensor and in a row-major `other` of the sizes of what is picked, it is
  /// copied as rows of bytes: one block of rows for each combination of the dimensions in front of the indices. Answers whether it is so.
  private func forEachBlockOfRows(
    _ other: Tensor, _ places: Tensor,
    _ body: (
      _ other: UnsafeMutableRawPointer, _ tensor: UnsafeMutableRawPointer, _ places: UnsafePointer<Int64>, _ bytes: Int, _ count: Int
    ) -> Void
  ) -> Bool {
    if !other.isRowMajor || other.sizes != sizes || other.numel == 0 { return false }
    var width = 1
    for d in stride(from: sizes.count - 1, through: end, by: -1) where sizes[d] != 1 {
      if tensor.steps[d] != width { return false }
      width *= sizes[d]
    }
    let count = places.numel
    if width < 2 || count == 0 { return false }
    let bytes = width * tensor.dtype.byteCount
    let table = UnsafePointer(places.bytes.assumingMemoryBound(to: Int64.self))
    for block in 0..<other.numel / (width * count) {
      var (rest, start) = (block, 0)
      for d in stride(from: first - 1, through: 0, by: -1) {
        start += rest % sizes[d] * tensor.steps[d]
        rest /= sizes[d]
      }
      body(other.bytes + block * count * bytes, tensor.bytes + start * tensor.dtype.byteCount, table, bytes, count)
    }
    return true
  }
}
