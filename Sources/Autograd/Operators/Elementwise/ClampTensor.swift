import CKernels

extension BinaryOperator {
  /// As `maximum` and `minimum`: equal ones share the gradient.
  static let clampMin = BinaryOperator("ClampMinBackward1", GB_MAXIMUM, savesSelf: .always, savesOther: .always) { s, g in
    let shared = Tensor.where(s[0].eq(s[1]), g.div(2), g)
    return Gradients(
      s.needs(0) ? shared.maskedFill(s[0].lt(s[1]), 0) : nil, s.needs(1) ? shared.maskedFill(s[0].gt(s[1]), 0) : nil)
  }
  static let clampMax = BinaryOperator("ClampMaxBackward1", GB_MINIMUM, savesSelf: .always, savesOther: .always) { s, g in
    let shared = Tensor.where(s[0].eq(s[1]), g.div(2), g)
    return Gradients(
      s.needs(0) ? shared.maskedFill(s[0].gt(s[1]), 0) : nil, s.needs(1) ? shared.maskedFill(s[0].lt(s[1]), 0) : nil)
  }
}

/// Each element between bounds that are tensors; `max` wins where they cross.
private enum Bounds {
  /// Which of the three a result was taken from. Equal ones share the gradient, if the bounds are apart.
  static func gradients(_ s: borrowing SavedList, _ g: Tensor) -> [Tensor?] {
    let x = s[0]
    guard let low = s.optional(1) else { return shared(x, s[2], x.gt(s[2]), x.lt(s[2]), s, g, 2) }
    guard let high = s.optional(2) else { return shared(x, low, x.lt(low), x.gt(low), s, g, 1) }
    let areApart = low.lt(high)
    let atLow = x.eq(low).logicalAnd(areApart)
    let atHigh = x.eq(high).logicalAnd(areApart)
    let part = Tensor.where(atLow.logicalOr(atHigh), g.div(2), g)
    let isLow = x.lt(low).logicalAnd(low.le(high)).logicalOr(atLow)
    let isHigh = x.gt(high).logicalAnd(low.le(high)).logicalOr(low.gt(high)).logicalOr(atHigh)
    return [
      s.needs(0) ? part.maskedFill(x.lt(low).logicalOr(x.gt(high)), 0) : nil,
      s.needs(1) ? part.maskedFill(isLow.logicalNot(), 0) : nil,
      s.needs(2) ? part.maskedFill(isHigh.logicalNot(), 0) : nil,
    ]
  }

  private static func shared(
    _ x: Tensor, _ bound: Tensor, _ isMoved: Tensor, _ isInside: Tensor, _ s: borrowing SavedList, _ g: Tensor, _ index: Int
  ) -> [Tensor?] {
    let part = Tensor.where(x.eq(bound), g.div(2), g)
    var result: [Tensor?] = [s.needs(0) ? part.maskedFill(isMoved, 0) : nil, nil, nil]
    if s.needs(index) { result[index] = part.maskedFill(isInside, 0) }
    return result
  }
}

extension Tensor {
  /// Each element, but not below `min` and not above `max`, which broadcast: PyTorch's `clamp` with tensors.
  ///
  /// Where an element equals a bound the two share the gradient; `max` wins where the bounds cross.
  @_disfavoredOverload
  public final func clamp(
    min: Tensor? = nil, max: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let (sizes, dtype) = boundedForm(min, max, at: site)
    let layout = [self, min, max].compactMap { $0 }
    let output = OutputLayout.tensor(sizes, like: layout, dtype: dtype)
    Tensor.writeBounded(output, converted(to: dtype), min, max)
    return output.recorded("ClampBackward0", inputs: [self, min, max], saving: [self, min, max]) { s, g in Bounds.gradients(s, g) }
  }

  /// The same function as `clamp` with tensors: PyTorch's `clip`.
  @_disfavoredOverload
  public final func clip(
    min: Tensor? = nil, max: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { clamp(min: min, max: max, file: file, line: line) }

  /// The in-place form of `clamp` with tensors: PyTorch's `clamp_`.
  @_disfavoredOverload @discardableResult
  public final func clamp_(
    min: Tensor? = nil, max: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let (sizes, dtype) = boundedForm(min, max, at: site)
    if sizes != self.sizes { fail("output with shape \(self.sizes) doesn't match the broadcast shape \(sizes)", at: site) }
    if !dtype.canCast(to: self.dtype) {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(self.dtype.scalarTypeName)", at: site)
    }
    let isKept = Tensor.isRecorded([self, min, max])
    return writtenInPlace("ClampBackward0", with: [min, max], saving: [isKept ? clone() : nil, min, max], at: site) { s, g in
      Bounds.gradients(s, g)
    } write: {
      if dtype == self.dtype {
        Tensor.writeBounded(self, self, min, max)
      } else {
        let result = Tensor.empty(sizes, dtype, device)
        Tensor.writeBounded(result, converted(to: dtype), min, max)
        write(result)
      }
    }
  }

  private final func boundedForm(_ min: Tensor?, _ max: Tensor?, at site: CallSite) -> (Dimensions, DType) {
    if min == nil && max == nil { fail("torch.clamp: At least one of 'min' or 'max' must not be None", at: site) }
    var result = ResultType()
    result.add(self)
    var sizes = self.sizes
    for bound in [min, max] {
      guard let bound else { continue }
      result.add(bound)
      sizes = Broadcasting.sizes(sizes, bound.sizes, at: site)
    }
    if result.dtype == .bool && min != nil && max != nil { fail("\"clamp_cpu\" not implemented for 'Bool'", at: site) }
    return (sizes, result.dtype)
  }

  private static func writeBounded(_ output: Tensor, _ input: Tensor, _ min: Tensor?, _ max: Tensor?) {
    let dtype = output.dtype
    switch (min?.converted(to: dtype), max?.converted(to: dtype)) {
    case (let low?, let high?): run(gb_ternary(GB_CLAMP, dtype.kernel)!, output, input, low, high)
    case (let low?, nil): run(gb_binary(GB_MAXIMUM, dtype.kernel)!, output, input, low)
    case (nil, let high?): run(gb_binary(GB_MINIMUM, dtype.kernel)!, output, input, high)
    case (nil, nil): break
    }
  }

  /// Each element, but not below the bound's, which broadcasts: PyTorch's `clamp_min` with a tensor.
  public final func clampMin(_ min: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.clampMin(self, min, at: CallSite(file, line))
  }

  /// The in-place form of `clampMin` with a tensor: PyTorch's `clamp_min_`.
  @discardableResult
  public final func clampMin_(_ min: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.clampMin.inPlace(self, min, at: CallSite(file, line))
  }

  /// Each element, but not above the bound's, which broadcasts: PyTorch's `clamp_max` with a tensor.
  public final func clampMax(_ max: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.clampMax(self, max, at: CallSite(file, line))
  }

  /// The in-place form of `clampMax` with a tensor: PyTorch's `clamp_max_`.
  @discardableResult
  public final func clampMax_(_ max: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    BinaryOperator.clampMax.inPlace(self, max, at: CallSite(file, line))
  }
}
