import Autograd

/// Stochastic gradient descent, with momentum if wanted: PyTorch's `SGD`.
///
/// `v = momentum · v + (1 - dampening) · g`, `p = p - lr · v`; with Nesterov's momentum `p = p - lr · (g + momentum · v)`. The first `v` is
/// the gradient, undampened. (Sutskever et al., "On the importance of initialization and momentum in deep learning", with PyTorch's
/// place for `lr`.)
public final class SGD: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - momentum: How much of the last step's direction stays; 0 for none.
  ///   - dampening: The part of a gradient that does not go into the momentum.
  ///   - weightDecay: The parameter times this is added to its gradient.
  ///   - nesterov: Needs a momentum and no dampening.
  ///   - maximize: Whether to go up instead of down.
  ///   - foreach: Makes no difference here; kept among the options, as `fused` is.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  ///   - fused: Makes no difference here; kept among the options.
  /// - Precondition: `lr`, `momentum` and `weightDecay` are not negative.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-3, momentum: Double = 0, dampening: Double = 0, weightDecay: Double = 0,
    nesterov: Bool = false, maximize: Bool = false, foreach: Bool? = nil, differentiable: Bool = false, fused: Bool? = nil,
    file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    Optimizer.refuseNegative(momentum, "Invalid momentum value", at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    if nesterov && (momentum <= 0 || dampening != 0) { fail("Nesterov momentum requires a momentum and zero dampening", at: site) }
    let defaults: NamedValues = [
      "lr": lr.option, "momentum": .number(momentum), "dampening": .number(dampening), "weight_decay": .number(weightDecay),
      "nesterov": .bool(nesterov), "maximize": .bool(maximize), "foreach": OptimizerValue(foreach), "differentiable": .bool(differentiable),
      "fused": OptimizerValue(fused),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
    Optimizer.refuseFused(fused, with: foreach, differentiable, at: site)
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      let (rate, momentum, weightDecay) = (StepRate(group), group.number("momentum"), group.number("weight_decay"))
      let (rest, nesterov) = (1 - group.number("dampening"), group.flag("nesterov"))
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        var direction = weightDecay == 0 ? gradient : gradient.add(parameter, alpha: .double(weightDecay))
        if momentum != 0 {
          let buffer = momentumBuffer(of: parameter, direction, momentum: momentum, rest: rest)
          direction = nesterov ? direction.add(buffer, alpha: .double(momentum)) : buffer
        }
        rate.move(parameter, against: direction)
      }
    }
  }

  private func momentumBuffer(of parameter: Tensor, _ direction: Tensor, momentum: Double, rest: Double) -> Tensor {
    if let buffer = state[parameter]["momentum_buffer"]?.tensor { return buffer.mul_(momentum).add_(direction, alpha: .double(rest)) }
    let buffer = direction.detach().clone()
    state[parameter] = ["momentum_buffer": .tensor(buffer)]
    return buffer
  }

  override func check(
    _ loaded: NamedValues, against fresh: NamedValues, of parameter: Tensor, number: Int
  ) throws(OptimizerError) {
    guard let buffer = loaded["momentum_buffer"], !buffer.isNull else { return }
    try Optimizer.check(buffer, "momentum_buffer", hasShape: parameter.shape, number: number)
  }
}
