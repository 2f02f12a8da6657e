import CKernels

/// The node of an operator that has no derivative: it lets the result require grad and refuses a backward pass.
final class UndifferentiableNode: Node {
  private let message: String

  /// - Parameter message: PyTorch's text.
  init(_ name: String, message: String, _ input: Tensor) {
    self.message = message
    super.init(name: name)
    addEdge(to: input)
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients { throw AutogradError(message) }
}

extension Tensor {
  /// Records this tensor as the result of an operator without a derivative.
  final func recordedUndifferentiable(_ gradFn: String, _ message: String, _ input: Tensor) -> Tensor {
    if input.isRecorded && dtype.isFloatingPoint { setHistory(UndifferentiableNode(gradFn, message: message, input)) }
    return self
  }

  /// The distinct elements in order: PyTorch's `unique`. A NaN equals nothing.
  ///
  ///     let x = Tensor([3, 1, 3])
  ///     let (values, inverse, counts) = x.unique()  // [1, 3], [1, 0, 1], [1, 2]
  ///
  /// - Parameter dim: Compares whole slices along a dimension; without it the elements of all dimensions, as one list.
  /// - Returns: The elements; for each input element (or slice) the index of its like; how often each occurs.
  public final func unique(
    dim: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, inverse: Tensor, counts: Tensor) {
    if let dim { return distinctSlices(dim, isConsecutive: false, at: CallSite(file, line)) }
    let flat = rowMajor.shaped([numel])
    let (sorted, order) = noGrad { flat.detach().sort() }
    return distinct(sorted, order, "Unique2Backward0", "_unique2")
  }

  /// The elements without those that equal the one before: PyTorch's `unique_consecutive`.
  ///
  /// The parameter and the results are those of `unique`.
  public final func uniqueConsecutive(
    dim: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, inverse: Tensor, counts: Tensor) {
    if let dim { return distinctSlices(dim, isConsecutive: true, at: CallSite(file, line)) }
    return distinct(rowMajor.shaped([numel]), nil, "UniqueConsecutiveBackward0", "unique_consecutive")
  }

  /// The first of each run of equals in a list, whose elements stood at `order` in this tensor.
  private final func distinct(
    _ list: Tensor, _ order: Tensor?, _ gradFn: String, _ name: String
  ) -> (values: Tensor, inverse: Tensor, counts: Tensor) {
    let n = list.numel
    let starts = Tensor(uninitialized: [n], .int64)
    let start = starts.bytes.assumingMemoryBound(to: Int64.self)
    let count = gb_runs(dtype.kernel, list.bytes, dtype.byteCount, n, start)
    let values = Tensor(uninitialized: [count], dtype)
    gb_take(values.bytes, list.bytes, dtype.byteCount, dtype.byteCount, start, count)
    let groups = Groups(starts: UnsafeBufferPointer(start: start, count: count), n, order)
    let result = values.recordedUndifferentiable(gradFn, "the derivative for '\(name)' is not implemented.", self)
    return (result, groups.inverse.shaped(sizes), groups.counts)
  }

  private final func distinctSlices(
    _ dim: Int, isConsecutive: Bool, at site: CallSite
  ) -> (values: Tensor, inverse: Tensor, counts: Tensor) {
    if self.dim == 0 { fail("Dimension specified as \(dim) but tensor has no dimensions", at: site) }
    let d = wrapped(dim, at: site)
    let n = sizes[d]
    if sizes.indices.contains(where: { $0 != d && sizes[$0] == 0 }) {
      fail("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied", at: site)
    }
    let gradFn = isConsecutive ? "UniqueDimConsecutiveBackward0" : "UniqueDimBackward0"
    let name = isConsecutive ? "unique_dim_consecutive" : "unique_dim"
    // Slices one after the other, each contiguous.
    let first = sizes.removing(at: d)
    var sliceSteps = steps.removing(at: d)
    var sliceSizes = first
    sliceSizes.insert(n, at: 0)
    sliceSteps.insert(steps[d], at: 0)
    let slices = alias(sizes: sliceSizes, strides: sliceSteps, offset: offset).rowMajor
    let width = first.product
    let (base, size, kernel) = (slices.bytes, dtype.byteCount * width, dtype.kernel)
    var order = (0..<n).map { Int64($0) }
    if !isConsecutive {
      order.sort { a, b in
        let order = gb_compare_rows(kernel, base + Int(a) * size, base + Int(b) * size, width)
        return order != 0 ? order < 0 : a < b
      }
    }
    var starts: [Int64] = []
    for i in 0..<n {
      let isNew = i == 0 || gb_equal_rows(kernel, base + Int(order[i - 1]) * size, base + Int(order[i]) * size, width) == 0
      if isNew { starts.append(Int64(i)) }
    }
    var keptSizes = sliceSizes
    keptSizes[0] = starts.count
    let kept = Tensor(uninitialized: keptSizes, dtype)
    for (i, start) in starts.enumerated() {
      (kept.bytes + i * size).copyMemory(from: base + Int(order[Int(start)]) * size, byteCount: size)
    }
    let places = Tensor(uninitialized: [n], .int64)
    for i in 0..<n { places.bytes.storeBytes(of: order[i], toByteOffset: i * 8, as: Int64.self) }
    let groups = starts.withUnsafeBufferPointer { Groups(starts: $0, n, places) }
    var (backSizes, backSteps) = (kept.sizes.removing(at: 0), kept.steps.removing(at: 0))
    backSizes.insert(starts.count, at: d)
    backSteps.insert(kept.steps[0], at: d)
    let values = kept.alias(sizes: backSizes, strides: backSteps, offset: 0).rowMajor
    let result = values.recordedUndifferentiable(gradFn, "the derivative for '\(name)' is not implemented.", self)
    return (result, groups.inverse, groups.counts)
  }
}

/// Runs of equals in a list: how long each is, and to which each element belongs.
private struct Groups {
  let inverse: Tensor
  let counts: Tensor

  /// - Parameter order: Where the list's elements stood; nil for in order.
  init(starts: UnsafeBufferPointer<Int64>, _ n: Int, _ order: Tensor?) {
    counts = Tensor(uninitialized: [starts.count], .int64)
    inverse = Tensor(uninitialized: [n], .int64)
    let count = counts.bytes.assumingMemoryBound(to: Int64.self)
    let group = inverse.bytes.assumingMemoryBound(to: Int64.self)
    let place = order?.bytes.assumingMemoryBound(to: Int64.self)
    for i in starts.indices {
      let (begin, end) = (Int(starts[i]), i + 1 < starts.count ? Int(starts[i + 1]) : n)
      count[i] = Int64(end - begin)
      for k in begin..<end { group[place.map { Int($0[k]) } ?? k] = Int64(i) }
    }
  }
}
