extension Tensor {
  /// `beta · self + alpha · (a @ b)` of batches of matrices: PyTorch's `baddbmm`. Shapes (b, n, k) and (b, k, m) give (b, n, m), to which
  /// `self` broadcasts.
  ///
  /// - Precondition: All have the same dtype, which is not bool.
  public final func baddbmm(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    baddbmmOutput(a, b, beta, alpha, file, line)
      .recorded(
        "BaddbmmBackward0", inputs: [self, a, b], saving: Tensor.factors(a, b), derivative: Tensor.baddbmmDerivative(beta, alpha))
  }

  /// The in-place form of `baddbmm`: PyTorch's `baddbmm_`.
  @discardableResult
  public final func baddbmm_(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    a.refuseUnlikeBatch(b, at: site)
    refuseOtherShape([a.sizes[0], a.sizes[1], b.sizes[2]], at: site)
    return writtenInPlace(
      "BaddbmmBackward0", with: [a, b], saving: Tensor.factors(a, b), at: site, derivative: Tensor.baddbmmDerivative(beta, alpha)
    ) { write(baddbmmOutput(a, b, beta, alpha, file, line)) }
  }

  private final func baddbmmOutput(
    _ a: Tensor, _ b: Tensor, _ beta: Scalar, _ alpha: Scalar, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    let site = CallSite(file, line)
    let target = [
      a.size(0, file: file, line: line), a.size(1, file: file, line: line), b.size(2, file: file, line: line),
    ]
    let start = noGrad { expand(target, file: file, line: line) }
    a.refuseUnlikeBatch(b, at: site)
    refuseOtherDType(
      a, "Input dtypes must be the same, got: input \(dtype.cName), batch1: \(a.dtype.cName), batch2: \(b.dtype.cName)", at: site)
    a.refuseOtherDType(b, "expected scalar type \(a.dtype.scalarTypeName) but found \(b.dtype.scalarTypeName)", at: site)
    refuseBoolKernel("baddbmm", at: site)
    return start.addingProduct(a, b, beta, alpha)
  }

  private static func baddbmmDerivative(_ beta: Scalar, _ alpha: Scalar) -> ProductDerivative {
    { s, g in
      [
        s.needs(0) ? g.scaled(beta) : nil, s.needs(1) ? g.bmm(s[1].mT).scaled(alpha) : nil,
        s.needs(2) ? s[0].mT.bmm(g).scaled(alpha) : nil,
      ]
    }
  }

  /// `beta · self + alpha · Σ (a[i] @ b[i])`: PyTorch's `addbmm`. Shapes (b, n, k) and (b, k, m) give (n, m), to which `self` broadcasts.
  ///
  /// - Precondition: All have the same dtype, which is not bool.
  public final func addbmm(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    addbmmOutput(a, b, beta, alpha, file, line)
      .recorded("AddbmmBackward0", inputs: [self, a, b], saving: Tensor.factors(a, b), derivative: Tensor.addbmmDerivative(a, beta, alpha))
  }

  /// The in-place form of `addbmm`: PyTorch's `addbmm_`.
  @discardableResult
  public final func addbmm_(
    _ a: Tensor, _ b: Tensor, beta: Scalar = 1, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    refuseOtherShape([a.size(1, file: file, line: line), b.size(2, file: file, line: line)], at: site)
    return writtenInPlace(
      "AddbmmBackward0", with: [a, b], saving: Tensor.factors(a, b), at: site, derivative: Tensor.addbmmDerivative(a, beta, alpha)
    ) { write(addbmmOutput(a, b, beta, alpha, file, line)) }
  }

  private final func addbmmOutput(
    _ a: Tensor, _ b: Tensor, _ beta: Scalar, _ alpha: Scalar, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    let site = CallSite(file, line)
    let target = [a.size(1, file: file, line: line), b.size(2, file: file, line: line)]
    let start = noGrad { expand(target, file: file, line: line) }
    if a.dim != 3 { fail("batch1 must be a 3D tensor", at: site) }
    if b.dim != 3 { fail("batch2 must be a 3D tensor", at: site) }
    if a.sizes[0] != b.sizes[0] {
      fail("batch1 and batch2 must have same number of batches, got \(a.sizes[0]) and \(b.sizes[0])", at: site)
    }
    if a.sizes[2] != b.sizes[1] {
      fail(
        "Incompatible matrix sizes for bmm (\(a.sizes[1])x\(a.sizes[2]) and \(b.sizes[1])x\(b.sizes[2]))", at: site)
    }
    refuseOtherDType(
      b, "self and mat2 must have the same dtype, but got \(dtype.scalarTypeName) and \(b.dtype.scalarTypeName)", at: site)
    a.refuseOtherDType(
      b, "mat1 and mat2 must have the same dtype, but got \(a.dtype.scalarTypeName) and \(b.dtype.scalarTypeName)", at: site)
    refuseBoolKernel("addmm_impl_cpu_", at: site)
    if a.sizes[0] == 0 {
      let nothing = (Tensor.empty([a.sizes[1], 0], dtype, a.device), Tensor.empty([0, b.sizes[2]], dtype, b.device))
      return start.addingProduct(nothing.0, nothing.1, beta, alpha)
    }
    return noGrad {
      (1..<a.sizes[0]).reduce(start.addingProduct(a.select(0, 0), b.select(0, 0), beta, alpha)) { sum, i in
        MatrixProduct.multiply(a.select(0, i), b.select(0, i), into: sum, alpha: alpha, beta: 1)
        return sum
      }
    }
  }

  private static func addbmmDerivative(_ a: Tensor, _ beta: Scalar, _ alpha: Scalar) -> ProductDerivative {
    let batch = a.dim == 3 ? a.sizes[0] : 0
    return { s, g in
      let each = g.unsqueeze(0).expand([batch, g.sizes[0], g.sizes[1]])
      return [
        s.needs(0) ? g.scaled(beta) : nil, s.needs(1) ? each.bmm(s[1].mT).scaled(alpha) : nil,
        s.needs(2) ? s[0].mT.bmm(each).scaled(alpha) : nil,
      ]
    }
  }
}
