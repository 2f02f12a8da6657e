import CKernels

/// Elements read at, and written or combined at, places that a tensor of indices names: what gathering and scattering of every kind share.
///
/// All operands have the shape of the loop. The named side is a tensor with the strides of what does not follow the index; `step` is how many
/// bytes one more in the index means.
extension Tensor {
  /// Fills this fresh tensor: element i is the one of `source` at i, moved on by the index times `step`.
  final func gather(from source: Tensor, at index: Tensor, step: Int) {
    if isMeta { return }
    let size = dtype.byteCount
    let (to, from, place) = (bytes, source.bytes, index.bytes)
    StridedLoop(sizes, self, source, index).forEachRun { offsets, strides, count in
      gb_gather(
        to + offsets[0], strides[0], from + offsets[1], strides[1], (place + offsets[2]).assumingMemoryBound(to: Int64.self), strides[2],
        step, size, count)
    }
  }

  /// Writes values to this tensor's places, or combines them with what stands there. This tensor and the values have one dtype, for which
  /// there is such a loop.
  final func scatter(_ operation: gb_scatter_op, _ values: Tensor, at index: Tensor, step: Int) {
    if isMeta { return }
    let loop = gb_scatter(operation, dtype.kernel)!
    let (to, from, place) = (bytes, values.bytes, index.bytes)
    StridedLoop(sizes, self, values, index).forEachRun { offsets, strides, count in
      loop(
        to + offsets[0], strides[0], (place + offsets[2]).assumingMemoryBound(to: Int64.self), strides[2], step, from + offsets[1],
        strides[1], count)
    }
  }

  /// Gives `body` this tensor and the values in a dtype in which they can be combined: float32 in place of the 16-bit ones.
  final func combining(_ values: Tensor, _ body: (_ target: Tensor, _ values: Tensor) -> Void) {
    if dtype != .float16 && dtype != .bfloat16 { return body(self, values) }
    let wide = converted(to: .float32)
    body(wide, values.converted(to: .float32))
    write(wide)
  }

  /// Refuses indices outside of a range.
  final func refuseIndices(outside range: Range<Int>, dimension: Int, size: Int, at site: CallSite) {
    if let index = firstIndex(outside: range) {
      fail("index \(index) is out of bounds for dimension \(dimension) with size \(size)", at: site)
    }
  }

  /// The first of these int64 indices that lies outside of a range. Without data there is none.
  final func firstIndex(outside range: Range<Int>) -> Int? {
    if isMeta { return nil }
    var found: Int?
    let place = bytes
    StridedLoop(sizes, self).forEachRun { offsets, strides, count in
      if found != nil { return }
      let first = (place + offsets[0]).assumingMemoryBound(to: Int64.self)
      let i = gb_first_outside(first, strides[0], count, Int64(range.lowerBound), Int64(range.upperBound))
      if i < count { found = Int((place + offsets[0] + i * strides[0]).load(as: Int64.self)) }
    }
    return found
  }
}
