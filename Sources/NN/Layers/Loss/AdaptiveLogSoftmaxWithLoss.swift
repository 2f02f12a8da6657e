import Autograd

/// A softmax over very many classes whose rare ones are computed only where they are asked for, with its loss, after Grave et al. (2017):
/// PyTorch's `nn.AdaptiveLogSoftmaxWithLoss`. The classes are sorted by how often they occur, the most frequent first.
///
///     let layer = AdaptiveLogSoftmaxWithLoss(64, 10_000, cutoffs: [100, 1_000])
///     let (output, loss) = layer(features, classes)
open class AdaptiveLogSoftmaxWithLoss: Module {
  /// The size of the input's last dimension.
  public final let inFeatures: Int
  /// How many classes there are.
  public final let nClasses: Int
  /// The class with which each cluster ends, that of the frequent ones first; the last is `nClasses`.
  public final let cutoffs: [Int]
  /// By how much a cluster's projection is smaller than that of the cluster before it.
  public final let divValue: Double
  /// Whether the head has biases.
  public final let headBias: Bool
  /// Gives the scores of the frequent classes, and those of the clusters.
  public final var head: Linear
  /// Gives the scores of a cluster's classes.
  public final var tail = ModuleList()

  /// A layer with the weights of its linear layers.
  ///
  /// - Parameters:
  ///   - inFeatures: The size of the input's last dimension.
  ///   - nClasses: How many classes there are.
  ///   - cutoffs: With which class each cluster but the last ends.
  ///   - divValue: By how much a cluster's projection is smaller than that of the cluster before it.
  ///   - headBias: Whether the head has biases.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  /// - Precondition: The cutoffs rise, from 1 to `nClasses` - 1.
  public init(
    _ inFeatures: Int, _ nClasses: Int, cutoffs: [Int], divValue: Double = 4, headBias: Bool = false, dtype: DType = .float32,
    device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    if cutoffs.isEmpty { fail("cutoffs should be a sequence of length larger than 0", at: CallSite(file, line)) }
    if zip(cutoffs, cutoffs.dropFirst()).contains(where: >=) || cutoffs[0] <= 0 || cutoffs.last! >= nClasses {
      fail(
        "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and "
          + "n_classes-1", at: CallSite(file, line))
    }
    self.inFeatures = inFeatures
    self.nClasses = nClasses
    self.cutoffs = cutoffs + [nClasses]
    self.divValue = divValue
    self.headBias = headBias
    head = Linear(inFeatures, cutoffs[0] + cutoffs.count, bias: headBias, dtype: dtype, device: device)
    super.init()
    var divisor = 1.0
    for (first, end) in zip(self.cutoffs, self.cutoffs.dropFirst()) {
      divisor *= divValue
      let size = Int((Double(inFeatures) / divisor).rounded(.down))
      tail.append(
        Sequential(
          Linear(inFeatures, size, bias: false, dtype: dtype, device: device),
          Linear(size, end - first, bias: false, dtype: dtype, device: device)))
    }
  }

  /// Draws all weights anew.
  open func resetParameters() {
    head.resetParameters()
    for cluster in tail { cluster.apply { ($0 as? Linear)?.resetParameters() } }
  }

  private final var shortlistSize: Int { cutoffs[0] }

  /// The mean loss alone of inputs, (N, inFeatures) or (inFeatures), and their classes, (N) or a single one.
  open override func forward(_ input: Tensor, _ target: Tensor) -> Tensor { outputs(input, target)[1] }

  /// Runs the hooks and the layer: the logarithm of each target's probability, (N) or a single one, and the mean loss.
  public final func callAsFunction(
    _ input: Tensor, _ target: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, loss: Tensor) {
    CallSite(file, line).callingLayer {
      let results = runHooks(around: input, target) { inputs in outputs(inputs[0], inputs[1]) }
      return (results[0], results[1])
    }
  }

  private final func outputs(_ input: Tensor, _ target: Tensor) -> [Tensor] {
    check(input, target)
    let isBatch = target.dim > 0
    let (rows, targets) = isBatch ? (input, target) : (input.unsqueeze(0), target.unsqueeze(0))
    let output = Tensor.zeros([targets.size(0)], dtype: input.dtype, device: input.device)
    // The column of the head that speaks for each target: that of its class, or of its cluster.
    let columns = targets.clone()
    var known = targets.lt(shortlistSize).logicalAnd(targets.ge(0)).sum().item(as: Int.self)
    for (cluster, (first, end)) in zip(cutoffs, cutoffs.dropFirst()).enumerated() {
      let places = targets.ge(first).logicalAnd(targets.lt(end)).nonzero().flatten()
      if places.numel == 0 { continue }
      known += places.numel
      columns.indexFill_(0, places, shortlistSize + cluster)
      let scores = tail[cluster].run(rows.indexSelect(0, places)).logSoftmax(1)
      let own = targets.indexSelect(0, places).sub(first).unsqueeze(1)
      output.indexCopy_(0, places, scores.gather(1, own).squeeze(1))
    }
    if known != targets.numel {
      fail(
        "Target values should be in [0, \(nClasses - 1)], but values in range [\(targets.min().item(as: Int.self)), "
          + "\(targets.max().item(as: Int.self))] were found. ", at: .insideLayer)
    }
    output.add_(head.run(rows).logSoftmax(1).gather(1, columns.unsqueeze(1)).squeeze(1))
    return [isBatch ? output : output.squeeze(0), output.neg().mean()]
  }

  private final func check(_ input: Tensor, _ target: Tensor) {
    switch target.dim {
    case 0:
      if input.dim != 1 {
        fail("0D target tensor expects 1D input tensors, but found inputs with size \(input.printedShape)", at: .insideLayer)
      }
    case 1:
      if input.size(0) != target.size(0) {
        fail("Input and target should have the same size in the batch dimension.", at: .insideLayer)
      }
      if input.dim != 2 {
        fail("1D target tensor expects 2D input tensors, but found inputs with size \(input.printedShape)", at: .insideLayer)
      }
    default: fail("0D or 1D target tensor expected, multi-target not supported", at: .insideLayer)
    }
  }

  /// The logarithms of the probabilities of all classes: (N, inFeatures) to (N, nClasses).
  open func logProb(_ input: Tensor) -> Tensor { logProb(input, headScores: head.run(input)) }

  /// The most probable class of each input: (N, inFeatures) to (N).
  ///
  /// Only where a cluster is more probable than each frequent class are the rare ones looked at.
  open func predict(_ input: Tensor) -> Tensor {
    let scores = head.run(input)
    let classes = scores.argmax(1)
    let places = classes.ge(shortlistSize).nonzero().flatten()
    if places.numel == 0 { return classes }
    let rare = logProb(input.indexSelect(0, places), headScores: scores.indexSelect(0, places)).argmax(1)
    return classes.indexCopy_(0, places, rare)
  }

  private final func logProb(_ input: Tensor, headScores: Tensor) -> Tensor {
    let ofHead = headScores.logSoftmax(1)
    var parts = [ofHead.narrow(1, 0, shortlistSize)]
    for cluster in tail.indices {
      parts.append(tail[cluster].run(input).logSoftmax(1) + ofHead.narrow(1, shortlistSize + cluster, 1))
    }
    return Tensor.cat(parts, dim: 1)
  }
}
