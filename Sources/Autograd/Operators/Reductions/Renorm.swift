extension Tensor {
  /// Each part along a dimension scaled down to a p-norm of `maxnorm` where it is larger: PyTorch's `renorm`.
  ///
  /// - Precondition: There are at least two dimensions; `p` is positive, `maxnorm` not negative.
  public final func renorm(
    p: Scalar, dim: Int, maxnorm: Double, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let d = checkedRenorm(p, dim, maxnorm, at: CallSite(file, line))
    let output = noGrad { mul(renormFactors(p, d, maxnorm, file, line)) }.rowMajor
    return output.recorded("RenormBackward0", inputs: [self], saving: [self]) { s, g in
      [Tensor.renormGradient(s[0], g, p, d, maxnorm)]
    }
  }

  /// The in-place form of `renorm`: PyTorch's `renorm_`.
  @discardableResult
  public final func renorm_(
    p: Scalar, dim: Int, maxnorm: Double, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkedRenorm(p, dim, maxnorm, at: site)
    let old = isRecorded && recordedGradFn != nil ? clone() : self
    return writtenInPlace("RenormBackward0", saving: [old], at: site) { s, g in
      [Tensor.renormGradient(s[0], g, p, d, maxnorm)]
    } write: {
      write(mul(renormFactors(p, d, maxnorm, file, line)))
    }
  }

  private final func checkedRenorm(_ p: Scalar, _ dim: Int, _ maxnorm: Double, at site: CallSite) -> Int {
    if p.double <= 0 { fail("renorm: non-positive-norm not supported", at: site) }
    if maxnorm < 0 { fail("renorm: expected maxnorm to be >= 0 but got \(maxnorm.messageText)", at: site) }
    if self.dim < 2 { fail("renorm: input needs at least 2 dimensions, got \(self.dim) dimensions", at: site) }
    return wrapped(dim, at: site)
  }

  /// What keeps a norm a little above 0 when it is divided by.
  private static var epsilon: Double { 1e-7 }

  /// By what each part along a dimension is multiplied, the other dimensions with size 1.
  private final func renormFactors(_ p: Scalar, _ d: Int, _ maxnorm: Double, _ file: StaticString, _ line: UInt) -> Tensor {
    let others = sizes.indices.filter { $0 != d }
    let wide: DType = dtype == .float64 || !dtype.isFloatingPoint ? dtype : .float32
    let norms = converted(to: wide).vectorNorm(ord: p, dim: others, keepdim: true, file: file, line: line)
    let factors = Tensor.where(
      norms.gt(maxnorm), norms.add(Tensor.epsilon).reciprocal().mul(maxnorm), Tensor.ones([], dtype: norms.dtype))
    return factors.converted(to: dtype)
  }

  private static func renormGradient(_ x: Tensor, _ g: Tensor, _ p: Scalar, _ d: Int, _ maxnorm: Double) -> Tensor {
    let others = x.sizes.indices.filter { $0 != d }
    let norms = x.vectorNorm(ord: p, dim: others, keepdim: true)
    let gradientOfNorms = x.mul(g).sum(others, keepdim: true)
    let inverse = norms.add(epsilon).reciprocal()
    // The norm's own part of the derivative of x · maxnorm / (norm + epsilon).
    let throughNorm = normGradient(x, norms, gradientOfNorms.mul(inverse).mul(inverse), p.double, others)
    let direct = g.mul(inverse)
    let scaled = (throughNorm.map { direct.sub($0) } ?? direct).mul(maxnorm)
    return Tensor.where(norms.gt(maxnorm), scaled, g)
  }
}
