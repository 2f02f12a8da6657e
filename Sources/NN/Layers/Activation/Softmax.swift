import Autograd

/// `exp(x)` divided by its sum along a dimension: PyTorch's `nn.Softmax`.
open class Softmax: Module {
  /// The dimension along which the results sum to 1.
  public final let dim: Int?

  /// A layer along a dimension.
  ///
  /// - Parameter dim: The dimension. If it is left out, it is the first for up to one dimension and for three, else the second, and each
  ///   call says that it should be named.
  public init(dim: Int? = nil) {
    self.dim = dim
  }

  /// The shares along the dimension.
  open override func forward(_ input: Tensor) -> Tensor { input.softmax(ImplicitDimension.chosen(dim, for: "softmax", input)) }

  /// The settings.
  open override var extraRepr: String { "dim=\(Printed.optional(dim))" }
}

/// The logarithm of `Softmax`: PyTorch's `nn.LogSoftmax`.
open class LogSoftmax: Module {
  /// The dimension along which the exponentials of the results sum to 1.
  public final let dim: Int?

  /// A layer along a dimension.
  ///
  /// - Parameter dim: The dimension. If it is left out, it is the first for up to one dimension and for three, else the second, and each
  ///   call says that it should be named.
  public init(dim: Int? = nil) {
    self.dim = dim
  }

  /// The logarithms of the shares along the dimension.
  open override func forward(_ input: Tensor) -> Tensor { input.logSoftmax(ImplicitDimension.chosen(dim, for: "log_softmax", input)) }

  /// The settings.
  open override var extraRepr: String { "dim=\(Printed.optional(dim))" }
}

/// `Softmax` of the negative: PyTorch's `nn.Softmin`.
open class Softmin: Module {
  /// The dimension along which the results sum to 1.
  public final let dim: Int?

  /// A layer along a dimension.
  ///
  /// - Parameter dim: The dimension. If it is left out, it is the first for up to one dimension and for three, else the second, and each
  ///   call says that it should be named.
  public init(dim: Int? = nil) {
    self.dim = dim
  }

  /// The shares along the dimension.
  open override func forward(_ input: Tensor) -> Tensor { input.softmin(ImplicitDimension.chosen(dim, for: "softmin", input)) }

  /// The settings.
  open override var extraRepr: String { "dim=\(Printed.optional(dim))" }
}

/// The dimension of a softmax that nobody named: PyTorch's choice, with its warning.
private enum ImplicitDimension {
  static func chosen(_ dim: Int?, for name: String, _ input: Tensor) -> Int {
    if let dim { return dim }
    Warning.say(
      "Implicit dimension choice for \(name) has been deprecated. Change the call to include dim=X as an argument.", at: .insideLayer)
    return input.dim < 2 || input.dim == 3 ? 0 : 1
  }
}

/// `Softmax` over the channels of each place of an image: PyTorch's `nn.Softmax2d`. Shapes (N, C, H, W) and (C, H, W).
open class Softmax2d: Module {
  /// The shares of the channels.
  open override func forward(_ input: Tensor) -> Tensor {
    if input.dim != 3 && input.dim != 4 {
      fail("Softmax2d: expected input to be 3D or 4D, got \(input.dim)D instead", at: .insideLayer)
    }
    return input.softmax(-3)
  }
}

/// The first half of a dimension times the sigmoid of the second: PyTorch's `nn.GLU`.
open class GLU: Module {
  /// The dimension that is halved.
  public final let dim: Int

  /// A layer that halves this dimension.
  public init(dim: Int = -1) { self.dim = dim }

  /// The gated half.
  open override func forward(_ input: Tensor) -> Tensor { input.glu(dim) }

  /// The settings.
  open override var extraRepr: String { "dim=\(dim)" }
}
