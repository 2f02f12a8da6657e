extension linalg {
  /// The Cholesky factor of symmetric positive-definite matrices: PyTorch's `linalg.cholesky`. `A = L Lᵀ` with a lower triangular L; only
  /// that triangle of A is read, but the gradient is symmetric.
  ///
  /// - Parameters:
  ///   - a: The matrices, (*, n, n).
  ///   - upper: Reads and gives the upper triangle, `A = Uᵀ U`.
  /// - Precondition: Every matrix is positive definite; the dtype is float32 or float64.
  public static func cholesky(
    _ a: Tensor, upper: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (factor, info) = choleskyEx(a, upper: upper, file: file, line: line)
    refuseIndefinite(info, "linalg.cholesky", at: CallSite(file, line))
    return factor
  }

  /// The Cholesky factor, and for every matrix 0 or the order of the leading minor that is not positive definite: PyTorch's
  /// `linalg.cholesky_ex`. Of such a matrix the factor is unfinished.
  ///
  /// - Parameters:
  ///   - a: The matrices, (*, n, n).
  ///   - upper: Reads and gives the upper triangle, `A = Uᵀ U`.
  ///   - checkErrors: Fails over such a matrix as `cholesky` does.
  public static func choleskyEx(
    _ a: Tensor, upper: Bool = false, checkErrors: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (factor: Tensor, info: Tensor) {
    let site = CallSite(file, line)
    a.refuseUnlessSquare("linalg.cholesky", at: site)
    a.refuseUnlessFloating("linalg.cholesky", at: site)
    let info = Tensor.empty(a.batchSizes, .int32, a.device)
    let factor = noGrad { () -> Tensor in
      let factor = a.triangle(upper: upper).columnMajorCopy()
      switch a.dtype {
      case .float32: factorise(Float.self, factor, upper, info)
      case .float64: factorise(Double.self, factor, upper, info)
      default: a.refuseKernel("cholesky_cpu", at: site)
      }
      return factor
    }
    Tensor.record("LinalgCholeskyExBackward0", outputs: [factor], inputs: [a], savingOutputs: [0]) { s, g in
      let g = g[0].unsafelyUnwrapped
      return [upper ? choleskyGradient(s[0].mT, g.mT) : choleskyGradient(s[0], g)]
    }
    if checkErrors { refuseIndefinite(info, "linalg.cholesky_ex", at: site) }
    return (factor, info)
  }

  private static func factorise<Element: LAPACKElement>(_: Element.Type, _ factor: Tensor, _ upper: Bool, _ info: Tensor) {
    if factor.isMeta { return }
    let n = factor.size(-1)
    let (start, results) = (factor.matrix(0, as: Element.self), info.bytes.assumingMemoryBound(to: Int32.self))
    let triangle = CChar(UInt8(ascii: upper ? "U" : "L"))
    LAPACKBatch(factor).forEach(work: n * n * n / 6) { i in
      results[i] = n == 0 ? 0 : Element.potrf(triangle, Int32(n), start + i * n * n, Int32(n))
    }
  }

  private static func refuseIndefinite(_ info: Tensor, _ function: String, at site: CallSite) {
    refuseFailures(info, function, at: site) {
      "The factorization could not be completed because the input is not positive-definite (the leading minor of order \($0) is not "
        + "positive-definite)."
    }
  }

  /// `sym(L⁻ᵀ Φ(Lᵀ G) L⁻¹)`, where Φ takes the lower triangle and half of the diagonal (Iain Murray, Differentiation of the Cholesky
  /// decomposition, 2016).
  private static func choleskyGradient(_ l: Tensor, _ g: Tensor) -> Tensor {
    let product = l.mT.matmul(g)
    let phi = product.triangle(upper: false).add(product.triangle(upper: false, withDiagonal: false)).mul(0.5)
    let left = solveTriangular(l.mT, phi, upper: true)
    let both = solveTriangular(l, left, upper: false, left: false)
    return both.add(both.mT).mul(0.5)
  }
}

extension Tensor {
  /// The inverse of the matrices whose Cholesky factors these are: PyTorch's `cholesky_inverse`.
  ///
  /// - Parameter upper: Whether the factors are upper triangular. The other triangle is not read.
  public final func choleskyInverse(upper: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseUnlessSquare("cholesky_inverse", at: site)
    let info = Tensor.empty(batchSizes, .int32, device)
    let output = noGrad { () -> Tensor in
      let half = columnMajorCopy()
      switch dtype {
      case .float32: Tensor.invert(Float.self, half, upper, info)
      case .float64: Tensor.invert(Double.self, half, upper, info)
      default: refuseKernel("cholesky_inverse_out_cpu", at: site)
      }
      let (diagonal, other) = (half.triangle(upper: upper), half.triangle(upper: upper, withDiagonal: false))
      return diagonal.add(other.mT)
    }
    linalg.refuseFailures(info, "cholesky_inverse", at: site) {
      "The diagonal element \($0) is zero, the inversion could not be completed because the input matrix is singular."
    }
    return output.recorded("CholeskyInverseBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      let common = s[1].matmul(g.add(g.mT)).matmul(s[1])
      return [(upper ? s[0].matmul(common) : common.matmul(s[0])).neg()]
    }
  }

  private static func invert<Element: LAPACKElement>(_: Element.Type, _ factor: Tensor, _ upper: Bool, _ info: Tensor) {
    if factor.isMeta { return }
    let n = factor.size(-1)
    let (start, results) = (factor.matrix(0, as: Element.self), info.bytes.assumingMemoryBound(to: Int32.self))
    let triangle = CChar(UInt8(ascii: upper ? "U" : "L"))
    LAPACKBatch(factor).forEach(work: n * n * n / 3) { i in
      results[i] = n == 0 ? 0 : Element.potri(triangle, Int32(n), start + i * n * n, Int32(n))
    }
  }

  /// The X of `A X = self`, where A is given by its Cholesky factor: PyTorch's `cholesky_solve`. Shapes (*, n, k) and (*, n, n) give
  /// (*, n, k).
  ///
  /// - Parameters:
  ///   - factor: The Cholesky factor of A.
  ///   - upper: Whether the factor is upper triangular. The other triangle is not read.
  public final func choleskySolve(
    _ factor: Tensor, upper: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim < 2 { fail("b should have at least 2 dimensions, but has \(dim) dimensions instead", at: site) }
    if factor.dim < 2 { fail("u should have at least 2 dimensions, but has \(factor.dim) dimensions instead", at: site) }
    refuseUnlikeCoefficients(factor, "cholesky_solve", at: site)
    let output = noGrad { () -> Tensor in
      let batch = Broadcasting.sizes(batchSizes, factor.batchSizes, at: site)
      let matrix = factor.expandedBatch(batch).columnMajorCopy()
      let solution = expandedBatch(batch).columnMajorCopy()
      switch dtype {
      case .float32: Tensor.solve(Float.self, matrix, solution, upper)
      case .float64: Tensor.solve(Double.self, matrix, solution, upper)
      default: refuseKernel("cholesky_solve_cpu", at: site)
      }
      return solution
    }
    return output.recorded("CholeskySolveBackward0", inputs: [self, factor], saving: [factor], savesOutput: true) { s, g in
      let forB = g.choleskySolve(s[0], upper: upper)
      if !s.needs(1) { return [forB, nil] }
      let product = forB.matmul(s[1].mT)
      let common = product.add(product.mT)
      return [s.needs(0) ? forB : nil, (upper ? s[0].matmul(common) : common.matmul(s[0])).neg()]
    }
  }

  private static func solve<Element: LAPACKElement>(_: Element.Type, _ factor: Tensor, _ x: Tensor, _ upper: Bool) {
    let (n, columns) = (x.size(-2), x.size(-1))
    if n * columns == 0 || x.isMeta { return }
    let (matrix, solution) = (factor.matrix(0, as: Element.self), x.matrix(0, as: Element.self))
    let triangle = CChar(UInt8(ascii: upper ? "U" : "L"))
    LAPACKBatch(factor).forEach(work: n * n * columns) { i in
      _ = Element.potrs(triangle, Int32(n), Int32(columns), matrix + i * n * n, Int32(n), solution + i * n * columns, Int32(n))
    }
  }
}
