import Autograd

extension ConvolutionLayer {
  /// Forgets the shape of the weights.
  fileprivate final func unmake() {
    weight.unmake()
    bias?.unmake()
  }

  /// Learns the number of channels from an input, unless it is known.
  fileprivate final func learnChannels(of input: Tensor) {
    if inChannels != 0 { return }
    let rank = kernelSize.count
    if input.dim != rank + 1 && input.dim != rank + 2 {
      fail(
        "Expected \(rank + 2)D (batched) or \(rank + 1)D (unbatched) input to \(name), but got input of size: \(input.printedShape)",
        at: .insideLayer)
    }
    let draws = weight.isUninitialized
    inChannels = input.size(input.dim - rank - 1)
    if inChannels % groups != 0 { fail("in_channels must be divisible by groups", at: .insideLayer) }
    weight.materialize(weightShape)
    bias?.materialize([outChannels])
    if draws { resetParameters() }
  }
}

/// A `Conv1d` that learns its number of channels from its first input: PyTorch's `nn.LazyConv1d`.
open class LazyConv1d: Conv1d {
  /// A layer without shape, with the settings of a `Conv1d`.
  public init(
    _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1, groups: Int = 1,
    bias: Bool = true, paddingMode: PaddingMode = .constant, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(
      0, outChannels, kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, bias: bias,
      paddingMode: paddingMode, dtype: dtype, device: device, file: file, line: line)
    unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inChannels != 0 { super.resetParameters() }
  }

  /// What a `Conv1d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(of: input)
    return super.forward(input)
  }

  /// `Conv1d`, once the shape is known.
  open override var name: String { lazyName(LazyConv1d.self, becoming: Conv1d.self) }
}

/// A `Conv2d` that learns its number of channels from its first input: PyTorch's `nn.LazyConv2d`.
open class LazyConv2d: Conv2d {
  /// A layer without shape, with the settings of a `Conv2d`.
  public init(
    _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1, groups: Int = 1,
    bias: Bool = true, paddingMode: PaddingMode = .constant, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(
      0, outChannels, kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, bias: bias,
      paddingMode: paddingMode, dtype: dtype, device: device, file: file, line: line)
    unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inChannels != 0 { super.resetParameters() }
  }

  /// What a `Conv2d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(of: input)
    return super.forward(input)
  }

  /// `Conv2d`, once the shape is known.
  open override var name: String { lazyName(LazyConv2d.self, becoming: Conv2d.self) }
}

/// A `Conv3d` that learns its number of channels from its first input: PyTorch's `nn.LazyConv3d`.
open class LazyConv3d: Conv3d {
  /// A layer without shape, with the settings of a `Conv3d`.
  public init(
    _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1, groups: Int = 1,
    bias: Bool = true, paddingMode: PaddingMode = .constant, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(
      0, outChannels, kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, bias: bias,
      paddingMode: paddingMode, dtype: dtype, device: device, file: file, line: line)
    unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inChannels != 0 { super.resetParameters() }
  }

  /// What a `Conv3d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(of: input)
    return super.forward(input)
  }

  /// `Conv3d`, once the shape is known.
  open override var name: String { lazyName(LazyConv3d.self, becoming: Conv3d.self) }
}

/// A `ConvTranspose1d` that learns its number of channels from its first input: PyTorch's `nn.LazyConvTranspose1d`.
open class LazyConvTranspose1d: ConvTranspose1d {
  /// A layer without shape, with the settings of a `ConvTranspose1d`.
  public init(
    _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, groups: Int = 1,
    bias: Bool = true, dilation: Extent = 1, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    super.init(
      0, outChannels, kernelSize, stride: stride, padding: padding, outputPadding: outputPadding, groups: groups, bias: bias,
      dilation: dilation, dtype: dtype, device: device, file: file, line: line)
    unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inChannels != 0 { super.resetParameters() }
  }

  /// What a `ConvTranspose1d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(of: input)
    return super.forward(input)
  }

  /// `ConvTranspose1d`, once the shape is known.
  open override var name: String { lazyName(LazyConvTranspose1d.self, becoming: ConvTranspose1d.self) }
}

/// A `ConvTranspose2d` that learns its number of channels from its first input: PyTorch's `nn.LazyConvTranspose2d`.
open class LazyConvTranspose2d: ConvTranspose2d {
  /// A layer without shape, with the settings of a `ConvTranspose2d`.
  public init(
    _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, groups: Int = 1,
    bias: Bool = true, dilation: Extent = 1, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    super.init(
      0, outChannels, kernelSize, stride: stride, padding: padding, outputPadding: outputPadding, groups: groups, bias: bias,
      dilation: dilation, dtype: dtype, device: device, file: file, line: line)
    unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inChannels != 0 { super.resetParameters() }
  }

  /// What a `ConvTranspose2d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(of: input)
    return super.forward(input)
  }

  /// `ConvTranspose2d`, once the shape is known.
  open override var name: String { lazyName(LazyConvTranspose2d.self, becoming: ConvTranspose2d.self) }
}

/// A `ConvTranspose3d` that learns its number of channels from its first input: PyTorch's `nn.LazyConvTranspose3d`.
open class LazyConvTranspose3d: ConvTranspose3d {
  /// A layer without shape, with the settings of a `ConvTranspose3d`.
  public init(
    _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, groups: Int = 1,
    bias: Bool = true, dilation: Extent = 1, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    super.init(
      0, outChannels, kernelSize, stride: stride, padding: padding, outputPadding: outputPadding, groups: groups, bias: bias,
      dilation: dilation, dtype: dtype, device: device, file: file, line: line)
    unmake()
  }

  /// Draws the weights and biases anew, where there are any yet.
  open override func resetParameters() {
    if inChannels != 0 { super.resetParameters() }
  }

  /// What a `ConvTranspose3d` gives; the first call decides about the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    learnChannels(of: input)
    return super.forward(input)
  }

  /// `ConvTranspose3d`, once the shape is known.
  open override var name: String { lazyName(LazyConvTranspose3d.self, becoming: ConvTranspose3d.self) }
}
