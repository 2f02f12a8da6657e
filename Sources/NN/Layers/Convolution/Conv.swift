import Autograd

/// Filters that are moved over sequences: PyTorch's `nn.Conv1d`. (N, inChannels, L) to (N, outChannels, L'), or without N.
open class Conv1d: ForwardConvolution {
  /// A layer with weights and biases drawn uniformly from ±1/√(inputs of a filter).
  ///
  /// - Parameters:
  ///   - inChannels: How many channels the input has.
  ///   - outChannels: How many filters there are, each of which gives a channel.
  ///   - kernelSize: The filters' size.
  ///   - stride: How far the filters' places lie apart.
  ///   - padding: What is added at the edges: numbers, `.same` for an output of the input's size, `.valid` for nothing.
  ///   - dilation: How far a filter's elements lie apart.
  ///   - groups: In how many groups the channels are.
  ///   - bias: Whether a number is added to each channel.
  ///   - paddingMode: What is added; `.constant` for zeros.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1,
    groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .constant, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      kernelSize: kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode)
    super.init(
      inChannels, outChannels, settings, rank: 1, bias: bias, dtype: dtype, device: device, at: CallSite(file, line))
    resetParameters()
  }

  /// (N, inChannels, L) to (N, outChannels, L').
  open override func forward(_ input: Tensor) -> Tensor {
    let (input, padding) = padded(input)
    return input.conv1d(weight, bias: bias, stride: .each(stride), padding: padding, dilation: .each(dilation), groups: groups)
  }
}

/// Filters that are moved over images: PyTorch's `nn.Conv2d`. (N, inChannels, H, W) to (N, outChannels, H', W'), or without N.
///
///     let layer = Conv2d(1, 4, 3, padding: 1)
///     print(layer)  // Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
///     layer.weight = Parameter(filters)  // own filters, of shape (4, 1, 3, 3)
open class Conv2d: ForwardConvolution {
  /// A layer with weights and biases drawn uniformly from ±1/√(inputs of a filter).
  ///
  /// - Parameters:
  ///   - inChannels: How many channels the input has.
  ///   - outChannels: How many filters there are, each of which gives a channel.
  ///   - kernelSize: The filters' size.
  ///   - stride: How far the filters' places lie apart.
  ///   - padding: What is added at the edges: numbers, `.same` for an output of the input's size, `.valid` for nothing.
  ///   - dilation: How far a filter's elements lie apart.
  ///   - groups: In how many groups the channels are.
  ///   - bias: Whether a number is added to each channel.
  ///   - paddingMode: What is added; `.constant` for zeros.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1,
    groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .constant, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      kernelSize: kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode)
    super.init(
      inChannels, outChannels, settings, rank: 2, bias: bias, dtype: dtype, device: device, at: CallSite(file, line))
    resetParameters()
  }

  /// (N, inChannels, H, W) to (N, outChannels, H', W').
  open override func forward(_ input: Tensor) -> Tensor {
    let (input, padding) = padded(input)
    return input.conv2d(weight, bias: bias, stride: .each(stride), padding: padding, dilation: .each(dilation), groups: groups)
  }
}

/// Filters that are moved over volumes: PyTorch's `nn.Conv3d`. (N, inChannels, D, H, W) to (N, outChannels, D', H', W'), or without N.
open class Conv3d: ForwardConvolution {
  /// A layer with weights and biases drawn uniformly from ±1/√(inputs of a filter).
  ///
  /// - Parameters:
  ///   - inChannels: How many channels the input has.
  ///   - outChannels: How many filters there are, each of which gives a channel.
  ///   - kernelSize: The filters' size.
  ///   - stride: How far the filters' places lie apart.
  ///   - padding: What is added at the edges: numbers, `.same` for an output of the input's size, `.valid` for nothing.
  ///   - dilation: How far a filter's elements lie apart.
  ///   - groups: In how many groups the channels are.
  ///   - bias: Whether a number is added to each channel.
  ///   - paddingMode: What is added; `.constant` for zeros.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: ConvolutionPadding = 0, dilation: Extent = 1,
    groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .constant, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      kernelSize: kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode)
    super.init(
      inChannels, outChannels, settings, rank: 3, bias: bias, dtype: dtype, device: device, at: CallSite(file, line))
    resetParameters()
  }

  /// (N, inChannels, D, H, W) to (N, outChannels, D', H', W').
  open override func forward(_ input: Tensor) -> Tensor {
    let (input, padding) = padded(input)
    return input.conv3d(weight, bias: bias, stride: .each(stride), padding: padding, dilation: .each(dilation), groups: groups)
  }
}
