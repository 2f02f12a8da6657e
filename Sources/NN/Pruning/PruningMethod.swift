import Autograd

/// Which of a tensor's elements are to be pruned: how a mask of ones gets zeros.
enum PruningMethod {
  case identity
  /// The elements of the smallest scores.
  case smallest(PruneAmount)
  /// Elements that are drawn.
  case drawn(PruneAmount)
  /// Slices along a dimension, those of the smallest norms.
  case smallestSlices(PruneAmount, n: Scalar, dim: Int)
  /// Slices along a dimension that are drawn.
  case drawnSlices(PruneAmount, dim: Int)
  /// Where a mask has zeros.
  case mask(Tensor)

  /// The mask after this one, which keeps its zeros.
  ///
  /// An amount counts what is not pruned yet: elements of which the mask is 1, slices that have such ones.
  func next(after mask: Tensor, scores: Tensor, at site: CallSite) -> Tensor {
    switch self {
    case .identity: return mask.clone()
    case .smallest(let amount):
      return withoutElements(mask, scores, amount, at: site) { kept, count in kept.abs().topk(count, dim: 0, largest: false).indices }
    case .drawn(let amount):
      return withoutElements(mask, scores, amount, at: site) { kept, count in Tensor.randLike(kept).topk(count, dim: 0).indices }
    case .smallestSlices(let amount, let n, let dim):
      return withoutSlices(mask, scores, amount, dim, at: site) { slices, dim, count in
        let norms = slices.norm(p: n, dim: (0..<slices.dim).filter { $0 != dim })
        let kept = norms.topk(norms.numel - count, dim: 0).indices
        return Tensor.zerosLike(norms).indexFill_(0, kept, 1)
      }
    case .drawnSlices(let amount, let dim):
      return withoutSlices(mask, scores, amount, dim, at: site) { slices, dim, count in
        let draws = Tensor.rand([slices.size(dim)])
        return draws.gt(draws.kthvalue(count).values).to(slices.dtype)
      }
    case .mask(let given):
      if given.shape != mask.shape {
        fail("default_mask shape \(mask.printedShape) must match self.mask shape \(given.printedShape)", at: site)
      }
      return mask * given.to(mask.dtype)
    }
  }

  /// The mask with zeros for some of the elements.
  ///
  /// - Parameter choose: Gives the places of `count` elements, those to be pruned, among the ones that are there.
  private func withoutElements(
    _ mask: Tensor, _ scores: Tensor, _ amount: PruneAmount, at site: CallSite, choose: (_ kept: Tensor, _ count: Int) -> Tensor
  ) -> Tensor {
    let isKept = mask.eq(1)
    let kept = scores.maskedSelect(isKept)
    let count = amount.count(of: kept.numel, at: site)
    if count == 0 { return mask.clone() }
    return mask.maskedScatter(isKept, Tensor.onesLike(kept).indexFill_(0, choose(kept, count), 0).to(mask.dtype))
  }

  /// The mask with zeros for some of the slices.
  ///
  /// - Parameter keep: Gives 1 for each slice that is kept and 0 for each of `count` that is not.
  private func withoutSlices(
    _ mask: Tensor, _ scores: Tensor, _ amount: PruneAmount, _ dim: Int, at site: CallSite,
    keep: (_ slices: Tensor, _ dim: Int, _ count: Int) -> Tensor
  ) -> Tensor {
    if scores.dim <= 1 {
      fail(
        "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape \(scores.printedShape) with "
          + "\(scores.dim) dims", at: site)
    }
    if !(-scores.dim..<scores.dim).contains(dim) { fail("Invalid index \(dim) for tensor of size \(scores.printedShape)", at: site) }
    let dim = dim < 0 ? dim + scores.dim : dim
    let present = mask.sum((0..<mask.dim).filter { $0 != dim }).ne(0).nonzero().flatten()
    let slices = scores.indexSelect(dim, present)
    let count = amount.count(of: slices.size(dim), at: site)
    if count == 0 { return mask.clone() }
    var shape = Array(repeating: 1, count: mask.dim)
    shape[dim] = mask.size(dim)
    let kept = Tensor.zeros([mask.size(dim)], dtype: mask.dtype).indexCopy_(0, present, keep(slices, dim, count).to(mask.dtype))
    return mask * kept.view(shape)
  }
}
