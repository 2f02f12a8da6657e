import Autograd
import Glibc

extension Init {
  /// Normal numbers drawn again until they lie from `a` to `b`: `nn.init.trunc_normal_`.
  ///
  /// - Parameters:
  ///   - tensor: What is filled, in place.
  ///   - mean: The mean.
  ///   - std: The standard deviation.
  ///   - a: The smallest number, itself and not in units of `std`.
  ///   - b: The largest.
  ///   - generator: Where the numbers come from: the default one, if left out.
  @discardableResult
  public static func truncNormal_(
    _ tensor: Tensor, mean: Double = 0, std: Double = 1, a: Double = -2, b: Double = 2, generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if tensor.device == .meta { return tensor }
    if mean < a - 2 * std || mean > b + 2 * std {
      Warning.say(
        "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.",
        at: CallSite(file, line))
    }
    let share = normalShare(below: (b - mean) / std) - normalShare(below: (a - mean) / std)
    noGrad {
      if share > 0.3 {
        drawAgain(tensor, mean, std, a, b, generator)
      } else {
        drawByRejection(tensor, mean, std, a, b, generator)
      }
    }
    return tensor
  }

  private static func normalShare(below x: Double) -> Double { (1 + erf(x / (2.0).squareRoot())) / 2 }

  /// Draws all, and then all anew for those that lie outside, until none does.
  private static func drawAgain(_ tensor: Tensor, _ mean: Double, _ std: Double, _ a: Double, _ b: Double, _ generator: Generator?) {
    // The bounds as the tensor's dtype holds them, so that what it rounds to a bound stays.
    let low = Tensor(a, dtype: tensor.dtype).item()
    let high = Tensor(b, dtype: tensor.dtype).item()
    tensor.normal_(mean, std, generator: generator)
    while true {
      let isOutside = tensor.lt(low).logicalOr(tensor.gt(high))
      if isOutside.any().item() == 0 { return }
      tensor.copy_(Tensor.where(isOutside, Tensor.emptyLike(tensor).normal_(mean, std, generator: generator), tensor))
    }
  }

  /// Draws uniformly between the bounds and accepts each number with the probability of its density, relative to the largest there: what is
  /// quick where the bounds hold little of the distribution.
  private static func drawByRejection(_ tensor: Tensor, _ mean: Double, _ std: Double, _ a: Double, _ b: Double, _ generator: Generator?) {
    let mode = max(a, min(mean, b))
    let peak = -0.5 * ((mode - mean) / std) * ((mode - mean) / std)
    func isRejected(_ candidates: Tensor) -> Tensor {
      let logDensity = candidates.clone().sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(peak)
      return Tensor.emptyLike(tensor).uniform_(generator: generator).log_().gt(logDensity)
    }
    tensor.uniform_(a, b, generator: generator)
    var isPending = isRejected(tensor)
    while isPending.any().item() != 0 {
      let candidates = Tensor.emptyLike(tensor).uniform_(a, b, generator: generator)
      tensor.copy_(Tensor.where(isPending, candidates, tensor))
      isPending = isRejected(candidates).logicalAnd(isPending)
    }
  }
}
