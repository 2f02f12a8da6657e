extension linalg {
  /// The decomposition `A = P L U` with a permutation P, a lower triangular L with ones on its diagonal and an upper triangular U: PyTorch's
  /// `linalg.lu`. Shape (*, m, n) gives (*, m, m), (*, m, k) and (*, k, n), where k is the smaller of m and n.
  ///
  /// - Precondition: The dtype is float32 or float64. For gradients the first k columns of `P.mT @ a` have an LU decomposition of full rank.
  public static func lu(
    _ a: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (p: Tensor, l: Tensor, u: Tensor) {
    let site = CallSite(file, line)
    refuseNoMatrix(a, "linalg.lu", at: site)
    let (p, l, u) = noGrad { () -> (Tensor, Tensor, Tensor) in
      let (packed, pivots, _) = factored(a, at: site)
      let (l, u) = unpacked(packed)
      return (permutation(pivots, rows: a.size(-2), a.dtype), l.contiguous(), u.contiguous())
    }
    Tensor.record("LinalgLuBackward0", outputs: [l, u], inputs: [a], saving: [p], savingOutputs: [0, 1]) { s, g in
      [luGradient(s[0], s[1], s[2], g[0], g[1])]
    }
    return (p, l, u)
  }

  /// The LU decomposition as LAPACK packs it, and the exchanges of rows: PyTorch's `linalg.lu_factor`. L stands below the diagonal of `lu`,
  /// without its ones, U on and above it; row i was exchanged with row `pivots[i]`, counted from 1.
  ///
  /// - Precondition: No diagonal element of U is 0.
  public static func luFactor(
    _ a: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (lu: Tensor, pivots: Tensor) {
    let result = luFactorEx(a, file: file, line: line)
    refuseFailures(result.info, "torch.linalg.lu_factor", at: CallSite(file, line)) {
      "U[\($0),\($0)] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the factorization, "
        + "consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
    }
    return (result.lu, result.pivots)
  }

  /// The LU decomposition as LAPACK packs it, and for every matrix 0 or which diagonal element of U, counted from 1, is 0: PyTorch's
  /// `linalg.lu_factor_ex`.
  public static func luFactorEx(
    _ a: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (lu: Tensor, pivots: Tensor, info: Tensor) {
    let site = CallSite(file, line)
    refuseNoMatrix(a, "torch.lu_factor", at: site)
    let (lu, pivots, info) = noGrad { factored(a, at: site) }
    let rows = a.size(-2)
    Tensor.record("LinalgLuFactorExBackward0", outputs: [lu], inputs: [a], saving: [pivots], savingOutputs: [0]) { s, g in
      let (l, u) = unpacked(s[1])
      let (gl, gu) = unpacked(g[0].unsafelyUnwrapped)
      return [luGradient(permutation(s[0], rows: rows, l.dtype), l, u, gl, gu)]
    }
    return (lu, pivots, info)
  }

  private static func refuseNoMatrix(_ a: Tensor, _ function: String, at site: CallSite) {
    if a.dim < 2 { fail("\(function): Expected tensor with 2 or more dimensions. Got size: \(a.sizes) instead", at: site) }
  }

  /// L with ones on its diagonal, and U.
  private static func unpacked(_ packed: Tensor) -> (l: Tensor, u: Tensor) {
    let (m, n) = (packed.size(-2), packed.size(-1))
    let k = Swift.min(m, n)
    let below = packed.narrow(-1, 0, k).triangle(upper: false, withDiagonal: false)
    return (below.add(Tensor.eye(m, k, dtype: packed.dtype, device: packed.device)), packed.narrow(-2, 0, k).triangle(upper: true))
  }

  /// The P of every matrix from the exchanges of its rows.
  private static func permutation(_ pivots: Tensor, rows: Int, _ dtype: DType) -> Tensor {
    let count = pivots.size(-1)
    if pivots.isMeta { return Tensor.empty(Dimensions(pivots.shape.dropLast() + [rows, rows]), dtype, .meta) }
    let exchanges = pivots.array(of: Int32.self)
    let batch = Dimensions(pivots.shape.dropLast())
    var places: [Int] = []
    for i in 0..<batch.product {
      var order = Array(0..<rows)
      for j in 0..<count { order.swapAt(j, Int(exchanges[i * count + j]) - 1) }
      places += order
    }
    // Row `order[j]` of A became row j: P takes it back, so column j of P has its 1 in row `order[j]`.
    return Tensor(places).reshape(batch.array + [1, rows]).eq(Tensor.arange(rows).unsqueeze(-1)).to(dtype)
  }

  /// `P L⁻ᵀ [tril(Lᵀ Gl, -1) + triu(Gu Uᵀ)] U⁻ᵀ` of square matrices; of others the columns of U, or the rows of L, that stand over take part
  /// through `A = L U` itself.
  private static func luGradient(_ p: Tensor, _ l: Tensor, _ u: Tensor, _ gl: Tensor?, _ gu: Tensor?) -> Tensor? {
    if gl == nil && gu == nil { return nil }
    let (m, n, k) = (l.size(-2), u.size(-1), l.size(-1))
    let (gl, gu) = (gl ?? Tensor.zerosLike(l), gu ?? Tensor.zerosLike(u))
    let (l1, u1) = (l.narrow(-2, 0, k), u.narrow(-1, 0, k))
    var lower = l1.mT.matmul(gl.narrow(-2, 0, k))
    var upper = gu.narrow(-1, 0, k).matmul(u1.mT)
    let (l2, gl2) = (l.narrow(-2, k, m - k), gl.narrow(-2, k, m - k))
    let (u2, gu2) = (u.narrow(-1, k, n - k), gu.narrow(-1, k, n - k))
    if n > k { lower = lower.sub(gu2.matmul(u2.mT)) }
    if m > k { upper = upper.sub(l2.mT.matmul(gl2)) }
    let core = lower.triangle(upper: false, withDiagonal: false).add(upper.triangle(upper: true))
    var inner = solveTriangular(u1.mT, core, upper: false, left: false)
    if n > k { inner = Tensor.cat([inner, gu2], dim: -1) }
    var result = solveTriangular(l1.mT, inner, upper: true, unitriangular: true)
    if m > k { result = Tensor.cat([result, solveTriangular(u1.mT, gl2, upper: false, left: false)], dim: -2) }
    return p.matmul(result)
  }
}
