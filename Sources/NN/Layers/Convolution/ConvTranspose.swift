import Autograd

/// What the transposed convolutions of one, two and three dimensions share.
open class TransposedConvolution: ConvolutionLayer {
  final var zeros: Extent {
    if case .zeros(let extent) = padding { return extent }
    return 0
  }

  /// What must be added to the output to give it these sizes: several sizes of an output belong to one of an input.
  ///
  /// - Parameter outputSize: The spatial sizes, or all.
  final func outputPadding(for input: Tensor, outputSize: [Int]) -> Extent {
    let rank = kernelSize.count
    let others = input.dim == rank + 2 ? 2 : 1
    let sizes = outputSize.count == others + rank ? Array(outputSize.dropFirst(others)) : outputSize
    if sizes.count != rank {
      fail(
        "ConvTranspose\(rank)D: for \(input.dim)D input, output_size must have \(rank) or \(others + rank) elements "
          + "(got \(sizes.count))", at: .insideLayer)
    }
    let padding = zeros.values(rank)
    let smallest = (0..<rank).map { d in
      (input.size(d + others) - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernelSize[d] - 1) + 1
    }
    let largest = (0..<rank).map { smallest[$0] + stride[$0] - 1 }
    for d in 0..<rank where !(smallest[d]...largest[d]).contains(sizes[d]) {
      fail(
        "requested an output size of \(sizes), but valid sizes range from \(smallest) to \(largest) (for an input of "
          + "torch.Size(\(input.shape.suffix(rank).map { $0 })))", at: .insideLayer)
    }
    return .each(zip(sizes, smallest).map { $0 - $1 })
  }
}

/// What the gradient of a convolution of sequences does, as a layer: PyTorch's `nn.ConvTranspose1d`. (N, inChannels, L) to (N, outChannels, L'), or without N.
open class ConvTranspose1d: TransposedConvolution {
  /// A layer with weights and biases drawn uniformly from ±1/√(outputs of a filter).
  ///
  /// - Parameters:
  ///   - inChannels: How many channels the input has.
  ///   - outChannels: How many channels the output has.
  ///   - kernelSize: The filters' size.
  ///   - stride: How far the filters' places lie apart in the output.
  ///   - padding: How much of the output's edges is left out.
  ///   - outputPadding: How much is added to the output on one side.
  ///   - groups: In how many groups the channels are.
  ///   - bias: Whether a number is added to each channel.
  ///   - dilation: How far a filter's elements lie apart.
  ///   - paddingMode: `.constant`: there is no other.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0,
    groups: Int = 1, bias: Bool = true, dilation: Extent = 1, paddingMode: PaddingMode = .constant, dtype: DType = .float32,
    device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      kernelSize: kernelSize, stride: stride, padding: .zeros(padding), dilation: dilation, outputPadding: outputPadding, groups: groups,
      paddingMode: paddingMode, isTransposed: true)
    super.init(
      inChannels, outChannels, settings, rank: 1, bias: bias, dtype: dtype, device: device, at: CallSite(file, line))
    resetParameters()
  }

  /// (N, inChannels, L) to (N, outChannels, L').
  open override func forward(_ input: Tensor) -> Tensor { transposed(input, .each(outputPadding)) }

  /// Runs the hooks and the layer for an output of these sizes.
  public final func callAsFunction(
    _ input: Tensor, outputSize: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: input) { inputs in
        [transposed(inputs[0], outputPadding(for: inputs[0], outputSize: outputSize))]
      }[0]
    }
  }

  private final func transposed(_ input: Tensor, _ outputPadding: Extent) -> Tensor {
    input.convTranspose1d(
      weight, bias: bias, stride: .each(stride), padding: zeros, outputPadding: outputPadding, groups: groups, dilation: .each(dilation))
  }
}

/// What the gradient of a convolution of images does, as a layer: PyTorch's `nn.ConvTranspose2d`. (N, inChannels, H, W) to (N, outChannels, H', W'), or without N.
open class ConvTranspose2d: TransposedConvolution {
  /// A layer with weights and biases drawn uniformly from ±1/√(outputs of a filter).
  ///
  /// - Parameters:
  ///   - inChannels: How many channels the input has.
  ///   - outChannels: How many channels the output has.
  ///   - kernelSize: The filters' size.
  ///   - stride: How far the filters' places lie apart in the output.
  ///   - padding: How much of the output's edges is left out.
  ///   - outputPadding: How much is added to the output on one side.
  ///   - groups: In how many groups the channels are.
  ///   - bias: Whether a number is added to each channel.
  ///   - dilation: How far a filter's elements lie apart.
  ///   - paddingMode: `.constant`: there is no other.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0,
    groups: Int = 1, bias: Bool = true, dilation: Extent = 1, paddingMode: PaddingMode = .constant, dtype: DType = .float32,
    device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      kernelSize: kernelSize, stride: stride, padding: .zeros(padding), dilation: dilation, outputPadding: outputPadding, groups: groups,
      paddingMode: paddingMode, isTransposed: true)
    super.init(
      inChannels, outChannels, settings, rank: 2, bias: bias, dtype: dtype, device: device, at: CallSite(file, line))
    resetParameters()
  }

  /// (N, inChannels, H, W) to (N, outChannels, H', W').
  open override func forward(_ input: Tensor) -> Tensor { transposed(input, .each(outputPadding)) }

  /// Runs the hooks and the layer for an output of these sizes.
  public final func callAsFunction(
    _ input: Tensor, outputSize: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: input) { inputs in
        [transposed(inputs[0], outputPadding(for: inputs[0], outputSize: outputSize))]
      }[0]
    }
  }

  private final func transposed(_ input: Tensor, _ outputPadding: Extent) -> Tensor {
    input.convTranspose2d(
      weight, bias: bias, stride: .each(stride), padding: zeros, outputPadding: outputPadding, groups: groups, dilation: .each(dilation))
  }
}

/// What the gradient of a convolution of volumes does, as a layer: PyTorch's `nn.ConvTranspose3d`. (N, inChannels, D, H, W) to (N, outChannels, D', H', W'), or without N.
open class ConvTranspose3d: TransposedConvolution {
  /// A layer with weights and biases drawn uniformly from ±1/√(outputs of a filter).
  ///
  /// - Parameters:
  ///   - inChannels: How many channels the input has.
  ///   - outChannels: How many channels the output has.
  ///   - kernelSize: The filters' size.
  ///   - stride: How far the filters' places lie apart in the output.
  ///   - padding: How much of the output's edges is left out.
  ///   - outputPadding: How much is added to the output on one side.
  ///   - groups: In how many groups the channels are.
  ///   - bias: Whether a number is added to each channel.
  ///   - dilation: How far a filter's elements lie apart.
  ///   - paddingMode: `.constant`: there is no other.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: Extent, stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0,
    groups: Int = 1, bias: Bool = true, dilation: Extent = 1, paddingMode: PaddingMode = .constant, dtype: DType = .float32,
    device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      kernelSize: kernelSize, stride: stride, padding: .zeros(padding), dilation: dilation, outputPadding: outputPadding, groups: groups,
      paddingMode: paddingMode, isTransposed: true)
    super.init(
      inChannels, outChannels, settings, rank: 3, bias: bias, dtype: dtype, device: device, at: CallSite(file, line))
    resetParameters()
  }

  /// (N, inChannels, D, H, W) to (N, outChannels, D', H', W').
  open override func forward(_ input: Tensor) -> Tensor { transposed(input, .each(outputPadding)) }

  /// Runs the hooks and the layer for an output of these sizes.
  public final func callAsFunction(
    _ input: Tensor, outputSize: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: input) { inputs in
        [transposed(inputs[0], outputPadding(for: inputs[0], outputSize: outputSize))]
      }[0]
    }
  }

  private final func transposed(_ input: Tensor, _ outputPadding: Extent) -> Tensor {
    input.convTranspose3d(
      weight, bias: bias, stride: .each(stride), padding: zeros, outputPadding: outputPadding, groups: groups, dilation: .each(dilation))
  }
}
