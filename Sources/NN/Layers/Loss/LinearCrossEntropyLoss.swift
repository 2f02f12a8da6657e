import Autograd

/// A linear layer and the cross entropy of the scores that it gives: PyTorch's `nn.LinearCrossEntropyLoss`.
///
/// Input of shape (N, inFeatures) or (inFeatures); classes (int64) of (N, *outFeatures) or (), or shares of the shape (N, numClasses,
/// *outFeatures). (PyTorch's `options`, which cut the computation into chunks to save memory, are left out: they change no result.)
open class LinearCrossEntropyLoss: Module {
  /// How many classes there are.
  public final let numClasses: Int
  /// The sizes of what is classified for each input.
  public final let outFeatures: [Int]
  /// A factor for each class.
  public final var weight: Buffer?
  /// A class that counts for nothing; nil for none.
  public final let ignoreIndex: Int?
  /// How much of each target is spread evenly over the classes.
  public final let labelSmoothing: Double
  /// How the losses of the elements become one.
  public final let reduction: LossReduction
  /// Gives the scores: (numClasses · outFeatures, inFeatures).
  public final var linear: Linear

  /// A loss with the weights of its linear layer.
  ///
  /// - Parameters:
  ///   - inFeatures: The size of the input's last dimension.
  ///   - numClasses: How many classes there are.
  ///   - outFeatures: The sizes of what is classified for each input; none for one class an input.
  ///   - bias: Whether the scores have biases.
  ///   - reduction: How the losses of the elements become one.
  ///   - weight: A factor for each class.
  ///   - ignoreIndex: A class that counts for nothing; targets must then be classes.
  ///   - labelSmoothing: How much of each target, from 0 to 1, is spread evenly over the classes.
  ///   - dtype: The dtype of the linear layer.
  ///   - device: Where the linear layer is.
  public init(
    _ inFeatures: Int, _ numClasses: Int, outFeatures: [Int] = [], bias: Bool = false, reduction: LossReduction = .mean,
    weight: Tensor? = nil, ignoreIndex: Int? = nil, labelSmoothing: Double = 0, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    if let weight, weight.shape != [numClasses] {
      fail("expected weight shape to be (\(numClasses),), got \(Printed.tuple(weight.shape))", at: CallSite(file, line))
    }
    if !(0...1).contains(labelSmoothing) {
      fail("expected label_smoothing to be in range [0, 1], got \(labelSmoothing)", at: CallSite(file, line))
    }
    self.numClasses = numClasses
    self.outFeatures = outFeatures
    self.weight = weight.map { Buffer($0) }
    self.ignoreIndex = ignoreIndex
    self.labelSmoothing = labelSmoothing
    self.reduction = reduction
    linear = Linear(inFeatures, outFeatures.reduce(numClasses, *), bias: bias, dtype: dtype, device: device)
  }

  /// The loss of an input and its target.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    check(input)
    let shape = input.shape.dropLast() + [numClasses] + outFeatures
    if target.shape == shape && ignoreIndex != nil {
      fail("ignore_index cannot be specified when target contains probabilities", at: .insideLayer)
    }
    return linear.run(input).reshape(shape).crossEntropy(
      target, weight: weight, ignoreIndex: ignoreIndex ?? -100, reduction: reduction, labelSmoothing: labelSmoothing)
  }

  private final func check(_ input: Tensor) {
    if input.dim != 1 && input.dim != 2 { fail("expected input with dimensionality 1 or 2, got \(input.dim)", at: .insideLayer) }
    let inFeatures = linear.inFeatures
    if input.size(-1) != inFeatures {
      fail(
        "expected equal input and linear_weight last dimensions (in_features), got \(input.size(-1)) and \(inFeatures), respectively",
        at: .insideLayer)
    }
    if input.dim == 1 && !outFeatures.isEmpty {
      fail(
        "K-dimensional loss defined by linear_weight shape \(Printed.tuple([numClasses] + outFeatures + [inFeatures])) requires batched "
          + "input, (N, \(inFeatures)), got unbatched input with shape \(Printed.tuple(input.shape))", at: .insideLayer)
    }
  }

  /// The settings.
  open override var extraRepr: String {
    "in_features=\(linear.inFeatures), num_classes=\(numClasses), out_features=\(Printed.tuple(outFeatures)), "
      + "bias=\(Printed.bool(linear.bias != nil)), reduction=\(reduction), ignore_index=\(Printed.optional(ignoreIndex)), "
      + "label_smoothing=\(labelSmoothing), options=None"
  }
}
