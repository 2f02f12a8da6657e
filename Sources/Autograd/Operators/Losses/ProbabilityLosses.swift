import CKernels

extension Tensor {
  /// The cross entropy of probabilities and targets between 0 and 1: PyTorch's `nn.functional.binary_cross_entropy`. No logarithm is
  /// taken to be less than -100.
  ///
  /// - Parameters:
  ///   - target: Of this tensor's shape and dtype.
  ///   - weight: A factor for each element, which broadcasts.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  public final func binaryCrossEntropy(
    _ target: Tensor, weight: Tensor? = nil, reduction: LossReduction = .mean, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkBinaryCrossEntropy(target, weight, at: site)
    let output = noGrad {
      let hit = target.sub(1).mul(neg().log1p().clamp(min: -100))
      let losses = hit.sub(target.mul(log().clamp(min: -100)))
      return (weight.map { losses.mul($0) } ?? losses).reduced(reduction)
    }
    return output.recorded("BinaryCrossEntropyBackward0", inputs: [self, target], saving: [self, target, weight]) { s, g in
      let (x, t) = (s[0], s[1])
      var spread = g.spread(reduction, over: x.sizes)
      if let weight = s.optional(2) { spread = spread.mul(weight) }
      let variance = x.mul(x.neg().add(1)).clamp(min: 1e-12)
      return [
        s.needs(0) ? spread.mul(x.sub(t)).div(variance) : nil,
        s.needs(1) ? spread.mul(x.neg().log1p().clamp(min: -100).sub(x.log().clamp(min: -100))) : nil,
      ]
    }
  }

  private final func checkBinaryCrossEntropy(_ target: Tensor, _ weight: Tensor?, at site: CallSite) {
    if target.sizes != sizes {
      fail(
        "Using a target size (torch.Size(\(target.sizes))) that is different to the input size (torch.Size(\(sizes))) is deprecated. Please "
          + "ensure they have the same size.", at: site)
    }
    if let weight, !Tensor.canExpand(weight.sizes, to: sizes) {
      let lead = dim - weight.dim
      let d = weight.sizes.indices.last { lead + $0 < 0 || (weight.sizes[$0] != 1 && weight.sizes[$0] != sizes[lead + $0]) } ?? 0
      fail(
        "Attempting to broadcast a dimension of length \(weight.sizes[d]) at \(d - weight.dim)! Mismatching argument at index 1 had "
          + "torch.Size(\(weight.sizes)); but expected shape should be broadcastable to \(sizes)", at: site)
    }
    if !dtype.isFloatingPoint { fail("\"binary_cross_entropy\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    for other in [target, weight].compactMap({ $0 }) where other.dtype != dtype {
      fail("Found dtype \(other.dtype.scalarTypeName) but expected \(dtype.scalarTypeName)", at: site)
    }
    if numel == 0 || isMeta { return }
    let isOutside = noGrad { ge(0).logicalAnd(le(1)).all().logicalNot() }
    if isOutside.item(as: Bool.self) { fail("all elements of input should be between 0 and 1", at: site) }
  }

  /// `binaryCrossEntropy` of the sigmoid of this tensor, without overflow: PyTorch's `nn.functional.binary_cross_entropy_with_logits`.
  ///
  /// - Parameters:
  ///   - target: Of this tensor's shape, between 0 and 1.
  ///   - weight: A factor for each element, which broadcasts.
  ///   - posWeight: A factor for the targets' part alone, which broadcasts.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  public final func binaryCrossEntropyWithLogits(
    _ target: Tensor, weight: Tensor? = nil, posWeight: Tensor? = nil, reduction: LossReduction = .mean, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if target.sizes != sizes {
      fail("Target size (torch.Size(\(target.sizes))) must be the same as input size (torch.Size(\(sizes)))", at: site)
    }
    if !dtype.isFloatingPoint { fail("\"log_sigmoid_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    if !target.dtype.isFloatingPoint {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(target.dtype.scalarTypeName)", at: site)
    }
    let output = noGrad {
      var logarithm = logsigmoid()
      if let posWeight { logarithm = logarithm.mul(posWeight.sub(1).mul(target, file: file, line: line).add(1)) }
      let losses = target.neg().add(1).mul(self).sub(logarithm)
      return (weight.map { losses.mul($0, file: file, line: line) } ?? losses).to(target.dtype).reduced(reduction)
    }
    return output.recorded(
      "BinaryCrossEntropyWithLogitsBackward0", inputs: [self, target], saving: [self, target, weight, posWeight]
    ) { s, g in
      let (x, t) = (s[0], s[1])
      var spread = g.spread(reduction, over: x.sizes)
      if let weight = s.optional(2) { spread = spread.mul(weight) }
      guard let posWeight = s.optional(3) else {
        return [s.needs(0) ? spread.mul(x.sigmoid().sub(t)) : nil, s.needs(1) ? spread.mul(x.neg()) : nil]
      }
      let hits = posWeight.mul(t)
      let toInput = s.needs(0) ? spread.mul(hits.add(1).sub(t).mul(x.sigmoid()).sub(hits)) : nil
      return [toInput, s.needs(1) ? spread.mul(x.add(posWeight.sub(1).mul(x.logsigmoid())).neg()) : nil]
    }
  }

  /// `target (log(target) - x)`, where this tensor holds logarithms of probabilities: PyTorch's `nn.functional.kl_div`.
  ///
  /// - Parameters:
  ///   - target: Probabilities, or their logarithms; the two broadcast.
  ///   - reduction: For PyTorch's `"batchmean"` see `klDivBatchMean`.
  ///   - logTarget: Whether the targets are logarithms too.
  public final func klDiv(
    _ target: Tensor, reduction: LossReduction = .mean, logTarget: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if !dtype.isFloatingPoint || !target.dtype.isFloatingPoint {
      fail("kl_div: Integral inputs not supported.", at: CallSite(file, line))
    }
    let losses =
      logTarget
      ? target.exp().mul(target.sub(self, file: file, line: line))
      : target.xlogy(target).sub(target.mul(self, file: file, line: line))
    return losses.reduced(reduction)
  }

  /// The sum of `klDiv` divided by the size of dimension 0: PyTorch's `nn.functional.kl_div` with the reduction `"batchmean"`, which is
  /// what mathematics calls the divergence.
  public final func klDivBatchMean(
    _ target: Tensor, logTarget: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let total = klDiv(target, reduction: .sum, logTarget: logTarget, file: file, line: line)
    return dim == 0 ? total : total.div(sizes[0])
  }

  /// `log(1 + exp(-target x))`, with targets of -1 and 1: PyTorch's `nn.functional.soft_margin_loss`.
  public final func softMarginLoss(
    _ target: Tensor, reduction: LossReduction = .mean, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let common = Broadcasting.sizes(self, target, at: site)
    if common != sizes { fail("output with shape \(sizes) doesn't match the broadcast shape \(common)", at: site) }
    let product = noGrad { target.neg(file: file, line: line).mul(self) }
    if !dtype.isFloatingPoint {
      fail("result type Float can't be cast to the desired output type \(dtype.scalarTypeName)", at: site)
    }
    let output = noGrad { product.exp().log1p().to(dtype).reduced(reduction) }
    return output.recorded("SoftMarginLossBackward0", inputs: [self], saving: [self, target]) { s, g in
      let slope = s[1].mul(s[0]).neg().sigmoid().mul(s[1].neg())
      return [g.spread(reduction, over: s[0].sizes).mul(slope).to(s[0].dtype)]
    }
  }

  /// The logistic losses of several labels for each sample, their mean over the last dimension: PyTorch's
  /// `nn.functional.multilabel_soft_margin_loss`.
  public final func multilabelSoftMarginLoss(
    _ target: Tensor, weight: Tensor? = nil, reduction: LossReduction = .mean, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if dim == 0 { fail("Dimension specified as -1 but tensor has no dimensions", at: CallSite(file, line)) }
    let hit = target.mul(logsigmoid(file: file, line: line), file: file, line: line)
    let losses = hit.add(target.neg().add(1).mul(neg().logsigmoid())).neg()
    let scaled = weight.map { losses.mul($0, file: file, line: line) } ?? losses
    return scaled.sum(-1).div(sizes[dim - 1]).reduced(reduction)
  }
}
