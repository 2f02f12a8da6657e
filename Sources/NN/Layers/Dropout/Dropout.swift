import Autograd

/// What the layers that drop elements share.
open class DropoutLayer: Module {
  /// The probability that an element is dropped.
  public final let p: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer that drops with this probability while it trains.
  ///
  /// - Precondition: `p` lies from 0 to 1.
  public init(_ p: some TensorScalar, inplace: Bool = false, file: StaticString = #filePath, line: UInt = #line) {
    self.p = p.scalar
    self.inplace = inplace
    if !(0...1).contains(p.scalar.double) {
      fail("dropout probability has to be between 0 and 1, but got \(Printed.number(p.scalar))", at: CallSite(file, line))
    }
  }

  /// A layer that drops with probability 0.5 while it trains.
  public convenience init(inplace: Bool = false) { self.init(0.5, inplace: inplace) }

  /// `p=0.5, inplace=False`.
  open override var extraRepr: String { "p=\(Printed.number(p)), inplace=\(Printed.bool(inplace))" }
}

/// In training sets each element to 0 with probability `p` and divides the others by `1 - p`, after Hinton et al. (2012): PyTorch's
/// `nn.Dropout`. In evaluation it does nothing.
///
///     let layer = Dropout(0.2)
///     layer.eval()
open class Dropout: DropoutLayer {
  /// In training some of the input, else the input itself.
  open override func forward(_ input: Tensor) -> Tensor {
    inplace ? input.dropout_(p.double, training: training) : input.dropout(p.double, training: training)
  }
}

/// `Dropout` of whole channels of shape (N, C, L) or (C, L): PyTorch's `nn.Dropout1d`.
open class Dropout1d: DropoutLayer {
  /// In training some of the input, else the input itself.
  open override func forward(_ input: Tensor) -> Tensor {
    let output = input.dropout1d(p.double, training: training)
    return inplace ? input.copy_(output) : output
  }
}

/// `Dropout` of whole channels of shape (N, C, H, W): PyTorch's `nn.Dropout2d`.
open class Dropout2d: DropoutLayer {
  /// In training some of the input, else the input itself.
  open override func forward(_ input: Tensor) -> Tensor {
    inplace ? input.featureDropout_(p.double, training: training) : input.featureDropout(p.double, training: training)
  }
}

/// `Dropout` of whole channels of shape (N, C, D, H, W) or (C, D, H, W): PyTorch's `nn.Dropout3d`.
open class Dropout3d: DropoutLayer {
  /// In training some of the input, else the input itself.
  open override func forward(_ input: Tensor) -> Tensor {
    let output = input.dropout3d(p.double, training: training)
    return inplace ? input.copy_(output) : output
  }
}

/// Dropout that keeps mean and variance, for `SELU`, after Klambauer et al. (2017): PyTorch's `nn.AlphaDropout`.
open class AlphaDropout: DropoutLayer {
  /// In training some of the input, else the input itself.
  open override func forward(_ input: Tensor) -> Tensor {
    let output = input.alphaDropout(p.double, training: training)
    return inplace ? input.copy_(output) : output
  }
}

/// `AlphaDropout` of whole channels: PyTorch's `nn.FeatureAlphaDropout`.
open class FeatureAlphaDropout: DropoutLayer {
  /// In training some of the input, else the input itself.
  open override func forward(_ input: Tensor) -> Tensor {
    let output = input.featureAlphaDropout(p.double, training: training)
    return inplace ? input.copy_(output) : output
  }
}
