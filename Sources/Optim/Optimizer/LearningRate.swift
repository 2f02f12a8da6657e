import Autograd

/// What a learning rate may be given as: a number, or a tensor with one element, which is kept as it is.
///
///     let lr = Tensor(0.1)
///     let optimizer = SGD([w], lr: lr)
///     noGrad { lr.mul_(0.5) }  // the next step is half as long
public protocol LearningRate {
  /// As it stands among the options of a parameter group.
  var option: OptimizerValue { get }
}

extension Double: LearningRate {
  /// The number.
  public var option: OptimizerValue { .double(self) }
}

extension Int: LearningRate {
  /// The number, which prints without a fraction.
  public var option: OptimizerValue { .int(self) }
}

extension Tensor: LearningRate {
  /// The tensor itself.
  public final var option: OptimizerValue { .tensor(self) }
}

extension Optimizer {
  /// Refuses a rate that is negative, NaN included, or a tensor of several elements.
  static func refuse(rate: some LearningRate, _ text: String = "Invalid learning rate", at site: CallSite) {
    if let tensor = rate.option.tensor, tensor.numel != 1 { fail("Tensor lr must be 1-element", at: site) }
    if !(rate.option.double ?? .nan >= 0) { fail("\(text): \(rate.option)", at: site) }
  }
}

/// The factor of a step: a number, or a tensor where its own gradient is wanted.
struct StepRate {
  let value: Double
  /// The same as a tensor that is differentiated.
  private let tensor: Tensor?

  /// The learning rate of a group.
  init(_ group: ParamGroup) {
    value = group.lr
    let tensor = group["lr"]?.tensor
    self.tensor = isGradEnabled && tensor?.requiresGrad == true ? tensor : nil
  }

  private init(value: Double, tensor: Tensor?) {
    self.value = value
    self.tensor = tensor
  }

  static func * (rate: StepRate, factor: Double) -> StepRate {
    StepRate(value: rate.value * factor, tensor: rate.tensor.map { $0 * factor })
  }

  static func / (rate: StepRate, divisor: Double) -> StepRate {
    StepRate(value: rate.value / divisor, tensor: rate.tensor.map { $0 / divisor })
  }

  /// Takes the direction, times this, from the parameter.
  func move(_ parameter: Tensor, against direction: Tensor) {
    if let tensor {
      parameter.addcmul_(direction.unwritten, tensor, value: -1)
    } else {
      parameter.add_(direction, alpha: .double(-value))
    }
  }

  /// Takes the quotient, times this, from the parameter.
  func move(_ parameter: Tensor, against numerator: Tensor, over denominator: Tensor) {
    if let tensor {
      parameter.addcmul_(numerator / denominator, tensor, value: -1)
    } else {
      parameter.addcdiv_(numerator, denominator, value: .double(-value))
    }
  }

  /// The tensor times this.
  func times(_ tensor: Tensor) -> Tensor { self.tensor.map { tensor * $0 } ?? tensor * value }

  /// Takes the parameter, times this and a factor, from it.
  func decay(_ parameter: Tensor, by weightDecay: Double) {
    if let tensor {
      parameter.mul_(1 - tensor * weightDecay)
    } else {
      parameter.mul_(1 - value * weightDecay)
    }
  }
}

extension Tensor {
  /// This tensor, to which the next step writes, as a step needs it: with memory of its own where a graph keeps it.
  final var unwritten: Tensor { isGradEnabled ? clone() : self }
}
