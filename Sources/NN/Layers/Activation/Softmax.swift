import Autograd

/// `exp(x)` divided by its sum along a dimension: PyTorch's `nn.Softmax`.
open class Softmax: Module {
  /// The dimension along which the results sum to 1.
  public final let dim: Int

  /// A layer with these settings.
  public init(dim: Int) {
    self.dim = dim
  }

  /// The shares along the dimension.
  open override func forward(_ input: Tensor) -> Tensor { input.softmax(dim) }

  /// The settings.
  open override var extraRepr: String { "dim=\(dim)" }
}

/// The logarithm of `Softmax`: PyTorch's `nn.LogSoftmax`.
open class LogSoftmax: Module {
  /// The dimension along which the exponentials of the results sum to 1.
  public final let dim: Int

  /// A layer with these settings.
  public init(dim: Int) {
    self.dim = dim
  }

  /// The logarithms of the shares along the dimension.
  open override func forward(_ input: Tensor) -> Tensor { input.logSoftmax(dim) }

  /// The settings.
  open override var extraRepr: String { "dim=\(dim)" }
}

/// `Softmax` of the negative: PyTorch's `nn.Softmin`.
open class Softmin: Module {
  /// The dimension along which the results sum to 1.
  public final let dim: Int

  /// A layer with these settings.
  public init(dim: Int) {
    self.dim = dim
  }

  /// The shares along the dimension.
  open override func forward(_ input: Tensor) -> Tensor { input.softmin(dim) }

  /// The settings.
  open override var extraRepr: String { "dim=\(dim)" }
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
