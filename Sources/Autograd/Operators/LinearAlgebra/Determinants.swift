extension linalg {
  /// The determinant of every matrix: PyTorch's `linalg.det`. Shape (*, n, n) gives (*).
  ///
  /// - Precondition: The dtype is float32 or float64.
  public static func det(_ a: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    a.refuseUnlessSquare("linalg.det", at: site)
    a.refuseUnlessFloating("linalg.det", at: site)
    let (lu, pivots, _) = factored(a, at: site)
    let output = noGrad { () -> Tensor in
      let (signs, diagonal) = signs(lu, pivots)
      return diagonal.unbind(-1).reduce(signs) { $0.mul($1) }
    }
    return output.recorded("LinalgDetBackward0", inputs: [a], saving: [a], savesOutput: true) { s, g in
      [detGradient(s[0], s[1], g)]
    }
  }

  /// Jacobi's formula: the gradient is the matrix of cofactors, which is `det · A⁻ᵀ` where there is an inverse.
  private static func detGradient(_ a: Tensor, _ det: Tensor, _ g: Tensor) -> Tensor {
    func regular(_ a: Tensor) -> Tensor { invEx(a).inverse.mT.mul(g.mul(det).unsqueeze(-1).unsqueeze(-1)) }
    let isSingular = det.eq(0)
    if a.isMeta || !isSingular.any().item(as: Bool.self) { return regular(a) }
    let mask = isSingular.unsqueeze(-1).unsqueeze(-1)
    let identity = Tensor.eye(a.size(-1), dtype: a.dtype, device: a.device)
    return Tensor.where(mask, cofactors(a).mul(g.unsqueeze(-1).unsqueeze(-1)), regular(Tensor.where(mask, identity, a)))
  }

  /// The matrices of cofactors from the singular values, of which each in turn is left out of the product: `det(U Vᵀ) · U diag(Π) Vᵀ`.
  private static func cofactors(_ a: Tensor) -> Tensor {
    let (u, s, vh) = svd(a, fullMatrices: false)
    let orientation = noGrad { det(u.matmul(vh)).round() }
    let n = a.size(-1)
    let places = Tensor.arange(n)
    var products = Tensor.onesLike(s)
    for i in 0..<n { products = products.mul(s.narrow(-1, i, 1).expandAs(s).maskedFill(places.eq(i), 1)) }
    return u.mul(products.mul(orientation.unsqueeze(-1)).unsqueeze(-2)).matmul(vh)
  }

  /// The sign and the logarithm of the magnitude of every determinant: PyTorch's `linalg.slogdet`. Shape (*, n, n) gives (*) twice. Of a
  /// singular matrix the sign is 0 and the logarithm -infinity.
  ///
  /// - Precondition: The dtype is float32 or float64.
  public static func slogdet(
    _ a: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (sign: Tensor, logabsdet: Tensor) { slogdet(a, "linalg.slogdet", at: CallSite(file, line)) }

  fileprivate static func slogdet(_ a: Tensor, _ function: String, at site: CallSite) -> (sign: Tensor, logabsdet: Tensor) {
    a.refuseUnlessSquare(function, at: site)
    a.refuseUnlessFloating(function, at: site)
    let (lu, pivots, _) = factored(a, at: site)
    let (sign, logarithm) = noGrad { () -> (Tensor, Tensor) in
      let (signs, diagonal) = signs(lu, pivots)
      return (diagonal.sign().unbind(-1).reduce(signs) { $0.mul($1) }, diagonal.abs().log().sum(-1))
    }
    Tensor.record("LinalgSlogdetBackward0", outputs: [sign, logarithm], inputs: [a], saving: [a]) { s, g in
      guard let g = g[1] else { return [Tensor.zerosLike(s[0])] }
      return [invEx(s[0]).inverse.mT.mul(g.unsqueeze(-1).unsqueeze(-1))]
    }
    return (sign, logarithm)
  }
}

extension Tensor {
  /// The determinant of every matrix: PyTorch's `det`, the same function as `linalg.det`.
  public final func det(file: StaticString = #filePath, line: UInt = #line) -> Tensor { linalg.det(self, file: file, line: line) }

  /// The sign and the logarithm of the magnitude of every determinant: PyTorch's `slogdet`, the same function as `linalg.slogdet`.
  public final func slogdet(file: StaticString = #filePath, line: UInt = #line) -> (sign: Tensor, logabsdet: Tensor) {
    linalg.slogdet(self, file: file, line: line)
  }

  /// The logarithm of every determinant, NaN of a negative one: PyTorch's `logdet`. Shape (*, n, n) gives (*).
  public final func logdet(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let (sign, logarithm) = linalg.slogdet(self, "logdet", at: CallSite(file, line))
    return Tensor.where(sign.eq(-1), Tensor.full([], Double.nan, dtype: dtype), logarithm)
  }
}
