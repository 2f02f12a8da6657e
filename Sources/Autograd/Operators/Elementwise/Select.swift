import CKernels

extension Tensor {
  /// Elements of `a` where the condition holds, of `b` elsewhere, all three broadcast: PyTorch's `torch.where`. The dtype is promoted.
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
    let areNumbers = a.isWrappedNumber && b.isWrappedNumber
    let dtype = areNumbers ? a.dtype.promoted(with: b.dtype).defaultOfCategory : ResultType.of(a, b)
    for number in [a, b] where number.isWrappedNumber { number.refuseOverflow(in: dtype, at: site) }
    let output = OutputLayout.tensor(sizes, like: [condition, a, b], dtype: dtype)
    let mask = condition.converted(to: .bool)
    run(gb_ternary(GB_WHERE, dtype.kernel)!, output, mask, a.converted(to: dtype), b.converted(to: dtype))
    if let node { output.setHistory(node) }
    return output
  }

  /// Elements of `a` where the condition holds, a number elsewhere: PyTorch's `torch.where`.
  public static func `where`(
    _ condition: Tensor, _ a: Tensor, _ b: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { self.where(condition, a, Tensor(number: b.scalar), file: file, line: line) }

  /// A number where the condition holds, elements of `b` elsewhere: PyTorch's `torch.where`.
  public static func `where`(
    _ condition: Tensor, _ a: some TensorScalar, _ b: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { self.where(condition, Tensor(number: a.scalar), b, file: file, line: line) }

  /// One number where the condition holds, the other elsewhere: PyTorch's `torch.where`. int64, float32 or bool, as the two are together.
  public static func `where`(
    _ condition: Tensor, _ a: some TensorScalar, _ b: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { self.where(condition, Tensor(number: a.scalar), Tensor(number: b.scalar), file: file, line: line) }
}

extension Tensor {
  /// Runs a loop over an output and three inputs that broadcast to its shape.
  static func run(_ loop: gb_ternary_loop, _ output: Tensor, _ a: Tensor, _ b: Tensor, _ c: Tensor) {
    if output.isMeta { return }
    let (pointer, x, y, z) = (output.bytes, a.bytes, b.bytes, c.bytes)
    StridedLoop(output.sizes, output, a, b, c).forEachRun { offsets, strides, count in
      loop(
        pointer + offsets[0], strides[0], x + offsets[1], strides[1], y + offsets[2], strides[2], z + offsets[3], strides[3], count)
    }
  }
}
