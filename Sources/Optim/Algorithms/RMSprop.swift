import Autograd

/// Gradients divided by the root of their averaged squares: PyTorch's `RMSprop`. The root is taken before `eps` is added.
///
/// (Hinton, "Neural networks for machine learning", lecture 6; centred: Graves, "Generating sequences with recurrent neural networks".)
public final class RMSprop: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - alpha: How much of the average of squares stays at each step.
  ///   - eps: Keeps the quotient finite.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - momentum: How much of the last step's direction stays; 0 for none.
  ///   - centered: Whether to divide by an estimate of the standard deviation: the averaged gradient's square is taken off.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: No number is negative.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-2, alpha: Double = 0.99, eps: Double = 1e-8, weightDecay: Double = 0,
    momentum: Double = 0, centered: Bool = false, foreach: Bool? = nil, maximize: Bool = false, capturable: Bool = false,
    differentiable: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseNegative(momentum, "Invalid momentum value", at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    Optimizer.refuseNegative(alpha, "Invalid alpha value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "momentum": .number(momentum), "alpha": .double(alpha), "eps": .double(eps), "centered": .bool(centered),
      "weight_decay": .number(weightDecay), "capturable": .bool(capturable), "foreach": OptimizerValue(foreach),
      "maximize": .bool(maximize),
      "differentiable": .bool(differentiable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// Zeros: `step`, `square_avg`, and `momentum_buffer` and `grad_avg` where the options need them.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    var values: NamedValues = ["step": .tensor(Tensor(0.0)), "square_avg": .tensor(.zerosLike(parameter))]
    if group.number("momentum") > 0 { values["momentum_buffer"] = .tensor(.zerosLike(parameter)) }
    if group.flag("centered") { values["grad_avg"] = .tensor(.zerosLike(parameter)) }
    return values
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable()
      let (rate, alpha, eps, weightDecay) = (StepRate(group), group.number("alpha"), group.number("eps"), group.number("weight_decay"))
      let (momentum, centered) = (group.number("momentum"), group.flag("centered"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let squares = kept.needed("square_avg")
        kept.needed("step").add_(1)
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        squares.mul_(alpha).addcmul_(direction, direction, value: .double(1 - alpha))
        var denominator: Tensor
        if centered {
          let average = kept.needed("grad_avg").lerp_(direction, 1 - alpha).unwritten
          denominator = squares.addcmul(average, average, value: -1).sqrt_()
        } else {
          denominator = squares.sqrt()
        }
        denominator = denominator.add(eps)
        if momentum > 0 {
          let buffer = kept.needed("momentum_buffer").mul_(momentum).addcdiv_(direction, denominator)
          rate.move(parameter, against: buffer)
        } else {
          rate.move(parameter, against: direction, over: denominator)
        }
      }
    }
  }
}
