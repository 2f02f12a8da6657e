import CKernels

extension UnaryOperator {
  static let sgn = UnaryOperator("SgnBackward0", GB_SIGN, isFloatingOnly: false, saves: .nothing) { _, g in
    Gradients(Tensor.zerosLike(g))
  }
  static let frac = UnaryOperator("FracBackward0", GB_FRAC, isFloatingOnly: false, kernelName: "frac_cpu", saves: .nothing) { _, g in
    Gradients(g)
  }
}

extension BinaryOperator {
  /// The slope is the sign that was given, 0 at 0.
  static let copysign = BinaryOperator(
    "CopysignBackward0", GB_COPYSIGN, number: "CopysignBackward1", isFloatingOnly: true, savesSelf: .ifNeeded(0), savesOutput: true
  ) { s, g in
    Gradients(
      s.needs(0) ? g.mul(s[2].div(s[0]).maskedFill(s[0].eq(0), 0)) : nil, s.needs(1) ? Tensor.zerosLike(g) : nil)
  }
  static let nextafter = BinaryOperator("NextafterBackward0", GB_NEXTAFTER, kernelName: "nextafter_cpu") { s, g in
    Gradients(g, s.needs(1) ? Tensor.zerosLike(g) : nil)
  }
  static let heaviside = BinaryOperator("NotImplemented", GB_HEAVISIDE) { _, g in Gradients(g, g) }

  /// A NaN gets no gradient while the other is a number; equal ones share it.
  static let fmax = BinaryOperator("FmaxBackward0", GB_FMAX, savesSelf: .always, savesOther: .always) { s, g in
    let shared = Tensor.where(s[0].eq(s[1]), g.div(2), g)
    let isFirst = s[0].ge(s[1]).logicalOr(s[1].isnan())
    return Gradients(
      s.needs(0) ? shared.maskedFill(isFirst.logicalNot(), 0) : nil,
      s.needs(1) ? shared.maskedFill(s[0].gt(s[1]).logicalOr(s[1].isnan()), 0) : nil)
  }
  static let fmin = BinaryOperator("FminBackward0", GB_FMIN, savesSelf: .always, savesOther: .always) { s, g in
    let shared = Tensor.where(s[0].eq(s[1]), g.div(2), g)
    let isFirst = s[0].le(s[1]).logicalOr(s[1].isnan())
    return Gradients(
      s.needs(0) ? shared.maskedFill(isFirst.logicalNot(), 0) : nil,
      s.needs(1) ? shared.maskedFill(s[0].lt(s[1]).logicalOr(s[1].isnan()), 0) : nil)
  }
}

extension Tensor {
  /// The sign as -1, 0 or 1: PyTorch's `sgn`, which for real numbers is `sign`.
  public final func sgn() -> Tensor { UnaryOperator.sgn(self) }

  /// The in-place form of `sgn()`: PyTorch's `sgn_`.
  @discardableResult
  public final func sgn_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.sgn.inPlace(self, at: CallSite(file, line))
  }

  /// What follows the point, with the sign of the element: PyTorch's `frac`. Floating dtypes only.
  public final func frac(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.frac(self, at: CallSite(file, line))
  }

  /// The in-place form of `frac()`: PyTorch's `frac_`.
  @discardableResult
  public final func frac_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    UnaryOperator.frac.inPlace(self, at: CallSite(file, line))
  }

  /// The tensor itself: PyTorch's `positive`, Python's unary `+`.
  ///
  /// - Precondition: It is not bool.
  public final func positive(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dtype == .bool { fail("The `+` operator, on a bool tensor is not supported.", at: CallSite(file, line)) }
    return self
  }

  /// The magnitude of `self` with the sign of `other`, with broadcasting: PyTorch's `copysign`. Integers give float32.
  public final func copysign(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.copysign(self, other, at: CallSite(file, line))
  }

  /// The magnitude of each element with the sign of a number: PyTorch's `copysign`.
  public final func copysign(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.copysign(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `copysign`: PyTorch's `copysign_`.
  @discardableResult
  public final func copysign_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.copysign.inPlace(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `copysign` with a number: PyTorch's `copysign_`.
  @discardableResult
  public final func copysign_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.copysign.inPlace(self, Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The neighbour of each element in its dtype, in the direction of `other`: PyTorch's `nextafter`. Floating dtypes only.
  public final func nextafter(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.nextafter(self, other, at: CallSite(file, line))
  }

  /// The in-place form of `nextafter`: PyTorch's `nextafter_`.
  @discardableResult
  public final func nextafter_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.nextafter.inPlace(self, other, at: CallSite(file, line))
  }

  /// The larger of two, and the other one where one is NaN, with broadcasting: PyTorch's `fmax`. Equal ones share the gradient.
  public final func fmax(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.fmax(self, other, at: CallSite(file, line))
  }

  /// The smaller of two, and the other one where one is NaN, with broadcasting: PyTorch's `fmin`. Equal ones share the gradient.
  public final func fmin(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.fmin(self, other, at: CallSite(file, line))
  }

  /// 0 where an element is negative or NaN, 1 where it is positive, `values` where it is 0: PyTorch's `heaviside`.
  ///
  /// - Precondition: Both have one dtype. It has no derivative: backward fails.
  public final func heaviside(_ values: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseOtherDType(values, at: site)
    let output = noGrad { BinaryOperator.heaviside(self, values, at: site) }
    if Tensor.isRecorded([self, values]) { output.setHistory(RefusingNode(operation: "heaviside", inputs: [self, values])) }
    return output
  }

  /// The in-place form of `heaviside`: PyTorch's `heaviside_`.
  @discardableResult
  public final func heaviside_(_ values: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    refuseOtherDType(values, at: site)
    let isRecorded = Tensor.isRecorded([self, values])
    if isRecorded { checkInPlace(at: site) }
    let node = isRecorded ? RefusingNode(operation: "heaviside_", inputs: [self, values]) : nil
    BinaryOperator.heaviside.write(to: self, values, at: site)
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  private final func refuseOtherDType(_ values: Tensor, at site: CallSite) {
    if dtype != values.dtype { fail("heaviside is not yet implemented for tensors with different dtypes.", at: site) }
  }
}
