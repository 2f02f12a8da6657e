import CKernels

/// Elements named by their position in row-major order, whatever the shape.
extension Tensor {
  /// The elements at some positions in row-major order, in the shape of `index`: PyTorch's `take`.
  ///
  /// - Parameters:
  ///   - index: int64; a negative one counts from the end.
  ///   - out: Takes the result's sizes and values.
  public final func take(_ index: Tensor, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if let out {
      let mismatch =
        "take(): self and out expected to have the same dtype, but got self.dtype = \(dtype.scalarTypeName) and out.dtype = "
        + out.dtype.scalarTypeName
      return out.takeResult(of: "take()", [self, index], mismatch: mismatch, at: site) { take(index, file: file, line: line) }
    }
    if index.dtype != .int64 { fail("take(): Expected a long tensor for index, but got \(index.dtype.scalarTypeName)", at: site) }
    if numel == 0 && index.numel > 0 { fail("take(): tried to take from an empty tensor", at: site) }
    refusePositions(index, at: site)
    let flat = withoutShape
    let output =
      index.numel == 0
      ? Tensor.empty(index.sizes, dtype, device)
      : AdvancedIndex(flat, [Pick(dim: 0, index: index)], at: site).gathered(isRowMajor: true)
    let original = sizes
    return output.recorded("TakeBackward0", inputs: [self], saving: [index]) { s, g in
      [g.newZeros(original.array).put(s[0], g, accumulate: true)]
    }
  }

  /// A copy with the elements of `source` at some positions in row-major order: PyTorch's `put`.
  ///
  /// - Parameters:
  ///   - index: int64; a negative one counts from the end.
  ///   - source: As many elements as there are positions, of this tensor's dtype.
  ///   - accumulate: Adds to what stands there; positions may repeat.
  public final func put(
    _ index: Tensor, _ source: Tensor, accumulate: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkPut(index, source, at: site)
    let output = noGrad { clone() }
    output.putElements(index, source, accumulate, at: site)
    return output.recorded(
      "PutBackward0", inputs: [self, source], saving: [index], derivative: Tensor.putDerivative(accumulate, source.sizes))
  }

  /// The in-place form of `put`: PyTorch's `put_`.
  @discardableResult
  public final func put_(
    _ index: Tensor, _ source: Tensor, accumulate: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkPut(index, source, at: site)
    MemoryOverlap.refuseAny(self, [index, source], at: site)
    return writtenInPlace(
      "PutBackward0", with: [source], saving: [index], at: site, derivative: Tensor.putDerivative(accumulate, source.sizes)
    ) { putElements(index, source, accumulate, at: site) }
  }

  private static func putDerivative(
    _ accumulate: Bool, _ source: Dimensions
  ) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      let kept = !s.needs(0) ? nil : accumulate ? g : g.put(s[0], g.newZeros(s[0].shape))
      return [kept, s.needs(1) ? g.take(s[0]).reshape(source.array) : nil]
    }
  }

  private final func checkPut(_ index: Tensor, _ source: Tensor, at site: CallSite) {
    if index.dtype != .int64 { fail("put_(): Expected a long tensor for index, but got \(index.dtype.scalarTypeName)", at: site) }
    if source.dtype != dtype {
      fail(
        "put_(): self and source expected to have the same dtype, but got self.dtype = \(dtype.scalarTypeName) and source.dtype = "
          + source.dtype.scalarTypeName, at: site)
    }
    if source.numel != index.numel {
      fail(
        "put_(): Expected source and index to have the same number of elements, but got source.numel() = \(source.numel), index.numel() = "
          + "\(index.numel)", at: site)
    }
    if numel == 0 && index.numel > 0 { fail("put_(): Tried to put elements into an empty tensor", at: site) }
    refusePositions(index, at: site)
  }

  private final func refusePositions(_ index: Tensor, at site: CallSite) {
    if let position = index.firstIndex(outside: -numel..<numel) {
      fail("out of range: tried to access index \(position) on a tensor of \(numel) elements.", at: site)
    }
  }

  private final func putElements(_ index: Tensor, _ source: Tensor, _ accumulate: Bool, at site: CallSite) {
    if index.numel == 0 { return }
    let flat = withoutShape
    let values = noGrad { source.reshape(index.shape) }
    flat.combining(values) { target, values in
      AdvancedIndex(target, [Pick(dim: 0, index: index)], at: site).scatter(accumulate ? GB_SCATTER_ADD : GB_SCATTER_SET, values)
    }
    if flat.storage !== storage { write(flat.shaped(sizes)) }
  }

  /// Outside of the graph: the elements as a vector, in this tensor's memory if they lie in row-major order, else in a copy.
  private final var withoutShape: Tensor {
    let source = isRowMajor ? self : cloned(strides: sizes.contiguousStrides)
    return source.shaped([numel])
  }
}
