import CKernels

extension Tensor {
  /// Where the elements are that are not 0, one row of indices each, in row-major order: PyTorch's `nonzero`. int64, shape (count, dim).
  public final func nonzero() -> Tensor { truePlaces().transpose(0, 1) }

  /// Where the elements are that are not 0, as one vector of indices for each dimension, which brackets take: PyTorch's
  /// `nonzero(as_tuple=True)`. A single number counts as a vector.
  public final func nonzeroAsTuple() -> [Tensor] {
    let places = noGrad { withDimensions.truePlaces() }
    return (0..<places.sizes[0]).map { places.alias(sizes: [places.sizes[1]], strides: [1], offset: $0 * places.sizes[1]) }
  }

  /// Where the elements are that are not 0, one row of indices each: PyTorch's `argwhere`. int64, shape (count, dim).
  public final func argwhere() -> Tensor { nonzero() }

  /// Where a condition holds, as one vector of indices for each dimension: PyTorch's `torch.where` of one argument.
  public static func `where`(_ condition: Tensor) -> [Tensor] { condition.nonzeroAsTuple() }

  /// Outside of the graph: where the elements are that are not 0, a row of indices for each dimension; int64, shape (dim, count).
  final func truePlaces() -> Tensor {
    let flags = converted(to: .bool).cloned(strides: sizes.contiguousStrides)
    let chosen = flags.bytes.assumingMemoryBound(to: UInt8.self)
    let count = gb_count_true(chosen, numel)
    let output = Tensor(uninitialized: [dim, count], .int64)
    if dim == 0 || count == 0 { return output }
    // The last row takes the positions in row-major order, and keeps of each what the dimensions above it leave.
    let rows = output.bytes.assumingMemoryBound(to: Int64.self)
    let positions = rows + (dim - 1) * count
    gb_positions(positions, count, chosen)
    for d in stride(from: dim - 2, through: 0, by: -1) {
      let inner = Int64((d + 1..<dim).reduce(1) { $0 * sizes[$1] })
      let (size, row) = (Int64(sizes[d]), rows + d * count)
      for i in 0..<count { row[i] = positions[i] / inner % size }
    }
    let last = Int64(sizes[dim - 1])
    if dim > 1 { for i in 0..<count { positions[i] %= last } }
    return output
  }
}

extension Tensor {
  /// The indices in each dimension of a shape that positions in row-major order stand for: PyTorch's `torch.unravel_index`.
  ///
  /// - Parameters:
  ///   - indices: Of an integer dtype; a negative one counts from the end. The result is int64.
  ///   - shape: The sizes of the tensor that the positions belong to.
  public static func unravelIndex(
    _ indices: Tensor, _ shape: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> [Tensor] {
    let site = CallSite(file, line)
    if !indices.dtype.isInteger { fail("expected 'indices' to be integer dtype, but got \(indices.dtype)", at: site) }
    if shape.contains(where: { $0 < 0 }) {
      let text = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
      fail("'shape' cannot have negative values, but got (\(text))", at: site)
    }
    let positions = indices.long()
    var step = 1
    var result: [Tensor] = []
    for size in shape.reversed() {
      let place = positions.numel == 0 ? positions : positions.div(step, roundingMode: .floor).remainder(size)
      result.append(place)
      step *= size
    }
    return result.reversed()
  }
}
