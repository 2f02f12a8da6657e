import Autograd
import Glibc

/// Averaged stochastic gradient descent: PyTorch's `ASGD`. From step `t0` on, `ax` in the state is the average of the parameter.
///
/// (Polyak and Juditsky, "Acceleration of stochastic approximation by averaging".)
public final class ASGD: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - lambd: How fast `lr` and the parameter itself decay.
  ///   - alpha: The power of that decay of `lr`.
  ///   - t0: The step at which averaging starts.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: `lr`, `lambd`, `alpha` and `weightDecay` are not negative.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-2, lambd: Double = 1e-4, alpha: Double = 0.75, t0: Double = 1e6,
    weightDecay: Double = 0, foreach: Bool? = nil, maximize: Bool = false, capturable: Bool = false, differentiable: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(lambd, "Invalid lambd value", at: site)
    Optimizer.refuseNegative(alpha, "Invalid alpha value", at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "lambd": .double(lambd), "alpha": .double(alpha), "t0": .double(t0), "weight_decay": .number(weightDecay),
      "foreach": OptimizerValue(foreach), "maximize": .bool(maximize), "differentiable": .bool(differentiable),
      "capturable": .bool(capturable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// `step` 0, `eta` (the step size) `lr`, `mu` (the weight of the new in the average) 1, `ax` zeros.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    [
      "step": .tensor(Tensor(0.0)), "eta": .tensor(Tensor(group.lr)), "mu": .tensor(Tensor(1.0)), "ax": .tensor(.zerosLike(parameter)),
    ]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable(naming: "params, mus, etas, and state_steps")
      let (lr, lambd, alpha) = (group.lr, group.number("lambd"), group.number("alpha"))
      let (t0, weightDecay) = (group.number("t0"), group.number("weight_decay"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (eta, mu, average) = (kept.needed("eta"), kept.needed("mu"), kept.needed("ax"))
        let count = kept.needed("step").add_(1).item()
        let direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        let stepSize = eta.item()
        parameter.mul_(1 - lambd * stepSize).add_(direction, alpha: .double(-stepSize))
        if mu.item() == 1 { average.copy_(parameter) } else { average.add_(parameter.sub(average).mul_(mu.item())) }
        eta.fill_(lr / pow(1 + lambd * lr * count, alpha))
        mu.fill_(1 / max(1, count - t0))
      }
    }
  }
}
