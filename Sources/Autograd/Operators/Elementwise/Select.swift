import CKernels

extension Tensor {
  /// Elements of `a` where the condition holds, of `b` elsewhere, all three broadcast: PyTorch's `torch.where`.
  ///
  /// The gradient of what was not chosen is 0 times the other's, so an infinite slope there still gives NaN further down.
  public static func `where`(
    _ condition: Tensor, _ a: Tensor, _ b: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if condition.dtype != .bool && condition.dtype != .uint8 {
      fail("where expected condition to be a boolean tensor, but got a tensor with dtype \(condition.dtype.scalarTypeName)", at: site)
    }
    var node: OperatorNode?
    if GradMode.isEnabled && (a.requiresGrad || b.requiresGrad) {
      node = OperatorNode("WhereBackward0", a, b) { s, g in
        let zero = Tensor.zeros([], dtype: g.dtype)
        return Gradients(
          s.needs(0) ? Tensor.where(s[0], g, zero) : nil, s.needs(1) ? Tensor.where(s[0], zero, g) : nil)
      }
      node!.saved0 = SavedTensor(condition)
    }
    let sizes = Broadcasting.sizes(
      Broadcasting.sizes(condition, a, at: site), Broadcasting.sizes(a, b, at: site), at: site)
    let dtype = ResultType.of(a, b)
    let output = OutputLayout.tensor(sizes, like: condition, a, b, dtype: dtype)
    let mask = condition.converted(to: .bool)
    run(gb_ternary(GB_WHERE, dtype.kernel)!, output, mask, a.converted(to: dtype), b.converted(to: dtype))
    if let node { output.setHistory(node) }
    return output
  }

  /// A copy with `value` wherever the mask holds: PyTorch's `masked_fill`.
  public final func maskedFill(
    _ mask: Tensor, _ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if mask.dtype != .bool { fail("masked_fill_ only supports boolean masks, but got mask with dtype \(mask.dtype.name)", at: site) }
    var node: OperatorNode?
    if isRecorded {
      node = OperatorNode("MaskedFillBackward0", self) { s, g in Gradients(g.maskedFill(s[0], 0)) }
      node!.saved0 = SavedTensor(mask)
    }
    let sizes = Broadcasting.sizes(self, mask, at: site)
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.run(gb_ternary(GB_WHERE, dtype.kernel)!, output, mask, Tensor(number: value.scalar).converted(to: dtype), self)
    if let node { output.setHistory(node) }
    return output
  }

  /// Each element, but not below `min` and not above `max`: PyTorch's `clamp`. At a bound the gradient passes.
  public final func clamp(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let dtype = clampedDType(min, max, at: site)
    var node: OperatorNode?
    if isRecorded {
      node = Tensor.clampNode(self, min, max)
      node!.saved0 = SavedTensor(self)
    }
    let source = converted(to: dtype)
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.writeClamped(output, source, min, max)
    if let node { output.setHistory(node) }
    return output
  }

  /// The same function as `clamp`.
  public final func clip(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { clamp(min: min, max: max, file: file, line: line) }

  /// The in-place form of `clamp`.
  @discardableResult
  public final func clamp_(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let dtype = clampedDType(min, max, at: site)
    var node: OperatorNode?
    if isRecorded {
      checkInPlace(at: site)
      node = Tensor.clampNode(self, min, max)
      node!.saved0 = SavedTensor(clone())
    }
    MemoryOverlap.refuseInternal(self, at: site)
    if dtype != self.dtype {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(self.dtype.scalarTypeName)", at: site)
    }
    Tensor.writeClamped(self, self, min, max)
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  private final func clampedDType(_ min: Scalar?, _ max: Scalar?, at site: CallSite) -> DType {
    if min == nil && max == nil { fail("torch.clamp: At least one of 'min' or 'max' must not be None", at: site) }
    var result = ResultType()
    result.add(self)
    if let min { result.add(Tensor(number: min)) }
    if let max { result.add(Tensor(number: max)) }
    return result.dtype
  }

  private static func clampNode(_ input: Tensor, _ min: Scalar?, _ max: Scalar?) -> OperatorNode {
    OperatorNode("ClampBackward1", input) { s, g in
      let x = s[0]
      var passes = min.map { x.ge(Tensor(number: $0)) }
      if let max {
        let below = x.le(Tensor(number: max))
        passes = passes?.logicalAnd(below) ?? below
      }
      return Gradients(Tensor.where(passes!, g, Tensor.zeros([], dtype: g.dtype)))
    }
  }

  private static func writeClamped(_ output: Tensor, _ input: Tensor, _ min: Scalar?, _ max: Scalar?) {
    let dtype = output.dtype
    let low = min.map { Tensor(number: $0).converted(to: dtype) }
    let high = max.map { Tensor(number: $0).converted(to: dtype) }
    switch (low, high) {
    case (let low?, let high?): run(gb_ternary(GB_CLAMP, dtype.kernel)!, output, input, low, high)
    case (let low?, nil): run(gb_binary(GB_MAXIMUM, dtype.kernel)!, output, input, low)
    case (nil, let high?): run(gb_binary(GB_MINIMUM, dtype.kernel)!, output, input, high)
    case (nil, nil): break
    }
  }

  /// Runs a loop over an output and three inputs that broadcast to its shape.
  static func run(_ loop: gb_ternary_loop, _ output: Tensor, _ a: Tensor, _ b: Tensor, _ c: Tensor) {
    let (pointer, x, y, z) = (output.bytes, a.bytes, b.bytes, c.bytes)
    StridedLoop(output.sizes, output, a, b, c).forEachRun { offsets, strides, count in
      loop(
        pointer + offsets[0], strides[0], x + offsets[1], strides[1], y + offsets[2], strides[2], z + offsets[3], strides[3], count)
    }
  }
}
