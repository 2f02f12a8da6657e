import Autograd

/// Adagrad: each element's steps shrink with the sum of its squared gradients: PyTorch's `Adagrad`.
///
/// (Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization".)
public final class Adagrad: Optimizer {
  /// An optimizer. Its state is there before the first step.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - lrDecay: `lr` is divided by 1 + this times the number of steps taken.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - initialAccumulatorValue: What the sum of squares begins with.
  ///   - eps: Keeps the quotient finite.
  ///   - foreach: Makes no difference here; kept among the options, as `fused` is.
  ///   - maximize: Whether to go up instead of down.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  ///   - fused: Makes no difference here; kept among the options.
  /// - Precondition: No number is negative.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-2, lrDecay: Double = 0, weightDecay: Double = 0,
    initialAccumulatorValue: Double = 0,
    eps: Double = 1e-10, foreach: Bool? = nil, maximize: Bool = false, differentiable: Bool = false, fused: Bool? = nil,
    file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(lrDecay, "Invalid lr_decay value", at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    Optimizer.refuseNegative(initialAccumulatorValue, "Invalid initial_accumulator_value value", at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "lr_decay": .number(lrDecay), "eps": .double(eps), "weight_decay": .number(weightDecay),
      "initial_accumulator_value": .number(initialAccumulatorValue), "foreach": OptimizerValue(foreach), "maximize": .bool(maximize),
      "differentiable": .bool(differentiable), "fused": OptimizerValue(fused),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
    Optimizer.refuseFused(fused, with: foreach, differentiable, at: site)
    for group in paramGroups {
      for parameter in group.params { _ = state(of: parameter, gradient: parameter, in: group) }
    }
  }

  /// `step` 0, `sum` the initial value.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    // PyTorch takes this number from the optimizer, whatever the group says.
    let initial = defaults["initial_accumulator_value"]?.double ?? 0
    return ["step": .tensor(Tensor(0.0)), "sum": .tensor(.fullLike(parameter, initial))]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      let (rate, lrDecay, eps, weightDecay) = (StepRate(group), group.number("lr_decay"), group.number("eps"), group.number("weight_decay"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let sum = kept.needed("sum")
        let count = kept.needed("step").add_(1).item()
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        sum.addcmul_(direction, direction, value: 1)
        (rate / (1 + (count - 1) * lrDecay)).move(parameter, against: direction, over: sum.sqrt().add(eps))
      }
    }
  }
}
