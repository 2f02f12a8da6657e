import CKernels

extension Tensor {
  /// Each element, but not below `min` and not above `max`: PyTorch's `clamp`. At and beyond a bound the gradient is 0.
  public final func clamp(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if min == nil && max == nil { fail("torch.clamp: At least one of 'min' or 'max' must not be None", at: site) }
    return clamped("ClampBackward1", min, max, at: site)
  }

  /// The same function as `clamp`: PyTorch's `clip`.
  public final func clip(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { clamp(min: min, max: max, file: file, line: line) }

  /// The in-place form of `clamp`: PyTorch's `clamp_`.
  @discardableResult
  public final func clamp_(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if min == nil && max == nil { fail("torch.clamp: At least one of 'min' or 'max' must not be None", at: site) }
    return overwriteClamped("ClampBackward1", min, max, at: site)
  }

  /// The same method as `clamp_`: PyTorch's `clip_`.
  @discardableResult
  public final func clip_(
    min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { clamp_(min: min, max: max, file: file, line: line) }

  /// Each element, but not below a number: PyTorch's `clamp_min`.
  public final func clampMin(_ min: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    clamped("ClampMinBackward0", min.scalar, nil, at: CallSite(file, line))
  }

  /// The in-place form of `clampMin`: PyTorch's `clamp_min_`.
  @discardableResult
  public final func clampMin_(_ min: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteClamped("ClampMinBackward0", min.scalar, nil, at: CallSite(file, line))
  }

  /// Each element, but not above a number: PyTorch's `clamp_max`.
  public final func clampMax(_ max: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    clamped("ClampMaxBackward0", nil, max.scalar, at: CallSite(file, line))
  }

  /// The in-place form of `clampMax`: PyTorch's `clamp_max_`.
  @discardableResult
  public final func clampMax_(_ max: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteClamped("ClampMaxBackward0", nil, max.scalar, at: CallSite(file, line))
  }

  private final func clamped(_ name: String, _ min: Scalar?, _ max: Scalar?, at site: CallSite) -> Tensor {
    let dtype = clampedDType(min, max, at: site)
    var node: OperatorNode?
    if isRecorded {
      node = Tensor.clampNode(name, self, min, max)
      node!.saved0 = SavedTensor(self)
    }
    let source = converted(to: dtype)
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.writeClamped(output, source, min, max)
    if let node { output.setHistory(node) }
    return output
  }

  private final func overwriteClamped(_ name: String, _ min: Scalar?, _ max: Scalar?, at site: CallSite) -> Tensor {
    let dtype = clampedDType(min, max, at: site)
    var node: OperatorNode?
    if isRecorded {
      checkInPlace(at: site)
      node = Tensor.clampNode(name, self, min, max)
      node!.saved0 = SavedTensor(clone())
    }
    MemoryOverlap.refuseInternal(self, at: site)
    if dtype != self.dtype {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(self.dtype.cName)", at: site)
    }
    Tensor.writeClamped(self, self, min, max)
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  private final func clampedDType(_ min: Scalar?, _ max: Scalar?, at site: CallSite) -> DType {
    var result = ResultType()
    result.add(self)
    if let min { result.add(Tensor(number: min)) }
    if let max { result.add(Tensor(number: max)) }
    if result.dtype == .bool {
      let name = min == nil ? "clamp_max_scalar_cpu" : max == nil ? "clamp_min_scalar_cpu" : "clamp_scalar_cpu"
      fail("\"\(name)\" not implemented for 'Bool'", at: site)
    }
    if let min { result.dtype.refuseBound(min, isLower: true, at: site) }
    if let max { result.dtype.refuseBound(max, isLower: false, at: site) }
    return result.dtype
  }

  private static func clampNode(_ name: String, _ input: Tensor, _ min: Scalar?, _ max: Scalar?) -> OperatorNode {
    OperatorNode(name, input) { s, g in
      let x = s[0]
      var passes = min.map { x.gt(Tensor(number: $0)) }
      if let max {
        let below = x.lt(Tensor(number: max))
        passes = passes?.logicalAnd(below) ?? below
      }
      return Gradients(Tensor.where(passes!, g, Tensor.zeros([], dtype: g.dtype)))
    }
  }

  private static func writeClamped(_ output: Tensor, _ input: Tensor, _ min: Scalar?, _ max: Scalar?) {
    let dtype = output.dtype
    let low = min.map { Tensor(number: dtype.nearest(to: $0)).converted(to: dtype) }
    let high = max.map { Tensor(number: dtype.nearest(to: $0)).converted(to: dtype) }
    switch (low, high) {
    case (let low?, let high?): run(gb_ternary(GB_CLAMP, dtype.kernel)!, output, input, low, high)
    case (let low?, nil): run(gb_binary(GB_MAXIMUM, dtype.kernel)!, output, input, low)
    case (nil, let high?): run(gb_binary(GB_MINIMUM, dtype.kernel)!, output, input, high)
    case (nil, nil): break
    }
  }
}
