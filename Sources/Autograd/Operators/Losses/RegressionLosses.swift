import CKernels

extension Tensor {
  /// The squared differences: PyTorch's `nn.functional.mse_loss`. The two broadcast.
  ///
  /// - Parameters:
  ///   - target: What this tensor should be.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  ///   - weight: A factor for each element, of this tensor's shape; the mean is then divided by the sum of the weights.
  public final func mseLoss(
    _ target: Tensor, reduction: LossReduction = .mean, weight: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if let weight {
      let losses = weighted(sub(target, file: file, line: line).pow(2), by: weight, at: site)
      return reduction == .mean ? losses.sum().div(weight.sum()) : losses.reduced(reduction)
    }
    let loss = ElementwiseLoss(gradFn: "MseLossBackward0", loopName: "mse_cpu", factor: 2) {
      let difference = $0.sub($1)
      return difference.mul(difference)
    } sum: {
      let difference = $0.sub($1)
      // The squares of halves are rounded before they are added.
      if difference.isMeta || difference.dtype.byteCount < 4 { return nil }
      return Reduction.all(of: difference).accumulate(GB_SUM_SQUARES, accumulator: .float64, start: 0)
    } slope: {
      $0.sub($1)
    }
    return loss(self, target, reduction, at: site)
  }

  /// The magnitudes of the differences: PyTorch's `nn.functional.l1_loss`. The two broadcast.
  ///
  /// - Parameters:
  ///   - target: What this tensor should be.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  ///   - weight: As in `mseLoss`.
  public final func l1Loss(
    _ target: Tensor, reduction: LossReduction = .mean, weight: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let losses = sub(target, file: file, line: line).abs()
    guard let weight else { return losses.reduced(reduction, file: file, line: line) }
    let scaled = weighted(losses, by: weight, at: CallSite(file, line))
    return reduction == .mean ? scaled.sum().div(weight.sum()) : scaled.reduced(reduction)
  }

  /// Between -bound and bound. Its own derivative is 0 at the bounds, where `clamp` has 1.
  fileprivate final func bounded(_ bound: Double) -> Tensor {
    if !GradMode.isEnabled { return clamp(min: .double(-bound), max: .double(bound)) }
    return Tensor.where(abs().lt(bound), self, detach().clamp(min: .double(-bound), max: .double(bound)))
  }

  private final func weighted(_ losses: Tensor, by weight: Tensor, at site: CallSite) -> Tensor {
    if weight.sizes != sizes { fail("Weights and input must have the same size.", at: site) }
    return losses.mul(weight)
  }

  /// Half the squared difference over beta where it is less than beta, the magnitude less half of beta elsewhere: PyTorch's
  /// `nn.functional.smooth_l1_loss`. The two broadcast.
  ///
  /// - Precondition: `beta` is not negative; 0 gives `l1Loss`.
  public final func smoothL1Loss(
    _ target: Tensor, reduction: LossReduction = .mean, beta: Double = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if beta < 0 { fail("smooth_l1_loss does not support negative values for beta.", at: site) }
    if beta == 0 { return l1Loss(target, reduction: reduction, file: file, line: line) }
    let loss = ElementwiseLoss(gradFn: "SmoothL1LossBackward0", loopName: "smooth_l1_cpu") {
      // Numbers of 16 bits are rounded at the end.
      let dtype = ResultType.of($0, $1)
      let magnitude = (dtype.byteCount < 4 ? $0.to(.float32).sub($1.to(.float32)) : $0.sub($1)).abs()
      let curved = magnitude.mul(0.5).mul(magnitude).div(beta)
      return Tensor.where(magnitude.lt(beta), curved, magnitude.sub(0.5 * beta)).to(dtype)
    } slope: {
      let difference = $0.sub($1)
      // A bound so small may be 0 in the dtype, over which nothing is divided.
      if beta >= 1e-4 { return difference.bounded(beta).div(beta) }
      return Tensor.where(difference.abs().lt(beta), difference.div(beta), difference.sign())
    }
    return loss(self, target, reduction, at: site)
  }

  /// Half the squared difference where it is at most delta, delta times the magnitude less half of delta elsewhere: PyTorch's
  /// `nn.functional.huber_loss`. The two broadcast.
  ///
  /// - Parameters:
  ///   - target: What this tensor should be.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  ///   - delta: The difference at which the square becomes a straight line.
  ///   - weight: A factor for each element, of this tensor's shape.
  /// - Precondition: `delta` is positive.
  public final func huberLoss(
    _ target: Tensor, reduction: LossReduction = .mean, delta: Double = 1, weight: Tensor? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if delta <= 0 { fail("huber_loss does not support non-positive values for delta.", at: site) }
    if let weight {
      let losses = huberLoss(target, reduction: .none, delta: delta, file: file, line: line)
      return weighted(losses, by: weight, at: site).reduced(reduction)
    }
    let loss = ElementwiseLoss(gradFn: "HuberLossBackward0", loopName: "huber_cpu") {
      let difference = $0.sub($1)
      let bounded = difference.bounded(delta)
      let losses = bounded.mul(difference.sub(bounded, alpha: 0.5))
      return $0.dtype.isFloatingPoint ? losses.to($0.dtype) : losses
    } slope: {
      $0.sub($1).bounded(delta)
    }
    return loss(self, target, reduction, at: site)
  }

  /// The negative log likelihood of normal numbers, `(log(variance) + (x - target)² / variance) / 2`: PyTorch's
  /// `nn.functional.gaussian_nll_loss`.
  ///
  /// - Parameters:
  ///   - target: The numbers, of which this tensor holds the expected values.
  ///   - variance: Of this tensor's shape, or with a last dimension of 1 or none.
  ///   - full: Adds the constant `log(2 pi) / 2`.
  ///   - eps: What a variance is at least; the gradient does not see it.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  public final func gaussianNLLLoss(
    _ target: Tensor, variance: Tensor, full: Bool = false, eps: Double = 1e-6, reduction: LossReduction = .mean,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if !variance.isMeta && noGrad({ variance.lt(0).any() }).item(as: Bool.self) { fail("var has negative entry/entries", at: site) }
    var spread = variance
    if variance.sizes != sizes {
      if Array(shape.dropLast()) == variance.shape {
        spread = variance.unsqueeze(-1)
      } else {
        let differing = dim == variance.dim ? zip(shape, variance.shape).filter { $0 != $1 }.map(\.1) : []
        if differing.reduce(0, +) != 1 { fail("var is of incorrect size", at: site) }
      }
    }
    let bounded = spread.clone()
    noGrad { _ = bounded.clamp_(min: .double(eps)) }
    var losses = bounded.log().add(sub(target, file: file, line: line).pow(2).div(bounded)).mul(0.5)
    if full { losses = losses.add(0.91893853320467274178) }
    return losses.reduced(reduction)
  }

  /// The negative log likelihood of Poisson numbers, of which this tensor holds the (logarithm of the) mean: PyTorch's
  /// `nn.functional.poisson_nll_loss`.
  ///
  /// - Parameters:
  ///   - target: The numbers that were counted.
  ///   - logInput: Whether this tensor holds logarithms: `exp(x) - target x`, else `x - target log(x + eps)`.
  ///   - full: Adds Stirling's approximation of `log(target!)`.
  ///   - eps: Keeps the logarithm of 0 away.
  ///   - reduction: How the losses of the elements become one: the mean, if left out.
  public final func poissonNLLLoss(
    _ target: Tensor, logInput: Bool = true, full: Bool = false, eps: Double = 1e-8, reduction: LossReduction = .mean,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    var losses =
      logInput
      ? exp().sub(target.mul(self, file: file, line: line)) : sub(target.mul(add(eps).log(), file: file, line: line))
    if full {
      let stirling = target.mul(target.log()).sub(target).add(target.mul(2 * Double.pi).log().mul(0.5))
      losses = losses.add(stirling.maskedFill(target.le(1), 0))
    }
    return losses.reduced(reduction)
  }
}
