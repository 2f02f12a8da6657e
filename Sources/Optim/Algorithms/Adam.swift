import Autograd
import Glibc

/// Adam: steps whose size adapts to each element's gradients so far: PyTorch's `Adam`.
///
/// `m` and `v` are running averages of the gradient and its square, corrected for their start at 0: `p = p - lr · m̂ / (√v̂ + eps)`.
/// (Kingma and Ba, "Adam: a method for stochastic optimization", algorithm 1; AMSGrad: Reddi et al., "On the convergence of Adam and
/// beyond".)
open class Adam: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - betas: How much of `m` and of `v` stays at each step.
  ///   - eps: Keeps the quotient finite.
  ///   - weightDecay: The parameter times this is added to its gradient (or, decoupled, `lr` times that taken from the parameter).
  ///   - amsgrad: Whether the largest `v` so far is used.
  ///   - foreach: Makes no difference here; kept among the options, as `fused` is.
  ///   - maximize: Whether to go up instead of down.
  ///   - capturable: For graphs of other devices: a step on this one refuses it.
  ///   - differentiable: Whether steps are recorded, so that what comes after them has gradients with respect to what was before them.
  ///     The parameters must then be no leaves.
  ///   - fused: Makes no difference here; kept among the options.
  ///   - decoupledWeightDecay: Whether the decay stays out of `m` and `v`, as in `AdamW`.
  /// - Precondition: `lr`, `eps` and `weightDecay` are not negative, `betas` lie in [0, 1).
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    weightDecay: Double = 0,
    amsgrad: Bool = false, foreach: Bool? = nil, maximize: Bool = false, capturable: Bool = false, differentiable: Bool = false,
    fused: Bool? = nil, decoupledWeightDecay: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    if lr.option.tensor != nil && foreach == true && !capturable {
      fail("lr as a Tensor is not supported for capturable=False and foreach=True", at: site)
    }
    Optimizer.refuseNegative(eps, "Invalid epsilon value", at: site)
    Optimizer.refuseBetas(betas, at: site)
    Optimizer.refuseNegative(weightDecay, "Invalid weight_decay value", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "betas": .pair(betas), "eps": .double(eps), "weight_decay": .number(weightDecay), "amsgrad": .bool(amsgrad),
      "maximize": .bool(maximize), "foreach": OptimizerValue(foreach), "capturable": .bool(capturable),
      "differentiable": .bool(differentiable),
      "fused": OptimizerValue(fused), "decoupled_weight_decay": .bool(decoupledWeightDecay),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
    Optimizer.refuseFused(fused, with: foreach, differentiable, at: site)
  }

  /// Zeros: `step`, `exp_avg`, `exp_avg_sq`, and `max_exp_avg_sq` for AMSGrad.
  override open func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    var values: NamedValues = [
      "step": .tensor(Tensor(0.0)), "exp_avg": .tensor(.zerosLike(parameter)), "exp_avg_sq": .tensor(.zerosLike(parameter)),
    ]
    if group.flag("amsgrad") { values["max_exp_avg_sq"] = .tensor(.zerosLike(parameter)) }
    return values
  }

  /// One step for every parameter that has a gradient.
  override open func takeStep() {
    for group in paramGroups {
      group.refuseDifferentiableForeach()
      group.refuseCapturable()
      let (settings, amsgrad) = (Settings(group), group.flag("amsgrad"))
      for parameter in group.params {
        guard let gradient = parameter.grad else { continue }
        let kept = state(of: parameter, gradient: gradient, in: group)
        let count = kept.needed("step").add_(1).item()
        let (average, squares) = (kept.needed("exp_avg"), kept.needed("exp_avg_sq"))
        let largest = amsgrad ? kept.needed("max_exp_avg_sq") : nil
        let correction = pow(1 - pow(settings.beta2, count), 0.5)
        let rate = settings.rate / (1 - pow(settings.beta1, count))
        let step = AdamStep(
          maximize: settings.maximize, decay: settings.decay, gradientDecay: settings.gradientDecay, beta1: settings.beta1,
          beta2: settings.beta2, correction: correction, eps: settings.eps, stepSize: rate.value)
        if !isGradEnabled && step.run(parameter: parameter, gradient: gradient, average: average, squareAverage: squares, largest: largest)
        {
          continue
        }
        settings.takeStep(parameter, gradient, average, squares, largest, correction: correction, rate: rate)
      }
    }
  }
}

/// The options of a group, read once.
private struct Settings {
  let rate: StepRate
  let weightDecay, beta1, beta2, eps: Double
  let maximize: Bool
  /// What the parameter is multiplied by; nil where the decay, if any, goes to the gradient.
  let decay: Double?
  let gradientDecay: Double

  init(_ group: ParamGroup) {
    rate = StepRate(group)
    (beta1, beta2) = group.pair("betas")
    eps = group.number("eps")
    maximize = group.flag("maximize")
    weightDecay = group.number("weight_decay")
    let isDecoupled = weightDecay != 0 && group.flag("decoupled_weight_decay")
    decay = isDecoupled ? 1 - rate.value * weightDecay : nil
    gradientDecay = isDecoupled ? 0 : weightDecay
  }

  /// The step in operators, for half precision and for tensors of different layouts.
  func takeStep(
    _ parameter: Tensor, _ gradient: Tensor, _ average: Tensor, _ squares: Tensor, _ largest: Tensor?, correction: Double,
    rate: StepRate
  ) {
    var gradient = maximize ? gradient.neg() : gradient
    if decay != nil { self.rate.decay(parameter, by: weightDecay) }
    if gradientDecay != 0 { gradient = gradient.add(parameter, alpha: .double(gradientDecay)) }
    average.lerp_(gradient, 1 - beta1)
    squares.mul_(beta2).addcmul_(gradient, gradient, value: .double(1 - beta2))
    var peak = squares
    if let largest {
      peak = largest.unwritten.maximum(squares.unwritten)
      largest.copy_(peak)
    }
    let denominator = peak.sqrt().div(correction).add_(eps)
    rate.move(parameter, against: average.unwritten, over: denominator)
  }
}
