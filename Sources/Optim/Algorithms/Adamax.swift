import Autograd
import Glibc

/// Adam with the largest recent gradient in place of the averaged squares: PyTorch's `Adamax`.
///
/// (Kingma and Ba, "Adam: a method for stochastic optimization", algorithm 2.)
public final class Adamax: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - betas: How much of the averaged gradient and of the largest one stays at each step.
  ///   - eps: Is added to the gradient's magnitude.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: `lr`, `eps` and `weightDecay` are not negative, `betas` lie in [0, 1).
  public init(
    _ params: [some Optimizable], lr: Double = 2e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    foreach: Bool? = nil, maximize: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuseNegative(lr, "Invalid learning rate", at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseBetas(betas, at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    let defaults: NamedValues = [
      "lr": .double(lr), "betas": .pair(betas), "eps": .double(eps), "weight_decay": .number(weightDecay),
      "foreach": OptimizerValue(foreach), "maximize": .bool(maximize), "differentiable": false, "capturable": false,
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
      let (lr, betas, eps, weightDecay) = (group.lr, group.pair("betas"), group.number("eps"), group.number("weight_decay"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (average, largest) = (kept.needed("exp_avg"), kept.needed("exp_inf"))
        let count = kept.needed("step").add_(1).item()
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        average.lerp_(direction, 1 - betas.0)
        largest.copy_(largest.mul_(betas.1).maximum(direction.abs().add_(eps)))
        parameter.addcdiv_(average, largest, value: .double(-(lr / (1 - pow(betas.0, count)))))
      }
    }
  }
}
