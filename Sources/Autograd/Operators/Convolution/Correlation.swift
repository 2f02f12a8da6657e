import CKernels

/// The three products of a convolution, outside of the graph: from the input to the output, from the output's gradient to the input's, and
/// from both to the weights'.
///
/// Tensors are (batch, channels, depth, height, width) with any strides; weights (output channels, input channels of a group, depth,
/// height, width), row-major; the dtype is float64, float32 or int64. Images are shared among the threads.
struct Correlation {
  let dimensions: [ConvolutionDimension]
  let groups: Int
  /// Multiplications from which on a second thread pays.
  private static let grain = 1 << 18

  /// The output for `input`: `dimensions` say its sizes.
  func forward(_ input: Tensor, _ weight: Tensor, bias: Tensor?) -> Tensor {
    let kernel = weight.sizes[2] * weight.sizes[3] * weight.sizes[4]
    let channels = weight.sizes[1]
    return run(
      .forward(dimensions), input, weight, bias, rows: weight.sizes[0] / groups, channels: channels, rowStep: channels * kernel,
      channelStep: kernel, sizes: dimensions.map(\.output))
  }

  /// The input's gradient for that of the output; also a transposed convolution, which has a bias.
  func backward(_ gradient: Tensor, _ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    let kernel = weight.sizes[2] * weight.sizes[3] * weight.sizes[4]
    let rows = weight.sizes[1]
    return run(
      .backward(dimensions), gradient, weight, bias, rows: rows, channels: weight.sizes[0] / groups, rowStep: kernel,
      channelStep: rows * kernel, sizes: dimensions.map(\.input))
  }

  private func run(
    _ plan: CorrelationPlan, _ source: Tensor, _ weight: Tensor, _ bias: Tensor?, rows: Int, channels: Int, rowStep: Int,
    channelStep: Int, sizes: [Int]
  ) -> Tensor {
    let (batch, element) = (source.sizes[0], source.dtype.byteCount)
    let output = Tensor.empty([batch, groups * rows, sizes[0], sizes[1], sizes[2]], source.dtype, Device.common(source, weight))
    if output.numel == 0 || output.isMeta { return output }
    let loop = gb_correlate(source.dtype.kernel)!
    // What every image needs: where the taps read and their weights, by part and group.
    let taps = plan.parts.map { part in (0..<channels).flatMap { c in part.taps.map { c * plan.channelStep + $0.offset } } }
    let packedCounts = taps.map { gb_packed_weight_count(rows, $0.count) }
    let packedCount = packedCounts.reduce(0, +)
    let packed = Tensor(uninitialized: [groups, packedCount], source.dtype)
    for group in 0..<groups {
      var place = packed.bytes + group * packedCount * element
      for (p, part) in plan.parts.enumerated() {
        let places = (0..<channels).flatMap { c in part.taps.map { c * channelStep + $0.index } }
        let first = weight.bytes + group * rows * channels * (weight.sizes[2] * weight.sizes[3] * weight.sizes[4]) * element
        gb_pack_weights(place, first, rowStep, rows, places, places.count, element)
        place += packedCounts[p] * element
      }
    }
    let (planeStep, channelSize) = (sizes[1] * sizes[2], sizes[0] * sizes[1] * sizes[2])
    let splits = rowSplits(rows, items: batch * groups)
    let strides: InlineArray<4, Int> = [source.steps[1], source.steps[2], source.steps[3], source.steps[4]]
    let (batchStep, sourceBytes, packedBytes, outputBytes) = (source.steps[0], UnsafeRawPointer(source.bytes), packed.bytes, output.bytes)
    let biasBytes = bias.map { UnsafeRawPointer($0.bytes) }
    let byteCount = plan.byteCount(channels: channels, element: element)
    let work = rows * channels * max(1, plan.parts.reduce(0) { $0 + $1.taps.count * $1.counts[0] * $1.counts[1] * $1.counts[2] }) / splits
    Parallel.run(count: batch * groups * splits, grain: max(1, Self.grain / max(work, 1))) { items in
      let spread = MemoryCache.allocate(byteCount: byteCount)
      defer { MemoryCache.release(spread, byteCount: byteCount) }
      spread.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      var current = -1
      for item in items {
        let (image, split) = item.quotientAndRemainder(dividingBy: splits)
        let (n, group) = image.quotientAndRemainder(dividingBy: groups)
        if image != current {
          plan.spread(
            sourceBytes + (n * batchStep + group * channels * strides[0]) * element, strides: strides, channels: channels,
            element: element, into: spread)
          current = image
        }
        let range = Self.rowRange(split, of: splits, rows: rows)
        if range.isEmpty { continue }
        var weights = packedBytes + group * packedCount * element
        for (p, part) in plan.parts.enumerated() {
          taps[p].withUnsafeBufferPointer { offsets in
            for z in 0..<part.counts[0] {
              let start =
                ((n * groups + group) * rows + range.lowerBound) * channelSize + (part.starts[0] + z * part.steps[0]) * planeStep
                + part.starts[1] * sizes[2] + part.starts[2]
              var task = gb_correlation(
                source: spread + z * plan.depthStep * element, pitch: plan.pitch, taps: offsets.baseAddress ?? Self.noTaps,
                tap_count: offsets.count, weights: weights + range.lowerBound * offsets.count * element, block: gb_weight_block(rows),
                bias: biasBytes.map { $0 + (group * rows + range.lowerBound) * element }, out: outputBytes + start * element,
                rows: range.count, height: part.counts[1], width: part.counts[2], out_row_step: channelSize,
                out_y_step: part.steps[1] * sizes[2], out_x_step: part.steps[2])
              loop(&task)
            }
          }
          weights += packedCounts[p] * element
        }
      }
    }
    return output
  }

  /// What stands in for the taps of a part that has none (its elements are the bias alone).
  private static var noTaps: UnsafePointer<Int> { UnsafePointer(bitPattern: MemoryLayout<Int>.alignment)! }

  /// The weights' gradient, of the shape (rows, channels of a group, kernel): `gradient` is the output's.
  func weightGradient(_ gradient: Tensor, _ input: Tensor, sizes: Dimensions) -> Tensor {
    let (batch, element) = (input.sizes[0], input.dtype.byteCount)
    let (rows, channels) = (sizes[0] / groups, sizes[1])
    let plan = CorrelationPlan.forward(dimensions)
    let part = plan.parts[0]
    let taps = (0..<channels).flatMap { c in part.taps.map { c * plan.channelStep + $0.offset } }
    let result = Tensor.zeros(sizes.array, dtype: input.dtype, device: Device.common(gradient, input))
    if batch == 0 || result.numel == 0 || result.isMeta { return result }
    let loop = gb_correlate_gradient(input.dtype.kernel)!
    // Images are summed in a fixed number of chunks, so that the sum does not depend on the threads.
    let weightCount = groups * rows * taps.count
    let chunks = min(batch, 8, max(1, (1 << 20) / max(weightCount, 1)))
    let splits = rowSplits(rows, items: chunks * groups)
    let sums = Tensor.zeros([chunks, weightCount], dtype: input.dtype)
    let count = (part.counts[1] - 1) * plan.pitch + part.counts[2]
    let rowStep = count + Int(GB_CORRELATION_SLACK)
    let gradientBytes = rows * rowStep * element
    let sourceBytes = plan.byteCount(channels: channels, element: element)
    let strides: InlineArray<4, Int> = [input.steps[1], input.steps[2], input.steps[3], input.steps[4]]
    let steps: InlineArray<5, Int> = [gradient.steps[0], gradient.steps[1], gradient.steps[2], gradient.steps[3], gradient.steps[4]]
    let (batchStep, inputBytes, outerBytes, sumBytes) = (input.steps[0], UnsafeRawPointer(input.bytes), gradient.bytes, sums.bytes)
    let work = batch * rows * taps.count * part.counts[0] * count / (chunks * splits)
    Parallel.run(count: chunks * groups * splits, grain: max(1, Self.grain / max(work, 1))) { items in
      let spread = MemoryCache.allocate(byteCount: sourceBytes)
      let outer = MemoryCache.allocate(byteCount: gradientBytes)
      defer {
        MemoryCache.release(spread, byteCount: sourceBytes)
        MemoryCache.release(outer, byteCount: gradientBytes)
      }
      spread.initializeMemory(as: UInt8.self, repeating: 0, count: sourceBytes)
      outer.initializeMemory(as: UInt8.self, repeating: 0, count: gradientBytes)
      for item in items {
        let (image, split) = item.quotientAndRemainder(dividingBy: splits)
        let (chunk, group) = image.quotientAndRemainder(dividingBy: groups)
        let range = Self.rowRange(split, of: splits, rows: rows)
        if range.isEmpty { continue }
        for n in (chunk * batch / chunks)..<((chunk + 1) * batch / chunks) {
          plan.spread(
            inputBytes + (n * batchStep + group * channels * strides[0]) * element, strides: strides, channels: channels,
            element: element, into: spread)
          for z in 0..<part.counts[0] {
            for (i, row) in range.enumerated() {
              gb_copy_rows(
                outer + i * rowStep * element, plan.pitch,
                outerBytes + (n * steps[0] + (group * rows + row) * steps[1] + z * steps[2]) * element, steps[3], steps[4],
                part.counts[1], part.counts[2], element)
            }
            taps.withUnsafeBufferPointer { offsets in
              var task = gb_correlation_gradient(
                source: spread + z * plan.depthStep * element, taps: offsets.baseAddress!, tap_count: offsets.count, gradient: outer,
                gradient_step: rowStep, rows: range.count, count: count,
                out: sumBytes + (chunk * weightCount + (group * rows + range.lowerBound) * taps.count) * element, out_step: taps.count)
              loop(&task)
            }
          }
        }
      }
    }
    // The taps of a forward plan are the kernel's elements in order.
    let total = Reduction(sums, [0], at: nil)
    result.write(total.accumulate(GB_SUM, accumulator: input.dtype == .int64 ? .int64 : .float64, start: 0).shaped(sizes))
    return result
  }

  /// Into how many parts the rows go where there are too few images to share.
  private func rowSplits(_ rows: Int, items: Int) -> Int {
    let blocks = (rows + Int(GB_CORRELATION_ROWS) - 1) / Int(GB_CORRELATION_ROWS)
    return items >= 4 ? 1 : min(blocks, 4)
  }

  /// The rows of a part: whole blocks, since their weights are packed so.
  private static func rowRange(_ split: Int, of splits: Int, rows: Int) -> Range<Int> {
    let block = Int(GB_CORRELATION_ROWS)
    let blocks = (rows + block - 1) / block
    return min(rows, split * blocks / splits * block)..<min(rows, (split + 1) * blocks / splits * block)
  }
}
