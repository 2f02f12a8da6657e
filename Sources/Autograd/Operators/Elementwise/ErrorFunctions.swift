import CKernels

/// 2 / √π, the slope of erf at 0.
private let slopeOfErf = 1.12837916709551257390

extension UnaryOperator {
  static let erf = UnaryOperator("ErfBackward0", GB_ERF, saves: .input) { s, g in
    Gradients(s[0].mul(s[0]).neg().exp().mul(slopeOfErf).mul(g))
  }
  static let erfc = UnaryOperator("ErfcBackward0", GB_ERFC, saves: .input) { s, g in
    Gradients(s[0].mul(s[0]).neg().exp().mul(-slopeOfErf).mul(g))
  }
  static let erfinv = UnaryOperator("ErfinvBackward0", GB_ERFINV, saves: .output) { s, g in
    Gradients(s[2].mul(s[2]).exp().mul(1 / slopeOfErf).mul(g))
  }
  static let erfcx = UnaryOperator("SpecialErfcxBackward0", GB_ERFCX, kernelName: "erfcx_cpu", hasHalves: false, saves: .input) { s, g in
    Gradients(s[0].mul(s[0].erfcx()).mul(2).sub(slopeOfErf).mul(g))
  }
  /// The density over the distribution function, both scaled so that neither underflows.
  static let logNdtr = UnaryOperator(
    "SpecialLogNdtrBackward0", GB_LOG_NDTR, kernelName: "log_ndtr_cpu", hasHalves: false, saves: .input
  ) { s, g in
    Gradients(g.div(s[0].mul(-0.70710678118654752440).erfcx()).mul(0.79788456080286535588))
  }
  static let ndtri = UnaryOperator("SpecialNdtriBackward0", GB_NDTRI, kernelName: "ndtri_cpu", hasHalves: false, saves: .output) { s, g in
    Gradients(s[2].mul(s[2]).mul(0.5).exp().mul(2.50662827463100050242).mul(g))
  }
}

extension Tensor {
  /// The error function: PyTorch's `erf`. Integers give float32.
  public final func erf() -> Tensor { UnaryOperator.erf(self) }

  /// The in-place form of `erf()`: PyTorch's `erf_`.
  @discardableResult
  public final func erf_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.erf.inPlace(self, at: CallSite(file, line))
  }

  /// `1 - erf(x)` without cancellation: PyTorch's `erfc`. Integers give float32.
  public final func erfc() -> Tensor { UnaryOperator.erfc(self) }

  /// The in-place form of `erfc()`: PyTorch's `erfc_`.
  @discardableResult
  public final func erfc_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.erfc.inPlace(self, at: CallSite(file, line))
  }

  /// The inverse of `erf`, NaN outside of [-1, 1]: PyTorch's `erfinv`. Integers give float32.
  public final func erfinv() -> Tensor { UnaryOperator.erfinv(self) }

  /// The in-place form of `erfinv()`: PyTorch's `erfinv_`.
  @discardableResult
  public final func erfinv_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.erfinv.inPlace(self, at: CallSite(file, line))
  }

  /// `exp(x²) · erfc(x)`: PyTorch's `special.erfcx`. Integers give float32; not for float16 and bfloat16.
  public final func erfcx(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.erfcx(self, at: CallSite(file, line))
  }

  /// The logarithm of the normal distribution function: PyTorch's `special.log_ndtr`. Integers give float32; not for 16-bit floats.
  public final func logNdtr(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.logNdtr(self, at: CallSite(file, line))
  }

  /// The inverse of the normal distribution function: PyTorch's `special.ndtri`. Integers give float32; not for 16-bit floats.
  public final func ndtri(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.ndtri(self, at: CallSite(file, line))
  }

  /// The normal distribution function, `(1 + erf(x / √2)) / 2`: PyTorch's `special.ndtr`. Integers give float32.
  public final func ndtr() -> Tensor {
    let doubled = mul(0.70710678118654752440).erf().add(1)
    // PyTorch multiplies by a number within C++ here, which has a node of its own.
    return noGrad { doubled.mul(0.5) }.recorded("MulBackward1", inputs: [doubled]) { _, g in [g.mul(0.5)] }
  }
}
