import Autograd

/// Gradients divided by the root of their averaged squares: PyTorch's `RMSprop`. The root is taken before `eps` is added.
///
/// (Hinton, "Neural networks for machine learning", lecture 6; centred: Graves, "Generating sequences with recurrent neural networks".)
public final class RMSprop: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - alpha: How much of the average of squares stays at each step.
  ///   - eps: Keeps the quotient finite.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - centered: Whether to divide by an estimate of the standard deviation: the averaged gradient's square is taken off.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: No number is negative.
  public init(
    _ params: [some Optimizable], lr: Double = 1e-2, alpha: Double = 0.99, eps: Double = 1e-8, weightDecay: Double = 0,
    momentum: Double = 0, centered: Bool = false, foreach: Bool? = nil, maximize: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuseNegative(lr, "Invalid learning rate", at: site)
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseNegative(momentum, "Invalid momentum value", at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    Optimizer.refuseNegative(alpha, "Invalid alpha value", at: site)
    let defaults: NamedValues = [
      "lr": .double(lr), "momentum": .number(momentum), "alpha": .double(alpha), "eps": .double(eps), "centered": .bool(centered),
      "weight_decay": .number(weightDecay), "capturable": false, "foreach": OptimizerValue(foreach), "maximize": .bool(maximize),
      "differentiable": false,
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
      let (lr, alpha, eps, weightDecay) = (group.lr, group.number("alpha"), group.number("eps"), group.number("weight_decay"))
      let (momentum, centered) = (group.number("momentum"), group.flag("centered"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let squares = kept.needed("square_avg")
        kept.needed("step").add_(1)
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        squares.mul_(alpha).addcmul_(direction, direction, value: .double(1 - alpha))
        var denominator: Tensor
        if centered {
          let average = kept.needed("grad_avg").lerp_(direction, 1 - alpha)
          denominator = squares.addcmul(average, average, value: -1).sqrt_()
        } else {
          denominator = squares.sqrt()
        }
        denominator = denominator.add_(eps)
        if momentum > 0 {
          let buffer = kept.needed("momentum_buffer").mul_(momentum).addcdiv_(direction, denominator)
          parameter.add_(buffer, alpha: .double(-lr))
        } else {
          parameter.addcdiv_(direction, denominator, value: .double(-lr))
        }
      }
    }
  }
}
