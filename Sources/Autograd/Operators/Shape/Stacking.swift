/// `cat` along the dimensions that a picture of the tensors suggests.
extension Tensor {
  /// Side by side, along dimension 1 (0 of vectors and single numbers): PyTorch's `torch.hstack`.
  public static func hstack(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if tensors.isEmpty { fail("hstack expects a non-empty TensorList", at: CallSite(file, line)) }
    let parts = tensors.map { $0.atleast1d() }
    return cat(parts, dim: parts[0].dim == 1 ? 0 : 1, file: file, line: line)
  }

  /// One above the other, along dimension 0, vectors as rows: PyTorch's `torch.vstack`.
  public static func vstack(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if tensors.isEmpty { fail("vstack expects a non-empty TensorList", at: CallSite(file, line)) }
    return cat(tensors.map { $0.atleast2d() }, dim: 0, file: file, line: line)
  }

  /// One behind the other, along dimension 2: PyTorch's `torch.dstack`.
  public static func dstack(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if tensors.isEmpty { fail("dstack expects a non-empty TensorList", at: CallSite(file, line)) }
    return cat(tensors.map { $0.atleast3d() }, dim: 2, file: file, line: line)
  }

  /// Side by side, vectors as columns: PyTorch's `torch.column_stack`.
  public static func columnStack(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if tensors.isEmpty { fail("column_stack expects a non-empty TensorList", at: CallSite(file, line)) }
    return hstack(tensors.map { $0.dim <= 1 ? $0.reshape([$0.numel, 1]) : $0 }, file: file, line: line)
  }

  /// The matrix with these matrices on its diagonal, zeros elsewhere: PyTorch's `torch.block_diag`. A vector is a row; the dtype is
  /// promoted.
  ///
  ///     Tensor.blockDiag([Tensor.ones(1, 2), Tensor.ones(2, 1)]).shape  // [3, 3]
  ///
  /// - Precondition: None has more than two dimensions.
  public static func blockDiag(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if tensors.isEmpty { return Tensor.empty([1, 0]) }
    for (i, tensor) in tensors.enumerated() where tensor.dim > 2 {
      fail("torch.block_diag: Input tensors must have 2 or fewer dimensions. Input \(i) has \(tensor.dim) dimensions", at: site)
    }
    var type = ResultType()
    var blocks: [(rows: Range<Int>, columns: Range<Int>)] = []
    var (rows, columns) = (0, 0)
    for tensor in tensors {
      type.add(tensor)
      let (height, width) = (tensor.dim == 2 ? tensor.sizes[0] : 1, tensor.dim > 0 ? tensor.sizes[tensor.dim - 1] : 1)
      blocks.append((rows..<rows + height, columns..<columns + width))
      (rows, columns) = (rows + height, columns + width)
    }
    let output = tensors[0].newZeros([rows, columns], dtype: type.dtype)
    for (tensor, block) in zip(tensors, blocks) {
      output.alias(
        sizes: [block.rows.count, block.columns.count], strides: output.steps,
        offset: block.rows.lowerBound * columns + block.columns.lowerBound
      ).write(tensor)
    }
    let (shapes, dtypes, places) = (tensors.map(\.shape), tensors.map(\.dtype), blocks)
    record("BlockDiagBackward0", outputs: [output], inputs: tensors) { s, g in
      places.indices.map { i in
        if !s.needs(i) { return nil }
        let (rows, columns) = places[i]
        return g[0].unsafelyUnwrapped.narrow(0, rows.lowerBound, rows.count).narrow(1, columns.lowerBound, columns.count)
          .reshape(shapes[i]).to(dtypes[i])
      }
    }
    return output
  }
}
