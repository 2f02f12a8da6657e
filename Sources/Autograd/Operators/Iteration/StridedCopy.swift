import CKernels

/// Copies between two layouts of one shape and dtype, a plane at a time: most rearrangements have rows too short to be worth a call each.
struct StridedCopy {
  private var sizes: Dimensions
  /// In bytes.
  private var target: Dimensions
  private var source: Dimensions
  private let size: Int

  /// - Parameter input: Broadcasts to the output's shape; the dtypes are the same.
  init(_ output: Tensor, _ input: Tensor) {
    let loop = StridedLoop(output.sizes, output, input)
    (sizes, target, source) = (loop.sizes, loop.strides[0], loop.strides[1])
    size = output.dtype.byteCount
    while sizes.count < 2 {
      sizes.append(1)
      target.append(0)
      source.append(0)
    }
    bringFastestOfSource()
  }

  /// Makes the dimension in which the source steps the least the second one, if it is not the first: the plane is a transpose then.
  private mutating func bringFastestOfSource() {
    var fastest = 1
    for d in 0..<sizes.count
    where sizes[d] > 1 && source[d] != 0 && (source[fastest] == 0 || source[d].magnitude < source[fastest].magnitude) {
      fastest = d
    }
    if fastest < 2 { return }
    sizes.swapAt(1, fastest)
    target.swapAt(1, fastest)
    source.swapAt(1, fastest)
  }

  func run(to output: UnsafeMutableRawPointer, from input: UnsafeMutableRawPointer) {
    let (columns, rows) = (sizes[0], sizes[1])
    let planes = (2..<sizes.count).reduce(1) { $0 * sizes[$1] }
    if columns * rows * planes == 0 { return }
    if planes == 1 {
      Parallel.run(count: rows, grain: max(1, Parallel.grain / columns)) { range in
        copy(output + range.lowerBound * target[1], input + range.lowerBound * source[1], rows: range.count)
      }
      return
    }
    Parallel.run(count: planes, grain: max(1, Parallel.grain / (columns * rows))) { range in
      for plane in range {
        var (to, from, rest) = (output, input, plane)
        for d in 2..<sizes.count {
          let index = rest % sizes[d]
          rest /= sizes[d]
          to += index * target[d]
          from += index * source[d]
        }
        copy(to, from, rows: rows)
      }
    }
  }

  private func copy(_ output: UnsafeMutableRawPointer, _ input: UnsafeMutableRawPointer, rows: Int) {
    gb_copy_plane(
      gb_plane(data: output, column_stride: target[0], row_stride: target[1]),
      gb_plane(data: input, column_stride: source[0], row_stride: source[1]), size, sizes[0], rows)
  }
}
