import CKernels

extension BinaryOperator {
  static let ldexp = BinaryOperator("LdexpBackward0", GB_LDEXP, isFloatingOnly: true) { _, g in Gradients(g, g) }
}

extension Tensor {
  /// `self · 2^other`, with broadcasting: PyTorch's `ldexp`. Integers give float32.
  public final func ldexp(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseBoolExponent(other, at: site)
    let output = noGrad { timesPowerOfTwo(other, at: site) }
    return output.recorded("LdexpBackward0", inputs: [self, other], saving: [self, other]) { s, g in Tensor.ldexpGradients(s, g) }
  }

  /// The in-place form of `ldexp`: PyTorch's `ldexp_`.
  @discardableResult
  public final func ldexp_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseBoolExponent(other, at: site)
    if !dtype.isFloatingPoint { fail("ldexp can't be cast to the desired output type \(dtype.scalarTypeName)", at: site) }
    refuseGrowth(to: Broadcasting.sizes(self, other, at: site), at: site)
    let isKept = Tensor.isRecorded([self, other])
    return writtenInPlace("LdexpBackward0", with: [other], saving: [isKept ? clone() : nil, other], at: site) { s, g in
      Tensor.ldexpGradients(s, g)
    } write: {
      write(timesPowerOfTwo(other, at: site))
    }
  }

  /// Integral exponents are taken as they are; others by way of the power, which may overflow.
  private final func timesPowerOfTwo(_ other: Tensor, at site: CallSite) -> Tensor {
    other.dtype.isFloatingPoint ? mul(other.exp2()) : BinaryOperator.ldexp(self, other, at: site)
  }

  private static func ldexpGradients(_ s: borrowing SavedList, _ g: Tensor) -> [Tensor?] {
    let power = s[1].exp2()
    return [s.needs(0) ? g.mul(power) : nil, s.needs(1) ? g.mul(s[0]).mul(power).mul(0.693147180559945309417) : nil]
  }

  private final func refuseBoolExponent(_ other: Tensor, at site: CallSite) {
    if dtype.isFloatingPoint && other.dtype == .bool { fail("\"ldexp_cpu_exp\" not implemented for 'Bool'", at: site) }
  }

  /// Each element as a mantissa, 0 or of magnitude in [0.5, 1), times a power of two: PyTorch's `frexp`.
  ///
  /// Floating dtypes only; the exponents are int32, that of infinities and NaN is 0.
  public final func frexp(file: StaticString = #filePath, line: UInt = #line) -> (mantissa: Tensor, exponent: Tensor) {
    if !dtype.isFloatingPoint { fail("torch.frexp() only supports floating-point dtypes", at: CallSite(file, line)) }
    let isHalf = dtype.byteCount == 2
    let source = isHalf ? converted(to: .float32) : self
    let parts = OutputLayout.tensor(sizes, like: self, dtype: source.dtype)
    let exponent = OutputLayout.tensor(sizes, like: self, dtype: .int32)
    if !isMeta {
      let loop = gb_frexp(source.dtype.kernel)!
      let (m, e, x) = (parts.bytes, exponent.bytes, source.bytes)
      StridedLoop(sizes, parts, exponent, source).forEachRun { offsets, strides, count in
        let to = (e + offsets[1]).assumingMemoryBound(to: Int32.self)
        loop(m + offsets[0], strides[0], to, strides[1], x + offsets[2], strides[2], count)
      }
    }
    let mantissa = parts.converted(to: dtype).recorded("FrexpBackward0", inputs: [self], saving: [exponent]) { s, g in
      [g.div(s[0].exp2())]
    }
    return (mantissa, exponent)
  }
}
