import CKernels

/// Runs a loop that turns many elements into one over some dimensions of a tensor.
///
/// Large reductions are shared among the processors. How they are cut depends on the sizes alone, so that results do not depend on
/// the machine.
struct Reduction {
  let input: Tensor
  /// Which dimensions disappear, as a bit each.
  let isReduced: [Bool]

  /// - Parameter dims: nil or empty for all.
  init(_ input: Tensor, _ dims: [Int]?, at site: CallSite?) {
    self.input = input
    isReduced = Self.mask(input, dims ?? [], isEmptyAll: true, at: site)
  }

  init(_ input: Tensor, isReduced: [Bool]) {
    self.input = input
    self.isReduced = isReduced
  }

  static func all(of input: Tensor) -> Reduction { Reduction(input, isReduced: Array(repeating: true, count: input.dim)) }

  /// A list of dimensions as a bit for each dimension.
  ///
  /// - Parameter isEmptyAll: Whether an empty list stands for all dimensions.
  static func mask(_ input: Tensor, _ dims: [Int], isEmptyAll: Bool, at site: CallSite?) -> [Bool] {
    if input.dim > 64 { fail("only tensors with up to 64 dims are supported", at: site) }
    var mask = Array(repeating: isEmptyAll && dims.isEmpty, count: input.dim)
    if input.dim == 0 && dims.count > 1 { mask = [false] }
    for d in dims {
      let d = input.wrapped(d, at: site)
      if mask.isEmpty { continue }
      if mask[d] { fail("dim \(d) appears multiple times in the list of dims", at: site) }
      mask[d] = true
    }
    return mask
  }

  /// The sizes of the result.
  func sizes(keepdim: Bool) -> Dimensions {
    var result = Dimensions()
    for d in input.sizes.indices {
      if !isReduced[d] { result.append(input.sizes[d]) } else if keepdim { result.append(1) }
    }
    return result
  }

  /// The dimensions that disappear.
  var dims: [Int] { isReduced.indices.filter { isReduced[$0] } }

  var reducedCount: Int { input.sizes.indices.reduce(1) { isReduced[$1] ? $0 * input.sizes[$1] : $0 } }

  /// The accumulators, row-major over the dimensions that stay.
  ///
  /// - Parameters:
  ///   - accumulator: The dtype of an accumulator, as `gb_reduce_op` says.
  ///   - start: What each begins with, which adds nothing; nil for the first element of its part.
  func accumulate(_ operation: gb_reduce_op, accumulator: DType, start: Scalar?) -> Tensor {
    if input.isRowMajor && !isReduced.contains(false) && !input.isMeta {
      return Self.total(input, operation, accumulator: accumulator, start: start)
    }
    let (kept, reduced) = geometries
    let output = Tensor.empty(kept.sizes, accumulator, input.device)
    if output.isMeta { return output }
    if let start {
      output.write(Tensor(number: start))
    } else {
      output.write(input.alias(sizes: kept.sizes, strides: kept.strides, offset: input.offset))
    }
    if input.numel == 0 { return output }
    let rows = gb_reduce_rows(operation, input.dtype.kernel)!
    let single = gb_reduce(operation, input.dtype.kernel)!
    let (target, size) = (output.bytes, accumulator.byteCount)
    forEachPart(kept, reduced) { number, part, strides, count, width in
      if width == 1 {
        single(target + number * size, part, strides, count)
      } else {
        rows(target + number * size, part, strides, count, width)
      }
    }
    return output
  }

  /// The accumulated squares of the distances from `centers`, which are float64 and row-major over the dimensions that stay.
  func squaredDeviations(from centers: Tensor) -> Tensor {
    let (kept, reduced) = geometries
    let output = Tensor.empty(kept.sizes, .float64, input.device)
    if output.isMeta { return output }
    output.write(Tensor(number: 0))
    if input.numel == 0 { return output }
    let rows = gb_sum_squared_deviations_rows(input.dtype.kernel)
    let single = gb_sum_squared_deviations(input.dtype.kernel)
    let target = output.bytes.assumingMemoryBound(to: Double.self)
    let center = centers.bytes.assumingMemoryBound(to: Double.self)
    forEachPart(kept, reduced) { number, part, stride, count, width in
      if width == 1 {
        single(target + number, part, stride, count, center[number])
      } else {
        rows(target + number, part, stride, count, width, center + number)
      }
    }
    return output
  }

  /// One accumulator of all elements of a row-major tensor. A long one is cut in chunks, whose accumulators are then combined in order.
  private static func total(_ input: Tensor, _ operation: gb_reduce_op, accumulator: DType, start: Scalar?) -> Tensor {
    let output = Tensor(uninitialized: Dimensions(), accumulator)
    let loop = gb_reduce(operation, input.dtype.kernel)!
    let (count, element, source) = (input.numel, input.dtype.byteCount, input.bytes)
    if count <= chunk {
      fill(output, start, input)
      loop(output.bytes, source, element, count)
      return output
    }
    let chunks = (count + chunk - 1) / chunk
    let partial = Tensor(uninitialized: [chunks], accumulator)
    if let start {
      partial.write(Tensor(number: start))
    } else {
      partial.write(input.alias(sizes: [chunks], strides: [chunk], offset: input.offset))
    }
    let (target, size) = (partial.bytes, accumulator.byteCount)
    Parallel.run(count: chunks, grain: 1) { range in
      for i in range {
        loop(target + i * size, source + i * chunk * element, element, Swift.min(chunk, count - i * chunk))
      }
    }
    fill(output, start, partial)
    gb_reduce(combination(operation), accumulator.kernel)!(output.bytes, target, size, chunks)
    return output
  }

  /// How many elements one accumulator takes in one go.
  static let chunk = 1 << 16

  private static func fill(_ output: Tensor, _ start: Scalar?, _ source: Tensor) {
    if let start {
      output.write(Tensor(number: start))
    } else {
      output.bytes.copyMemory(from: source.bytes, byteCount: source.dtype.byteCount)
    }
  }

  /// What makes one accumulator of several.
  private static func combination(_ operation: gb_reduce_op) -> gb_reduce_op {
    switch operation {
    case GB_SUM_ABS, GB_SUM_SQUARES, GB_COUNT_NONZERO: GB_SUM
    case GB_MAX_ABS: GB_MAX
    case GB_MIN_ABS: GB_MIN
    default: operation
    }
  }

  /// Calls `body` for pieces of the input: `count` steps of `stride` bytes from `part` on, each of `width` neighbours, which belong to
  /// the results from `number` on. Pieces of one result come in order, on one thread.
  private func forEachPart(
    _ kept: Geometry, _ reduced: Geometry,
    _ body: (_ number: Int, _ part: UnsafeRawPointer, _ stride: Int, _ count: Int, _ width: Int) -> Void
  ) {
    let element = input.dtype.byteCount
    let base = UnsafeRawPointer(input.bytes)
    let runs = StridedLoop(reduced.sizes, input.alias(sizes: reduced.sizes, strides: reduced.strides, offset: 0))
    let perResult = Swift.max(reducedCount, 1)
    // Mostly one run makes a result: then it is not asked for again and again.
    var single: (stride: Int, count: Int)?
    if runs.sizes.count <= 1 { runs.forEachRun { _, strides, count in single = (strides[0], count) } }
    let only = single
    let last = kept.sizes.count - 1
    guard last >= 0, kept.strides[last] == 1, kept.sizes[last] > 1 else {
      Parallel.run(count: kept.sizes.product, grain: Swift.max(Parallel.grain / perResult, 1)) { range in
        var walk = RowMajorWalk(kept.sizes, kept.strides, from: range.lowerBound)
        for number in range {
          let part = base + walk.place * element
          if let only {
            body(number, part, only.stride, only.count, 1)
          } else {
            runs.forEachRun { offsets, strides, count in body(number, part + offsets[0], strides[0], count, 1) }
          }
          walk.advance()
        }
      }
      return
    }
    let width = kept.sizes[last]
    let blocks = (width + Self.blockWidth - 1) / Self.blockWidth
    let outer = (kept.sizes.dropLast, kept.strides.dropLast)
    let units = outer.0.product * blocks
    let work = perResult * Swift.min(width, Self.blockWidth)
    Parallel.run(count: units, grain: Swift.max(Parallel.grain / work, 1)) { range in
      var walk = RowMajorWalk(outer.0, outer.1, from: range.lowerBound / blocks)
      for unit in range {
        let (row, block) = unit.quotientAndRemainder(dividingBy: blocks)
        let column = block * Self.blockWidth
        let part = base + (walk.place + column) * element
        runs.forEachRun { offsets, strides, count in
          body(row * width + column, part + offsets[0], strides[0], count, Swift.min(Self.blockWidth, width - column))
        }
        if block == blocks - 1 { walk.advance() }
      }
    }
  }

  /// How many results of neighbours are accumulated together.
  static let blockWidth = 512

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

  /// Refuses to record an operator whose result is not floating: it would have no gradient.
  final func refuseGradient(of dtype: DType, at site: CallSite?) {
    if isRecorded && !dtype.isFloatingPoint { fail("Autograd not support dtype: \(dtype.scalarTypeName)", at: site) }
  }
}
