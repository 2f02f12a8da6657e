extension Tensor {
  /// The matrix product of tensors of any dimensions: PyTorch's `matmul`, Python's `@`.
  ///
  /// Two vectors give their scalar product; a matrix and a vector a vector; otherwise the last two dimensions are matrices and the
  /// others broadcast: (b, 1, n, k) and (c, k, m) give (b, c, n, m).
  ///
  /// - Precondition: Neither is a single number; both have the same dtype, which is not bool.
  public final func matmul(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    switch (dim, other.dim) {
    case (0, _), (_, 0):
      fail(
        "both arguments to matmul need to be at least 1D, but they are \(dim)D and \(other.dim)D", at: CallSite(file, line))
    case (1, 1): return dot(other, file: file, line: line)
    case (2, 2): return mm(other, file: file, line: line)
    case (2, 1): return mv(other, file: file, line: line)
    case (1, 2): return unsqueeze(0).mm(other, file: file, line: line).reshaped("SqueezeBackward4", [other.sizes[1]])
    default: return isFoldedProduct(other) ? foldedProduct(other, file, line) : batchProduct(other, file, line)
    }
  }

  /// Whether a batch times one matrix is computed as one product of tall matrices.
  ///
  /// Where the batch would have to be copied for that, it pays if the other's gradient, which a batched product would hold once for every
  /// matrix of the batch, is wanted.
  private final func isFoldedProduct(_ other: Tensor) -> Bool {
    let (batch, single) = dim >= other.dim ? (self, other) : (other, self)
    if batch.dim < 3 || single.dim > 2 { return false }
    if single.requiresGrad { return true }
    if self.dim == 2 { return false }
    if batch.numel == 0 { return true }
    let (sizes, steps) = dim >= other.dim ? (batch.sizes, batch.steps) : (batch.mT.sizes, batch.mT.steps)
    for i in 0..<Swift.max(sizes.count - 2, 0) where steps[i] != steps[i + 1] * sizes[i + 1] { return false }
    return true
  }

  private final func foldedProduct(_ other: Tensor, _ file: StaticString, _ line: UInt) -> Tensor {
    let isBatchFirst = dim >= other.dim
    let batch = isBatchFirst ? self : other.mT
    let single = isBatchFirst ? other : (dim == 2 ? t() : self)
    var shape = batch.shape
    let rows = batch.reshape([shape.dropLast().reduce(1, *), shape.removeLast()])
    if single.dim == 1 { return rows.mv(single, file: file, line: line).reshaped("UnsafeViewBackward0", shape) }
    shape.append(single.sizes[1])
    let product = rows.mm(single, file: file, line: line).reshaped("UnsafeViewBackward0", shape)
    return isBatchFirst ? product : product.mT.contiguous()
  }

  private final func batchProduct(_ other: Tensor, _ file: StaticString, _ line: UInt) -> Tensor {
    let a = dim == 1 ? unsqueeze(0) : self
    let b = other.dim == 1 ? other.unsqueeze(1) : other
    let batch = Broadcasting.sizes(
      Dimensions(a.shape.dropLast(2)), Dimensions(b.shape.dropLast(2)), at: CallSite(file, line))
    let (n, k, m) = (a.size(-2), a.size(-1), b.size(-1))
    let left = a.expand(batch.array + [n, k]).reshape([batch.product, n, k])
    let right = b.expand(batch.array + [b.size(-2), m]).reshape([batch.product, b.size(-2), m])
    var shape = batch.array
    if dim > 1 { shape.append(n) }
    if other.dim > 1 { shape.append(m) }
    return left.bmm(right, file: file, line: line).reshaped("UnsafeViewBackward0", shape)
  }

  /// A fresh row-major tensor under other sizes: recorded, but not a view, because nobody else knows the memory.
  final func reshaped(_ gradFn: String, _ shape: [Int]) -> Tensor {
    let sizes = Dimensions(shape)
    let output = alias(sizes: sizes, strides: sizes.contiguousStrides, offset: offset)
    if isRecorded {
      let original = self.sizes
      output.setHistory(OperatorNode(gradFn, self) { _, g in Gradients(g.reshape(original.array)) })
    }
    return output
  }

  /// A linear layer, `self @ weight.t() + bias`: PyTorch's `nn.functional.linear`. Shapes (*, in), (out, in) and (out) give (*, out).
  ///
  /// A weight of shape (in) gives (*).
  public final func linear(
    _ weight: Tensor, bias: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if dim == 0 || weight.dim == 0 {
      fail(
        "both arguments to linear need to be at least 1D, but they are \(dim)D and \(weight.dim)D", at: CallSite(file, line))
    }
    let factor = weight.t(file: file, line: line)
    guard let bias else { return matmul(factor, file: file, line: line) }
    if dim == 2 { return bias.addmm(self, factor, file: file, line: line) }
    if !isContiguous || (dim == 1 && factor.dim == 1) { return matmul(factor, file: file, line: line).add(bias, file: file, line: line) }
    let rows = reshape([shape.dropLast().reduce(1, *), sizes[dim - 1]])
    let output = bias.addmm(rows, factor, file: file, line: line)
    return output.reshaped("UnsafeViewBackward0", shape.dropLast() + [output.sizes[1]])
  }
}
