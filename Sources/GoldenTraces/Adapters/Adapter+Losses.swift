import Autograd

/// Losses and distances.
extension Adapter {
  mutating func addLosses() {
    loss("mse_loss") { a, x, y, r in x.mseLoss(y, reduction: r, weight: try a.optionalTensor("weight")) }
    loss("l1_loss") { a, x, y, r in x.l1Loss(y, reduction: r, weight: try a.optionalTensor("weight")) }
    loss("smooth_l1_loss") { a, x, y, r in x.smoothL1Loss(y, reduction: r, beta: try a.optionalDouble("beta") ?? 1) }
    loss("huber_loss") { a, x, y, r in
      x.huberLoss(y, reduction: r, delta: try a.optionalDouble("delta") ?? 1, weight: try a.optionalTensor("weight"))
    }
    loss("soft_margin_loss") { _, x, y, r in x.softMarginLoss(y, reduction: r) }
    loss("multilabel_soft_margin_loss", expectation: "valid") { a, x, y, r in
      x.multilabelSoftMarginLoss(y, weight: try a.optionalTensor("weight"), reduction: r)
    }
    loss("multilabel_margin_loss") { _, x, y, r in x.multilabelMarginLoss(y, reduction: r) }
    loss("hinge_embedding_loss") { a, x, y, r in x.hingeEmbeddingLoss(y, margin: try a.optionalDouble("margin") ?? 1, reduction: r) }
    loss("poisson_nll_loss") { a, x, y, r in
      x.poissonNLLLoss(
        y, logInput: try a.optionalBool("log_input") ?? true, full: try a.optionalBool("full") ?? false,
        eps: try a.optionalDouble("eps") ?? 1e-8, reduction: r)
    }
    loss("gaussian_nll_loss", expectation: "valid") { a, x, y, r in
      let variance = a.isTensor("var") ? try a.tensor("var") : Tensor.fullLike(x, try a.double("var"))
      return x.gaussianNLLLoss(
        y, variance: variance, full: try a.optionalBool("full") ?? false, eps: try a.optionalDouble("eps") ?? 1e-6, reduction: r)
    }
    loss("binary_cross_entropy") { a, x, y, r in x.binaryCrossEntropy(y, weight: try a.optionalTensor("weight"), reduction: r) }
    loss("binary_cross_entropy_with_logits") { a, x, y, r in
      x.binaryCrossEntropyWithLogits(
        y, weight: try a.optionalTensor("weight"), posWeight: try a.optionalTensor("pos_weight"), reduction: r)
    }
    loss("nll_loss") { a, x, y, r in
      x.nllLoss(y, weight: try a.optionalTensor("weight"), ignoreIndex: try a.optionalInt("ignore_index") ?? -100, reduction: r)
    }
    loss("cross_entropy") { a, x, y, r in
      x.crossEntropy(
        y, weight: try a.optionalTensor("weight"), ignoreIndex: try a.optionalInt("ignore_index") ?? -100, reduction: r,
        labelSmoothing: try a.optionalDouble("label_smoothing") ?? 0)
    }
    loss("linear_cross_entropy") { a, x, y, r in
      x.linearCrossEntropy(
        try a.tensor("linear_weight"), y, linearBias: try a.optionalTensor("linear_bias"), weight: try a.optionalTensor("weight"),
        reduction: r, ignoreIndex: try a.optionalInt("ignore_index"), labelSmoothing: try a.optionalDouble("label_smoothing") ?? 0)
    }
    loss("multi_margin_loss") { a, x, y, r in
      x.multiMarginLoss(
        y, p: try a.optionalInt("p") ?? 1, margin: try a.optionalDouble("margin") ?? 1, weight: try a.optionalTensor("weight"),
        reduction: r)
    }
    single("nn.functional.kl_div", parameters: ["input", "target"]) { a in
      let (x, y, logTarget) = (try a.tensor("input"), try a.tensor("target"), try a.optionalBool("log_target") ?? false)
      let name = try a.optionalString("reduction") ?? "mean"
      return name == "batchmean"
        ? x.klDivBatchMean(y, logTarget: logTarget) : x.klDiv(y, reduction: LossReduction(name), logTarget: logTarget)
    }
    single("nn.functional.cosine_embedding_loss", parameters: ["input1", "input2", "target", "margin"]) { a in
      try a.tensor("input1").cosineEmbeddingLoss(
        try a.tensor("input2"), try a.tensor("target"), margin: try a.optionalDouble("margin") ?? 0, reduction: try a.reduction())
    }
    single("nn.functional.margin_ranking_loss", parameters: ["input1", "input2", "target", "margin"]) { a in
      try a.tensor("input1").marginRankingLoss(
        try a.tensor("input2"), try a.tensor("target"), margin: try a.optionalDouble("margin") ?? 0, reduction: try a.reduction())
    }
    single("nn.functional.triplet_margin_loss", parameters: ["anchor", "positive", "negative"]) { a in
      try a.tensor("anchor").tripletMarginLoss(
        positive: try a.tensor("positive"), negative: try a.tensor("negative"), margin: try a.optionalScalar("margin") ?? 1,
        p: try a.optionalDouble("p") ?? 2, eps: try a.optionalDouble("eps") ?? 1e-6, swap: try a.optionalBool("swap") ?? false,
        reduction: try a.reduction())
    }
    single("nn.functional.triplet_margin_with_distance_loss", parameters: ["anchor", "positive", "negative"]) { a in
      try a.tensor("anchor").tripletMarginWithDistanceLoss(
        positive: try a.tensor("positive"), negative: try a.tensor("negative"), margin: try a.optionalScalar("margin") ?? 1,
        swap: try a.optionalBool("swap") ?? false, reduction: try a.reduction())
    }
    single("nn.functional.pairwise_distance", parameters: ["x1", "x2", "p", "eps", "keepdim"]) { a in
      try a.tensor("x1").pairwiseDistance(
        try a.tensor("x2"), p: try a.optionalDouble("p") ?? 2, eps: try a.optionalDouble("eps") ?? 1e-6,
        keepdim: try a.optionalBool("keepdim") ?? false)
    }
    single("nn.functional.cosine_similarity", parameters: ["x1", "x2", "dim", "eps"]) { a in
      try a.tensor("x1").cosineSimilarity(
        try a.tensor("x2"), dim: try a.optionalInt("dim") ?? 1, eps: try a.optionalDouble("eps") ?? 1e-8)
    }
    single("nn.functional.one_hot", parameters: ["input", "num_classes"]) { a in
      try a.tensor("input").oneHot(try a.optionalInt("num_classes") ?? -1)
    }
  }

  /// `nn.functional.name(input, target, reduction)`.
  private mutating func loss(
    _ name: String, expectation: String = "a valid value for reduction",
    _ call: @escaping @Sendable (Arguments, Tensor, Tensor, LossReduction) throws -> Tensor
  ) {
    single("nn.functional.\(name)", parameters: ["input", "target"]) { a in
      try call(a, try a.tensor("input"), try a.tensor("target"), try a.reduction(expectation))
    }
  }
}

extension Arguments {
  func reduction(_ expectation: String = "a valid value for reduction") throws(ArgumentError) -> LossReduction {
    LossReduction(try optionalString("reduction") ?? "mean", expectation: expectation)
  }
}
