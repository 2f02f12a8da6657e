extension Tensor {
  /// The first half along a dimension times the sigmoid of the second: PyTorch's `nn.functional.glu`.
  ///
  /// - Precondition: The dimension's size is even; the dtype is floating.
  public final func glu(_ dim: Int = -1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("glu does not support scalars because halving size must be even", at: site) }
    let d = wrapped(dim, at: site)
    if sizes[d] % 2 != 0 { fail("Halving dimension must be even, but dimension \(d) is size \(sizes[d])", at: site) }
    if !dtype.isFloatingPoint { fail("\"glu_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let half = sizes[d] / 2
    let output = noGrad { narrow(d, 0, half).mul(narrow(d, half, half).sigmoid()) }
    return output.recorded("GluBackward0", inputs: [self], saving: [self]) { s, g in
      let gate = s[0].narrow(d, half, half).sigmoid()
      let toGate = g.mul(s[0].narrow(d, 0, half)).mul(gate).mul(gate.neg().add(1))
      return [Tensor.cat([g.mul(gate), toGate], dim: d)]
    }
  }

  /// `x` above 0, `weight x` below: PyTorch's `nn.functional.prelu`.
  ///
  /// - Parameter weight: One number, or one for each channel (dimension 1), with this tensor's dtype.
  public final func prelu(_ weight: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dtype != weight.dtype {
      fail("prelu: Type promoting not supported. Got \(dtype.scalarTypeName) and \(weight.dtype.scalarTypeName)", at: site)
    }
    if weight.numel != 1 {
      if dim == 0 { fail("Not allow zero-dim input tensor.", at: site) }
      let channels = dim > 1 ? sizes[1] : 1
      if channels != weight.numel {
        fail(
          "Mismatch of parameter numbers and input channel size. Found parameter numbers = \(weight.numel) and channel size = \(channels).",
          at: site)
      }
    }
    if weight.dim > 1 { fail("prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = \(weight.dim)", at: site) }
    if !dtype.isFloatingPoint { fail("\"prelu_cpu\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    var spread = weight
    if dim > 1 {
      var shape = Array(repeating: 1, count: dim)
      shape[1] = weight.numel
      spread = weight.view(shape)
    } else if dim == 0 && weight.dim == 1 {
      spread = weight.view([])
    }
    let output = noGrad { Tensor.where(gt(0), self, mul(spread)) }
    return output.recorded("PreluKernelBackward0", inputs: [self, spread], saving: [self, spread]) { s, g in
      let (x, w) = (s[0], s[1])
      let isPositive = x.gt(0)
      let zero = Tensor.zeros([], dtype: g.dtype)
      let toInput = Tensor.where(isPositive, g, g.mul(w)).flat(in: x, w, name: "PreluKernelBackwardBackward0")
      return [toInput, s.needs(1) ? Tensor.where(isPositive, zero, g.mul(x)).sum(toSize: w.sizes) : nil]
    }
  }

  /// A leaky ReLU whose slope below 0 is drawn anew for each element, uniformly from [lower, upper): PyTorch's `nn.functional.rrelu`.
  /// Without training the slope is the mean of the two.
  ///
  /// - Precondition: `lower` is not greater than `upper`.
  public final func rrelu(
    lower: Double = 1.0 / 8, upper: Double = 1.0 / 3, training: Bool = false, generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if !(lower <= upper) { fail("Lower bound should be less than or equal to the upper bound", at: site) }
    if !training {
      return ActivationOperator.leakyRelu(self, "RreluWithNoiseBackward0", [(lower + upper) / 2, 0, 0], at: site)
    }
    requireFloatingPoint(for: "rrelu_with_noise_out_cpu", at: site)
    let slopes = drawnSlopes(lower, upper, generator)
    let output = noGrad { mul(slopes) }
    return output.recorded("RreluWithNoiseBackward0", inputs: [self], saving: [self, slopes]) { s, g in
      [g.mul(s[1]).flat(in: s[0], name: "RreluWithNoiseBackwardBackward0")]
    }
  }

  /// A number for each element that is not positive, in row-major order; 1 for the others.
  private final func drawnSlopes(_ lower: Double, _ upper: Double, _ generator: Generator?) -> Tensor {
    if isMeta { return newEmpty(shape) }
    let values = detach().converted(to: .float64).contiguous().array(of: Double.self)
    let count = values.count { $0 <= 0 }
    let drawn = Tensor.empty([count], dtype: .float64).uniform_(lower, upper, generator: generator).array(of: Double.self)
    var slopes = Array(repeating: 1.0, count: values.count)
    var next = 0
    for i in values.indices where values[i] <= 0 {
      slopes[i] = drawn[next]
      next += 1
    }
    return Tensor(slopes, dtype: dtype).view(shape)
  }
}
