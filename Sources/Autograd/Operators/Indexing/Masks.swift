import CKernels

extension Tensor {
  /// A copy with `value` wherever the mask holds: PyTorch's `masked_fill`.
  ///
  /// - Parameters:
  ///   - mask: bool, broadcast with this tensor.
  ///   - value: What is written, converted to this dtype.
  public final func maskedFill(
    _ mask: Tensor, _ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { maskedFill(mask, Tensor(number: value.scalar), isNumber: true, at: CallSite(file, line)) }

  /// A copy with the one element of `value`, a tensor without dimensions, wherever the mask holds: PyTorch's `masked_fill`. The gradient
  /// goes to it.
  public final func maskedFill(
    _ mask: Tensor, _ value: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { maskedFill(mask, value, isNumber: false, at: CallSite(file, line)) }

  private final func maskedFill(_ mask: Tensor, _ value: Tensor, isNumber: Bool, at site: CallSite) -> Tensor {
    refuseUnlessSingle(value, in: "masked_fill_", at: site)
    mask.refuseUnlessBool(at: site)
    let sizes = Broadcasting.sizes(mask, self, at: site)
    value.refuseOverflow(in: dtype, at: site)
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.run(gb_ternary(GB_WHERE, dtype.kernel)!, output, mask, value.converted(to: dtype), self)
    return output.recorded(
      "MaskedFillBackward\(isNumber ? 0 : 1)", inputs: isNumber ? [self] : [self, value], saving: [mask],
      derivative: Tensor.maskedFillDerivative(isNumber))
  }

  /// The in-place form of `maskedFill`: PyTorch's `masked_fill_`.
  @discardableResult
  public final func maskedFill_(
    _ mask: Tensor, _ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { maskedFill_(mask, value: Tensor(number: value.scalar), isNumber: true, at: CallSite(file, line)) }

  /// The in-place form of `maskedFill`: PyTorch's `masked_fill_`.
  @discardableResult
  public final func maskedFill_(
    _ mask: Tensor, _ value: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { maskedFill_(mask, value: value, isNumber: false, at: CallSite(file, line)) }

  final func maskedFill_(_ mask: Tensor, value: Tensor, isNumber: Bool, at site: CallSite) -> Tensor {
    refuseUnlessSingle(value, in: "masked_fill_", at: site)
    mask.refuseUnlessBool(at: site)
    let common = Broadcasting.sizes(self, mask, at: site)
    value.refuseOverflow(in: dtype, at: site)
    refuseToGrow(common, at: site)
    // Every element that is one place with others gets the same number: that does no harm.
    return writtenInPlace(
      "MaskedFillBackward\(isNumber ? 0 : 1)", with: isNumber ? [] : [value], saving: [mask], mayOverlap: true, at: site,
      derivative: Tensor.maskedFillDerivative(isNumber)
    ) { fill(where: mask, with: value) }
  }

  private static func maskedFillDerivative(_ isNumber: Bool) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      let kept = s.needs(0) ? g.maskedFill(s[0], 0) : nil
      if isNumber { return [kept] }
      return [kept, s.needs(1) ? Tensor.where(s[0], g, Tensor.zeros([], dtype: g.dtype)).sum() : nil]
    }
  }

  /// Writes the one element of `value` wherever the mask, which broadcasts, holds.
  final func fill(where mask: Tensor, with value: Tensor) {
    let value = value.converted(to: dtype)
    if isMeta || !MemoryOverlap.isInternal(self) { return Tensor.run(gb_ternary(GB_WHERE, dtype.kernel)!, self, mask, value, self) }
    // The loop would write the old value for an element that does not hold after the new one for one that does.
    let (target, chosen, element, size) = (bytes, mask.bytes, value.bytes, dtype.byteCount)
    StridedLoop(sizes, self, mask).forEachRun { offsets, strides, count in
      for i in 0..<count where (chosen + offsets[1] + i * strides[1]).load(as: UInt8.self) != 0 {
        (target + offsets[0] + i * strides[0]).copyMemory(from: element, byteCount: size)
      }
    }
  }

  final func refuseUnlessBool(at site: CallSite) {
    if dtype != .bool { fail("masked_fill_ only supports boolean masks, but got mask with dtype \(dtype.cName)", at: site) }
  }

  final func refuseUnlessSingle(_ value: Tensor, in name: String, at site: CallSite) {
    if value.dim != 0 {
      fail("\(name) only supports a 0-dimensional value tensor, but got tensor with \(value.dim) dimension(s).", at: site)
    }
  }

  private final func refuseToGrow(_ common: Dimensions, at site: CallSite) {
    if common != sizes { fail("output with shape \(sizes) doesn't match the broadcast shape \(common)", at: site) }
  }
}

extension Tensor {
  /// The elements for which the mask holds, as a vector: PyTorch's `masked_select`.
  ///
  /// - Parameters:
  ///   - mask: bool, broadcast with this tensor.
  ///   - out: Takes the result's sizes and values.
  public final func maskedSelect(
    _ mask: Tensor, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if let out {
      let mismatch = "masked_select(): self and result must have the same scalar type"
      return out.takeResult(of: "masked_select()", [self, mask], mismatch: mismatch, at: site) {
        maskedSelect(mask, file: file, line: line)
      }
    }
    if mask.dtype != .bool { fail("masked_select: expected BoolTensor for mask", at: site) }
    let common = Broadcasting.sizes(mask, self, at: site)
    let output = noGrad {
      broadcasted(to: common).contiguous().selected(by: mask.broadcasted(to: common).contiguous())
    }
    return output.recorded("MaskedSelectBackward0", inputs: [self], saving: [mask]) { s, g in
      [g.newZeros(common.array).maskedScatter(s[0], g)]
    }
  }

  /// Of a row-major tensor the elements for which a row-major mask of its sizes holds; outside of the graph.
  final func selected(by mask: Tensor) -> Tensor {
    let chosen = mask.bytes.assumingMemoryBound(to: UInt8.self)
    let count = gb_count_true(chosen, numel)
    let output = Tensor(uninitialized: [count], dtype)
    gb_pack(output.bytes, count, bytes, chosen, dtype.byteCount)
    return output
  }

  /// Outside of the graph: this tensor read as one of sizes to which its own broadcast.
  final func broadcasted(to sizes: Dimensions) -> Tensor {
    alias(sizes: sizes, strides: broadcastStrides(to: sizes), offset: offset)
  }

  /// A copy with the elements of `source`, one after the other, wherever the mask holds: PyTorch's `masked_scatter`.
  ///
  /// - Parameters:
  ///   - mask: bool, broadcast with this tensor.
  ///   - source: Of this tensor's dtype, with at least as many elements as the mask selects.
  public final func maskedScatter(
    _ mask: Tensor, _ source: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let common = Broadcasting.sizes(mask, self, at: site)
    let output = broadcasted(to: common).cloned(strides: common.contiguousStrides)
    output.unpack(source, where: mask, at: site)
    return output.recorded(
      "MaskedScatterBackward0", inputs: [self, source], saving: [mask], derivative: Tensor.maskedScatterDerivative(source.sizes))
  }

  /// The in-place form of `maskedScatter`: PyTorch's `masked_scatter_`.
  @discardableResult
  public final func maskedScatter_(
    _ mask: Tensor, _ source: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if mask.dim > dim {
      fail(
        "expand(CPU\(mask.dtype.scalarTypeName)Type{\(mask.sizes)}, size=\(sizes)): the number of sizes provided (\(dim)) must be greater "
          + "or equal to the number of dimensions in the tensor (\(mask.dim))", at: site)
    }
    let expanded = noGrad { mask.expand(shape, file: file, line: line) }
    return writtenInPlace(
      "MaskedScatterBackward0", with: [source], saving: [mask], at: site, derivative: Tensor.maskedScatterDerivative(source.sizes)
    ) { unpack(source, where: expanded, at: site) }
  }

  private static func maskedScatterDerivative(_ source: Dimensions) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      var arriving: Tensor?
      if s.needs(1) && g.isMeta {
        arriving = g.newZeros(source.array)
      } else if s.needs(1) {
        let taken = g.maskedSelect(s[0])
        let rest = source.product - taken.numel
        let all = rest > 0 ? Tensor.cat([taken, g.newZeros([rest])]) : taken
        arriving = all.view(source.array)
      }
      return [s.needs(0) ? g.maskedFill(s[0], 0) : nil, arriving]
    }
  }

  private final func unpack(_ source: Tensor, where mask: Tensor, at site: CallSite) {
    if source.dtype != dtype {
      fail(
        "masked_scatter: expected self and source to have same dtypes but got\(dtype.scalarTypeName) and \(source.dtype.scalarTypeName)",
        at: site)
    }
    if mask.dtype != .bool {
      fail("masked_scatter_ only supports boolean masks, but got mask with dtype \(mask.dtype.scalarTypeName)", at: site)
    }
    if isMeta { return }
    let chosen = mask.broadcasted(to: sizes).contiguous()
    let flags = chosen.bytes.assumingMemoryBound(to: UInt8.self)
    if gb_count_true(flags, numel) > source.numel { fail("Number of elements of source < number of ones in mask", at: site) }
    let values = source.storage === storage ? source.cloned(strides: source.sizes.contiguousStrides) : noGrad { source.contiguous() }
    if isRowMajor {
      gb_unpack(bytes, dtype.byteCount, flags, values.bytes, dtype.byteCount, numel)
    } else {
      let whole = cloned(strides: sizes.contiguousStrides)
      gb_unpack(whole.bytes, dtype.byteCount, flags, values.bytes, dtype.byteCount, numel)
      write(whole)
    }
  }
}
