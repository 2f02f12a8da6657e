import CKernels

extension Tensor {
  /// Overwrites this tensor with the truth of a comparison, which is flat: the gradients are 0.
  private final func overwriteComparing(_ operation: gb_comparison_op, _ name: String, with other: Tensor, at site: CallSite) -> Tensor {
    let inputs = name.hasSuffix("1") ? [self, other] : [self]
    var node: VariadicNode?
    if dtype.isFloatingPoint && Tensor.isRecorded(inputs) {
      checkInPlace(at: site)
      node = VariadicNode(name, inputs: inputs) { s, g in
        let zero = g[0].map { Tensor.zerosLike($0) }
        return (0..<s.node.edgeCount).map { s.needs($0) ? zero : nil }
      }
    }
    writeComparing(operation, other, at: site)
    if let node { rebaseHistory(node) }
    return self
  }

  @discardableResult
  private final func writeComparing(_ operation: gb_comparison_op, _ other: Tensor, at site: CallSite) -> Tensor {
    MemoryOverlap.refuseInternal(self, at: site)
    let common = Broadcasting.sizes(self, other, at: site)
    if common != sizes { fail("output with shape \(sizes) doesn't match the broadcast shape \(common)", at: site) }
    write(noGrad { compared(operation, other, at: site) })
    bumpVersion()
    return self
  }
}

extension Tensor {
  /// The in-place form of `eq`: PyTorch's `eq_`. It holds 1 or 0 of its own dtype.
  @discardableResult
  public final func eq_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_EQ, "EqBackward1", with: other, at: CallSite(file, line))
  }

  /// The in-place form of `eq` with a number: PyTorch's `eq_`.
  @discardableResult
  public final func eq_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_EQ, "EqBackward0", with: Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `ne`: PyTorch's `ne_`. It holds 1 or 0 of its own dtype.
  @discardableResult
  public final func ne_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_NE, "NeBackward1", with: other, at: CallSite(file, line))
  }

  /// The in-place form of `ne` with a number: PyTorch's `ne_`.
  @discardableResult
  public final func ne_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_NE, "NeBackward0", with: Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `lt`: PyTorch's `lt_`. It holds 1 or 0 of its own dtype.
  @discardableResult
  public final func lt_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_LT, "LtBackward1", with: other, at: CallSite(file, line))
  }

  /// The in-place form of `lt` with a number: PyTorch's `lt_`.
  @discardableResult
  public final func lt_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_LT, "LtBackward0", with: Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `le`: PyTorch's `le_`. It holds 1 or 0 of its own dtype.
  @discardableResult
  public final func le_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_LE, "LeBackward1", with: other, at: CallSite(file, line))
  }

  /// The in-place form of `le` with a number: PyTorch's `le_`.
  @discardableResult
  public final func le_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_LE, "LeBackward0", with: Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `gt`: PyTorch's `gt_`. It holds 1 or 0 of its own dtype.
  @discardableResult
  public final func gt_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_GT, "GtBackward1", with: other, at: CallSite(file, line))
  }

  /// The in-place form of `gt` with a number: PyTorch's `gt_`.
  @discardableResult
  public final func gt_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_GT, "GtBackward0", with: Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `ge`: PyTorch's `ge_`. It holds 1 or 0 of its own dtype.
  @discardableResult
  public final func ge_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_GE, "GeBackward1", with: other, at: CallSite(file, line))
  }

  /// The in-place form of `ge` with a number: PyTorch's `ge_`.
  @discardableResult
  public final func ge_(_ other: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwriteComparing(GB_GE, "GeBackward0", with: Tensor(number: other.scalar), at: CallSite(file, line))
  }

  /// The in-place form of `logicalAnd`: PyTorch's `logical_and_`. It holds 1 or 0 of its own dtype. The graph does not know of it, as in
  /// PyTorch.
  @discardableResult
  public final func logicalAnd_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    writeComparing(GB_LOGICAL_AND, other, at: CallSite(file, line))
  }

  /// The in-place form of `logicalOr`: PyTorch's `logical_or_`. It holds 1 or 0 of its own dtype. The graph does not know of it, as in
  /// PyTorch.
  @discardableResult
  public final func logicalOr_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    writeComparing(GB_LOGICAL_OR, other, at: CallSite(file, line))
  }

  /// The in-place form of `logicalXor`: PyTorch's `logical_xor_`. It holds 1 or 0 of its own dtype. The graph does not know of it, as in
  /// PyTorch.
  @discardableResult
  public final func logicalXor_(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    writeComparing(GB_LOGICAL_XOR, other, at: CallSite(file, line))
  }

  /// The in-place form of `logicalNot()`: PyTorch's `logical_not_`. It holds 1 or 0 of its own dtype. The graph does not know of it, as in
  /// PyTorch.
  @discardableResult
  public final func logicalNot_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    MemoryOverlap.refuseInternal(self, at: CallSite(file, line))
    write(logicalNot())
    bumpVersion()
    return self
  }
}
