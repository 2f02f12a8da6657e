import Autograd

/// `max(x, 0)`: PyTorch's `nn.ReLU`.
open class ReLU: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.relu_() : input.relu() }

  /// The settings.
  open override var extraRepr: String { inplace ? "inplace=True" : "" }
}

/// `min(max(x, 0), 6)`: PyTorch's `nn.ReLU6`.
open class ReLU6: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.relu6_() : input.relu6() }

  /// The settings.
  open override var extraRepr: String { inplace ? "inplace=True" : "" }
}

/// `x` where it is positive, else `negativeSlope · x`: PyTorch's `nn.LeakyReLU`.
open class LeakyReLU: Module {
  /// The slope on the left.
  public final let negativeSlope: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(_ negativeSlope: some TensorScalar = 0.01, inplace: Bool = false) {
    self.negativeSlope = negativeSlope.scalar
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor {
    inplace ? input.leakyRelu_(negativeSlope: negativeSlope.double) : input.leakyRelu(negativeSlope: negativeSlope.double)
  }

  /// The settings.
  open override var extraRepr: String { "negative_slope=\(Printed.number(negativeSlope))" + (inplace ? ", inplace=True" : "") }
}

/// `x` cut to `minVal...maxVal`: PyTorch's `nn.Hardtanh`.
open class Hardtanh: Module {
  /// The smallest result.
  public final let minVal: Scalar
  /// The largest result.
  public final let maxVal: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(_ minVal: some TensorScalar = -1.0, _ maxVal: some TensorScalar = 1.0, inplace: Bool = false) {
    self.minVal = minVal.scalar
    self.maxVal = maxVal.scalar
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor {
    inplace ? input.hardtanh_(minVal: minVal.double, maxVal: maxVal.double) : input.hardtanh(minVal: minVal.double, maxVal: maxVal.double)
  }

  /// The settings.
  open override var extraRepr: String {
    "min_val=\(Printed.number(minVal)), max_val=\(Printed.number(maxVal))" + (inplace ? ", inplace=True" : "")
  }
}

/// `min(max(x + 3, 0), 6) / 6`: PyTorch's `nn.Hardsigmoid`.
open class Hardsigmoid: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.hardsigmoid_() : input.hardsigmoid() }
}

/// `x · hardsigmoid(x)`: PyTorch's `nn.Hardswish`.
open class Hardswish: Module {
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(inplace: Bool = false) {
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { inplace ? input.hardswish_() : input.hardswish() }
}

/// `x` where it is above the threshold, else `value`: PyTorch's `nn.Threshold`.
open class Threshold: Module {
  /// What `x` must be above.
  public final let threshold: Scalar
  /// What stands for the rest.
  public final let value: Scalar
  /// Whether the input itself is overwritten.
  public final let inplace: Bool

  /// A layer with these settings.
  public init(_ threshold: some TensorScalar, _ value: some TensorScalar, inplace: Bool = false) {
    self.threshold = threshold.scalar
    self.value = value.scalar
    self.inplace = inplace
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor {
    inplace ? input.threshold_(threshold.double, value.double) : input.threshold(threshold.double, value.double)
  }

  /// The settings.
  open override var extraRepr: String {
    "threshold=\(Printed.number(threshold)), value=\(Printed.number(value))" + (inplace ? ", inplace=True" : "")
  }
}

/// `x` where it is outside of `±lambda`, else 0: PyTorch's `nn.Hardshrink`.
open class Hardshrink: Module {
  /// Half the width of the gap.
  public final let lambda: Scalar

  /// A layer with these settings.
  public init(_ lambda: some TensorScalar = 0.5) {
    self.lambda = lambda.scalar
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.hardshrink(lambda: lambda.double) }

  /// The settings.
  open override var extraRepr: String { Printed.number(lambda) }
}

/// `x` moved toward 0 by `lambda`, 0 within: PyTorch's `nn.Softshrink`.
open class Softshrink: Module {
  /// How far.
  public final let lambda: Scalar

  /// A layer with these settings.
  public init(_ lambda: some TensorScalar = 0.5) {
    self.lambda = lambda.scalar
  }

  /// The function of each element.
  open override func forward(_ input: Tensor) -> Tensor { input.softshrink(lambda: lambda.double) }

  /// The settings.
  open override var extraRepr: String { Printed.number(lambda) }
}
