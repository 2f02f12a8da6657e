extension Tensor {
  /// The cross entropy of the softmax of this tensor and targets: PyTorch's `nn.functional.cross_entropy`.
  ///
  /// - Parameters:
  ///   - target: Classes, as in `nllLoss`; or probabilities, of this tensor's shape.
  ///   - weight: A factor for each class. With classes, the mean is divided by the sum of the targets' weights.
  ///   - ignoreIndex: A class that counts for nothing.
  ///   - reduction: How the losses of the samples become one: the mean, if left out.
  ///   - labelSmoothing: The part of each target, from 0 to 1, that is spread evenly over all classes.
  public final func crossEntropy(
    _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean, labelSmoothing: Double = 0,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = dim == 1 ? 0 : 1
    if sizes == target.sizes {
      checkProbabilities(target, weight, ignoreIndex, d, at: site)
      return crossEntropy(ofProbabilities: target, weight, reduction, labelSmoothing, d, at: site)
    }
    if labelSmoothing == 0 {
      return classLogarithms(d, at: site).nllLoss(
        target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction, file: file, line: line)
    }
    if !(labelSmoothing > 0 && labelSmoothing <= 1) {
      fail("label_smoothing must be between 0.0 and 1.0. Got: \(labelSmoothing.messageText)", at: site)
    }
    let logarithms = classLogarithms(d, at: site)
    let exact = logarithms.nllLoss(
      target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction, file: file, line: line)
    let isIgnored = target.eq(ignoreIndex)
    let scaled = weight.map { logarithms.mul($0.alongDimension(d, of: dim)) } ?? logarithms
    let losses = scaled.sum([d]).neg().maskedFill(isIgnored, 0)
    let smooth: Tensor
    switch reduction {
    case .none: smooth = losses
    case .sum: smooth = losses.sum()
    case .mean:
      let classes = target.converted(to: .int64).contiguous()
      smooth = losses.sum().div(noGrad { logarithms.picked(classes, weight, ignoreIndex, .mean, at: site).totalWeight })
    }
    return exact.mul(1 - labelSmoothing).add(smooth.mul(labelSmoothing / Double(sizes[d])))
  }

  /// The logarithms of the softmax over the classes, which are dimension `d`.
  private final func classLogarithms(_ d: Int, at site: CallSite) -> Tensor {
    requireFloatingPoint(for: "log_softmax_lastdim_kernel_impl", at: site)
    return logSoftmax(d, file: site.file, line: site.line)
  }

  private final func checkProbabilities(_ target: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ d: Int, at site: CallSite) {
    if !target.dtype.isFloatingPoint {
      fail("Expected floating point type for target with class probabilities, got \(target.dtype.scalarTypeName)", at: site)
    }
    if ignoreIndex >= 0 { fail("ignore_index is not supported for floating point target", at: site) }
    let count = dim == 0 ? 1 : sizes[d]
    if let weight, weight.dim != 1 || weight.numel != count {
      fail(
        "cross_entropy: weight tensor should be defined either for all \(count) classes or no classes but got weight tensor of shape: "
          + "\(weight.sizes)", at: site)
    }
  }

  private final func crossEntropy(
    ofProbabilities target: Tensor, _ weight: Tensor?, _ reduction: LossReduction, _ labelSmoothing: Double, _ d: Int, at site: CallSite
  ) -> Tensor {
    let logarithms = classLogarithms(d, at: site)
    let count = dim == 0 ? 1 : sizes[d]
    var probabilities = target
    if labelSmoothing > 0 {
      if labelSmoothing > 1 { fail("label_smoothing must be between 0.0 and 1.0. Got: \(labelSmoothing.messageText)", at: site) }
      probabilities = target.mul(1 - labelSmoothing).add(labelSmoothing / Double(count))
    }
    var losses = logarithms.mul(probabilities)
    if let weight { losses = losses.mul(weight.alongDimension(d, of: dim)) }
    switch reduction {
    case .none: return losses.sum([d]).neg()
    case .sum: return losses.sum().neg()
    case .mean: return losses.sum().neg().div(Double(numel / Swift.max(count, 1)))
    }
  }

  /// A vector as a tensor of more dimensions, all but one of size 1.
  private final func alongDimension(_ d: Int, of count: Int) -> Tensor {
    var shape = Array(repeating: 1, count: Swift.max(count, 1))
    shape[d] = numel
    return view(shape)
  }

  /// `crossEntropy` of this tensor times the transpose of a weight: PyTorch's `nn.functional.linear_cross_entropy`.
  ///
  /// - Parameters:
  ///   - linearWeight: Of shape (C, D), or (C, d1, ..., D) for targets of more dimensions.
  ///   - target: Classes or probabilities, as in `crossEntropy`.
  ///   - linearBias: Of the shape of the weight without its last dimension.
  ///   - weight: A factor for each class.
  ///   - reduction: How the losses of the samples become one: the mean, if left out.
  ///   - ignoreIndex: A class that counts for nothing; not with probabilities.
  ///   - labelSmoothing: The part of each target, from 0 to 1, that is spread evenly over all classes.
  public final func linearCrossEntropy(
    _ linearWeight: Tensor, _ target: Tensor, linearBias: Tensor? = nil, weight: Tensor? = nil, reduction: LossReduction = .mean,
    ignoreIndex: Int? = nil, labelSmoothing: Double = 0, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim < 1 || dim > 2 { fail("expected input with dimensionality 1 or 2, got \(dim)", at: site) }
    if linearWeight.dim < 2 { fail("expected linear_weight with dimensionality at least 2, got \(linearWeight.dim)", at: site) }
    let features = sizes[dim - 1]
    if features != linearWeight.sizes[linearWeight.dim - 1] {
      fail(
        "expected equal input and linear_weight last dimensions (in_features), got \(features) and "
          + "\(linearWeight.sizes[linearWeight.dim - 1]), respectively", at: site)
    }
    let outputs = Array(linearWeight.shape.dropLast())
    func tuple(_ shape: [Int]) -> String {
      shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
    }
    if let linearBias, linearBias.shape != outputs {
      fail("expected linear_bias shape \(tuple(outputs)), got \(tuple(linearBias.shape))", at: site)
    }
    if outputs.count > 1 && dim == 1 {
      fail(
        "K-dimensional loss defined by linear_weight shape \(tuple(linearWeight.shape)) requires batched input, (N, \(features)), got "
          + "unbatched input with shape \(tuple(shape))", at: site)
    }
    let logitsShape = Array(shape.dropLast()) + outputs
    if target.shape == logitsShape && ignoreIndex != nil {
      fail("ignore_index cannot be specified when target contains probabilities", at: site)
    }
    let flatWeight = outputs.count > 1 ? linearWeight.reshape([-1, features]) : linearWeight
    var logits = matmul(flatWeight.t(), file: file, line: line)
    if let linearBias { logits = logits.add(linearBias.reshape([-1])) }
    return logits.reshape(logitsShape).crossEntropy(
      target, weight: weight, ignoreIndex: ignoreIndex ?? -100, reduction: reduction, labelSmoothing: labelSmoothing, file: file, line: line
    )
  }
}
