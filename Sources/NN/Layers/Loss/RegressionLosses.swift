import Autograd

/// The distance of input and target, `|x - y|`: PyTorch's `nn.L1Loss`.
open class L1Loss: Module {
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(reduction: LossReduction = .mean) {
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.l1Loss(target, reduction: reduction)
  }
}

/// The squared distance of input and target, `(x - y)²`: PyTorch's `nn.MSELoss`.
///
///     let loss = MSELoss()(model(input), target)
open class MSELoss: Module {
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(reduction: LossReduction = .mean) {
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.mseLoss(target, reduction: reduction)
  }
}

/// The squared distance where it is below `beta`, divided by `2 · beta`, and else the distance less `beta / 2`: PyTorch's `nn.SmoothL1Loss`.
open class SmoothL1Loss: Module {
  /// Where the parabola ends.
  public final let beta: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(beta: Double = 1, reduction: LossReduction = .mean) {
    self.beta = beta
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.smoothL1Loss(target, reduction: reduction, beta: beta)
  }
}

/// Half the squared distance where it is below `delta`, and else `delta · (distance - delta / 2)`: PyTorch's `nn.HuberLoss`.
open class HuberLoss: Module {
  /// Where the parabola ends.
  public final let delta: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(delta: Double = 1, reduction: LossReduction = .mean) {
    self.delta = delta
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.huberLoss(target, reduction: reduction, delta: delta)
  }
}

/// The negative log likelihood of a target under a Poisson distribution: PyTorch's `nn.PoissonNLLLoss`.
open class PoissonNLLLoss: Module {
  /// Whether the input is the logarithm of the rate.
  public final let logInput: Bool
  /// Whether Stirling's term is added.
  public final let full: Bool
  /// What is added to a rate before its logarithm is taken.
  public final let eps: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(logInput: Bool = true, full: Bool = false, eps: Double = 1e-8, reduction: LossReduction = .mean) {
    self.logInput = logInput
    self.full = full
    self.eps = eps
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.poissonNLLLoss(target, logInput: logInput, full: full, eps: eps, reduction: reduction)
  }
}

/// The negative log likelihood of a target under a normal distribution, of given mean and variance: PyTorch's `nn.GaussianNLLLoss`.
open class GaussianNLLLoss: Module {
  /// Whether the constant term is added.
  public final let full: Bool
  /// The smallest variance.
  public final let eps: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(full: Bool = false, eps: Double = 1e-6, reduction: LossReduction = .mean) {
    self.full = full
    self.eps = eps
    self.reduction = reduction
  }

  /// The loss of means, targets and variances.
  open override func forward(_ mean: Tensor, _ target: Tensor, _ variance: Tensor) -> Tensor {
    mean.gaussianNLLLoss(target, variance: variance, full: full, eps: eps, reduction: reduction)
  }
}
