import CKernels

/// Runs a loop that turns many elements into one over some dimensions of a tensor.
struct Reduction {
  let input: Tensor
  /// Which dimensions disappear, as a bit each.
  let isReduced: [Bool]

  /// - Parameter dims: nil or empty for all.
  init(_ input: Tensor, _ dims: [Int]?, at site: CallSite?) {
    self.input = input
    var isReduced = Array(repeating: dims?.isEmpty ?? true, count: input.dim)
    for d in dims ?? [] {
      let d = input.wrapped(d, at: site)
      if input.dim == 0 { continue }
      if isReduced[d] { fail("dim \(d) appears multiple times in the list of dims", at: site) }
      isReduced[d] = true
    }
    self.isReduced = isReduced
  }

  /// The sizes of the result.
  func sizes(keepdim: Bool) -> Dimensions {
    var result = Dimensions()
    for d in input.sizes.indices {
      if !isReduced[d] { result.append(input.sizes[d]) } else if keepdim { result.append(1) }
    }
    return result
  }

  var reducedCount: Int { input.sizes.indices.reduce(1) { isReduced[$1] ? $0 * input.sizes[$1] : $0 } }

  /// The accumulators, row-major over the dimensions that stay.
  ///
  /// - Parameters:
  ///   - accumulator: The dtype of an accumulator, as `gb_reduce_op` says.
  ///   - start: What each begins with; nil for the first element of its part.
  func accumulate(_ operation: gb_reduce_op, accumulator: DType, start: Scalar?) -> Tensor {
    let (kept, reduced) = geometries
    let output = Tensor.empty(kept.sizes, accumulator, input.device)
    if output.isMeta { return output }
    if let start {
      output.write(Tensor(number: start))
    } else {
      output.write(input.alias(sizes: kept.sizes, strides: kept.strides, offset: input.offset))
    }
    if input.numel == 0 { return output }
    let element = input.dtype.byteCount
    let base = input.bytes
    let runs = StridedLoop(reduced.sizes, input.alias(sizes: reduced.sizes, strides: reduced.strides, offset: 0))
    let lastKept = kept.sizes.count - 1
    if lastKept >= 0, kept.strides[lastKept] == 1, kept.sizes[lastKept] > 1, let loop = gb_reduce_rows(operation, input.dtype.kernel) {
      let width = kept.sizes[lastKept]
      forEach(kept.sizes.dropLast, kept.strides.dropLast) { index, start in
        let target = output.bytes + index * width * accumulator.byteCount
        runs.forEachRun { offsets, strides, count in
          loop(target, base + start * element + offsets[0], strides[0], count, width)
        }
      }
      return output
    }
    let loop = gb_reduce(operation, input.dtype.kernel)!
    forEach(kept.sizes, kept.strides) { index, start in
      let target = output.bytes + index * accumulator.byteCount
      runs.forEachRun { offsets, strides, count in loop(target, base + start * element + offsets[0], strides[0], count) }
    }
    return output
  }

  private var geometries: (kept: Geometry, reduced: Geometry) {
    var kept = Geometry(sizes: Dimensions(), strides: Dimensions(), offset: 0)
    var reduced = kept
    for d in input.sizes.indices {
      if isReduced[d] {
        reduced.sizes.append(input.sizes[d])
        reduced.strides.append(input.steps[d])
      } else {
        kept.sizes.append(input.sizes[d])
        kept.strides.append(input.steps[d])
      }
    }
    return (kept, reduced)
  }

  /// Every index of a shape in row-major order, with its number and its place in elements.
  private func forEach(_ sizes: Dimensions, _ strides: Dimensions, _ body: (_ number: Int, _ place: Int) -> Void) {
    let count = sizes.product
    var index = Array(repeating: 0, count: sizes.count)
    var place = 0
    for number in 0..<count {
      body(number, place)
      var d = sizes.count - 1
      while d >= 0 {
        index[d] += 1
        place += strides[d]
        if index[d] < sizes[d] { break }
        place -= strides[d] * sizes[d]
        index[d] = 0
        d -= 1
      }
    }
  }
}

extension Dimensions {
  /// Without the last one.
  fileprivate var dropLast: Dimensions {
    var result = self
    result.remove(at: count - 1)
    return result
  }
}

extension Tensor {
  /// Outside of the graph: this tensor's elements as a row-major tensor of the given sizes.
  final func shaped(_ sizes: Dimensions) -> Tensor { alias(sizes: sizes, strides: sizes.contiguousStrides, offset: offset) }

  /// A reduction's gradient or result spread out again over the dimensions that it lost.
  final func restored(_ isReduced: [Bool], keepdim: Bool) -> Tensor {
    if keepdim { return self }
    var result = self
    for (d, isReduced) in isReduced.enumerated() where isReduced { result = result.unsqueeze(d) }
    return result
  }
}
