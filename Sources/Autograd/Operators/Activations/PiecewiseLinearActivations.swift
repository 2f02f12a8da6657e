import CKernels

extension ActivationOperator {
  static let hardsigmoid = ActivationOperator(GB_HARDSIGMOID, loop: "hardsigmoid_cpu", slope: "HardsigmoidBackwardBackward0")
  static let hardswish = ActivationOperator(GB_HARDSWISH, loop: "hardswish_cpu", slope: "HardswishBackwardBackward0") { x, _ in
    x.gt(-3).logicalAnd(x.lt(3)).to(x.dtype).div(3)
  }
  /// The bounds.
  static let hardtanh = ActivationOperator(GB_HARDTANH, loop: "hardtanh_cpu", slope: "HardtanhBackwardBackward0")
  /// The slope below 0.
  static let leakyRelu = ActivationOperator(GB_LEAKY_RELU, loop: "leaky_relu_cpu", slope: "LeakyReluBackwardBackward0")
  static let hardshrink = ActivationOperator(GB_HARDSHRINK, loop: "hardshrink_cpu", slope: "HardshrinkBackwardBackward0")
  static let softshrink = ActivationOperator(GB_SOFTSHRINK, loop: "softshrink_check", slope: "SoftshrinkBackwardBackward0")
  /// threshold, value.
  static let threshold = ActivationOperator(GB_THRESHOLD, loop: "threshold_cpu", slope: "ThresholdBackwardBackward0")
}

extension Tensor {
  /// `clamp(x, 0, 6)`, flat at the bounds: PyTorch's `nn.functional.relu6`.
  public final func relu6(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    hardtanh(minVal: 0, maxVal: 6, file: file, line: line)
  }

  /// The in-place form of `relu6`: PyTorch's `nn.functional.relu6(inplace=True)`.
  @discardableResult
  public final func relu6_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    hardtanh_(minVal: 0, maxVal: 6, file: file, line: line)
  }

  /// `clamp(x / 6 + 1/2, 0, 1)`, a sigmoid of straight lines: PyTorch's `nn.functional.hardsigmoid`.
  public final func hardsigmoid(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.hardsigmoid(self, "HardsigmoidBackward0", at: CallSite(file, line))
  }

  /// The in-place form of `hardsigmoid`: PyTorch's `nn.functional.hardsigmoid(inplace=True)`.
  @discardableResult
  public final func hardsigmoid_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.hardsigmoid.inPlace(self, "HardsigmoidBackward0", at: CallSite(file, line))
  }

  /// `x hardsigmoid(x)`: PyTorch's `nn.functional.hardswish`.
  public final func hardswish(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.hardswish(self, "HardswishBackward0", at: CallSite(file, line))
  }

  /// The in-place form of `hardswish`: PyTorch's `nn.functional.hardswish(inplace=True)`.
  @discardableResult
  public final func hardswish_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.hardswish.inPlace(self, "HardswishBackward0", at: CallSite(file, line))
  }

  /// `clamp(x, minVal, maxVal)`, but flat at the bounds: PyTorch's `nn.functional.hardtanh`.
  ///
  /// - Precondition: `minVal` is not greater than `maxVal`; the dtype is not bool.
  public final func hardtanh(
    minVal: Double = -1, maxVal: Double = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkHardtanh(minVal, maxVal, at: site)
    if dtype.isInteger { return clamp(min: .int(Int(minVal)), max: .int(Int(maxVal)), file: file, line: line) }
    return ActivationOperator.hardtanh(self, "HardtanhBackward0", [minVal, maxVal, 0], at: site)
  }

  /// The in-place form of `hardtanh`: PyTorch's `nn.functional.hardtanh_`.
  @discardableResult
  public final func hardtanh_(
    minVal: Double = -1, maxVal: Double = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkHardtanh(minVal, maxVal, at: site)
    if dtype.isInteger { return clamp_(min: .int(Int(minVal)), max: .int(Int(maxVal)), file: file, line: line) }
    return ActivationOperator.hardtanh.inPlace(self, "HardtanhBackward0", [minVal, maxVal, 0], at: site)
  }

  private final func checkHardtanh(_ low: Double, _ high: Double, at site: CallSite) {
    if low > high { fail("min_val cannot be greater than max_val", at: site) }
    if dtype == .bool { fail("Bool inputs not supported for hardtanh", at: site) }
  }

  /// `x` above 0, `negativeSlope x` below: PyTorch's `nn.functional.leaky_relu`. Its gradient at 0 is the slope below.
  public final func leakyRelu(
    negativeSlope: Double = 0.01, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { ActivationOperator.leakyRelu(self, "LeakyReluBackward0", [negativeSlope, 0, 0], at: CallSite(file, line)) }

  /// The in-place form of `leakyRelu`: PyTorch's `nn.functional.leaky_relu_`.
  @discardableResult
  public final func leakyRelu_(
    negativeSlope: Double = 0.01, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { ActivationOperator.leakyRelu.inPlace(self, "LeakyReluBackward1", [negativeSlope, 0, 0], at: CallSite(file, line)) }

  /// 0 where `|x|` is at most lambda, x elsewhere: PyTorch's `nn.functional.hardshrink`.
  public final func hardshrink(lambda: Double = 0.5, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    ActivationOperator.hardshrink(self, "HardshrinkBackward0", [lambda, 0, 0], at: CallSite(file, line))
  }

  /// 0 where `|x|` is at most lambda, x moved towards 0 by lambda elsewhere: PyTorch's `nn.functional.softshrink`.
  ///
  /// - Precondition: `lambda` is not negative.
  public final func softshrink(lambda: Double = 0.5, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dtype.isFloatingPoint && !(lambda >= 0 && lambda <= dtype.greatestFiniteMagnitude) {
      fail(
        "lambda must be in range [0, \(dtype.greatestFiniteMagnitude.messageText)] for input dtype \(dtype.scalarTypeName), but found "
          + lambda.messageText, at: site)
    }
    return ActivationOperator.softshrink(self, "SoftshrinkBackward0", [lambda, 0, 0], at: site)
  }

  /// `value` where x is at most the threshold, x elsewhere: PyTorch's `nn.functional.threshold`.
  public final func threshold(
    _ threshold: Double, _ value: Double, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if dtype.isInteger { return maskedFill(le(Int(threshold)), Int(value), file: file, line: line) }
    return ActivationOperator.threshold(self, "ThresholdBackward0", [threshold, value, 0], at: CallSite(file, line))
  }

  /// The in-place form of `threshold`: PyTorch's `nn.functional.threshold_`.
  @discardableResult
  public final func threshold_(
    _ threshold: Double, _ value: Double, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if dtype.isInteger { return copy_(maskedFill(le(Int(threshold)), Int(value), file: file, line: line)) }
    return ActivationOperator.threshold.inPlace(self, "ThresholdBackward1", [threshold, value, 0], at: CallSite(file, line))
  }
}

extension DType {
  /// The largest number that a floating type holds.
  var greatestFiniteMagnitude: Double {
    switch self {
    case .float32: Double(Float.greatestFiniteMagnitude)
    case .float16: 65504
    case .bfloat16: Double(Float(bitPattern: 0x7f7f_0000))
    default: Double.greatestFiniteMagnitude
    }
  }
}
