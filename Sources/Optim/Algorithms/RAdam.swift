import Autograd
import Glibc

/// Adam that adapts only once the averaged squares can be trusted: PyTorch's `RAdam`.
///
/// (Liu et al., "On the variance of the adaptive learning rate and beyond", algorithm 2.)
public final class RAdam: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - betas: How much of the averages of the gradient and of its square stays at each step.
  ///   - eps: Keeps the quotient finite.
  ///   - weightDecay: The parameter times this is added to its gradient (or, decoupled, `lr` times that taken from the parameter).
  ///   - decoupledWeightDecay: Whether the decay stays out of the averages.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: No number is negative, `betas` lie in [0, 1).
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    weightDecay: Double = 0,
    decoupledWeightDecay: Bool = false, foreach: Bool? = nil, maximize: Bool = false, capturable: Bool = false,
    differentiable: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseBetas(betas, at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "betas": .pair(betas), "eps": .double(eps), "weight_decay": .number(weightDecay), "maximize": .bool(maximize),
      "foreach": OptimizerValue(foreach), "capturable": .bool(capturable), "decoupled_weight_decay": .bool(decoupledWeightDecay),
      "differentiable": .bool(differentiable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// Zeros: `step`, `exp_avg`, `exp_avg_sq`.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    ["step": .tensor(Tensor(0.0)), "exp_avg": .tensor(.zerosLike(parameter)), "exp_avg_sq": .tensor(.zerosLike(parameter))]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable()
      let (rate, betas, eps, weightDecay) = (StepRate(group), group.pair("betas"), group.number("eps"), group.number("weight_decay"))
      let isDecoupled = group.flag("decoupled_weight_decay")
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (average, squares) = (kept.needed("exp_avg"), kept.needed("exp_avg_sq"))
        let count = kept.needed("step").add_(1).item()
        var direction = gradient
        if weightDecay != 0 {
          if isDecoupled {
            rate.decay(parameter, by: weightDecay)
          } else {
            direction = gradient.add(parameter, alpha: .double(weightDecay))
          }
        }
        average.lerp_(direction, 1 - betas.0)
        squares.mul_(betas.1).addcmul_(direction, direction, value: .double(1 - betas.1))
        var update = rate.times(average.div(1 - pow(betas.0, count)))
        let correction = 1 - pow(betas.1, count)
        if let rectification = RAdam.rectification(beta2: betas.1, count: count, correction: correction) {
          update = update.mul(squares.sqrt().add(eps).reciprocal().mul(pow(correction, 0.5))).mul(rectification)
        }
        parameter.add_(update, alpha: -1)
      }
    }
  }

  /// What makes up for the variance of the first averages of squares; nil as long as there are too few for that.
  private static func rectification(beta2: Double, count: Double, correction: Double) -> Double? {
    let limit = 2 / (1 - beta2) - 1
    let length = limit - 2 * count * pow(beta2, count) / correction
    if length <= 5 { return nil }
    return pow((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length), 0.5)
  }
}
