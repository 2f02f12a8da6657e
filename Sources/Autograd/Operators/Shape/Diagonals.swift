/// Diagonals of matrices: laid out, taken, summed. `diagonal`, the view, stands with the slices.
extension Tensor {
  /// Of a vector the matrix with it on a diagonal, of a matrix a copy of a diagonal: PyTorch's `diag`.
  ///
  /// - Parameter diagonal: 0 is the main diagonal, more than 0 lies above it, less below.
  public final func diag(_ diagonal: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    switch dim {
    case 1: return diagEmbed(offset: diagonal, dim1: 0, dim2: 1, file: file, line: line)
    case 2: return diagonalCopy(offset: diagonal, dim1: 0, dim2: 1, file: file, line: line)
    default: fail("diag(): Supports 1D or 2D tensors. Got \(dim)D", at: CallSite(file, line))
    }
  }

  /// Matrices with the last dimension's elements on a diagonal, zeros elsewhere: PyTorch's `diag_embed`.
  ///
  ///     Tensor([1, 2]).diagEmbed(offset: 1).shape  // [3, 3]
  ///
  /// - Parameters:
  ///   - offset: 0 is the main diagonal, more than 0 lies above it, less below.
  ///   - dim1: Where the rows go in the result.
  ///   - dim2: Where the columns go.
  public final func diagEmbed(
    offset: Int = 0, dim1: Int = -2, dim2: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let (first, second) = (wrapped(dim1, extra: 1, at: site), wrapped(dim2, extra: 1, at: site))
    if first == second { fail("diagonal dimensions cannot be identical \(dim1), \(dim2)", at: site) }
    var target = sizes
    if dim == 0 { fail("Dimension out of range (expected to be in range of [-1, 0], but got \(dim1))", at: site) }
    let size = target[dim - 1] &+ Int(clamping: offset.magnitude)
    if size < 0 { fail("Storage size calculation overflowed with sizes=[\(offset), \(offset)]", at: site) }
    target.remove(at: dim - 1)
    target.insert(size, at: Swift.min(first, second))
    target.insert(size, at: Swift.max(first, second))
    let output = newZeros(target.array)
    noGrad { output.diagonal(offset: offset, dim1: first, dim2: second).write(self) }
    return output.recorded("DiagEmbedBackward0", inputs: [self]) { _, g in
      [g.diagonal(offset: offset, dim1: first, dim2: second)]
    }
  }

  /// The matrix with all elements on a diagonal, in row-major order: PyTorch's `diagflat`.
  public final func diagflat(offset: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    contiguous().view([numel]).diag(offset, file: file, line: line)
  }

  /// The sum of a matrix's main diagonal: PyTorch's `trace`. Integers give int64.
  public final func trace(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 { fail("trace: expected a matrix, but got tensor with dim \(dim)", at: site) }
    if dtype == .bool { fail("\"trace\" not implemented for 'Bool'", at: site) }
    let original = sizes
    return noGrad { diagonal().sum() }.recorded("TraceBackward0", inputs: [self]) { _, g in
      [g.expand([Swift.min(original[0], original[1])]).onDiagonal(of: original)]
    }
  }
}
