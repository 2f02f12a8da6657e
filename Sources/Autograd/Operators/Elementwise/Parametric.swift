import CKernels

extension Tensor {
  /// Runs the loop of a function with parameters over two tensors of one floating dtype and shape.
  static func run(_ operation: gb_parametric_op, _ output: Tensor, _ input: Tensor, _ parameters: [Double]) {
    if output.isMeta { return }
    let loop = gb_parametric(operation, output.dtype.kernel)!
    let (a, b) = (output.bytes, input.bytes)
    parameters.withUnsafeBufferPointer { parameters in
      let values = parameters.baseAddress!
      if output.isRowMajor && input.isRowMajor {
        loop(a, output.dtype.byteCount, b, input.dtype.byteCount, output.numel, values)
        return
      }
      StridedLoop(output.sizes, output, input).forEachRun { offsets, strides, count in
        loop(a + offsets[0], strides[0], b + offsets[1], strides[1], count, values)
      }
    }
  }

  /// Refuses to write a floating result to integers.
  final func refuseFloatingResult(at site: CallSite) {
    if dtype.isFloatingPoint { return }
    fail("result type Float can't be cast to the desired output type \(dtype.scalarTypeName)", at: site)
  }
}

extension Tensor {
  /// `log(x / (1 - x))`, the inverse of `sigmoid`: PyTorch's `logit`. Integers give float32.
  ///
  /// - Parameter eps: Elements are moved into `[eps, 1 - eps]` first; without it they are NaN outside of [0, 1].
  public final func logit(eps: Double? = nil) -> Tensor {
    let source = converted(to: dtype.isFloatingPoint ? dtype : .float32)
    let output = OutputLayout.tensor(sizes, like: self, dtype: source.dtype)
    Tensor.run(GB_LOGIT, output, source, Tensor.logitBounds(eps))
    return output.recorded("LogitBackward0", inputs: [self], saving: [self]) { s, g in [g.divided(bySlopeOfSigmoid: s[0], eps)] }
  }

  /// The in-place form of `logit`: PyTorch's `logit_`.
  @discardableResult
  public final func logit_(eps: Double? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseFloatingResult(at: site)
    return writtenInPlace("LogitBackward0", saving: [isRecorded ? clone() : nil], at: site) { s, g in
      [g.divided(bySlopeOfSigmoid: s[0], eps)]
    } write: {
      Tensor.run(GB_LOGIT, self, self, Tensor.logitBounds(eps))
    }
  }

  private static func logitBounds(_ eps: Double?) -> [Double] { eps.map { [$0, 1 - $0] } ?? [-.infinity, .infinity] }

  /// NaN where `logit` is, and 0 where it was moved to a bound.
  private final func divided(bySlopeOfSigmoid x: Tensor, _ eps: Double?) -> Tensor {
    let quotient = div(x.mul(Tensor(number: 1).sub(x)))
    let isOutside = x.lt(eps ?? 0).logicalOr(x.gt(1 - (eps ?? 0)))
    return quotient.maskedFill(isOutside, eps == nil ? .nan : 0)
  }

  /// Finite numbers in place of NaN and the infinities: PyTorch's `nan_to_num`. Integers stay as they are.
  ///
  /// - Parameters:
  ///   - nan: What stands in place of NaN.
  ///   - posinf: The dtype's largest number if left out.
  ///   - neginf: The dtype's smallest number if left out.
  public final func nanToNum(nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil) -> Tensor {
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    if dtype.isFloatingPoint {
      Tensor.run(GB_NAN_TO_NUM, output, self, dtype.substitutes(nan, posinf, neginf))
    } else {
      output.write(self)
    }
    return output.recorded("NanToNumBackward0", inputs: [self], saving: [self]) { s, g in [g.mul(s[0].isfinite())] }
  }

  /// The in-place form of `nanToNum`: PyTorch's `nan_to_num_`.
  @discardableResult
  public final func nanToNum_(
    nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    writtenInPlace("NanToNumBackward0", saving: [isRecorded ? clone() : nil], at: CallSite(file, line)) { s, g in
      [g.mul(s[0].isfinite())]
    } write: {
      if dtype.isFloatingPoint { Tensor.run(GB_NAN_TO_NUM, self, self, dtype.substitutes(nan, posinf, neginf)) }
    }
  }

  /// Each element rounded to so many decimals, halves to the even digit: PyTorch's `round(decimals=)`. Floating dtypes only.
  ///
  /// - Parameter decimals: Negative ones round to tens, hundreds, …
  public final func round(decimals: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseRounding(decimals, at: CallSite(file, line))
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.run(GB_ROUND_DECIMALS, output, self, Tensor.rounding(decimals))
    return output.recorded("RoundBackward1", inputs: [self]) { _, g in [Tensor.zerosLike(g)] }
  }

  /// The in-place form of `round(decimals:)`: PyTorch's `round_`.
  @discardableResult
  public final func round_(decimals: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseRounding(decimals, at: site)
    return writtenInPlace("RoundBackward1", at: site) { _, g in
      [Tensor.zerosLike(g)]
    } write: {
      Tensor.run(GB_ROUND_DECIMALS, self, self, Tensor.rounding(decimals))
    }
  }

  private final func refuseRounding(_ decimals: Int, at site: CallSite) {
    if dtype.isFloatingPoint { return }
    fail("\"\(decimals == 0 ? "round_vml_cpu" : "round_cpu")\" not implemented for '\(dtype.scalarTypeName)'", at: site)
  }

  /// The power of ten, and whether elements are multiplied by it first.
  private static func rounding(_ decimals: Int) -> [Double] {
    var power = 1.0
    for _ in 0..<Swift.min(Swift.abs(decimals), 400) { power *= 10 }
    return [power, decimals < 0 ? 0 : 1]
  }
}

extension DType {
  /// What stands for NaN and the infinities.
  fileprivate func substitutes(_ nan: Double, _ posinf: Double?, _ neginf: Double?) -> [Double] {
    return [nan, posinf ?? greatestFiniteMagnitude, neginf ?? -greatestFiniteMagnitude]
  }
}
