import Autograd

/// Resilient backpropagation: steps that know the gradient's sign alone, and grow while it stays: PyTorch's `Rprop`. For whole batches.
///
/// (Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm".)
public final class Rprop: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The first step's size.
  ///   - etas: What a step's size is multiplied by where the sign has changed, and where it has not.
  ///   - stepSizes: The smallest and the largest step.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  /// - Precondition: `lr` is not negative, `0 < etas.0 < 1 < etas.1`.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-2, etas: (Double, Double) = (0.5, 1.2),
    stepSizes: (Double, Double) = (1e-6, 50),
    foreach: Bool? = nil, maximize: Bool = false, capturable: Bool = false, differentiable: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    if !(0 < etas.0 && etas.0 < 1 && 1 < etas.1) { fail("Invalid eta values: \(etas.0), \(etas.1)", at: site) }
    let defaults: NamedValues = [
      "lr": lr.option, "etas": .pair(etas), "step_sizes": .tuple([.double(stepSizes.0), .number(stepSizes.1, orInt: 50)]),
      "foreach": OptimizerValue(foreach), "maximize": .bool(maximize), "differentiable": .bool(differentiable),
      "capturable": .bool(capturable),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// `step` and `prev` zeros, `step_size` filled with `lr`.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    [
      "step": .tensor(Tensor(0.0)), "prev": .tensor(.zerosLike(parameter)), "step_size": .tensor(.fullLike(gradient, group.lr)),
    ]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable()
      let (shrink, grow) = group.pair("etas")
      let (smallest, largest) = group.pair("step_sizes")
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let (previous, sizes) = (kept.needed("prev"), kept.needed("step_size"))
        kept.needed("step").add_(1)
        // The same wherever it is differentiated: no gradient goes through a sign.
        let factor = noGrad { gradient.mul(previous).sign() }
        factor.maskedFill_(factor.gt(0), grow)
        factor.maskedFill_(factor.lt(0), shrink)
        factor.maskedFill_(factor.eq(0), 1)
        sizes.mul_(factor).clamp_(min: .double(smallest), max: .double(largest))
        // After a change of sign there is no step, and the next one counts as a first.
        let direction = gradient.maskedFill(factor.eq(shrink), 0)
        parameter.addcmul_(direction.sign(), sizes.unwritten, value: -1)
        previous.copy_(direction)
      }
    }
  }
}
