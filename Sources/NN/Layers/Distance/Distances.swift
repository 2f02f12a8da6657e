import Autograd

/// The cosine of the angle between vectors: PyTorch's `nn.CosineSimilarity`.
open class CosineSimilarity: Module {
  /// The dimension along which the vectors lie.
  public final let dim: Int
  /// What lengths are at least taken to be.
  public final let eps: Double

  /// A layer with these settings.
  public init(dim: Int = 1, eps: Double = 1e-8) {
    self.dim = dim
    self.eps = eps
  }

  /// Of two tensors that broadcast, their shape without the dimension.
  open override func forward(_ first: Tensor, _ second: Tensor) -> Tensor { first.cosineSimilarity(second, dim: dim, eps: eps) }
}

/// The p-norm of the difference of vectors: PyTorch's `nn.PairwiseDistance`.
open class PairwiseDistance: Module {
  /// The norm's exponent.
  public final let p: Double
  /// What is added to each difference.
  public final let eps: Double
  /// Whether the dimension stays, with size 1.
  public final let keepdim: Bool

  /// A layer with these settings.
  public init(p: Double = 2, eps: Double = 1e-6, keepdim: Bool = false) {
    self.p = p
    self.eps = eps
    self.keepdim = keepdim
  }

  /// Of shapes (N, D) or (D), (N) or ().
  open override func forward(_ first: Tensor, _ second: Tensor) -> Tensor {
    first.pairwiseDistance(second, p: p, eps: eps, keepdim: keepdim)
  }
}
