extension Tensor {
  /// x where the target is 1, `max(0, margin - x)` where it is -1: PyTorch's `nn.functional.hinge_embedding_loss`.
  public final func hingeEmbeddingLoss(
    _ target: Tensor, margin: Double = 1, reduction: LossReduction = .mean, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let zero = Tensor.zeros([], dtype: dtype)
    let apart = Tensor(number: .double(margin)).sub(self, file: file, line: line).clampMin(0).to(dtype)
    let losses = Tensor.where(target.ne(1), apart, zero, file: file, line: line).add(
      Tensor.where(target.ne(-1), self, zero, file: file, line: line))
    return losses.reduced(reduction, file: file, line: line)
  }

  /// `max(0, margin - target (x - other))`: PyTorch's `nn.functional.margin_ranking_loss`.
  ///
  /// - Precondition: All three have as many dimensions.
  public final func marginRankingLoss(
    _ other: Tensor, _ target: Tensor, margin: Double = 0, reduction: LossReduction = .mean, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    if dim != other.dim || dim != target.dim {
      fail(
        "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: torch.Size(\(sizes)), input2: "
          + "torch.Size(\(other.sizes)), target: torch.Size(\(target.sizes)) ", at: CallSite(file, line))
    }
    return target.neg().mul(sub(other, file: file, line: line), file: file, line: line).add(margin).clampMin(0)
      .reduced(reduction, file: file, line: line)
  }

  /// `1 - cos` of the angle between rows where the target is 1, `max(0, cos - margin)` where it is -1: PyTorch's
  /// `nn.functional.cosine_embedding_loss`.
  ///
  /// - Precondition: Shapes (N, D) with a target of shape (N), or (D) with one without dimensions.
  public final func cosineEmbeddingLoss(
    _ other: Tensor, _ target: Tensor, margin: Double = 0, reduction: LossReduction = .mean, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if target.dim > 1 { fail("0D or 1D target tensor expected, multi-target not supported", at: site) }
    let expected = target.dim + 1
    if dim != expected || other.dim != expected {
      fail(
        "\(target.dim)D target tensor expects \(expected)D input tensors, but found inputs with sizes \(sizes) and \(other.sizes).",
        at: site)
    }
    let eps = 1e-12
    let product = mul(other, file: file, line: line).sum(-1)
    let lengths = mul(self).sum(-1).add(eps).mul(other.mul(other).sum(-1).add(eps)).sqrt()
    let cosine = product.div(lengths)
    let zero = Tensor.zeros([], dtype: cosine.dtype)
    let alike = Tensor.where(target.eq(1), cosine.neg().add(1), zero, file: file, line: line)
    let apart = Tensor.where(target.eq(-1), cosine.sub(margin).clampMin(0), zero)
    return alike.add(apart).reduced(reduction)
  }

  /// `max(0, margin + d(x, positive) - d(x, negative))` with the p-norm for d: PyTorch's `nn.functional.triplet_margin_loss`.
  ///
  /// - Parameters:
  ///   - positive: What should be near.
  ///   - negative: What should be far.
  ///   - margin: How much farther it should be.
  ///   - p: The p of the norm.
  ///   - eps: Added to each difference.
  ///   - swap: Takes the distance of the positive from the negative where it is smaller.
  ///   - reduction: How the losses of the rows become one: the mean, if left out.
  /// - Precondition: All three have as many dimensions; the margin is positive.
  public final func tripletMarginLoss(
    positive: Tensor, negative: Tensor, margin: Scalar = 1, p: Double = 2, eps: Double = 1e-6, swap: Bool = false,
    reduction: LossReduction = .mean, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    tripletMarginWithDistanceLoss(
      positive: positive, negative: negative, margin: margin, swap: swap, reduction: reduction, file: file, line: line
    ) { $0.pairwiseDistance($1, p: p, eps: eps, file: file, line: line) }
  }

  /// The triplet loss with a distance of one's own: PyTorch's `nn.functional.triplet_margin_with_distance_loss`.
  public final func tripletMarginWithDistanceLoss(
    positive: Tensor, negative: Tensor, margin: Scalar = 1, swap: Bool = false, reduction: LossReduction = .mean,
    file: StaticString = #filePath, line: UInt = #line, distance: (Tensor, Tensor) -> Tensor = { $0.pairwiseDistance($1) }
  ) -> Tensor {
    let site = CallSite(file, line)
    if margin.double <= 0 {
      let text = if case .int(let whole) = margin { "\(whole)" } else { "\(margin.double)" }
      fail("margin must be greater than 0, got \(text)", at: site)
    }
    if dim != positive.dim || dim != negative.dim {
      fail(
        "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor \(dim)D, positive "
          + "\(positive.dim)D, and negative \(negative.dim)D inputs", at: site)
    }
    let near = distance(self, positive)
    var far = distance(self, negative)
    if swap { far = far.minimum(distance(positive, negative)) }
    return near.add(margin.double).sub(far).clampMin(0).reduced(reduction)
  }

  /// The p-norm of the difference over the last dimension: PyTorch's `nn.functional.pairwise_distance`. The two broadcast.
  ///
  /// - Parameters:
  ///   - other: What is subtracted.
  ///   - p: The p of the norm.
  ///   - eps: Added to each difference.
  ///   - keepdim: Keeps the last dimension with size 1.
  public final func pairwiseDistance(
    _ other: Tensor, p: Double = 2, eps: Double = 1e-6, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { sub(other, file: file, line: line).add(eps).norm(p: .double(p), dim: [-1], keepdim: keepdim, file: file, line: line) }

  /// The cosine of the angle between two tensors along a dimension: PyTorch's `nn.functional.cosine_similarity`. The two broadcast.
  ///
  /// - Parameters:
  ///   - other: The other vectors.
  ///   - dim: Along which the vectors lie; it disappears.
  ///   - eps: What a length is at least.
  public final func cosineSimilarity(
    _ other: Tensor, dim: Int = 1, eps: Double = 1e-8, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let dtype = ResultType.of(self, other)
    if !dtype.isFloatingPoint {
      fail("expected common dtype to be floating point, yet common dtype is \(dtype.scalarTypeName)", at: site)
    }
    let sizes = Broadcasting.sizes(self, other, at: site).array
    func unit(_ tensor: Tensor) -> Tensor {
      let spread = tensor.to(dtype).expand(sizes)
      return spread.div(spread.norm(p: 2, dim: [dim], keepdim: true, file: file, line: line).clampMin(eps))
    }
    return unit(self).mul(unit(other)).sum([dim])
  }
}
