import Autograd

/// What the instance normalisations share: each channel of each sample has a mean and a variance of its own, after Ulyanov et al. (2016).
open class InstanceNormalization: ChannelNormalization {
  private let rank: Int

  init(_ numFeatures: Int, rank: Int, _ settings: Settings) {
    self.rank = rank
    super.init(numFeatures, settings)
  }

  /// The normalised input.
  open override func forward(_ input: Tensor) -> Tensor {
    let isBatch = input.dim == rank + 2
    if !isBatch && input.dim != rank + 1 {
      fail("expected \(rank + 1)D or \(rank + 2)D input (got \(input.dim)D input)", at: .insideLayer)
    }
    checkChannels(input.size(isBatch ? 1 : 0))
    let output = (isBatch ? input : input.unsqueeze(0)).instanceNorm(
      runningMean: runningMean, runningVar: runningVar, weight: weight, bias: bias, useInputStats: training || !trackRunningStats,
      momentum: momentum ?? 0, eps: eps)
    return isBatch ? output : output.squeeze(0)
  }

  private final func checkChannels(_ count: Int) {
    if count == numFeatures { return }
    if affine { fail("expected input's size at dim=1 to match num_features (\(numFeatures)), but got: \(count).", at: .insideLayer) }
    Warning.say(
      "input's size at dim=1 does not match num_features. You can silence this warning by not passing in num_features, which is not used "
        + "because affine=False", at: .insideLayer)
  }
}

/// Normalises each channel of each sample, for shapes (N, C, L) or (C, L): PyTorch's `nn.InstanceNorm1d`.
open class InstanceNorm1d: InstanceNormalization {
  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - numFeatures: How many channels there are.
  ///   - eps: What is added to the variance.
  ///   - momentum: The share of the newest statistics in the running ones.
  ///   - affine: Whether the result is scaled and shifted by parameters.
  ///   - trackRunningStats: Whether statistics are kept over the calls, for evaluation.
  ///   - bias: Whether the result is shifted.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = false, trackRunningStats: Bool = false,
    bias: Bool = true, dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      numFeatures, rank: 1,
      Settings(
        eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device))
  }
}

/// Normalises each channel of each sample, for shapes (N, C, H, W) or (C, H, W): PyTorch's `nn.InstanceNorm2d`.
open class InstanceNorm2d: InstanceNormalization {
  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - numFeatures: How many channels there are.
  ///   - eps: What is added to the variance.
  ///   - momentum: The share of the newest statistics in the running ones.
  ///   - affine: Whether the result is scaled and shifted by parameters.
  ///   - trackRunningStats: Whether statistics are kept over the calls, for evaluation.
  ///   - bias: Whether the result is shifted.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = false, trackRunningStats: Bool = false,
    bias: Bool = true, dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      numFeatures, rank: 2,
      Settings(
        eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device))
  }
}

/// Normalises each channel of each sample, for shapes (N, C, D, H, W) or (C, D, H, W): PyTorch's `nn.InstanceNorm3d`.
open class InstanceNorm3d: InstanceNormalization {
  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - numFeatures: How many channels there are.
  ///   - eps: What is added to the variance.
  ///   - momentum: The share of the newest statistics in the running ones.
  ///   - affine: Whether the result is scaled and shifted by parameters.
  ///   - trackRunningStats: Whether statistics are kept over the calls, for evaluation.
  ///   - bias: Whether the result is shifted.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = false, trackRunningStats: Bool = false,
    bias: Bool = true, dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      numFeatures, rank: 3,
      Settings(
        eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device))
  }
}
