extension Tensor {
  /// Each element 0 with probability `p`, the others divided by `1 - p`: PyTorch's `nn.functional.dropout`. Without training the tensor
  /// itself.
  ///
  /// The numbers drawn are PyTorch's.
  public final func dropout(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: false, at: site)
    guard let noise = training ? dropoutNoise(p, isFeature: false, generator, at: site) : nil else { return self }
    return mul(noise)
  }

  /// The in-place form of `dropout`: PyTorch's `nn.functional.dropout(inplace=True)`.
  @discardableResult
  public final func dropout_(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: false, at: site)
    guard let noise = training ? dropoutNoise(p, isFeature: false, generator, at: site) : nil else { return self }
    return mul_(noise, file: file, line: line)
  }

  /// Whole channels 0 with probability `p`, the others divided by `1 - p`: PyTorch's `torch.feature_dropout`, as in `dropout2d`.
  ///
  /// - Precondition: Shape (N, C, ...).
  public final func featureDropout(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: training, at: site)
    guard let noise = training ? dropoutNoise(p, isFeature: true, generator, at: site) : nil else { return self }
    return mul(noise)
  }

  /// The in-place form of `featureDropout`: PyTorch's `torch.feature_dropout_`.
  @discardableResult
  public final func featureDropout_(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: training, at: site)
    guard let noise = training ? dropoutNoise(p, isFeature: true, generator, at: site) : nil else { return self }
    return mul_(noise, file: file, line: line)
  }

  /// Whole channels 0 with probability `p`: PyTorch's `nn.functional.dropout1d`, of shape (N, C, L) or (C, L).
  public final func dropout1d(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: false, at: site)
    if dim != 2 && dim != 3 {
      fail(
        "dropout1d: Expected 2D or 3D input, but received a \(dim)D input. Note that dropout1d exists to provide channel-wise dropout on "
          + "inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).", at: site)
    }
    if dim == 3 { return featureDropout(p, training: training, generator: generator, file: file, line: line) }
    return unsqueeze(0).featureDropout(p, training: training, generator: generator, file: file, line: line).squeeze(0)
  }

  /// Whole channels 0 with probability `p`: PyTorch's `nn.functional.dropout2d`, of shape (N, C, H, W).
  public final func dropout2d(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { featureDropout(p, training: training, generator: generator, file: file, line: line) }

  /// Whole channels 0 with probability `p`: PyTorch's `nn.functional.dropout3d`, of shape (N, C, D, H, W) or (C, D, H, W).
  public final func dropout3d(
    _ p: Double = 0.5, training: Bool = true, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if dim == 5 { return featureDropout(p, training: training, generator: generator, file: file, line: line) }
    return unsqueeze(0).featureDropout(p, training: training, generator: generator, file: file, line: line).squeeze(0)
  }

  /// Each element at `selu`'s lower limit with probability `p`, then all scaled and shifted so that mean 0 and variance 1 stay: PyTorch's
  /// `nn.functional.alpha_dropout` (Klambauer et al., 2017).
  public final func alphaDropout(
    _ p: Double = 0.5, training: Bool = false, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: false, at: site)
    return training ? alphaDropped(p, isFeature: false, generator, at: site) : self
  }

  /// `alphaDropout` of whole channels: PyTorch's `nn.functional.feature_alpha_dropout`.
  ///
  /// - Precondition: Shape (N, C, ...).
  public final func featureAlphaDropout(
    _ p: Double = 0.5, training: Bool = false, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkDropout(p, isFeature: training, at: site)
    return training ? alphaDropped(p, isFeature: true, generator, at: site) : self
  }

  private final func checkDropout(_ p: Double, isFeature: Bool, at site: CallSite) {
    if !(0...1).contains(p) { fail("dropout probability has to be between 0 and 1, but got \(p)", at: site) }
    if isFeature && p > 0 && numel > 0 && dim < 2 { fail("Feature dropout requires at least 2 dimensions in the input", at: site) }
  }

  /// What to multiply by; nil if nothing is dropped.
  private final func dropoutNoise(_ p: Double, isFeature: Bool, _ generator: Generator?, at site: CallSite) -> Tensor? {
    if p == 0 || numel == 0 { return nil }
    if p == 1 { return Tensor.zeros([], dtype: dtype) }
    return noGrad { drawnNoise(p, isFeature: isFeature, generator).div_(1 - p, file: site.file, line: site.line) }
  }

  /// 1 with probability `1 - p`, else 0, for each element or channel.
  private final func drawnNoise(_ p: Double, isFeature: Bool, _ generator: Generator?) -> Tensor {
    let noise =
      isFeature
      ? newEmpty(shape[..<2] + Array(repeating: 1, count: dim - 2)) : Tensor.emptyLike(self)
    return noise.bernoulli_(1 - p, generator: generator)
  }

  private final func alphaDropped(_ p: Double, isFeature: Bool, _ generator: Generator?, at site: CallSite) -> Tensor {
    if p == 0 || numel == 0 { return self }
    if p == 1 { return mul(Tensor.zeros([], dtype: dtype)) }
    let alpha = 1.7580993408473766
    let a = 1 / ((alpha * alpha * p + 1) * (1 - p)).squareRoot()
    let noise = noGrad { drawnNoise(p, isFeature: isFeature, generator) }
    let shift = noGrad {
      noise.add(-1).mul_(alpha * a, file: site.file, line: site.line).add_(alpha * a * p, file: site.file, line: site.line)
    }
    noGrad { _ = noise.mul_(a) }
    return mul(noise).add(shift)
  }
}
