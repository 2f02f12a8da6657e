import CKernels

/// `a + factor · b` in one pass: `add` and `sub` with an `alpha` that is not 1.
enum ScaledSum {
  /// - Parameter isNegated: Whether the factor is minus `alpha`, as in `sub`.
  static func sum(_ a: Tensor, _ b: Tensor, _ alpha: Scalar, isNegated: Bool, at site: CallSite) -> Tensor {
    let dtype = ResultType.of(a, b)
    let output = OutputLayout.tensor(Broadcasting.sizes(a, b, at: site), like: a, b, dtype: dtype)
    write(output, a.converted(to: dtype), b.converted(to: dtype), alpha, isNegated, at: site)
    if GradMode.isEnabled && (a.requiresGrad || b.requiresGrad) { output.setHistory(node(a, b, alpha, isNegated)) }
    return output
  }

  static func inPlace(_ target: Tensor, _ other: Tensor, _ alpha: Scalar, isNegated: Bool, at site: CallSite) -> Tensor {
    var record: OperatorNode?
    if GradMode.isEnabled && (target.requiresGrad || other.requiresGrad) {
      target.checkInPlace(at: site)
      record = node(target, other, alpha, isNegated)
    }
    MemoryOverlap.refuseInternal(target, at: site)
    MemoryOverlap.refusePartial(target, other, at: site)
    target.refuseGrowth(to: Broadcasting.sizes(target, other, at: site), at: site)
    let dtype = ResultType.of(target, other)
    if !dtype.canCast(to: target.dtype) {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(target.dtype.scalarTypeName)", at: site)
    }
    let result = dtype == target.dtype ? target : Tensor.empty(target.sizes, dtype, target.device)
    write(result, target.converted(to: dtype), other.converted(to: dtype), alpha, isNegated, at: site)
    if result !== target { target.write(result) }
    target.bumpVersion()
    if let record { target.rebaseHistory(record) }
    return target
  }

  private static func node(_ a: Tensor, _ b: Tensor, _ alpha: Scalar, _ isNegated: Bool) -> OperatorNode {
    OperatorNode(isNegated ? "SubBackward0" : "AddBackward0", a, b) { s, g in
      var toOther: Tensor?
      if s.needs(1) {
        let scaled = g.mul(Tensor(number: alpha))
        toOther = isNegated ? scaled.neg() : scaled
      }
      return Gradients(g, toOther)
    }
  }

  private static func write(_ output: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar, _ isNegated: Bool, at site: CallSite) {
    let number = Tensor(number: alpha)
    number.refuseOverflow(in: output.dtype, at: site)
    if output.isMeta { return }
    var factor = number.converted(to: output.dtype.factorDType)
    if isNegated { factor = noGrad { factor.neg() } }
    let loop = gb_add_scaled(output.dtype.kernel)!
    let (pointer, x, y, f) = (output.bytes, a.bytes, b.bytes, factor.bytes)
    let size = output.dtype.byteCount
    if output.isRowMajor && a.isRowMajor && b.isRowMajor && a.numel == output.numel && b.numel == output.numel {
      loop(pointer, size, x, size, y, size, output.numel, f)
      return
    }
    StridedLoop(output.sizes, output, a, b).forEachRun { offsets, strides, count in
      loop(pointer + offsets[0], strides[0], x + offsets[1], strides[1], y + offsets[2], strides[2], count, f)
    }
  }
}

extension Tensor {
  /// Refuses a factor of another kind than the result's, and shapes that don't meet before that.
  final func refuseAlpha(_ alpha: Scalar, with other: Tensor, at site: CallSite) {
    if alpha == 1 { return }
    _ = Broadcasting.sizes(self, other, at: site)
    let dtype = ResultType.of(self, other)
    switch alpha {
    case .bool where dtype != .bool: fail("Boolean alpha only supported for Boolean results.", at: site)
    case .double where !dtype.isFloatingPoint:
      fail("For integral input tensors, argument alpha must not be a floating point number.", at: site)
    default: break
    }
  }

  /// `other - alpha · self`: PyTorch's `rsub`. Not for bool.
  public final func rsub(_ other: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    reversed(other, alpha, at: CallSite(file, line))
  }

  /// A number minus `alpha · self`: PyTorch's `rsub`.
  public final func rsub(_ other: some TensorScalar, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    reversed(Tensor(number: other.scalar), alpha, at: CallSite(file, line))
  }

  private final func reversed(_ other: Tensor, _ alpha: Scalar, at site: CallSite) -> Tensor {
    refuseBoolSubtraction(other, at: site)
    _ = Broadcasting.sizes(other, self, at: site)
    refuseAlpha(alpha, with: other, at: site)
    let output = noGrad {
      alpha == 1 ? BinaryOperator.sub(other, self, at: site) : ScaledSum.sum(other, self, alpha, isNegated: true, at: site)
    }
    let (name, inputs) = other.isWrappedNumber ? ("RsubBackward1", [self]) : ("RsubBackward0", [self, other])
    return output.recorded(name, inputs: inputs) { s, g in
      let toSelf = s.needs(0) ? g.neg().mul(Tensor(number: alpha)) : nil
      return s.node.edgeCount == 1 ? [toSelf] : [toSelf, g]
    }
  }
}
