import Glibc

extension Tensor {
  /// The matrices with 0 above a diagonal: PyTorch's `tril`. Shape (*, n, m) stays.
  ///
  /// - Parameter diagonal: 0 is the main diagonal, more than 0 lies above it, less below.
  public final func tril(_ diagonal: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    triangle(isUpper: false, diagonal, at: CallSite(file, line))
  }

  /// The matrices with 0 below a diagonal: PyTorch's `triu`. Shape (*, n, m) stays; `diagonal` as in `tril`.
  public final func triu(_ diagonal: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    triangle(isUpper: true, diagonal, at: CallSite(file, line))
  }

  /// The in-place form of `tril`: PyTorch's `tril_`.
  @discardableResult
  public final func tril_(_ diagonal: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    triangle_(isUpper: false, diagonal, at: CallSite(file, line))
  }

  /// The in-place form of `triu`: PyTorch's `triu_`.
  @discardableResult
  public final func triu_(_ diagonal: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    triangle_(isUpper: true, diagonal, at: CallSite(file, line))
  }

  private final func triangle(isUpper: Bool, _ diagonal: Int, at site: CallSite) -> Tensor {
    refuseUnlessMatrices(isUpper, at: site)
    let output = cloned(strides: sizes.contiguousStrides)
    output.clearTriangle(isUpper, diagonal)
    return output.recorded(isUpper ? "TriuBackward0" : "TrilBackward0", inputs: [self]) { _, g in
      [isUpper ? g.triu(diagonal) : g.tril(diagonal)]
    }
  }

  private final func triangle_(isUpper: Bool, _ diagonal: Int, at site: CallSite) -> Tensor {
    refuseUnlessMatrices(isUpper, at: site)
    return writtenInPlace(isUpper ? "TriuBackward0" : "TrilBackward0", mayOverlap: true, at: site) { _, g in
      [isUpper ? g.triu(diagonal) : g.tril(diagonal)]
    } write: {
      if isRowMajor { return clearTriangle(isUpper, diagonal) }
      let copy = cloned(strides: sizes.contiguousStrides)
      copy.clearTriangle(isUpper, diagonal)
      write(copy)
    }
  }

  private final func refuseUnlessMatrices(_ isUpper: Bool, at site: CallSite) {
    if dim < 2 { fail("\(isUpper ? "triu" : "tril"): input tensor must have at least 2 dimensions", at: site) }
  }

  /// Of row-major matrices, writes 0 on the side of the diagonal that is not kept.
  private final func clearTriangle(_ isUpper: Bool, _ diagonal: Int) {
    let (rows, columns, element) = (sizes[dim - 2], sizes[dim - 1], dtype.byteCount)
    if numel == 0 || isMeta { return }
    let start = bytes
    Parallel.run(count: numel / columns, grain: Swift.max(Parallel.grain * 4 / columns, 1)) { range in
      for row in range {
        let first = Swift.min(Swift.max(row % rows + diagonal + (isUpper ? 0 : 1), 0), columns)
        let cleared = isUpper ? 0..<first : first..<columns
        memset(start + (row * columns + cleared.lowerBound) * element, 0, cleared.count * element)
      }
    }
  }
}

extension Tensor {
  /// The row and column indices of what `tril` keeps of a matrix, in row-major order; shape (2, count): PyTorch's `torch.tril_indices`.
  ///
  /// - Parameters:
  ///   - rows: The number of the matrix's rows.
  ///   - columns: The number of its columns.
  ///   - offset: The diagonal up to which `tril` keeps: 0 is the main one, more than 0 lies above it, less below.
  ///   - dtype: int64 or int32.
  ///   - device: `.meta` for the shape alone.
  public static func trilIndices(
    _ rows: Int, _ columns: Int, offset: Int = 0, dtype: DType = .int64, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    triangleIndices("tril_indices", rows, columns, dtype, device, at: CallSite(file, line)) { 0..<Swift.max($0 + offset + 1, 0) }
  }

  /// The row and column indices of what `triu` keeps of a matrix, in row-major order; shape (2, count): PyTorch's `torch.triu_indices`.
  public static func triuIndices(
    _ rows: Int, _ columns: Int, offset: Int = 0, dtype: DType = .int64, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    triangleIndices("triu_indices", rows, columns, dtype, device, at: CallSite(file, line)) {
      Swift.max($0 + offset, 0)..<Swift.max($0 + offset, columns)
    }
  }

  private static func triangleIndices(
    _ name: String, _ rows: Int, _ columns: Int, _ dtype: DType, _ device: Device, at site: CallSite, _ kept: (_ row: Int) -> Range<Int>
  ) -> Tensor {
    if rows < 0 { fail("row must be non-negative, got\(rows)", at: site) }
    if columns < 0 { fail("col must be non-negative, got\(columns)", at: site) }
    if dtype != .int64 && dtype != .int32 { fail("\"\(name)\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    var (first, second): ([Int], [Int]) = ([], [])
    for row in 0..<rows {
      for column in kept(row).clamped(to: 0..<columns) {
        first.append(row)
        second.append(column)
      }
    }
    return first.isEmpty ? Tensor.zeros([2, 0], dtype: dtype, device: device) : Tensor([first, second], dtype: dtype, device: device)
  }
}
