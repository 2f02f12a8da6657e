extension linalg {
  /// The Moore-Penrose pseudo-inverse of every matrix: PyTorch's `linalg.pinv`. Shape (*, m, n) gives (*, n, m).
  ///
  /// - Parameters:
  ///   - a: The matrices.
  ///   - atol: Singular values up to it count as 0; 0 if left out.
  ///   - rtol: So do those up to it times the largest one; if left out 0 with an `atol` above 0, else the larger of m and n times the
  ///     precision of the dtype.
  ///   - hermitian: Takes the matrices for symmetric, of which the lower triangle is read; it is quicker.
  /// - Precondition: The dtype is float32 or float64.
  public static func pinv(
    _ a: Tensor, atol: Double? = nil, rtol: Double? = nil, hermitian: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    pinv(
      a, atol: atol.map { a.newFull([], $0, dtype: .float64) }, rtol: rtol.map { a.newFull([], $0, dtype: .float64) },
      hermitian: hermitian, file: file, line: line)
  }

  /// The pseudo-inverse with tolerances of their own for the matrices of a batch, numbers that broadcast: PyTorch's `linalg.pinv`.
  public static func pinv(
    _ a: Tensor, atol: Tensor?, rtol: Tensor?, hermitian: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if a.dim < 2 || (a.dtype != .float32 && a.dtype != .float64) {
      fail(
        "linalg.pinv(\(a.dtype.scalarTypeName){\(a.sizes)}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble "
          + "types", at: site)
    }
    let output = noGrad { () -> Tensor in
      if a.numel == 0 { return Tensor.empty(Dimensions(a.batchSizes.array + [a.size(-1), a.size(-2)]), a.dtype, a.device) }
      let (left, values, right) = spectrum(a, hermitian: hermitian, file, line)
      let isSmall = values.abs().le(tolerance(a, values.abs(), atol, rtol, file, line))
      return right.mul(values.reciprocal().maskedFill(isSmall, 0).unsqueeze(-2)).matmul(left.mT)
    }
    return output.recorded("LinalgPinvBackward0", inputs: [a], saving: [a], savesOutput: true) { s, g in
      [pinvGradient(s[0], s[1], g)]
    }
  }

  /// The A of `U diag(values) Vᵀ`, outside of the graph.
  private static func spectrum(
    _ a: Tensor, hermitian: Bool, _ file: StaticString, _ line: UInt
  ) -> (left: Tensor, values: Tensor, right: Tensor) {
    if hermitian {
      let (values, vectors) = eigh(a, file: file, line: line)
      return (vectors, values, vectors)
    }
    let (u, s, vh) = svd(a, fullMatrices: false, file: file, line: line)
    return (u, s, vh.mT)
  }

  /// Gene Golub and Victor Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate,
  /// 1973, transposed: `−Pᵀ G Pᵀ + (1 − A P) Gᵀ P Pᵀ + Pᵀ P Gᵀ (1 − P A)`.
  private static func pinvGradient(_ a: Tensor, _ p: Tensor, _ g: Tensor) -> Tensor {
    let pt = p.mT
    let second = g.mT.matmul(p).matmul(pt)
    let third = pt.matmul(p.matmul(g.mT))
    return pt.matmul(g.matmul(pt)).neg()
      .add(second.sub(a.matmul(p.matmul(second))))
      .add(third.sub(third.matmul(p).matmul(a)))
  }

  /// How many singular values of every matrix are not 0: PyTorch's `linalg.matrix_rank`. Shape (*, m, n) gives (*), int64.
  ///
  /// - Parameters:
  ///   - a: The matrices.
  ///   - atol: Singular values up to it count as 0; 0 if left out.
  ///   - rtol: So do those up to it times the largest one; if left out 0 with an `atol` above 0, else the larger of m and n times the
  ///     precision of the dtype.
  ///   - hermitian: Takes the matrices for symmetric, of which the lower triangle is read; it is quicker.
  /// - Precondition: The dtype is float32 or float64.
  public static func matrixRank(
    _ a: Tensor, atol: Double? = nil, rtol: Double? = nil, hermitian: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    matrixRank(
      a, atol: atol.map { a.newFull([], $0, dtype: .float64) }, rtol: rtol.map { a.newFull([], $0, dtype: .float64) },
      hermitian: hermitian, file: file, line: line)
  }

  /// The rank with tolerances of their own for the matrices of a batch, numbers that broadcast: PyTorch's `linalg.matrix_rank`.
  public static func matrixRank(
    _ a: Tensor, atol: Tensor?, rtol: Tensor?, hermitian: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    a.refuseUnlessMatrix("torch.linalg.matrix_rank", "input", at: site)
    if a.dtype != .float32 && a.dtype != .float64 { fail("This function doesn't handle types other than float and double", at: site) }
    if a.numel == 0 { return Tensor.zeros(a.batchSizes.array, dtype: .int64, device: a.device) }
    return noGrad {
      let values = hermitian ? eigvalsh(a, file: file, line: line).abs() : svdvals(a, file: file, line: line)
      return values.gt(tolerance(a, values, atol, rtol, file, line)).sum(-1)
    }
  }

  /// Up to where a magnitude counts as 0, for every matrix.
  private static func tolerance(
    _ a: Tensor, _ magnitudes: Tensor, _ atol: Tensor?, _ rtol: Tensor?, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    let precision = a.dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    let standard = a.newFull([], precision * Double(Swift.max(a.size(-1), a.size(-2))), dtype: .float64)
    let absolute = atol ?? a.newZeros([], dtype: .float64)
    let relative = rtol ?? Tensor.where(absolute.gt(0), Tensor.zeros([], dtype: .float64), standard)
    let scaled = relative.unsqueeze(-1).mul(magnitudes.amax(-1, keepdim: true), file: file, line: line)
    return absolute.unsqueeze(-1).maximum(scaled, file: file, line: line)
  }
}

extension Tensor {
  /// The pseudo-inverse of every matrix: PyTorch's `pinverse`.
  ///
  /// - Parameter rcond: Singular values up to it times the largest one count as 0.
  public final func pinverse(rcond: Double = 1e-15, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    linalg.pinv(self, atol: 0, rtol: rcond, file: file, line: line)
  }
}
