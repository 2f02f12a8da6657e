import Autograd

/// The cross entropy of unnormalised scores and classes, or shares of classes: PyTorch's `nn.CrossEntropyLoss`.
///
/// Scores of shape (N, C, *) or (C), classes (int64) of (N, *) or (), or shares of the scores' shape.
open class CrossEntropyLoss: Module {
  /// A factor for each class.
  public final var weight: Buffer?
  /// A class that counts for nothing.
  public final let ignoreIndex: Int
  /// How much of each target is spread evenly over the classes.
  public final let labelSmoothing: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(weight: Tensor? = nil, ignoreIndex: Int = -100, labelSmoothing: Double = 0, reduction: LossReduction = .mean) {
    self.weight = weight.map { Buffer($0) }
    self.ignoreIndex = ignoreIndex
    self.labelSmoothing = labelSmoothing
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.crossEntropy(
      target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction, labelSmoothing: labelSmoothing)
  }
}

/// The negative log probability of classes: PyTorch's `nn.NLLLoss`, after a `LogSoftmax`.
open class NLLLoss: Module {
  /// A factor for each class.
  public final var weight: Buffer?
  /// A class that counts for nothing.
  public final let ignoreIndex: Int
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean) {
    self.weight = weight.map { Buffer($0) }
    self.ignoreIndex = ignoreIndex
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.nllLoss(target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction)
  }
}

/// The cross entropy of probabilities and targets from 0 to 1: PyTorch's `nn.BCELoss`.
open class BCELoss: Module {
  /// A factor for each element; it broadcasts.
  public final var weight: Buffer?
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(weight: Tensor? = nil, reduction: LossReduction = .mean) {
    self.weight = weight.map { Buffer($0) }
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.binaryCrossEntropy(target, weight: weight, reduction: reduction)
  }
}

/// `BCELoss` of the sigmoid of the input, more exactly than after a `Sigmoid`: PyTorch's `nn.BCEWithLogitsLoss`.
open class BCEWithLogitsLoss: Module {
  /// A factor for each element; it broadcasts.
  public final var weight: Buffer?
  /// A factor for positive targets; it broadcasts.
  public final var posWeight: Buffer?
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(weight: Tensor? = nil, posWeight: Tensor? = nil, reduction: LossReduction = .mean) {
    self.weight = weight.map { Buffer($0) }
    self.posWeight = posWeight.map { Buffer($0) }
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.binaryCrossEntropyWithLogits(target, weight: weight, posWeight: posWeight, reduction: reduction)
  }
}

/// `log(1 + exp(-y · x))` of targets of 1 and -1: PyTorch's `nn.SoftMarginLoss`.
open class SoftMarginLoss: Module {
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(reduction: LossReduction = .mean) {
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.softMarginLoss(target, reduction: reduction)
  }
}

/// The mean over the classes of the cross entropy of scores and several labels: PyTorch's `nn.MultiLabelSoftMarginLoss`.
open class MultiLabelSoftMarginLoss: Module {
  /// A factor for each class.
  public final var weight: Buffer?
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(weight: Tensor? = nil, reduction: LossReduction = .mean) {
    self.weight = weight.map { Buffer($0) }
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.multilabelSoftMarginLoss(target, weight: weight, reduction: reduction)
  }
}

/// The hinge loss of scores and several labels a sample: PyTorch's `nn.MultiLabelMarginLoss`.
open class MultiLabelMarginLoss: Module {
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(reduction: LossReduction = .mean) {
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.multilabelMarginLoss(target, reduction: reduction)
  }
}

/// The hinge loss of scores and classes: PyTorch's `nn.MultiMarginLoss`.
open class MultiMarginLoss: Module {
  /// A factor for each class.
  public final var weight: Buffer?
  /// The exponent, 1 or 2.
  public final let p: Int
  /// By how much the right score must lead.
  public final let margin: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction

  /// A loss with these settings.
  public init(weight: Tensor? = nil, p: Int = 1, margin: Double = 1, reduction: LossReduction = .mean) {
    self.weight = weight.map { Buffer($0) }
    self.p = p
    self.margin = margin
    self.reduction = reduction
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    input.multiMarginLoss(target, p: p, margin: margin, weight: weight, reduction: reduction)
  }
}

/// The divergence of distributions, `y · (log y - x)` of log probabilities x: PyTorch's `nn.KLDivLoss`.
open class KLDivLoss: Module {
  /// How the losses of the elements become one.
  public enum Reduction: Sendable {
    /// They stay as they are.
    case none
    /// Their mean.
    case mean
    /// Their sum.
    case sum
    /// Their sum divided by the size of the batch: what mathematics means.
    case batchMean

    /// PyTorch's names: `none`, `mean`, `sum`, `batchmean`.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      switch name {
      case "none": self = .none
      case "mean": self = .mean
      case "sum": self = .sum
      case "batchmean": self = .batchMean
      default: fail("\(name) is not a valid value for reduction", at: CallSite(file, line))
      }
    }
  }

  /// How the losses of the elements become one.
  public final let reduction: Reduction
  /// Whether the target holds log probabilities too.
  public final let logTarget: Bool

  /// A loss with these settings.
  public init(reduction: Reduction = .mean, logTarget: Bool = false) {
    self.reduction = reduction
    self.logTarget = logTarget
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    switch reduction {
    case .none: input.klDiv(target, reduction: .none, logTarget: logTarget)
    case .mean: input.klDiv(target, reduction: .mean, logTarget: logTarget)
    case .sum: input.klDiv(target, reduction: .sum, logTarget: logTarget)
    case .batchMean: input.klDivBatchMean(target, logTarget: logTarget)
    }
  }
}

/// The loss of unaligned sequences: PyTorch's `nn.CTCLoss`. See `Tensor.ctcLoss`.
open class CTCLoss: Module {
  /// The class that stands for no label.
  public final let blank: Int
  /// How the losses of the sequences become one.
  public final let reduction: LossReduction
  /// Whether a target that can't be reached counts 0, and not infinity.
  public final let zeroInfinity: Bool

  /// A loss with these settings.
  public init(blank: Int = 0, reduction: LossReduction = .mean, zeroInfinity: Bool = false) {
    self.blank = blank
    self.reduction = reduction
    self.zeroInfinity = zeroInfinity
  }

  /// The loss of log probabilities (T, N, C) and labels.
  public final func callAsFunction(
    _ logProbabilities: Tensor, _ targets: Tensor, inputLengths: [Int], targetLengths: [Int], file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: logProbabilities, targets) { inputs in
        [
          inputs[0].ctcLoss(
            inputs[1], inputLengths: inputLengths, targetLengths: targetLengths, blank: blank, reduction: reduction,
            zeroInfinity: zeroInfinity)
        ]
      }[0]
    }
  }
}
