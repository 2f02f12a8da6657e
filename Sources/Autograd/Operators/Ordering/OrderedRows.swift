import CKernels

/// The rows of a tensor along one dimension, each ordered or searched by itself: several at once, on several threads.
struct OrderedRows {
  private let input: Tensor
  private let length: Int
  private let step: Int
  private let outer: Dimensions
  private let outerSteps: Dimensions

  /// - Parameter d: The dimension of the rows. A single number is a row of one.
  init(_ input: Tensor, _ d: Int) {
    self.input = input
    if input.dim == 0 {
      (length, step, outer, outerSteps) = (1, 0, Dimensions(), Dimensions())
    } else {
      (length, step) = (input.sizes[d], input.steps[d] * input.dtype.byteCount)
      (outer, outerSteps) = (input.sizes.removing(at: d), input.steps.removing(at: d))
    }
  }

  /// What a row is to a kernel.
  struct Row {
    let dtype: gb_dtype
    let first: UnsafeRawPointer
    let step: Int
    let count: Int
    /// As much memory as the kernel asks for.
    let scratch: UnsafeMutableRawPointer
  }

  /// Fills `indices` and `values`, both with `count` elements for each row one after the other, with the places that `choose` finds and
  /// the elements there.
  func choose(_ count: Int, _ choose: (Row, UnsafeMutablePointer<Int64>) -> Void) -> (values: Tensor, indices: Tensor) {
    var sizes = outer
    sizes.append(count)
    let values = Tensor.empty(sizes, input.dtype, input.device)
    let indices = Tensor.empty(sizes, .int64, input.device)
    if sizes.product == 0 || input.isMeta { return (values, indices) }
    let size = input.dtype.byteCount
    let (dtype, source, target) = (input.dtype.kernel, input.bytes, values.bytes)
    let places = indices.bytes.assumingMemoryBound(to: Int64.self)
    // To order a row costs tens of nanoseconds an element.
    Parallel.run(count: outer.product, grain: Swift.max(Parallel.grain / 16 / length, 1)) { range in
      let scratch = UnsafeMutableRawPointer.allocate(byteCount: gb_order_scratch(dtype, length), alignment: 16)
      defer { scratch.deallocate() }
      var walk = RowMajorWalk(outer, outerSteps, from: range.lowerBound)
      for number in range {
        let first = source + walk.place * size
        let row = Row(dtype: dtype, first: UnsafeRawPointer(first), step: step, count: length, scratch: scratch)
        choose(row, places + number * count)
        gb_take(target + number * count * size, first, step, size, places + number * count, count)
        walk.advance()
      }
    }
    return (values, indices)
  }
}

extension Tensor {
  /// Along a dimension, one element of each row and its place, chosen by `place`; the gradient goes there.
  final func chosen(
    _ gradFn: String, along d: Int, keepdim: Bool, _ place: (OrderedRows.Row) -> Int64
  ) -> (values: Tensor, indices: Tensor) {
    var (values, indices) = OrderedRows(self, d).choose(1) { row, index in index.pointee = place(row) }
    let isGone = !keepdim && dim > 0
    let shape = dim == 0 ? sizes : isGone ? sizes.removing(at: d) : sizes.replacing(d, with: 1)
    (values, indices) = (values.shaped(shape), indices.shaped(shape))
    return (values.recordedSelection(gradFn, of: self, at: indices, along: d, isDimensionGone: isGone), indices)
  }

  /// Along a dimension, `count` elements of each row and their places, which `choose` writes. With `keepsLayout` the layout is this
  /// tensor's, if that is dense.
  final func ordered(
    _ gradFn: String, along d: Int, _ count: Int, keepsLayout: Bool, _ choose: (OrderedRows.Row, UnsafeMutablePointer<Int64>) -> Void
  ) -> (values: Tensor, indices: Tensor) {
    var (values, indices) = OrderedRows(self, d).choose(count, choose)
    if dim == 0 {
      (values, indices) = (values.shaped(sizes), indices.shaped(sizes))
    } else {
      let (found, places) = (values.movingLast(to: d), indices.movingLast(to: d))
      let layout = keepsLayout && isNonOverlappingAndDense ? steps : found.sizes.contiguousStrides
      (values, indices) = (found.laidOut(layout), places.laidOut(layout))
    }
    return (values.recordedSelection(gradFn, of: self, at: indices, along: d, isDimensionGone: false), indices)
  }

  /// This tensor, or a copy of it, with the given strides.
  private final func laidOut(_ strides: Dimensions) -> Tensor { steps == strides ? self : cloned(strides: strides) }
}
