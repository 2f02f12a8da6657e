import Autograd
import Glibc

/// Adam with the largest recent gradient in place of the averaged squares: PyTorch's `Adamax`.
///
/// (Kingma and Ba, "Adam: a method for stochastic optimization", algorithm 2.)
public final class Adamax: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - betas: How much of the averaged gradient and of the largest one stays at each step.
  ///   - eps: Is added to the gradient's magnitude.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: `lr`, `eps` and `weightDecay` are not negative, `betas` lie in [0, 1).
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 2e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    weightDecay: Double = 0,
    foreach: Bool? = nil, maximize: Bool = false, capturable: Bool = false, differentiable: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseBetas(betas, at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "betas": .pair(betas), "eps": .double(eps), "weight_decay": .number(weightDecay),
      "foreach": OptimizerValue(foreach), "maximize": .bool(maximize), "differentiable": .bool(differentiable),
      "capturable": .bool(capturable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// Zeros: `step`, `exp_avg`, `exp_inf`.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    ["step": .tensor(Tensor(0.0)), "exp_avg": .tensor(.zerosLike(parameter)), "exp_inf": .tensor(.zerosLike(parameter))]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable()
      let (rate, betas, eps, weightDecay) = (StepRate(group), group.pair("betas"), group.number("eps"), group.number("weight_decay"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (average, largest) = (kept.needed("exp_avg"), kept.needed("exp_inf"))
        let count = kept.needed("step").add_(1).item()
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        average.lerp_(direction, 1 - betas.0)
        let decayed = largest.mul(betas.1).maximum(direction.abs().add_(eps))
        largest.copy_(decayed)
        (rate / (1 - pow(betas.0, count))).move(parameter, against: average.unwritten, over: decayed)
      }
    }
  }
}
