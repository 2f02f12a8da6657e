import Autograd

extension ChannelNormalization {
  private final var lazyTensors: [any LazyTensor] {
    ([weight, bias] as [Parameter?]).compactMap { $0 } + ([runningMean, runningVar] as [Buffer?]).compactMap { $0 }
  }

  /// Forgets the number of channels.
  fileprivate final func unmake() {
    for tensor in lazyTensors { tensor.unmake() }
  }

  /// Takes over the number of channels, unless it is known.
  fileprivate final func learnChannels(_ count: Int) {
    if numFeatures != 0 { return }
    let resets = lazyTensors.contains(where: \.isUninitialized)
    numFeatures = count
    for tensor in lazyTensors { tensor.materialize([count]) }
    if resets { resetParameters() }
  }
}

/// A `BatchNorm1d` that learns its number of channels from its first input: PyTorch's `nn.LazyBatchNorm1d`.
open class LazyBatchNorm1d: BatchNorm1d {
  /// A layer without shape, with the settings of a `BatchNorm1d`.
  public init(
    eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
    unmake()
  }

  /// Begins anew, where there is a shape yet.
  open override func resetParameters() {
    if numFeatures != 0 { super.resetParameters() }
  }

  /// What a `BatchNorm1d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(input.size(1))
    return super.forward(input)
  }

  /// `BatchNorm1d`, once the shape is known.
  open override var name: String { lazyName(LazyBatchNorm1d.self, becoming: BatchNorm1d.self) }
}

/// A `BatchNorm2d` that learns its number of channels from its first input: PyTorch's `nn.LazyBatchNorm2d`.
open class LazyBatchNorm2d: BatchNorm2d {
  /// A layer without shape, with the settings of a `BatchNorm2d`.
  public init(
    eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
    unmake()
  }

  /// Begins anew, where there is a shape yet.
  open override func resetParameters() {
    if numFeatures != 0 { super.resetParameters() }
  }

  /// What a `BatchNorm2d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(input.size(1))
    return super.forward(input)
  }

  /// `BatchNorm2d`, once the shape is known.
  open override var name: String { lazyName(LazyBatchNorm2d.self, becoming: BatchNorm2d.self) }
}

/// A `BatchNorm3d` that learns its number of channels from its first input: PyTorch's `nn.LazyBatchNorm3d`.
open class LazyBatchNorm3d: BatchNorm3d {
  /// A layer without shape, with the settings of a `BatchNorm3d`.
  public init(
    eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
    unmake()
  }

  /// Begins anew, where there is a shape yet.
  open override func resetParameters() {
    if numFeatures != 0 { super.resetParameters() }
  }

  /// What a `BatchNorm3d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(input.size(1))
    return super.forward(input)
  }

  /// `BatchNorm3d`, once the shape is known.
  open override var name: String { lazyName(LazyBatchNorm3d.self, becoming: BatchNorm3d.self) }
}

/// An `InstanceNorm1d` that learns its number of channels from its first input: PyTorch's `nn.LazyInstanceNorm1d`.
open class LazyInstanceNorm1d: InstanceNorm1d {
  /// A layer without shape, with the settings of an `InstanceNorm1d`.
  public init(
    eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
    unmake()
  }

  /// Begins anew, where there is a shape yet.
  open override func resetParameters() {
    if numFeatures != 0 { super.resetParameters() }
  }

  /// What an `InstanceNorm1d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(input.size(input.dim == 3 ? 1 : 0))
    return super.forward(input)
  }

  /// `InstanceNorm1d`, once the shape is known.
  open override var name: String { lazyName(LazyInstanceNorm1d.self, becoming: InstanceNorm1d.self) }
}

/// An `InstanceNorm2d` that learns its number of channels from its first input: PyTorch's `nn.LazyInstanceNorm2d`.
open class LazyInstanceNorm2d: InstanceNorm2d {
  /// A layer without shape, with the settings of an `InstanceNorm2d`.
  public init(
    eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
    unmake()
  }

  /// Begins anew, where there is a shape yet.
  open override func resetParameters() {
    if numFeatures != 0 { super.resetParameters() }
  }

  /// What an `InstanceNorm2d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(input.size(input.dim == 4 ? 1 : 0))
    return super.forward(input)
  }

  /// `InstanceNorm2d`, once the shape is known.
  open override var name: String { lazyName(LazyInstanceNorm2d.self, becoming: InstanceNorm2d.self) }
}

/// An `InstanceNorm3d` that learns its number of channels from its first input: PyTorch's `nn.LazyInstanceNorm3d`.
open class LazyInstanceNorm3d: InstanceNorm3d {
  /// A layer without shape, with the settings of an `InstanceNorm3d`.
  public init(
    eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType = .float32, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
    unmake()
  }

  /// Begins anew, where there is a shape yet.
  open override func resetParameters() {
    if numFeatures != 0 { super.resetParameters() }
  }

  /// What an `InstanceNorm3d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(input.size(input.dim == 5 ? 1 : 0))
    return super.forward(input)
  }

  /// `InstanceNorm3d`, once the shape is known.
  open override var name: String { lazyName(LazyInstanceNorm3d.self, becoming: InstanceNorm3d.self) }
}
