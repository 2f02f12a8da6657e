extension Tensor {
  /// The covariances of the rows of a matrix, each a variable observed in every column: PyTorch's `cov`. Integers give float32.
  ///
  /// - Parameters:
  ///   - correction: What is subtracted from the number of observations to divide by.
  ///   - fweights: How often each observation counts, integers.
  ///   - aweights: How much each observation counts, floating.
  /// - Precondition: There are at most two dimensions.
  public final func cov(
    correction: Int = 1, fweights: Tensor? = nil, aweights: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim > 2 { fail("cov(): expected input to have two or fewer dimensions but got an input with \(dim) dimensions", at: site) }
    if dtype == .bool { fail("cov(): bool dtype is not supported for input", at: site) }
    let rows = dim < 2 ? reshape([1, numel]) : self
    let observations = rows.sizes[1]
    if let fweights { Tensor.checkWeights(fweights, "fweights", observations, isIntegral: true, at: site) }
    if let aweights { Tensor.checkWeights(aweights, "aweights", observations, isIntegral: false, at: site) }
    let input = dtype.isFloatingPoint ? rows : rows.to(.float32)
    var weights = fweights
    if let aweights { weights = fweights.map { $0.mul(aweights) } ?? aweights }
    let total = weights.map { $0.sum() } ?? Tensor.full([], observations, dtype: .int64)
    if let weights, !weights.isMeta, noGrad({ total.eq(0).item(as: Bool.self) }) {
      fail("cov(): weights sum to zero, can't be normalized", at: site)
    }
    var norm = total.sub(correction)
    if let aweights, let weights, correction != 0 {
      norm = total.sub(weights.mul(aweights).sum().div(total).mul(correction))
    }
    if !norm.isMeta && noGrad({ norm.le(0).item(as: Bool.self) }) { norm = Tensor.zeros([], dtype: norm.dtype) }
    let weighted = weights.map { input.mul($0) } ?? input
    let centred = input.sub(weighted.sum(1).div(total).unsqueeze(1))
    let product = centred.mm((weights.map { centred.mul($0) } ?? centred).t())
    return product.div(norm).squeeze()
  }

  /// The correlation coefficients of the rows of a matrix, each a variable observed in every column: PyTorch's `corrcoef`.
  ///
  /// - Precondition: There are at most two dimensions.
  public final func corrcoef(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dim > 2 {
      fail(
        "corrcoef(): expected input to have two or fewer dimensions but got an input with \(dim) dimensions", at: CallSite(file, line))
    }
    let covariance = cov(file: file, line: line)
    if covariance.dim == 0 { return covariance.div(covariance) }
    let deviations = covariance.diagonal().sqrt()
    return covariance.div(deviations.unsqueeze(1)).div(deviations.unsqueeze(0)).clamp(min: -1, max: 1)
  }

  private static func checkWeights(_ weights: Tensor, _ name: String, _ observations: Int, isIntegral: Bool, at site: CallSite) {
    if weights.dim > 1 {
      fail("cov(): expected \(name) to have one or fewer dimensions but got \(name) with \(weights.dim) dimensions", at: site)
    }
    if isIntegral ? !weights.dtype.isInteger : !weights.dtype.isFloatingPoint {
      let kind = isIntegral ? "integral" : "floating point"
      fail("cov(): expected \(name) to have \(kind) dtype but got \(name) with \(weights.dtype.scalarTypeName) dtype", at: site)
    }
    if weights.numel != observations {
      fail(
        "cov(): expected \(name) to have the same numel as there are observations in the input but got \(weights.numel) != "
          + "\(observations)", at: site)
    }
    if !weights.isMeta && noGrad({ weights.lt(0).any().item(as: Bool.self) }) { fail("cov(): \(name) cannot be negative", at: site) }
  }
}
