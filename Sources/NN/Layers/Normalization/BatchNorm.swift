import Autograd

/// What batch and instance normalisation share: `y = (x - mean) / √(variance + eps) · weight + bias`, channel by channel.
open class ChannelNormalization: Module {
  /// How many channels there are.
  public internal(set) final var numFeatures: Int
  /// What is added to the variance.
  public final let eps: Double
  /// The share of the newest statistics in the running ones; nil for the mean of all so far.
  public internal(set) final var momentum: Double?
  /// Whether the result is scaled and shifted by parameters.
  public final let affine: Bool
  /// Whether statistics are kept over the calls.
  public final let trackRunningStats: Bool
  final let hasBias: Bool
  /// (numFeatures).
  public final var weight: Parameter?
  /// (numFeatures).
  public final var bias: Parameter?
  /// (numFeatures).
  public final var runningMean: Buffer?
  /// (numFeatures).
  public final var runningVar: Buffer?
  /// How many calls the running statistics come from: a single int64.
  public final var numBatchesTracked: Buffer?

  init(_ numFeatures: Int, _ settings: Settings) {
    self.numFeatures = numFeatures
    eps = settings.eps
    momentum = settings.momentum
    affine = settings.affine
    trackRunningStats = settings.trackRunningStats
    hasBias = settings.affine && settings.bias
    let (dtype, device) = (settings.dtype, settings.device)
    func channels() -> Tensor { Tensor.empty([numFeatures], dtype: dtype, device: device) }
    if affine {
      weight = Parameter(channels())
      if hasBias { bias = Parameter(channels()) }
    }
    if trackRunningStats {
      runningMean = Buffer(channels())
      runningVar = Buffer(channels())
      numBatchesTracked = Buffer(Tensor.zeros([], dtype: .int64, device: device))
    }
    super.init()
    resetParameters()
  }

  /// What a normalisation is made with besides its channels.
  struct Settings {
    var eps: Double
    var momentum: Double?
    var affine: Bool
    var trackRunningStats: Bool
    var bias: Bool
    var dtype: DType
    var device: Device
  }

  /// Forgets the running statistics: mean 0, variance 1.
  open func resetRunningStats() {
    guard let runningMean, let runningVar, let numBatchesTracked else { return }
    runningMean.zero_()
    runningVar.fill_(1)
    numBatchesTracked.zero_()
  }

  /// Forgets the running statistics, and sets the weights to 1 and the biases to 0.
  open func resetParameters() {
    resetRunningStats()
    if let weight { Init.ones_(weight) }
    if let bias { Init.zeros_(bias) }
  }

  /// 2, since `numBatchesTracked` is part of it.
  open override var stateDictVersion: Int { 2 }

  /// Files from before version 2 hold no `num_batches_tracked`, which then stays.
  open override func loadFromStateDict(
    _ stateDict: inout StateDict, prefix: String, version: Int?, assign: Bool, report: inout LoadReport
  ) {
    let key = prefix + "num_batches_tracked"
    if (version ?? 1) < 2, let numBatchesTracked, stateDict[key] == nil {
      stateDict[key] = numBatchesTracked.device == .meta ? Tensor.zeros([], dtype: .int64) : numBatchesTracked
    }
    super.loadFromStateDict(&stateDict, prefix: prefix, version: version, assign: assign, report: &report)
  }

  /// The settings.
  open override var extraRepr: String {
    "\(numFeatures), eps=\(eps), momentum=\(Printed.optional(momentum)), affine=\(Printed.bool(affine)), "
      + "bias=\(Printed.bool(hasBias)), track_running_stats=\(Printed.bool(trackRunningStats))"
  }
}

/// What the batch normalisations share. After Ioffe and Szegedy (2015).
///
/// In training they take the mean and variance of the batch and move the running ones towards them; in evaluation they take the running
/// ones. So the same input gives other results after `eval()`.
open class BatchNormalization: ChannelNormalization {
  /// A layer with weights 1, biases 0, running mean 0 and running variance 1.
  ///
  /// - Parameters:
  ///   - numFeatures: How many channels there are.
  ///   - eps: What is added to the variance.
  ///   - momentum: The share of the newest statistics in the running ones; nil for the mean of all so far.
  ///   - affine: Whether the result is scaled and shifted by parameters.
  ///   - trackRunningStats: Whether statistics are kept over the calls; without them the batch's own count in evaluation too.
  ///   - bias: Whether the result is shifted.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true,
    bias: Bool = true, dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      numFeatures,
      Settings(
        eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device))
  }

  /// Refuses an input of other dimensions.
  func check(_ input: Tensor) {}

  /// The normalised input.
  open override func forward(_ input: Tensor) -> Tensor {
    check(input)
    var share = momentum ?? 0
    if training, trackRunningStats, let numBatchesTracked {
      numBatchesTracked.add_(1)
      if momentum == nil { share = 1 / numBatchesTracked.item() }
    }
    let takesOwn = training || (runningMean == nil && runningVar == nil)
    let keeps = !training || trackRunningStats
    return input.batchNorm(
      runningMean: keeps ? runningMean : nil, runningVar: keeps ? runningVar : nil, weight: weight, bias: bias, training: takesOwn,
      momentum: share, eps: eps)
  }

  final func require(_ input: Tensor, _ dims: ClosedRange<Int>, _ text: String) {
    if !dims.contains(input.dim) { fail("expected \(text) input (got \(input.dim)D input)", at: .insideLayer) }
  }
}

/// Normalises the channels of (N, C) or (N, C, L) over the batch: PyTorch's `nn.BatchNorm1d`.
open class BatchNorm1d: BatchNormalization {
  override func check(_ input: Tensor) { require(input, 2...3, "2D or 3D") }
}

/// Normalises the channels of (N, C, H, W) over the batch: PyTorch's `nn.BatchNorm2d`.
open class BatchNorm2d: BatchNormalization {
  override func check(_ input: Tensor) { require(input, 4...4, "4D") }
}

/// Normalises the channels of (N, C, D, H, W) over the batch: PyTorch's `nn.BatchNorm3d`.
open class BatchNorm3d: BatchNormalization {
  override func check(_ input: Tensor) { require(input, 5...5, "5D") }
}
