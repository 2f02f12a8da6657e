extension Tensor {
  /// A convolution of a batch, recorded: this tensor (batch, channels, sizes...) with a weight (outputs, channels of a group, kernel...), or
  /// (channels, outputs of a group, kernel...) where it is transposed.
  final func convolution(_ weight: Tensor, _ bias: Tensor?, _ settings: ConvolutionSettings, at site: CallSite) -> Tensor {
    settings.check(self, weight, bias, at: site)
    let output = noGrad { Tensor.convolved(self, weight, bias, settings) }
    return output.recorded("ConvolutionBackward0", inputs: [self, weight, bias], saving: [self, weight]) { s, g in
      Tensor.convolutionBackward(g, s[0], s[1], settings, wanted: [s.needs(0), s.needs(1), s.needs(2)])
    }
  }

  /// The gradients of a convolution's input, weight and bias, where they are wanted: an operator of the output's gradient, the input and
  /// the weight that can be differentiated again.
  private static func convolutionBackward(
    _ gradient: Tensor, _ input: Tensor, _ weight: Tensor, _ settings: ConvolutionSettings, wanted: [Bool]
  ) -> [Tensor?] {
    let results = noGrad { () -> [Tensor?] in
      [
        wanted[0] ? inputGradient(gradient, input, weight, settings) : nil,
        wanted[1] ? weightGradient(gradient, input, weight, settings) : nil,
        wanted[2] ? gradient.sum([0] + Array(2..<gradient.dim)) : nil,
      ]
    }
    let places = wanted.indices.filter { wanted[$0] }
    record(
      "ConvolutionBackwardBackward0", outputs: results.compactMap { $0 }, inputs: [gradient, input, weight],
      saving: [gradient, input, weight]
    ) { s, arriving in
      var incoming: [Tensor?] = [nil, nil, nil]
      for (place, g) in zip(places, arriving) { incoming[place] = g }
      return secondDerivative(s, incoming, settings)
    }
    return results
  }

  /// A convolution is linear in the input and in the weight: so each of its gradients is a convolution with one of them replaced.
  private static func secondDerivative(
    _ s: borrowing SavedList, _ incoming: [Tensor?], _ settings: ConvolutionSettings
  ) -> [Tensor?] {
    let (gradient, input, weight) = (s[0], s[1], s[2])
    // Of nothing PyTorch's first derivatives are zeros that depend on nothing.
    if input.numel == 0 { return [nil, nil, nil] }
    let site = CallSite(#filePath, #line)
    var output: Tensor?
    if s.needs(0) {
      var parts: [Tensor] = []
      if let g = incoming[0] { parts.append(g.convolution(weight, nil, settings, at: site)) }
      if let g = incoming[1] { parts.append(input.convolution(g, nil, settings, at: site)) }
      if let g = incoming[2] {
        parts.append(g.view([1, -1] + Array(repeating: 1, count: gradient.dim - 2)).expand(gradient.shape))
      }
      output = parts.dropFirst().reduce(parts.first) { $0?.add($1) }
    }
    var (ofInput, ofWeight): (Tensor?, Tensor?)
    if s.needs(1), let g = incoming[1] {
      ofInput = convolutionBackward(gradient, input, g, settings, wanted: [true, false, false])[0]
    }
    if s.needs(2), let g = incoming[0] {
      ofWeight = convolutionBackward(gradient, g, weight, settings, wanted: [false, true, false])[1]
    }
    return [output, ofInput, ofWeight]
  }

  private static func convolved(
    _ input: Tensor, _ weight: Tensor, _ bias: Tensor?, _ settings: ConvolutionSettings
  ) -> Tensor {
    let sizes = settings.outputSizes(input, weight)
    if input.numel == 0 {
      // As in PyTorch, what has no channels gets none, and sizes are looked at only now.
      let channels = input.sizes[1] == 0 ? 0 : settings.isTransposed ? weight.sizes[1] * settings.groups : weight.sizes[0]
      return input.newZeros([0]).view([input.sizes[0], channels] + sizes)
    }
    let type = input.dtype.accumulating
    let (x, w) = (input.converted(to: type).withDepth, weight.converted(to: type).contiguous().withDepth)
    let b = bias.map { $0.converted(to: type).contiguous() }
    let product = Correlation(dimensions: settings.dimensions(input, weight, output: sizes), groups: settings.groups)
    let output = settings.isTransposed ? product.backward(x, w, bias: b) : product.forward(x, w, bias: b)
    let shape = Dimensions([input.sizes[0], output.sizes[1]] + sizes)
    return output.shaped(shape).converted(to: input.dtype).laidOut(like: [input, weight])
  }

  private static func inputGradient(
    _ gradient: Tensor, _ input: Tensor, _ weight: Tensor, _ settings: ConvolutionSettings
  ) -> Tensor {
    if gradient.numel == 0 { return gradient.newZeros(input.shape) }
    let type = gradient.dtype.accumulating
    let (g, w) = (gradient.converted(to: type).withDepth, weight.converted(to: type).contiguous().withDepth)
    let product = Correlation(
      dimensions: settings.dimensions(input, weight, output: Array(gradient.shape.dropFirst(2))), groups: settings.groups)
    let result = settings.isTransposed ? product.forward(g, w, bias: nil) : product.backward(g, w)
    return result.shaped(input.sizes).converted(to: gradient.dtype).laidOut(like: [input, weight])
  }

  private static func weightGradient(
    _ gradient: Tensor, _ input: Tensor, _ weight: Tensor, _ settings: ConvolutionSettings
  ) -> Tensor {
    if gradient.numel == 0 { return gradient.newZeros(weight.shape) }
    let type = gradient.dtype.accumulating
    let (g, x) = (gradient.converted(to: type).withDepth, input.converted(to: type).withDepth)
    let product = Correlation(
      dimensions: settings.dimensions(input, weight, output: Array(gradient.shape.dropFirst(2))), groups: settings.groups)
    let sizes = weight.withDepth.sizes
    let result = settings.isTransposed ? product.weightGradient(x, g, sizes: sizes) : product.weightGradient(g, x, sizes: sizes)
    return result.shaped(weight.sizes).converted(to: gradient.dtype).laidOut(like: [input, weight])
  }

  /// Outside of the graph: with spatial dimensions of size 1 in front, so that there are three.
  private final var withDepth: Tensor {
    var (sizes, steps) = (sizes, steps)
    while sizes.count < 5 {
      sizes.insert(1, at: 2)
      steps.insert(0, at: 2)
    }
    return alias(sizes: sizes, strides: steps, offset: offset)
  }

  /// Outside of the graph: with the channels last in memory, if one of those tensors has them so. (Sequences and volumes not in float64 and
  /// integers: PyTorch has other loops for these.)
  private final func laidOut(like others: [Tensor]) -> Tensor {
    (dim == 4 || dtype.isFloatingPoint && dtype != .float64) && numel > 0 && others.contains(where: \.hasChannelsLast)
      ? cloned(strides: sizes.channelsLastStrides) : self
  }
}

extension ConvolutionSettings {
  /// All three dimensions of the products: a transposed convolution runs from its output to its input.
  fileprivate func dimensions(_ input: Tensor, _ weight: Tensor, output: [Int]) -> [ConvolutionDimension] {
    var result = stride.indices.map { i in
      let size = input.sizes[i + 2]
      return ConvolutionDimension(
        input: isTransposed ? output[i] : size, output: isTransposed ? size : output[i], kernel: weight.sizes[i + 2], stride: stride[i],
        padding: padding[i], dilation: dilation[i])
    }
    while result.count < 3 {
      result.insert(ConvolutionDimension(input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1), at: 0)
    }
    return result
  }
}

extension DType {
  /// The type in which products of this one are summed.
  fileprivate var accumulating: DType {
    switch self {
    case .float64: .float64
    case .float32, .float16, .bfloat16: .float32
    case .int64, .int32, .int16, .int8, .uint8, .bool: .int64
    }
  }
}
