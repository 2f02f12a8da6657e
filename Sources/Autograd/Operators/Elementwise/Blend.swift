import CKernels

extension Tensor {
  /// From this tensor (`weight` 0) to `end` (`weight` 1), exact at both ends, with broadcasting: PyTorch's `lerp`. Floating dtypes only.
  public final func lerp(_ end: Tensor, _ weight: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let weight = weight.scalar
    let site = CallSite(file, line)
    let sizes = lerpSizes(end, nil, at: site)
    let output = OutputLayout.tensor(sizes, like: self, end, dtype: dtype)
    Tensor.run(gb_ternary(GB_LERP, dtype.kernel)!, output, self, end, Tensor(number: weight).converted(to: dtype))
    return output.recorded("LerpBackward0", inputs: [self, end]) { s, g in Tensor.lerpGradients(s, g, weight.double) }
  }

  /// From this tensor (weight 0) to `end` (weight 1) by a tensor of weights, with broadcasting: PyTorch's `lerp`.
  ///
  /// - Precondition: All have one floating dtype; a weight without dimensions may have another.
  public final func lerp(_ end: Tensor, _ weight: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let sizes = lerpSizes(end, weight, at: site)
    let output = OutputLayout.tensor(sizes, like: [self, end, weight], dtype: dtype)
    Tensor.run(gb_ternary(GB_LERP, dtype.kernel)!, output, self, end, weight.converted(to: dtype))
    return output.recorded("LerpBackward1", inputs: [self, end, weight], saving: [self, end, weight]) { s, g in
      Tensor.lerpGradients(s, g)
    }
  }

  /// The in-place form of `lerp`: PyTorch's `lerp_`.
  @discardableResult
  public final func lerp_(_ end: Tensor, _ weight: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let weight = weight.scalar
    let site = CallSite(file, line)
    refuseGrowth(to: lerpSizes(end, nil, at: site), at: site)
    return writtenInPlace("LerpBackward0", with: [end], at: site) { s, g in
      Tensor.lerpGradients(s, g, weight.double)
    } write: {
      Tensor.run(gb_ternary(GB_LERP, dtype.kernel)!, self, self, end, Tensor(number: weight).converted(to: dtype))
    }
  }

  /// The in-place form of `lerp` by a tensor of weights: PyTorch's `lerp_`.
  @discardableResult
  public final func lerp_(_ end: Tensor, _ weight: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseGrowth(to: lerpSizes(end, weight, at: site), at: site)
    let isKept = Tensor.isRecorded([self, end, weight])
    return writtenInPlace("LerpBackward1", with: [end, weight], saving: [isKept ? clone() : nil, end, weight], at: site) { s, g in
      Tensor.lerpGradients(s, g)
    } write: {
      Tensor.run(gb_ternary(GB_LERP, dtype.kernel)!, self, self, end, weight.converted(to: dtype))
    }
  }

  private static func lerpGradients(_ s: borrowing SavedList, _ g: Tensor, _ weight: Double) -> [Tensor?] {
    [s.needs(0) ? g.mul(1 - weight) : nil, s.needs(1) ? g.mul(weight) : nil]
  }

  private static func lerpGradients(_ s: borrowing SavedList, _ g: Tensor) -> [Tensor?] {
    [
      s.needs(0) ? g.mul(Tensor(number: 1).sub(s[2])) : nil, s.needs(1) ? g.mul(s[2]) : nil,
      s.needs(2) ? g.mul(s[1].sub(s[0])) : nil,
    ]
  }

  /// The common shape, after the refusals in PyTorch's order.
  private final func lerpSizes(_ end: Tensor, _ weight: Tensor?, at site: CallSite) -> Dimensions {
    if end.dtype != dtype { fail("expected dtype \(dtype.cName) for `end` but got dtype \(end.dtype.cName)", at: site) }
    if let weight, weight.dim != 0, weight.dtype != dtype {
      fail("expected dtype \(dtype.cName) for `weight` but got dtype \(weight.dtype.cName)", at: site)
    }
    var sizes = Broadcasting.sizes(self, end, at: site)
    if let weight { sizes = Broadcasting.sizes(sizes, weight.sizes, at: site) }
    if !dtype.isFloatingPoint {
      fail("\"lerp_kernel_\(weight == nil ? "scalar" : "tensor")\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
    return sizes
  }

  final func refuseGrowth(to sizes: Dimensions, at site: CallSite) {
    if sizes != self.sizes { fail("output with shape \(self.sizes) doesn't match the broadcast shape \(sizes)", at: site) }
  }
}

extension Tensor {
  /// `self + value · a · b`, with broadcasting: PyTorch's `addcmul`. Not for bool.
  public final func addcmul(_ a: Tensor, _ b: Tensor, value: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let output = scaled(GB_ADDCMUL, a, b, value, at: CallSite(file, line))
    return output.recorded("AddcmulBackward0", inputs: [self, a, b], saving: [a, b]) { s, g in Tensor.productGradients(s, g, value) }
  }

  /// The in-place form of `addcmul`: PyTorch's `addcmul_`.
  @discardableResult
  public final func addcmul_(_ a: Tensor, _ b: Tensor, value: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    return writtenInPlace("AddcmulBackward0", with: [a, b], saving: [a, b], at: site) { s, g in
      Tensor.productGradients(s, g, value)
    } write: {
      overwriteScaled(GB_ADDCMUL, a, b, value, at: site)
    }
  }

  /// `self + value · a / b`, with broadcasting: PyTorch's `addcdiv`. The quotient must be one of floating numbers.
  public final func addcdiv(_ a: Tensor, _ b: Tensor, value: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    Tensor.refuseIntegerQuotient(a, b, at: site)
    let output = scaled(GB_ADDCDIV, a, b, value, at: site)
    return output.recorded("AddcdivBackward0", inputs: [self, a, b], saving: [a, b]) { s, g in Tensor.quotientGradients(s, g, value) }
  }

  /// The in-place form of `addcdiv`: PyTorch's `addcdiv_`.
  @discardableResult
  public final func addcdiv_(_ a: Tensor, _ b: Tensor, value: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    Tensor.refuseIntegerQuotient(a, b, at: site)
    return writtenInPlace("AddcdivBackward0", with: [a, b], saving: [a, b], at: site) { s, g in
      Tensor.quotientGradients(s, g, value)
    } write: {
      overwriteScaled(GB_ADDCDIV, a, b, value, at: site)
    }
  }

  private static func productGradients(_ s: borrowing SavedList, _ g: Tensor, _ value: Scalar) -> [Tensor?] {
    let scaled = g.mul(Tensor(number: value))
    return [s.needs(0) ? g : nil, s.needs(1) ? scaled.mul(s[1]) : nil, s.needs(2) ? scaled.mul(s[0]) : nil]
  }

  private static func quotientGradients(_ s: borrowing SavedList, _ g: Tensor, _ value: Scalar) -> [Tensor?] {
    let scaled = g.mul(Tensor(number: value)).div(s[1])
    return [s.needs(0) ? g : nil, s.needs(1) ? scaled : nil, s.needs(2) ? scaled.mul(s[0]).div(s[1]).neg() : nil]
  }

  private static func refuseIntegerQuotient(_ a: Tensor, _ b: Tensor, at site: CallSite) {
    if a.dtype.isFloatingPoint || b.dtype.isFloatingPoint { return }
    fail(
      "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and "
        + "tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) "
        + "for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter "
        + "implementation: (input + value * tensor1 / tensor2), for all dtypes.", at: site)
  }

  private final func scaled(_ operation: gb_scaled_op, _ a: Tensor, _ b: Tensor, _ value: Scalar, at site: CallSite) -> Tensor {
    let sizes = Broadcasting.sizes(Broadcasting.sizes(self, a, at: site), b.sizes, at: site)
    let dtype = ResultType.of(self, a, b)
    let output = OutputLayout.tensor(sizes, like: [self, a, b], dtype: dtype)
    Tensor.run(operation, output, converted(to: dtype), a.converted(to: dtype), b.converted(to: dtype), value, at: site)
    return output
  }

  private final func overwriteScaled(_ operation: gb_scaled_op, _ a: Tensor, _ b: Tensor, _ value: Scalar, at site: CallSite) {
    refuseGrowth(to: Broadcasting.sizes(Broadcasting.sizes(self, a, at: site), b.sizes, at: site), at: site)
    let dtype = ResultType.of(self, a, b)
    if !dtype.canCast(to: self.dtype) {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(self.dtype.scalarTypeName)", at: site)
    }
    let target = dtype == self.dtype ? self : Tensor.empty(sizes, dtype, device)
    Tensor.run(operation, target, converted(to: dtype), a.converted(to: dtype), b.converted(to: dtype), value, at: site)
    if target !== self { write(target) }
  }

  private static func run(
    _ operation: gb_scaled_op, _ output: Tensor, _ a: Tensor, _ b: Tensor, _ c: Tensor, _ value: Scalar, at site: CallSite
  ) {
    guard let loop = gb_scaled(operation, output.dtype.kernel) else {
      fail(
        "\"\(operation == GB_ADDCMUL ? "addcmul" : "addcdiv")_cpu_out\" not implemented for '\(output.dtype.scalarTypeName)'", at: site)
    }
    if output.isMeta { return }
    let factor = Tensor(number: value).converted(to: output.dtype.factorDType)
    let (pointer, x, y, z, f) = (output.bytes, a.bytes, b.bytes, c.bytes, factor.bytes)
    StridedLoop(output.sizes, output, a, b, c).forEachRun { offsets, strides, count in
      loop(
        pointer + offsets[0], strides[0], x + offsets[1], strides[1], y + offsets[2], strides[2], z + offsets[3], strides[3], count, f)
    }
  }
}

extension DType {
  /// What the loops of sums with a factor take it as.
  var factorDType: DType { self == .float64 ? .float64 : isFloatingPoint ? .float32 : .int64 }
}
