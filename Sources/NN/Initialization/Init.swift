import Autograd

/// Functions that fill a tensor with a first value, in place and unrecorded: PyTorch's `torch.nn.init`.
///
///     Init.xavierUniform_(layer.weight, gain: Init.calculateGain(.relu))
///
/// After the same `manualSeed` they draw what PyTorch draws. Without `generator` they draw from the default one.
public enum Init {
  /// Numbers drawn uniformly from `a` to `b`: `nn.init.uniform_`.
  @discardableResult
  public static func uniform_(
    _ tensor: Tensor, _ a: Double = 0, _ b: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    noGrad { tensor.uniform_(a, b, generator: generator, file: file, line: line) }
  }

  /// Normally distributed numbers: `nn.init.normal_`.
  @discardableResult
  public static func normal_(
    _ tensor: Tensor, mean: Double = 0, std: Double = 1, generator: Generator? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    noGrad { tensor.normal_(mean, std, generator: generator, file: file, line: line) }
  }

  /// The same number everywhere: `nn.init.constant_`.
  @discardableResult
  public static func constant_(_ tensor: Tensor, _ value: Double, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    noGrad { tensor.fill_(value, file: file, line: line) }
  }

  /// Ones: `nn.init.ones_`.
  @discardableResult
  public static func ones_(_ tensor: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    noGrad { tensor.fill_(1, file: file, line: line) }
  }

  /// Zeros: `nn.init.zeros_`.
  @discardableResult
  public static func zeros_(_ tensor: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    noGrad { tensor.zero_(file: file, line: line) }
  }

  /// Ones on the diagonal of a matrix, zeros elsewhere, so that a linear layer gives its inputs: `nn.init.eye_`.
  ///
  /// - Precondition: The tensor has 2 dimensions.
  @discardableResult
  public static func eye_(_ tensor: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if tensor.dim != 2 { fail("Only tensors with 2 dimensions are supported", at: CallSite(file, line)) }
    return noGrad { tensor.copy_(Tensor.eye(tensor.shape[0], tensor.shape[1], dtype: tensor.dtype, device: tensor.device)) }
  }

  /// Ones in the middle of the filters that lead from a channel to the same one, zeros elsewhere, so that a convolution gives as many
  /// of its inputs as it can: `nn.init.dirac_`.
  ///
  /// - Precondition: The tensor has 3, 4 or 5 dimensions, the first of which is divisible by `groups`.
  @discardableResult
  public static func dirac_(_ tensor: Tensor, groups: Int = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let shape = tensor.shape
    if !(3...5).contains(shape.count) { fail("Only tensors with 3, 4, or 5 dimensions are supported", at: CallSite(file, line)) }
    if shape[0] % groups != 0 { fail("dim 0 must be divisible by groups", at: CallSite(file, line)) }
    if tensor.device == .meta { return tensor }
    let middle = shape.dropFirst(2).map { $0 / 2 }
    return noGrad {
      tensor.zero_()
      for group in 0..<groups {
        for channel in 0..<min(shape[0] / groups, shape[1]) {
          var element = tensor[group * (shape[0] / groups) + channel][channel]
          for place in middle { element = element[place] }
          element.fill_(1)
        }
      }
      return tensor
    }
  }
}

extension Init {
  /// Uniform numbers whose variance depends on the numbers of inputs and outputs, after Glorot and Bengio (2010):
  /// `nn.init.xavier_uniform_`.
  ///
  /// - Precondition: The tensor has at least 2 dimensions: outputs, inputs, and those of a filter.
  @discardableResult
  public static func xavierUniform_(
    _ tensor: Tensor, gain: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let bound = (3.0).squareRoot() * xavierDeviation(tensor, gain, at: CallSite(file, line))
    return noGrad { tensor.uniform_(-bound, bound, generator: generator) }
  }

  /// Normal numbers whose variance depends on the numbers of inputs and outputs, after Glorot and Bengio (2010):
  /// `nn.init.xavier_normal_`.
  ///
  /// - Precondition: The tensor has at least 2 dimensions: outputs, inputs, and those of a filter.
  @discardableResult
  public static func xavierNormal_(
    _ tensor: Tensor, gain: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let deviation = xavierDeviation(tensor, gain, at: CallSite(file, line))
    return noGrad { tensor.normal_(0, deviation, generator: generator) }
  }

  /// Uniform numbers that keep the variance through layers with rectifiers, after He et al. (2015): `nn.init.kaiming_uniform_`.
  ///
  /// - Parameters:
  ///   - tensor: What is filled, in place.
  ///   - a: The negative slope of the rectifier that follows, which counts for `.leakyRelu`.
  ///   - mode: Whether the variance is kept forwards or backwards.
  ///   - nonlinearity: What follows.
  ///   - generator: Where the numbers come from: the default one, if left out.
  /// - Precondition: The tensor has at least 2 dimensions: outputs, inputs, and those of a filter.
  @discardableResult
  public static func kaimingUniform_(
    _ tensor: Tensor, a: Double = 0, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .leakyRelu, generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if isEmpty(tensor, at: CallSite(file, line)) { return tensor }
    let bound = (3.0).squareRoot() * kaimingDeviation(tensor, a, mode, nonlinearity, at: CallSite(file, line))
    return noGrad { tensor.uniform_(-bound, bound, generator: generator) }
  }

  /// Normal numbers that keep the variance through layers with rectifiers, after He et al. (2015): `nn.init.kaiming_normal_`.
  ///
  /// - Parameters:
  ///   - tensor: What is filled, in place.
  ///   - a: The negative slope of the rectifier that follows, which counts for `.leakyRelu`.
  ///   - mode: Whether the variance is kept forwards or backwards.
  ///   - nonlinearity: What follows.
  ///   - generator: Where the numbers come from: the default one, if left out.
  /// - Precondition: The tensor has at least 2 dimensions: outputs, inputs, and those of a filter.
  @discardableResult
  public static func kaimingNormal_(
    _ tensor: Tensor, a: Double = 0, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .leakyRelu, generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if isEmpty(tensor, at: CallSite(file, line)) { return tensor }
    let deviation = kaimingDeviation(tensor, a, mode, nonlinearity, at: CallSite(file, line))
    return noGrad { tensor.normal_(0, deviation, generator: generator) }
  }

  private static func xavierDeviation(_ tensor: Tensor, _ gain: Double, at site: CallSite) -> Double {
    let fans = Fans(of: tensor, at: site)
    return gain * (2 / Double(fans.input + fans.output)).squareRoot()
  }

  private static func kaimingDeviation(
    _ tensor: Tensor, _ a: Double, _ mode: FanMode, _ nonlinearity: Nonlinearity, at site: CallSite
  ) -> Double {
    let fans = Fans(of: tensor, at: site)
    return calculateGain(nonlinearity, param: a) / Double(mode == .fanIn ? fans.input : fans.output).squareRoot()
  }

  private static func isEmpty(_ tensor: Tensor, at site: CallSite) -> Bool {
    if !tensor.shape.contains(0) { return false }
    Warning.say("Initializing zero-element tensors is a no-op", at: site)
    return true
  }
}
