import Autograd

/// Adam whose weight decay stays out of the running averages: PyTorch's `AdamW`.
///
/// (Loshchilov and Hutter, "Decoupled weight decay regularization".)
public final class AdamW: Adam {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - betas: How much of the averages of the gradient and of its square stays at each step.
  ///   - weightDecay: `lr` times this, times the parameter, is taken from it.
  ///   - amsgrad: Whether the largest average of squares so far is used.
  ///   - maximize: Whether to go up instead of down.
  ///   - foreach: Makes no difference here; kept among the options, as `fused` is.
  /// - Precondition: As for `Adam`.
  public init(
    _ params: [some Optimizable], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    weightDecay: Double = 1e-2, amsgrad: Bool = false, maximize: Bool = false, foreach: Bool? = nil, fused: Bool? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(
      params, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, amsgrad: amsgrad, foreach: foreach, maximize: maximize,
      fused: fused, decoupledWeightDecay: true, file: file, line: line)
  }
}
