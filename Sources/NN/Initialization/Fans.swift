import Autograd

extension Init {
  /// Which number of connections decides the variance of a weight.
  public enum FanMode: String, Sendable {
    /// That of a layer's inputs: the variance is kept in the forward pass.
    case fanIn = "fan_in"
    /// That of its outputs: the variance is kept in the backward pass.
    case fanOut = "fan_out"

    /// PyTorch's names: `fan_in`, `fan_out`.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let mode = Self(rawValue: name.lowercased()) else {
        fail("Mode \(name.lowercased()) not supported, please use one of ['fan_in', 'fan_out']", at: CallSite(file, line))
      }
      self = mode
    }
  }

  /// What follows a layer, by which its weights are scaled.
  public enum Nonlinearity: String, Sendable {
    /// Nothing: a linear layer. A gain of 1.
    case linear
    /// Nothing: a convolution of sequences. A gain of 1.
    case conv1d
    /// Nothing: a convolution of images. A gain of 1.
    case conv2d
    /// Nothing: a convolution of volumes. A gain of 1.
    case conv3d
    /// Nothing: a transposed convolution of sequences. A gain of 1.
    case convTranspose1d = "conv_transpose1d"
    /// Nothing: a transposed convolution of images. A gain of 1.
    case convTranspose2d = "conv_transpose2d"
    /// Nothing: a transposed convolution of volumes. A gain of 1.
    case convTranspose3d = "conv_transpose3d"
    /// A `Sigmoid`. A gain of 1.
    case sigmoid
    /// A `Tanh`. A gain of 5/3.
    case tanh
    /// A `ReLU`. A gain of √2.
    case relu
    /// A `LeakyReLU`. A gain of √(2 / (1 + slope²)).
    case leakyRelu = "leaky_relu"
    /// A `SELU`. A gain of 3/4.
    case selu

    /// PyTorch's names: `relu`, `leaky_relu`.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let nonlinearity = Self(rawValue: name) else { fail("Unsupported nonlinearity \(name)", at: CallSite(file, line)) }
      self = nonlinearity
    }
  }

  /// The factor by which weights before a nonlinearity are scaled: `nn.init.calculate_gain`.
  ///
  /// - Parameters:
  ///   - nonlinearity: What follows the weights.
  ///   - param: The negative slope of `.leakyRelu`; 0.01 if left out.
  public static func calculateGain(_ nonlinearity: Nonlinearity, param: Double? = nil) -> Double {
    switch nonlinearity {
    case .linear, .conv1d, .conv2d, .conv3d, .convTranspose1d, .convTranspose2d, .convTranspose3d, .sigmoid: return 1
    case .tanh: return 5.0 / 3
    case .relu: return (2.0).squareRoot()
    case .leakyRelu:
      let slope = param ?? 0.01
      return (2 / (1 + slope * slope)).squareRoot()
    case .selu: return 3.0 / 4
    }
  }
}

/// How many connections lead to an output, and from an input, of a layer with this weight.
struct Fans {
  let input: Int
  let output: Int

  /// - Precondition: The weight has the shape (outputs, inputs, ...), where the rest is the filter.
  init(of weight: Tensor, at site: CallSite = .insideLayer) {
    let shape = weight.shape
    if shape.count < 2 { fail("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", at: site) }
    let field = shape.dropFirst(2).reduce(1, *)
    input = shape[1] * field
    output = shape[0] * field
  }
}
