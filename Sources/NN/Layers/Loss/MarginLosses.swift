import Autograd

/// The hinge loss of two scores, of which the target says by 1 or -1 whether the first is to be larger: PyTorch's `nn.MarginRankingLoss`.
open class MarginRankingLoss: Module {
  /// By how much the scores must differ.
  public final let margin: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(margin: Double = 0, reduction: LossReduction = .mean) {
    self.margin = margin
    self.reduction = reduction
  }

  /// The loss of two scores and their target.
  open override func forward(_ first: Tensor, _ second: Tensor, _ target: Tensor) -> Tensor {
    first.marginRankingLoss(second, target, margin: margin, reduction: reduction)
  }
}

/// Of distances, themselves for targets of 1, and `max(0, margin - x)` for those of -1: PyTorch's `nn.HingeEmbeddingLoss`.
open class HingeEmbeddingLoss: Module {
  /// How far apart what differs must be.
  public final let margin: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(margin: Double = 1, reduction: LossReduction = .mean) {
    self.margin = margin
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.hingeEmbeddingLoss(target, margin: margin, reduction: reduction)
  }
}

/// Of two vectors, `1 - cos` for a target of 1, and `max(0, cos - margin)` for -1: PyTorch's `nn.CosineEmbeddingLoss`.
open class CosineEmbeddingLoss: Module {
  /// The largest cosine of what differs.
  public final let margin: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(margin: Double = 0, reduction: LossReduction = .mean) {
    self.margin = margin
    self.reduction = reduction
  }

  /// The loss of two vectors and their target.
  open override func forward(_ first: Tensor, _ second: Tensor, _ target: Tensor) -> Tensor {
    first.cosineEmbeddingLoss(second, target, margin: margin, reduction: reduction)
  }
}

/// `max(0, d(anchor, positive) - d(anchor, negative) + margin)` of p-norms: PyTorch's `nn.TripletMarginLoss`.
open class TripletMarginLoss: Module {
  /// By how much the distances must differ.
  public final let margin: Double
  /// The norm's exponent.
  public final let p: Double
  /// What is added to each difference.
  public final let eps: Double
  /// Whether the positive's distance to the negative counts if it is smaller than the anchor's.
  public final let swap: Bool
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(margin: Double = 1, p: Double = 2, eps: Double = 1e-6, swap: Bool = false, reduction: LossReduction = .mean) {
    self.margin = margin
    self.p = p
    self.eps = eps
    self.swap = swap
    self.reduction = reduction
  }

  /// The loss of anchors, what is like them, and what is not.
  open override func forward(_ anchor: Tensor, _ positive: Tensor, _ negative: Tensor) -> Tensor {
    anchor.tripletMarginLoss(
      positive: positive, negative: negative, margin: .double(margin), p: p, eps: eps, swap: swap, reduction: reduction)
  }
}

/// `TripletMarginLoss` of a distance of one's own: PyTorch's `nn.TripletMarginWithDistanceLoss`.
open class TripletMarginWithDistanceLoss: Module {
  private final let distance: (Tensor, Tensor) -> Tensor
  /// By how much the distances must differ.
  public final let margin: Double
  /// Whether the positive's distance to the negative counts if it is smaller than the anchor's.
  public final let swap: Bool
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with a distance of one's own: of two tensors (N, D) it gives (N).
  public init(
    distanceFunction: @escaping (Tensor, Tensor) -> Tensor, margin: Double = 1, swap: Bool = false, reduction: LossReduction = .mean
  ) {
    distance = distanceFunction
    self.margin = margin
    self.swap = swap
    self.reduction = reduction
  }

  /// A loss whose distance is a module's output; the module belongs to the loss.
  public convenience init(
    distanceFunction: Module = PairwiseDistance(), margin: Double = 1, swap: Bool = false, reduction: LossReduction = .mean
  ) {
    self.init(distanceFunction: { distanceFunction.run($0, $1) }, margin: margin, swap: swap, reduction: reduction)
    registerModule("distance_function", distanceFunction)
  }

  /// The loss of anchors, what is like them, and what is not.
  open override func forward(_ anchor: Tensor, _ positive: Tensor, _ negative: Tensor) -> Tensor {
    anchor.tripletMarginWithDistanceLoss(
      positive: positive, negative: negative, margin: .double(margin), swap: swap, reduction: reduction, distance: distance)
  }
}
