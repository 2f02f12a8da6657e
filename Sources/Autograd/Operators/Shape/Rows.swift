import CKernels

extension Tensor {
  /// The slices of a dimension at the given indices, which are known to lie within it, in memory of their own. The indices' dimensions
  /// stand in place of that one.
  final func rows(_ dim: Int, _ indices: Tensor, _ name: String) -> Tensor {
    var target = sizes
    target.remove(at: dim)
    for d in indices.sizes.indices.reversed() { target.insert(indices.sizes[d], at: dim) }
    let output = Tensor.empty(target, dtype, device)
    let places = indices.converted(to: .int64).contiguous()
    let source = noGrad { contiguous() }
    let (count, length, width) = (places.numel, sizes[dim], sizes.product(after: dim) * dtype.byteCount)
    if output.numel > 0 && !isMeta {
      let (target, start, index) = (output.bytes, source.bytes, places.bytes.assumingMemoryBound(to: Int.self))
      for block in 0..<output.numel * dtype.byteCount / (count * width) {
        for i in 0..<count {
          (target + (block * count + i) * width).copyMemory(from: start + (block * length + index[i]) * width, byteCount: width)
        }
      }
    }
    let original = sizes
    return output.recorded(name, inputs: [self], saving: [places]) { s, g in [g.rowsAdded(to: original, dim, s[0], name)] }
  }

  /// Zeros of the given sizes to which these slices of a dimension are added at the given indices: the gradient of `rows`.
  private final func rowsAdded(to sizes: Dimensions, _ dim: Int, _ indices: Tensor, _ name: String) -> Tensor {
    let output = newZeros(sizes.array)
    let source = noGrad { contiguous() }
    let element = dtype.byteCount
    let (count, length, width) = (indices.numel, sizes[dim], sizes.product(after: dim))
    if numel > 0, !isMeta, let add = gb_binary(GB_ADD, dtype.kernel) {
      let (target, start, index) = (output.bytes, source.bytes, indices.bytes.assumingMemoryBound(to: Int.self))
      for block in 0..<numel / (count * width) {
        for i in 0..<count {
          let place = target + (block * length + index[i]) * width * element
          add(place, element, place, element, start + (block * count + i) * width * element, element, width)
        }
      }
    }
    return output.recorded(name + "Backward", inputs: [self], saving: [indices]) { s, gg in [gg.rows(dim, s[0], name)] }
  }
}

extension Dimensions {
  /// The elements that one step of a dimension spans in a row-major tensor.
  fileprivate func product(after dim: Int) -> Int { (dim + 1..<count).reduce(1) { $0 * self[$1] } }
}
