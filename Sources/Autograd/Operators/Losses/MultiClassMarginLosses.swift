extension Tensor {
  /// By how much the scores of other classes come within a margin of the target's: PyTorch's `nn.functional.multi_margin_loss`.
  ///
  /// - Parameters:
  ///   - target: The classes (int64), of shape (N), or without dimensions for an input of shape (C).
  ///   - p: 1, or 2 for squares.
  ///   - margin: By how much the target's score should lead.
  ///   - weight: A factor for each class.
  ///   - reduction: How the losses of the samples become one: the mean, if left out.
  public final func multiMarginLoss(
    _ target: Tensor, p: Int = 1, margin: Double = 1, weight: Tensor? = nil, reduction: LossReduction = .mean,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkMultiMargin(target, p, weight, at: site)
    let classes = classCount
    let index = target.contiguous().view([-1])
    if index.firstIndex(outside: 0..<classes) != nil { fail("target out of range", at: site) }
    let isTarget = index.oneHot(classes).bool()
    let output = noGrad { () -> Tensor in
      let losses = excess(isTarget, margin).pow(p)
      let scaled = weight.map { losses.mul($0.view([1, -1]).mul(isTarget).sum([1], keepdim: true)) } ?? losses
      return scaled.sum([1]).div(classes).view(dim < 2 && target.dim == 0 ? [] : [-1]).reduced(reduction)
    }
    return output.recorded("MultiMarginLossBackward0", inputs: [self], saving: [self, isTarget, weight]) { s, g in
      let (x, isTarget) = (s[0], s[1])
      let excess = x.excess(isTarget, margin)
      var slopes = p == 1 ? excess.gt(0).to(x.dtype) : excess.mul(2)
      if let weight = s.optional(2) { slopes = slopes.mul(weight.view([1, -1]).mul(isTarget).sum([1], keepdim: true)) }
      let all = slopes.sub(slopes.sum([1], keepdim: true).mul(isTarget)).div(classes)
      let rows = isTarget.sizes[0]
      return [g.spread(reduction, over: [rows]).reshape([rows, 1]).mul(all).view(x.shape)]
    }
  }

  /// `max(0, margin - target's score + score)` of the other classes, 0 for the target; a row for each sample.
  private final func excess(_ isTarget: Tensor, _ margin: Double) -> Tensor {
    let rows = reshape([-1, classCount])
    let own = Tensor.where(isTarget, rows, Tensor.zeros([], dtype: dtype)).sum([1], keepdim: true)
    return rows.sub(own).add(margin).clamp(min: 0).maskedFill(isTarget, 0)
  }

  private final func checkMultiMargin(_ target: Tensor, _ p: Int, _ weight: Tensor?, at site: CallSite) {
    if p != 1 && p != 2 { fail("only p == 1 and p == 2 supported", at: site) }
    checkScores(at: site)
    let rows = dim == 2 ? sizes[0] : 1
    if target.dim > 1 || target.numel != rows {
      fail(
        "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size "
          + "[\(rows)], but got \(target.sizes). Input has shape \(sizes).", at: site)
    }
    if let weight, weight.dim != 1 { fail("weight must be one-dimensional", at: site) }
    if let weight, weight.numel != classCount {
      fail("inconsistent weight size, expected \(classCount) but got \(weight.sizes)", at: site)
    }
    if dtype != .float64 && dtype != .float32 {
      fail("\"multi_margin_loss_cpu_kernel\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
    if target.dtype != .int64 { fail("expected scalar type Long but found \(target.dtype.scalarTypeName)", at: site) }
  }

  /// How many scores a sample has.
  private final var classCount: Int { dim == 0 ? 1 : sizes[dim - 1] }

  private final func checkScores(at site: CallSite) {
    if dim > 2 || classCount == 0 {
      fail("Expected non-empty vector or matrix with optional 0-dim batch size, but got: \(sizes)", at: site)
    }
  }

  /// By how much the scores of other classes come within 1 of each target's: PyTorch's `nn.functional.multilabel_margin_loss`.
  ///
  /// - Parameters:
  ///   - target: Of this tensor's shape, int64: the classes of each sample, ended by -1.
  ///   - reduction: How the losses of the samples become one: the mean, if left out.
  public final func multilabelMarginLoss(
    _ target: Tensor, reduction: LossReduction = .mean, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkScores(at: site)
    if target.sizes != sizes { fail("inconsistent target size: \(target.sizes) for input of size: \(sizes)", at: site) }
    if dtype != .float64 && dtype != .float32 {
      fail("\"multilabel_margin_loss_forward_out_frame\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
    if target.dtype != .int64 { fail("expected scalar type Long but found \(target.dtype.scalarTypeName)", at: site) }
    let counts = target.labelCounts(dtype, at: site)
    let isBatch = dim == 2
    let output = noGrad { () -> Tensor in
      let losses = labelExcess(counts).sum([1, 2]).div(counts.sizes[1])
      return (isBatch ? losses : losses.view([])).reduced(reduction)
    }
    return output.recorded("MultilabelMarginLossBackward0", inputs: [self], saving: [self, counts]) { s, g in
      let (x, counts) = (s[0], s[1])
      let slopes = x.labelExcess(counts).gt(0).to(x.dtype).mul(counts.unsqueeze(2))
      let (rows, classes) = (counts.sizes[0], counts.sizes[1])
      let all = slopes.sum([1]).sub(slopes.sum([2])).div(classes)
      let gradient = g.spread(reduction, over: [rows]).reshape([rows, 1]).mul(all).view(x.shape)
      return [gradient.flat(in: x, name: "MultilabelMarginLossBackwardBackward0")]
    }
  }

  /// How often each class is among a sample's targets, a row for each sample.
  private final func labelCounts(_ dtype: DType, at site: CallSite) -> Tensor {
    let classes = classCount
    let result = newZeros([numel / classes, classes], dtype: .float64)
    if isMeta { return result.converted(to: dtype) }
    let labels = array(of: Int.self)
    let counts = result.doubles
    for start in stride(from: 0, to: labels.count, by: classes) {
      for label in labels[start..<start + classes] {
        if label < -1 || label >= classes { fail("argument #2 'target' is out of range", at: site) }
        if label < 0 { break }
        counts[start + label] += 1
      }
    }
    return result.converted(to: dtype)
  }

  /// For each sample, target and other class: `max(0, 1 - target's score + other's)`, as often as the target counts.
  private final func labelExcess(_ counts: Tensor) -> Tensor {
    let scores = reshape(counts.shape)
    let excess = scores.unsqueeze(1).sub(scores.unsqueeze(2)).add(1).clamp(min: 0)
    return excess.mul(counts.unsqueeze(2)).maskedFill(counts.unsqueeze(1).ne(0), 0)
  }
}
