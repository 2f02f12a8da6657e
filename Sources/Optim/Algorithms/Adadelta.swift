import Autograd

/// Adadelta: steps measured by those before them: PyTorch's `Adadelta`.
///
/// (Zeiler, "ADADELTA: an adaptive learning rate method", algorithm 1.)
public final class Adadelta: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - rho: How much of the averages of squares stays at each step.
  ///   - eps: Keeps the quotient of the roots finite.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: `lr`, `eps` and `weightDecay` are not negative, `rho` lies in [0, 1].
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1.0, rho: Double = 0.9, eps: Double = 1e-6, weightDecay: Double = 0,
    foreach: Bool? = nil,
    maximize: Bool = false, capturable: Bool = false, differentiable: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    if !(rho >= 0 && rho <= 1) { fail("Invalid rho value: \(rho)", at: site) }
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "rho": .double(rho), "eps": .double(eps), "weight_decay": .number(weightDecay), "maximize": .bool(maximize),
      "capturable": .bool(capturable), "foreach": OptimizerValue(foreach), "differentiable": .bool(differentiable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// Zeros: `step`, `square_avg`, `acc_delta`.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    ["step": .tensor(Tensor(0.0)), "square_avg": .tensor(.zerosLike(parameter)), "acc_delta": .tensor(.zerosLike(parameter))]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable(hasXLA: false)
      let (rate, rho, eps, weightDecay) = (StepRate(group), group.number("rho"), group.number("eps"), group.number("weight_decay"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (squares, deltas) = (kept.needed("square_avg"), kept.needed("acc_delta"))
        kept.needed("step").add_(1)
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        squares.mul_(rho).addcmul_(direction, direction, value: .double(1 - rho))
        let delta = deltas.add(eps).sqrt().div(squares.add(eps).sqrt()).mul(direction)
        deltas.mul_(rho).addcmul_(delta, delta, value: .double(1 - rho))
        rate.move(parameter, against: delta)
      }
    }
  }
}
