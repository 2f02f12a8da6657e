import COpenBLAS
import CKernels

extension Tensor {
  /// The product of two matrices: PyTorch's `mm`. Shapes (n, k) and (k, m) give (n, m).
  public final func mm(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 { fail("self must be a matrix", at: site) }
    if other.dim != 2 { fail("mat2 must be a matrix", at: site) }
    if sizes[1] != other.sizes[0] {
      fail(
        "mm: mat1 and mat2 shapes cannot be multiplied (\(sizes[0])x\(sizes[1]) and \(other.sizes[0])x\(other.sizes[1]))", at: site)
    }
    refuseOtherDType(other, "expected m1 and m2 to have the same dtype, but got: \(dtype.cName) != \(other.dtype.cName)", at: site)
    let node = productNode("MmBackward0", other) { s, g in
      Gradients(s.needs(0) ? g.mm(s[1].t()) : nil, s.needs(1) ? s[0].t().mm(g) : nil)
    }
    let output = Tensor.empty([sizes[0], other.sizes[1]], dtype, Device.common(self, other, at: site))
    MatrixProduct.multiply(self, other, into: output)
    if let node { output.setHistory(node) }
    return output
  }

  /// The products of two batches of matrices: PyTorch's `bmm`. Shapes (b, n, k) and (b, k, m) give (b, n, m); nothing is broadcast.
  public final func bmm(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 3 { fail("batch1 must be a 3D tensor", at: site) }
    if other.dim != 3 { fail("batch2 must be a 3D tensor", at: site) }
    if other.sizes[0] != sizes[0] || other.sizes[1] != sizes[2] {
      fail(
        "Expected size for first two dimensions of batch2 tensor to be: [\(sizes[0]), \(sizes[2])] but got: [\(other.sizes[0]), "
          + "\(other.sizes[1])].", at: site)
    }
    refuseOtherDType(other, "expected scalar type \(dtype.scalarTypeName) but found \(other.dtype.scalarTypeName)", at: site)
    let node = productNode("BmmBackward0", other) { s, g in
      Gradients(s.needs(0) ? g.bmm(s[1].mT) : nil, s.needs(1) ? s[0].mT.bmm(g) : nil)
    }
    let output = Tensor.empty([sizes[0], sizes[1], other.sizes[2]], dtype, Device.common(self, other, at: site))
    for i in 0..<sizes[0] {
      MatrixProduct.multiply(matrix(i), other.matrix(i), into: output.matrix(i))
    }
    if let node { output.setHistory(node) }
    return output
  }

  /// The product of a matrix and a vector: PyTorch's `mv`. Shapes (n, k) and (k) give (n).
  public final func mv(_ vector: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 || vector.dim != 1 {
      fail("vector + matrix @ vector expected, got 1, \(dim), \(vector.dim)", at: site)
    }
    if sizes[1] != vector.sizes[0] {
      fail(
        "size mismatch, got input (\(sizes[0])), mat (\(sizes[0])x\(sizes[1])), vec (\(vector.sizes[0]))", at: site)
    }
    refuseOtherDType(vector, "expected scalar type \(dtype.scalarTypeName) but found \(vector.dtype.scalarTypeName)", at: site)
    let node = productNode("MvBackward0", vector) { s, g in
      Gradients(s.needs(0) ? g.unsqueeze(1).mul(s[1]) : nil, s.needs(1) ? s[0].t().mv(g) : nil)
    }
    let output = Tensor.empty([sizes[0]], dtype, Device.common(self, vector, at: site))
    MatrixProduct.multiply(
      self, vector.alias(sizes: [vector.sizes[0], 1], strides: [vector.steps[0], 1], offset: vector.offset),
      into: output.shaped([sizes[0], 1]))
    if let node { output.setHistory(node) }
    return output
  }

  /// The scalar product of two vectors: PyTorch's `dot`.
  public final func dot(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
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
    let node = productNode("DotBackward0", other) { s, g in
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

  /// The matrix product of tensors of any dimensions: PyTorch's `matmul`, Python's `@`.
  ///
  /// Two vectors give their scalar product; a matrix and a vector a vector; otherwise the last two dimensions are matrices and the
  /// others broadcast.
  public final func matmul(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    switch (dim, other.dim) {
    case (0, _), (_, 0):
      fail(
        "both arguments to matmul need to be at least 1D, but they are \(dim)D and \(other.dim)D", at: site)
    case (1, 1): return dot(other, file: file, line: line)
    case (2, 2): return mm(other, file: file, line: line)
    case (2, 1): return mv(other, file: file, line: line)
    case (1, 2): return unsqueeze(0).mm(other, file: file, line: line).squeeze(0)
    default: return batchProduct(other, file, line)
    }
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
    return left.bmm(right, file: file, line: line).view(shape)
  }

  /// `beta · self + alpha · (a @ b)`: PyTorch's `addmm`.
  public final func addmm(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if a.dim != 2 { fail("mat1 must be a matrix, got \(a.dim)-D tensor", at: site) }
    if b.dim != 2 { fail("mat2 must be a matrix, got \(b.dim)-D tensor", at: site) }
    if a.sizes[1] != b.sizes[0] {
      fail(
        "addmm: mat1 and mat2 shapes cannot be multiplied (\(a.sizes[0])x\(a.sizes[1]) and \(b.sizes[0])x\(b.sizes[1]))", at: site)
    }
    let output = noGrad { () -> Tensor in
      let product = a.mm(b, file: file, line: line)
      let scaled = alpha == 1 ? product : product.mul(Tensor(number: alpha))
      return (beta == 1 ? self : mul(Tensor(number: beta))).expand(scaled.shape, file: file, line: line).add(scaled)
    }
    if GradMode.isEnabled && (requiresGrad || a.requiresGrad || b.requiresGrad) {
      let node = OperatorNode("AddmmBackward0", inputs: [self, a, b]) { s, g in
        var gradients = Gradients(count: 3)
        if s.needs(0) { gradients[0] = beta == 1 ? g : g.mul(Tensor(number: beta)) }
        let scaled = alpha == 1 ? g : g.mul(Tensor(number: alpha))
        if s.needs(1) { gradients[1] = scaled.mm(s[1].t()) }
        if s.needs(2) { gradients[2] = s[0].t().mm(scaled) }
        return gradients
      }
      if node.needs(2) { node.saved0 = SavedTensor(a) }
      if node.needs(1) { node.saved1 = SavedTensor(b) }
      output.setHistory(node)
    }
    return output
  }

  private final func refuseOtherDType(_ other: Tensor, _ message: @autoclosure () -> String, at site: CallSite) {
    if dtype != other.dtype { fail(message(), at: site) }
  }

  /// A node for `self` times `other`, each saved if the other one wants a gradient.
  private final func productNode(_ name: String, _ other: Tensor, _ derivative: @escaping Derivative) -> OperatorNode? {
    if !GradMode.isEnabled || !(requiresGrad || other.requiresGrad) { return nil }
    let node = OperatorNode(name, self, other, derivative: derivative)
    if node.needs(1) { node.saved0 = SavedTensor(self) }
    if node.needs(0) { node.saved1 = SavedTensor(other) }
    return node
  }

  private final func matrix(_ i: Int) -> Tensor {
    alias(sizes: [sizes[1], sizes[2]], strides: [steps[1], steps[2]], offset: offset + i * steps[0])
  }
}

/// Products of plain matrices.
enum MatrixProduct {
  /// OpenBLAS's own threads and the library's would fight over two cores: it gets one.
  private static let usesOneThread: Void = openblas_set_num_threads(1)

  /// Writes `a · b` to `c`, a row-major matrix.
  static func multiply(_ a: Tensor, _ b: Tensor, into c: Tensor) {
    let (n, k, m) = (a.sizes[0], a.sizes[1], b.sizes[1])
    if n == 0 || m == 0 || c.isMeta { return }
    if k == 0 {
      c.write(Tensor(number: 0))
      return
    }
    switch c.dtype {
    case .float32:
      _ = usesOneThread
      let (x, y) = (operand(a), operand(b))
      cblas_sgemm(
        101, x.transposition, y.transposition, Int32(n), Int32(m), Int32(k), 1, x.matrix.bytes.assumingMemoryBound(to: Float.self), x.step,
        y.matrix.bytes.assumingMemoryBound(to: Float.self), y.step, 0, c.bytes.assumingMemoryBound(to: Float.self), Int32(max(m, 1)))
    case .float64:
      _ = usesOneThread
      let (x, y) = (operand(a), operand(b))
      cblas_dgemm(
        101, x.transposition, y.transposition, Int32(n), Int32(m), Int32(k), 1, x.matrix.bytes.assumingMemoryBound(to: Double.self),
        x.step, y.matrix.bytes.assumingMemoryBound(to: Double.self), y.step, 0, c.bytes.assumingMemoryBound(to: Double.self),
        Int32(max(m, 1)))
    case .float16, .bfloat16:
      let wide = Tensor(uninitialized: c.sizes, .float32)
      multiply(a.converted(to: .float32), b.converted(to: .float32), into: wide)
      c.write(wide)
    case .int64, .int32, .int16, .int8, .uint8, .bool:
      multiplyIntegers(a, b, into: c)
    }
  }

  /// How BLAS is to read a matrix: as it is, transposed, or as a copy where its rows and columns both have gaps.
  private static func operand(_ t: Tensor) -> (matrix: Tensor, transposition: Int32, step: Int32) {
    let (rows, columns) = (t.sizes[0], t.sizes[1])
    if (t.steps[1] == 1 || columns == 1) && (t.steps[0] >= max(columns, 1) || rows == 1) {
      return (t, 111, Int32(max(rows == 1 ? columns : t.steps[0], columns, 1)))
    }
    if (t.steps[0] == 1 || rows == 1) && (t.steps[1] >= max(rows, 1) || columns == 1) {
      return (t, 112, Int32(max(columns == 1 ? rows : t.steps[1], rows, 1)))
    }
    return (t.cloned(strides: t.sizes.contiguousStrides), 111, Int32(max(columns, 1)))
  }

  private static func multiplyIntegers(_ a: Tensor, _ b: Tensor, into c: Tensor) {
    let loop = gb_dot(c.dtype.kernel)
    let element = c.dtype.byteCount
    let sums = Tensor.zeros(c.sizes.array, dtype: .int64)
    for i in 0..<a.sizes[0] {
      for j in 0..<b.sizes[1] {
        loop(
          sums.bytes + (i * b.sizes[1] + j) * 8, a.bytes + i * a.steps[0] * element, a.steps[1] * element,
          b.bytes + j * b.steps[1] * element, b.steps[0] * element, a.sizes[1])
      }
    }
    c.write(sums)
  }
}
