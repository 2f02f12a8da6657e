extension linalg {
  /// How much of a QR decomposition is given: PyTorch's `mode`.
  public enum QRMode: Sendable {
    /// Q of shape (*, m, k) and R of shape (*, k, n), where k is the smaller of m and n.
    case reduced
    /// Q of shape (*, m, m) and R of shape (*, m, n).
    case complete
    /// An empty Q, and R of shape (*, k, n).
    case r

    /// By PyTorch's name: `"reduced"`, `"complete"` or `"r"`. Another one traps with PyTorch's text.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      switch name {
      case "reduced": self = .reduced
      case "complete": self = .complete
      case "r": self = .r
      default:
        fail(
          "qr received unrecognized mode '\(name)' but expected one of 'reduced' (default), 'r', or 'complete'", at: CallSite(file, line))
      }
    }
  }

  /// The decomposition `A = Q R` with orthonormal columns in Q and an upper triangular R: PyTorch's `linalg.qr`. Shape
  /// (*, m, n); `mode` says what the others are.
  ///
  /// - Precondition: The dtype is float32 or float64. For gradients the first k columns of `a` are independent, and the mode is not `r`, nor
  ///   `complete` for more rows than columns.
  public static func qr(
    _ a: Tensor, mode: QRMode = .reduced, file: StaticString = #filePath, line: UInt = #line
  ) -> (q: Tensor, r: Tensor) {
    let site = CallSite(file, line)
    a.refuseUnlessMatrix("linalg.qr", at: site)
    a.refuseUnlessFloating("linalg.qr", at: site)
    let (m, n, batch) = (a.size(-2), a.size(-1), a.batchSizes.array)
    let k = Swift.min(m, n)
    let (q, r) = noGrad { () -> (Tensor, Tensor) in
      let columns = mode == .complete ? m : k
      // LAPACK writes Q over the factors, so there must be room for its columns.
      let factors = Tensor.columnMajor(uninitialized: Dimensions(batch + [m, Swift.max(columns, n)]), a.dtype, a.device)
      factors.narrow(-1, 0, n).write(a)
      let r = Tensor.columnMajor(uninitialized: Dimensions(batch + [columns, n]), a.dtype, a.device)
      switch a.dtype {
      case .float32: decompose(Float.self, factors, r, n, mode)
      case .float64: decompose(Double.self, factors, r, n, mode)
      default: a.refuseKernel("geqrf_cpu", at: site)
      }
      if mode == .r { return (Tensor.empty([0], a.dtype, a.device), r) }
      return (factors.narrow(-1, 0, columns).columnMajorCopy(), r)
    }
    Tensor.record("LinalgQrBackward0", outputs: [q, r], inputs: [a], savingOutputs: [0, 1]) { s, g in
      if mode == .r {
        fail(
          "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr."
        )
      }
      if mode == .complete && m > n {
        fail(
          "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.")
      }
      return [qrGradient(s[0], s[1], g[0], g[1], columns: n)]
    }
    return (q, r)
  }

  private static func decompose<Element: LAPACKElement>(
    _: Element.Type, _ factors: Tensor, _ r: Tensor, _ n: Int, _ mode: QRMode
  ) {
    if factors.isMeta { return }
    let (m, room, rows) = (factors.size(-2), factors.size(-1), r.size(-2))
    let k = Swift.min(m, n)
    let (start, triangle) = (factors.matrix(0, as: Element.self), r.matrix(0, as: Element.self))
    LAPACKBatch(factors).forEach(work: 4 * m * n * k) { i in
      let matrix = start + i * m * room
      let tau = UnsafeMutablePointer<Element>.allocate(capacity: Swift.max(k, 1))
      defer { tau.deallocate() }
      if k > 0 {
        _ = LAPACKBatch.withWorkspace { Element.geqrf(Int32(m), Int32(n), matrix, Int32(m), tau, $0, $1) }
      }
      let target = triangle + i * rows * n
      for column in 0..<n {
        for row in 0..<rows { target[column * rows + row] = row <= column ? matrix[column * m + row] : 0 }
      }
      let columns = mode == .complete ? m : k
      if mode != .r && columns > 0 {
        _ = LAPACKBatch.withWorkspace { Element.orgqr(Int32(m), Int32(columns), Int32(k), matrix, Int32(m), tau, $0, $1) }
      }
    }
  }

  /// Of a matrix with no more columns than rows `(Gq + Q (tril(M) + tril(M, -1)ᵀ)) R⁻ᵀ` with `M = R Grᵀ − Gqᵀ Q`; a wide one is `[X, Y]`
  /// with a square X, and `Y = Q R[:, m:]` follows X's Q (Roberts and Roberts, QR and LQ decomposition matrix backpropagation, 2020).
  private static func qrGradient(_ q: Tensor, _ r: Tensor, _ gq: Tensor?, _ gr: Tensor?, columns n: Int) -> Tensor? {
    if gq == nil && gr == nil { return nil }
    let m = q.size(-2)
    if n <= m { return tallGradient(q, r, gq, gr) }
    // Y = Q V gives Gv to R's last columns: Gy = Q Gv, and Q's own gradient gains Y Gvᵀ = Q V Gvᵀ.
    let (u, v) = (r.narrow(-1, 0, m), r.narrow(-1, m, n - m))
    guard let gr else { return Tensor.cat([tallGradient(q, u, gq, nil), Tensor.zerosLike(v)], dim: -1) }
    let (gu, gv) = (gr.narrow(-1, 0, m), gr.narrow(-1, m, n - m))
    let fromY = q.matmul(v.matmul(gv.mT))
    let forX = tallGradient(q, u, gq.map { $0.add(fromY) } ?? fromY, gu)
    return Tensor.cat([forX, q.matmul(gv)], dim: -1)
  }

  private static func tallGradient(_ q: Tensor, _ r: Tensor, _ gq: Tensor?, _ gr: Tensor?) -> Tensor {
    var m: Tensor?
    if let gr { m = r.matmul(gr.mT) }
    if let gq {
      let product = gq.mT.matmul(q)
      m = m.map { $0.sub(product) } ?? product.neg()
    }
    let lower = m.unsafelyUnwrapped
    let symmetric = lower.triangle(upper: false).add(lower.triangle(upper: false, withDiagonal: false).mT)
    var inner = q.matmul(symmetric)
    if let gq { inner = inner.add(gq) }
    return solveTriangular(r.mT, inner, upper: false, left: false)
  }
}
