import Autograd
import Glibc

/// Adam with Nesterov's momentum: PyTorch's `NAdam`.
///
/// (Dozat, "Incorporating Nesterov momentum into Adam".)
public final class NAdam: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - betas: How much of the averages of the gradient and of its square stays at each step.
  ///   - eps: Keeps the quotient finite.
  ///   - weightDecay: The parameter times this is added to its gradient (or, decoupled, `lr` times that taken from the parameter).
  ///   - momentumDecay: How fast the momentum comes to its full size.
  ///   - decoupledWeightDecay: Whether the decay stays out of the averages.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: No number is negative, `betas` lie in [0, 1).
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 2e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    weightDecay: Double = 0,
    momentumDecay: Double = 4e-3, decoupledWeightDecay: Bool = false, foreach: Bool? = nil, maximize: Bool = false,
    capturable: Bool = false, differentiable: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseBetas(betas, at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    Optimizer.refuseNegative(momentumDecay, "Invalid momentum_decay value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "betas": .pair(betas), "eps": .double(eps), "weight_decay": .number(weightDecay),
      "momentum_decay": .double(momentumDecay), "decoupled_weight_decay": .bool(decoupledWeightDecay), "maximize": .bool(maximize),
      "foreach": OptimizerValue(foreach), "capturable": .bool(capturable), "differentiable": .bool(differentiable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// `mu_product` 1, and zeros: `step`, `exp_avg`, `exp_avg_sq`.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    [
      "step": .tensor(Tensor(0.0)), "mu_product": .tensor(Tensor(1.0)), "exp_avg": .tensor(.zerosLike(parameter)),
      "exp_avg_sq": .tensor(.zerosLike(parameter)),
    ]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable(naming: "params, mu_products and state_steps")
      let (rate, betas, eps, weightDecay) = (StepRate(group), group.pair("betas"), group.number("eps"), group.number("weight_decay"))
      let (momentumDecay, isDecoupled) = (group.number("momentum_decay"), group.flag("decoupled_weight_decay"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (average, squares, product) = (kept.needed("exp_avg"), kept.needed("exp_avg_sq"), kept.needed("mu_product"))
        let count = kept.needed("step").add_(1).item()
        var direction = gradient
        if weightDecay != 0 {
          if isDecoupled {
            rate.decay(parameter, by: weightDecay)
          } else {
            direction = gradient.add(parameter, alpha: .double(weightDecay))
          }
        }
        let mu = betas.0 * (1 - 0.5 * pow(0.96, count * momentumDecay))
        let next = betas.0 * (1 - 0.5 * pow(0.96, (count + 1) * momentumDecay))
        product.mul_(mu)
        average.lerp_(direction, 1 - betas.0)
        squares.mul_(betas.1).addcmul_(direction, direction, value: .double(1 - betas.1))
        let denominator = squares.div(1 - pow(betas.1, count)).sqrt().add(eps)
        let soFar = product.item()
        (rate * (1 - mu) / (1 - soFar)).move(parameter, against: direction, over: denominator)
        (rate * next / (1 - soFar * next)).move(parameter, against: average.unwritten, over: denominator)
      }
    }
  }
}
