import Autograd

/// Adam whose weight decay stays out of the running averages: PyTorch's `AdamW`.
///
/// (Loshchilov and Hutter, "Decoupled weight decay regularization".)
public final class AdamW: Adam {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - betas: How much of the averages of the gradient and of its square stays at each step.
  ///   - eps: Keeps the quotient finite.
  ///   - weightDecay: `lr` times this, times the parameter, is taken from it.
  ///   - amsgrad: Whether the largest average of squares so far is used.
  ///   - maximize: Whether to go up instead of down.
  ///   - foreach: Makes no difference here; kept among the options, as `fused` is.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  ///   - fused: Makes no difference here; kept among the options.
  /// - Precondition: As for `Adam`.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    weightDecay: Double = 1e-2, amsgrad: Bool = false, maximize: Bool = false, foreach: Bool? = nil, capturable: Bool = false,
    differentiable: Bool = false, fused: Bool? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(
      params, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, amsgrad: amsgrad, foreach: foreach, maximize: maximize,
      capturable: capturable, differentiable: differentiable, fused: fused, decoupledWeightDecay: true, file: file, line: line)
  }
}
