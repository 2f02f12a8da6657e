/// Products that are added to a tensor, scaled by two numbers: `beta · self + alpha · product`. A `beta` of 0 leaves `self` unread, NaN
/// and all.

/// The derivative of such a product, for the plain and the in-place form.
typealias ProductDerivative = @Sendable (borrowing SavedList, Tensor) -> [Tensor?]

extension Tensor {
  /// `beta · self + alpha · (a @ b)` of matrices: PyTorch's `addmm`. Shapes (n, k) and (k, m) give (n, m), to which `self` broadcasts.
  ///
  /// - Precondition: All have the same dtype, which is not bool. Of integers the two factors are cut to integers.
  public final func addmm(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkAddmm(a, b, at: site)
    return addmmOutput(a, b, beta, alpha, file, line)
      .recorded(
        "AddmmBackward0", inputs: [self, a, b], saving: Tensor.factors(a, b), derivative: Tensor.addmmDerivative(a, b, beta, alpha))
  }

  /// The in-place form of `addmm`: PyTorch's `addmm_`.
  @discardableResult
  public final func addmm_(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkAddmm(a, b, at: site)
    refuseOtherShape([a.sizes[0], b.sizes[1]], at: site)
    return writtenInPlace(
      "AddmmBackward0", with: [a, b], saving: Tensor.factors(a, b), at: site, derivative: Tensor.addmmDerivative(a, b, beta, alpha)
    ) { write(addmmOutput(a, b, beta, alpha, file, line)) }
  }

  private final func checkAddmm(_ a: Tensor, _ b: Tensor, at site: CallSite) {
    if a.dim != 2 { fail("addmm: self must be a matrix, got \(a.dim)-D tensor", at: site) }
    if b.dim != 2 { fail("addmm: mat2 must be a matrix, got \(b.dim)-D tensor", at: site) }
    if a.sizes[1] != b.sizes[0] {
      fail(
        "addmm: mat1 and mat2 shapes cannot be multiplied (\(a.sizes[0])x\(a.sizes[1]) and \(b.sizes[0])x\(b.sizes[1]))", at: site)
    }
  }

  private final func addmmOutput(
    _ a: Tensor, _ b: Tensor, _ beta: Scalar, _ alpha: Scalar, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    let site = CallSite(file, line)
    let start = noGrad { expand([a.sizes[0], b.sizes[1]], file: file, line: line) }
    refuseOtherKernelDType(
      b, "self and mat2 must have the same dtype, but got \(dtype.scalarTypeName) and \(b.dtype.scalarTypeName)", at: site)
    a.refuseOtherKernelDType(
      b, "mat1 and mat2 must have the same dtype, but got \(a.dtype.scalarTypeName) and \(b.dtype.scalarTypeName)", at: site)
    refuseBoolKernel("addmm_impl_cpu_", at: site)
    return start.addingProduct(a, b, beta, alpha)
  }

  private static func addmmDerivative(_ a: Tensor, _ b: Tensor, _ beta: Scalar, _ alpha: Scalar) -> ProductDerivative {
    let (isLeftTransposed, isRightTransposed) = (a.isColumnMajor, b.isColumnMajor)
    return { s, g in
      [
        s.needs(0) ? g.scaled(beta) : nil,
        s.needs(1) ? g.timesTransposed(s[1], inLayoutOfTransposed: isLeftTransposed).scaled(alpha) : nil,
        s.needs(2) ? s[0].transposedTimes(g, inLayoutOfTransposed: isRightTransposed).scaled(alpha) : nil,
      ]
    }
  }

  /// `beta · self + alpha · (matrix @ vector)`: PyTorch's `addmv`. Shapes (n, k) and (k) give (n), to which `self` broadcasts.
  ///
  /// - Precondition: All have the same dtype, which is not bool.
  public final func addmv(
    _ matrix: Tensor, _ vector: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    checkAddmv(matrix, vector, at: CallSite(file, line))
    return addmvOutput(matrix, vector, beta, alpha)
      .recorded(
        "AddmvBackward0", inputs: [self, matrix, vector], saving: Tensor.factors(matrix, vector),
        derivative: Tensor.addmvDerivative(beta, alpha))
  }

  /// The in-place form of `addmv`: PyTorch's `addmv_`.
  @discardableResult
  public final func addmv_(
    _ matrix: Tensor, _ vector: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkAddmv(matrix, vector, at: site)
    refuseOtherShape([matrix.sizes[0]], at: site)
    return writtenInPlace(
      "AddmvBackward0", with: [matrix, vector], saving: Tensor.factors(matrix, vector), at: site,
      derivative: Tensor.addmvDerivative(beta, alpha)
    ) { write(addmvOutput(matrix, vector, beta, alpha)) }
  }

  private final func checkAddmv(_ matrix: Tensor, _ vector: Tensor, at site: CallSite) {
    if dim > 1 || matrix.dim != 2 || vector.dim != 1 {
      fail("vector + matrix @ vector expected, got \(dim), \(matrix.dim), \(vector.dim)", at: site)
    }
    if matrix.sizes[1] != vector.sizes[0] || (numel != 1 && numel != matrix.sizes[0]) {
      fail(
        "size mismatch, got input (\(dim == 0 ? 1 : sizes[0])), mat (\(matrix.sizes[0])x\(matrix.sizes[1])), vec (\(vector.sizes[0]))",
        at: site)
    }
    if dtype != matrix.dtype || dtype != vector.dtype {
      fail(
        "addmv input tensors must have the same dtype, but got \(dtype.scalarTypeName), \(matrix.dtype.scalarTypeName), and "
          + vector.dtype.scalarTypeName, at: site)
    }
    refuseBoolKernel("addmv_impl_cpu", at: site)
  }

  private final func addmvOutput(_ matrix: Tensor, _ vector: Tensor, _ beta: Scalar, _ alpha: Scalar) -> Tensor {
    let start = noGrad { expand([matrix.sizes[0]]).unsqueeze(1) }
    return start.addingProduct(matrix, vector.asColumn, beta, alpha).shaped([matrix.sizes[0]])
  }

  private static func addmvDerivative(_ beta: Scalar, _ alpha: Scalar) -> ProductDerivative {
    { s, g in
      [
        s.needs(0) ? g.scaled(beta) : nil, s.needs(1) ? g.outer(s[1]).scaled(alpha) : nil,
        s.needs(2) ? s[0].t().mv(g).scaled(alpha) : nil,
      ]
    }
  }

  /// `beta · self + alpha · outer(a, b)`: PyTorch's `addr`. Shapes (n) and (m) give (n, m), to which `self` broadcasts; dtypes are promoted.
  public final func addr(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    addrOutput(a, b, beta, alpha, file, line)
      .recorded("AddrBackward0", inputs: [self, a, b], saving: Tensor.factors(a, b), derivative: Tensor.addrDerivative(beta, alpha))
  }

  /// The in-place form of `addr`: PyTorch's `addr_`.
  @discardableResult
  public final func addr_(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let output = addrOutput(a, b, beta, alpha, file, line)
    refuseOtherShape(output.shape, at: site)
    if !output.dtype.canCast(to: dtype) {
      fail("result type \(output.dtype.scalarTypeName) can't be cast to the desired output type \(dtype.scalarTypeName)", at: site)
    }
    return writtenInPlace(
      "AddrBackward0", with: [a, b], saving: Tensor.factors(a, b), at: site, derivative: Tensor.addrDerivative(beta, alpha)
    ) { write(output) }
  }

  private final func addrOutput(
    _ a: Tensor, _ b: Tensor, _ beta: Scalar, _ alpha: Scalar, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    let site = CallSite(file, line)
    if a.dim != 1 { fail("addr: Expected 1-D argument vec1, but got \(a.dim)-D", at: site) }
    if b.dim != 1 { fail("addr: Expected 1-D argument vec2, but got \(b.dim)-D", at: site) }
    return noGrad {
      let start = expand([a.sizes[0], b.sizes[0]], file: file, line: line)
      let dtype = ResultType.of(self, a, b)
      if !dtype.isFloatingPoint {
        for (name, number) in [("beta", beta), ("alpha", alpha)] {
          if case .double = number {
            fail("For integral input tensors, argument \(name) must not be a floating point number.", at: site)
          }
        }
      }
      // PyTorch rounds the factors to the dtype first.
      let product = a.outer(b).mul(Tensor(number: alpha).to(dtype)).converted(to: dtype)
      if beta.double == 0 { return product }
      let sum = start.mul(Tensor(number: beta).to(dtype)).converted(to: dtype)
      return (dtype == .bool ? sum.logicalOr(product) : sum.add(product)).contiguous()
    }
  }

  private static func addrDerivative(_ beta: Scalar, _ alpha: Scalar) -> ProductDerivative {
    { s, g in
      [
        s.needs(0) ? g.scaled(beta) : nil, s.needs(1) ? g.mv(s[1].to(g.dtype)).scaled(alpha) : nil,
        s.needs(2) ? g.t().mv(s[0].to(g.dtype)).scaled(alpha) : nil,
      ]
    }
  }

  /// What the derivative of a product needs: each factor if the other one wants a gradient.
  static func factors(_ a: Tensor, _ b: Tensor) -> [Tensor?] { [b.requiresGrad ? a : nil, a.requiresGrad ? b : nil] }

  /// Times a number, which is mostly 1.
  final func scaled(_ factor: Scalar) -> Tensor { factor.double == 1 ? self : mul(Tensor(number: factor)) }

  /// `beta · self + alpha · (a @ b)`, outside of the graph; this tensor has the result's shape.
  final func addingProduct(_ a: Tensor, _ b: Tensor, _ beta: Scalar, _ alpha: Scalar) -> Tensor {
    let device = Device.common(self, a, b)
    let isUnread = beta.double == 0 || device == .meta
    // Without data, no loop asks for one dtype.
    let dtype = device == .meta ? ResultType.of(self, a, b) : dtype
    let output = isUnread ? Tensor.empty(sizes, dtype, device) : cloned(strides: sizes.contiguousStrides)
    MatrixProduct.multiply(a, b, into: output, alpha: alpha, beta: beta)
    return output
  }

  final func refuseOtherShape(_ shape: [Int], at site: CallSite) {
    if self.shape != shape { fail("Bad in-place call: input tensor size \(sizes) and output tensor size \(shape) should match", at: site) }
  }
}
