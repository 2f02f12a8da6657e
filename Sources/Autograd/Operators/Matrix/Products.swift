import CKernels

extension Tensor {
  /// The product of two matrices: PyTorch's `mm`. Shapes (n, k) and (k, m) give (n, m).
  ///
  /// - Precondition: Both have the same dtype, which is not bool.
  public final func mm(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 { fail("mm: self must be a matrix, got \(dim)-D tensor", at: site) }
    if other.dim != 2 { fail("mm: mat2 must be a matrix, got \(other.dim)-D tensor", at: site) }
    if sizes[1] != other.sizes[0] {
      fail(
        "mm: mat1 and mat2 shapes cannot be multiplied (\(sizes[0])x\(sizes[1]) and \(other.sizes[0])x\(other.sizes[1]))", at: site)
    }
    refuseOtherKernelDType(other, "expected m1 and m2 to have the same dtype, but got: \(dtype.cName) != \(other.dtype.cName)", at: site)
    refuseBoolKernel("addmm_impl_cpu_", at: site)
    let (isLeftTransposed, isRightTransposed) = (isColumnMajor, other.isColumnMajor)
    let node = productNode("MmBackward0", other) { s, g in
      Gradients(
        s.needs(0) ? g.timesTransposed(s[1], inLayoutOfTransposed: isLeftTransposed) : nil,
        s.needs(1) ? s[0].transposedTimes(g, inLayoutOfTransposed: isRightTransposed) : nil)
    }
    let output = product(with: other, at: site)
    if let node { output.setHistory(node) }
    return output
  }

  /// `self @ other` of two matrices that fit, outside of the graph.
  private final func product(with other: Tensor, at site: CallSite? = nil) -> Tensor {
    let output = Tensor.empty(Dimensions(sizes[0], other.sizes[1]), dtype, Device.common(self, other, at: site))
    MatrixProduct.multiply(self, other, into: output)
    return output
  }

  /// The products of two batches of matrices: PyTorch's `bmm`. Shapes (b, n, k) and (b, k, m) give (b, n, m); nothing is broadcast.
  ///
  /// - Precondition: Both have the same dtype, which is not bool.
  public final func bmm(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseUnlikeBatch(other, at: site)
    refuseOtherDType(other, "expected scalar type \(dtype.scalarTypeName) but found \(other.dtype.scalarTypeName)", at: site)
    refuseBoolKernel("bmm", at: site)
    let node = productNode("BmmBackward0", other) { s, g in
      Gradients(s.needs(0) ? g.bmm(s[1].mT) : nil, s.needs(1) ? s[0].mT.bmm(g) : nil)
    }
    let output = Tensor.empty([sizes[0], sizes[1], other.sizes[2]], dtype, Device.common(self, other, at: site))
    MatrixProduct.multiply(self, other, into: output)
    if let node { output.setHistory(node) }
    return output
  }

  /// The product of a matrix and a vector: PyTorch's `mv`. Shapes (n, k) and (k) give (n).
  ///
  /// - Precondition: Both have the same dtype, which is not bool.
  public final func mv(_ vector: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 || vector.dim != 1 {
      fail("vector + matrix @ vector expected, got 1, \(dim), \(vector.dim)", at: site)
    }
    if sizes[1] != vector.sizes[0] {
      fail(
        "size mismatch, got input (\(sizes[0])), mat (\(sizes[0])x\(sizes[1])), vec (\(vector.sizes[0]))", at: site)
    }
    refuseOtherKernelDType(
      vector,
      "addmv input tensors must have the same dtype, but got \(vector.dtype.scalarTypeName), \(dtype.scalarTypeName), and "
        + vector.dtype.scalarTypeName, at: site)
    refuseBoolKernel("addmv_impl_cpu", at: site)
    let node = productNode("MvBackward0", vector) { s, g in
      Gradients(s.needs(0) ? g.unsqueeze(1).mul(s[1]) : nil, s.needs(1) ? s[0].t().mv(g) : nil)
    }
    let output = Tensor.empty([sizes[0]], ResultType.of(vector, self), Device.common(self, vector, at: site))
    MatrixProduct.multiply(self, vector.asColumn, into: output.shaped([sizes[0], 1]))
    if let node { output.setHistory(node) }
    return output
  }

  /// The scalar product of two vectors: PyTorch's `dot`.
  ///
  /// - Precondition: Both have the same length and dtype, which is not bool.
  public final func dot(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    scalarProduct("DotBackward0", other, at: CallSite(file, line))
  }

  /// The scalar product of two vectors; of real ones the same as `dot`: PyTorch's `vdot`.
  public final func vdot(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    scalarProduct("VdotBackward0", other, at: CallSite(file, line))
  }

  private final func scalarProduct(_ gradFn: String, _ other: Tensor, at site: CallSite) -> Tensor {
    if dim != 1 || other.dim != 1 {
      fail("1D tensors expected, but got \(dim)D and \(other.dim)D tensors", at: site)
    }
    refuseOtherDType(
      other, "dot : expected both vectors to have same dtype, but found \(dtype.scalarTypeName) and \(other.dtype.scalarTypeName)",
      at: site)
    if numel != other.numel {
      fail(
        "inconsistent tensor size, expected tensor [\(numel)] and src [\(other.numel)] to have the same number of elements, but got "
          + "\(numel) and \(other.numel) elements respectively", at: site)
    }
    refuseBoolKernel("dot", at: site)
    let node = productNode(gradFn, other) { s, g in
      Gradients(s.needs(0) ? g.mul(s[1]) : nil, s.needs(1) ? g.mul(s[0]) : nil)
    }
    let accumulator = Tensor.zeros(
      [], dtype: dtype.isFloatingPoint ? .float64 : .int64, device: Device.common(self, other, at: site))
    let element = dtype.byteCount
    if !accumulator.isMeta {
      gb_dot(dtype.kernel)(accumulator.bytes, bytes, steps[0] * element, other.bytes, other.steps[0] * element, numel)
    }
    let output = accumulator.converted(to: dtype)
    if let node { output.setHistory(node) }
    return output
  }

  /// Each element of one vector times each of the other: PyTorch's `outer`. Shapes (n) and (m) give (n, m); dtypes are promoted.
  public final func outer(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 1 { fail("outer: Expected 1-D argument self, but got \(dim)-D", at: site) }
    if other.dim != 1 { fail("outer: Expected 1-D argument vec2, but got \(other.dim)-D", at: site) }
    return reshape([sizes[0], 1]).mul(other)
  }

  /// The same function as `outer`: PyTorch's `ger`.
  public final func ger(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    outer(other, file: file, line: line)
  }

  /// The scalar products of the last dimensions: PyTorch's `inner`. Shapes (*, k) and (+, k) give (*, +); a single number multiplies.
  public final func inner(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim == 0 || other.dim == 0 { return mul(other) }
    if sizes[dim - 1] != other.sizes[other.dim - 1] {
      fail("inner() the last dimension must match on both input tensors but got shapes \(sizes) and \(other.sizes)", at: site)
    }
    return tensordot(other, dims: ([-1], [-1]), file: file, line: line)
  }
}

extension Tensor {
  /// Whether a matrix lies in memory as its row-major transpose does. The gradient of such a one is computed transposed too: a gradient
  /// has its input's layout.
  final var isColumnMajor: Bool { dim == 2 && steps[0] == 1 && steps[1] == sizes[0] }

  /// `self @ other.t()`.
  final func timesTransposed(_ other: Tensor, inLayoutOfTransposed isTransposed: Bool) -> Tensor {
    if GradMode.isEnabled { return isTransposed ? other.mm(t()).t() : mm(other.t()) }
    return isTransposed ? other.product(with: turned).turned : product(with: other.turned)
  }

  /// `self.t() @ other`.
  final func transposedTimes(_ other: Tensor, inLayoutOfTransposed isTransposed: Bool) -> Tensor {
    if GradMode.isEnabled { return isTransposed ? other.t().mm(self).t() : t().mm(other) }
    return isTransposed ? other.turned.product(with: self).turned : turned.product(with: other)
  }

  /// A matrix's memory as its transpose, outside of the graph: where none is recorded nobody asks whose view it is.
  private final var turned: Tensor {
    alias(sizes: Dimensions(sizes[1], sizes[0]), strides: Dimensions(steps[1], steps[0]), offset: offset)
  }

  /// A vector's memory as a matrix of one column, outside of the graph.
  final var asColumn: Tensor { alias(sizes: Dimensions(sizes[0], 1), strides: Dimensions(steps[0], 1), offset: offset) }

  /// Refuses two tensors that are not batches of matrices that can be multiplied.
  final func refuseUnlikeBatch(_ other: Tensor, at site: CallSite) {
    if dim != 3 { fail("batch1 must be a 3D tensor", at: site) }
    if other.dim != 3 { fail("batch2 must be a 3D tensor", at: site) }
    if other.sizes[0] != sizes[0] || other.sizes[1] != sizes[2] {
      fail(
        "Expected size for first two dimensions of batch2 tensor to be: [\(sizes[0]), \(sizes[2])] but got: [\(other.sizes[0]), "
          + "\(other.sizes[1])].", at: site)
    }
  }

  final func refuseOtherDType(_ other: Tensor, _ message: @autoclosure () -> String, at site: CallSite) {
    if dtype != other.dtype { fail(message(), at: site) }
  }

  /// The same where only the loop over memory needs one dtype: on `.meta`, where PyTorch has none, it does not look either.
  final func refuseOtherKernelDType(_ other: Tensor, _ message: @autoclosure () -> String, at site: CallSite) {
    if !isMeta || !other.isMeta { refuseOtherDType(other, message(), at: site) }
  }

  final func refuseBoolKernel(_ kernel: String, at site: CallSite) {
    if dtype == .bool { fail("\"\(kernel)\" not implemented for 'Bool'", at: site) }
  }

  /// A node for `self` times `other`, each saved if the other one wants a gradient.
  private final func productNode(_ name: String, _ other: Tensor, _ derivative: @escaping Derivative) -> OperatorNode? {
    if !GradMode.isEnabled || !(requiresGrad || other.requiresGrad) { return nil }
    let node = OperatorNode(name, self, other, derivative: derivative)
    if node.needs(1) { node.saved0 = SavedTensor(self) }
    if node.needs(0) { node.saved1 = SavedTensor(other) }
    return node
  }
}
