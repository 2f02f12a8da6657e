import Autograd

/// A convolution that does the work of a batch normalisation behind it, as it is in evaluation: PyTorch's
/// `torch.nn.utils.fusion.fuse_conv_bn_eval`. Both stay as they are.
///
///     let fused = fuseConvBnEval(conv, norm)  // fused(x) is norm(conv(x))
///
/// - Parameters:
///   - layer: A convolution or a transposed convolution.
///   - norm: The normalisation of its output.
/// - Returns: A new layer of the same settings, with a bias.
/// - Precondition: Both are in evaluation, the normalisation has running statistics, and the layer's class is one of the library.
public func fuseConvBnEval<Layer: ConvolutionLayer>(
  _ layer: Layer, _ norm: BatchNormalization, file: StaticString = #filePath, line: UInt = #line
) -> Layer {
  let site = CallSite(file, line)
  let fusion = BatchNormFusion(layer, layer.bias, norm, at: site)
  guard let fused = layer.emptyWithBias() as? Layer else {
    fail("\(layer.name) is a class of its own: what it computes besides a convolution is not known, so it can't be fused", at: site)
  }
  var shape = Array(repeating: 1, count: layer.weight.dim)
  shape[layer.isTransposed ? 1 : 0] = -1
  fused.weight = fusion.parameter(layer.weight, noGrad { layer.weight * fusion.scale.reshape(shape) })
  fused.bias = fusion.parameter(layer.bias ?? layer.weight, fusion.bias)
  return fused.train(layer.training)
}

/// A linear layer that does the work of a batch normalisation behind it, as it is in evaluation: PyTorch's
/// `torch.nn.utils.fusion.fuse_linear_bn_eval`. Both stay as they are.
///
/// - Returns: A new layer, with a bias.
/// - Precondition: Both are in evaluation, and the normalisation has running statistics and as many channels as the layer has outputs, or one.
public func fuseLinearBnEval(
  _ layer: Linear, _ norm: BatchNormalization, file: StaticString = #filePath, line: UInt = #line
) -> Linear {
  let site = CallSite(file, line)
  if norm.numFeatures != layer.outFeatures && norm.numFeatures != 1 {
    fail(
      "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got linear.out_features=\(layer.outFeatures) and "
        + "bn.num_features=\(norm.numFeatures)", at: site)
  }
  let fusion = BatchNormFusion(layer, layer.bias, norm, at: site)
  let fused = Linear(layer.inFeatures, layer.outFeatures, device: .meta)
  fused.weight = fusion.parameter(layer.weight, noGrad { layer.weight * fusion.scale.unsqueeze(-1) })
  fused.bias = fusion.parameter(layer.bias ?? layer.weight, noGrad { fusion.bias.expand([layer.outFeatures]).clone() })
  return fused.train(layer.training)
}

/// What a normalisation does to the outputs of a layer.
private struct BatchNormFusion {
  /// What each output is multiplied by.
  let scale: Tensor
  /// What is added to it, the layer's own bias included.
  let bias: Tensor

  init(_ layer: Module, _ layerBias: Tensor?, _ norm: BatchNormalization, at site: CallSite) {
    if layer.training || norm.training { fail("Fusion only for eval!", at: site) }
    guard let mean = norm.runningMean, let variance = norm.runningVar else {
      fail("the batch normalisation keeps no running statistics, so it can't be fused", at: site)
    }
    (scale, bias) = noGrad {
      let deviation = (variance + norm.eps).rsqrt()
      let scale = norm.weight.map { $0 * deviation } ?? deviation
      let centered = layerBias.map { $0 - mean } ?? -mean
      let bias = centered * scale
      return (scale, norm.bias.map { bias + $0 } ?? bias)
    }
  }

  /// Values as a parameter in the place of another one.
  func parameter(_ replaced: Tensor, _ values: Tensor) -> Parameter {
    Parameter(values.to(replaced.dtype), requiresGrad: replaced.requiresGrad)
  }
}

extension ConvolutionLayer {
  /// A layer of the same settings, with a bias, whose values are still to come: nothing is drawn for it.
  fileprivate final func emptyWithBias() -> ConvolutionLayer {
    let (kernel, stride, dilation) = (Extent.each(kernelSize), Extent.each(stride), Extent.each(dilation))
    if isTransposed {
      let zeros: Extent = if case .zeros(let extent) = padding { extent } else { 0 }
      let added = Extent.each(outputPadding)
      return switch kernelSize.count {
      case 1:
        ConvTranspose1d(
          inChannels, outChannels, kernel, stride: stride, padding: zeros, outputPadding: added, groups: groups, dilation: dilation,
          device: .meta)
      case 2:
        ConvTranspose2d(
          inChannels, outChannels, kernel, stride: stride, padding: zeros, outputPadding: added, groups: groups, dilation: dilation,
          device: .meta)
      default:
        ConvTranspose3d(
          inChannels, outChannels, kernel, stride: stride, padding: zeros, outputPadding: added, groups: groups, dilation: dilation,
          device: .meta)
      }
    }
    return switch kernelSize.count {
    case 1:
      Conv1d(
        inChannels, outChannels, kernel, stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode,
        device: .meta)
    case 2:
      Conv2d(
        inChannels, outChannels, kernel, stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode,
        device: .meta)
    default:
      Conv3d(
        inChannels, outChannels, kernel, stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: paddingMode,
        device: .meta)
    }
  }
}
