import CKernels

/// What `scatter` does with the value that stands at a place: PyTorch's `reduce` of `scatter`.
public enum ScatterUpdate: Sendable {
  /// Adds to it.
  case add
  /// Multiplies it.
  case multiply

  /// By PyTorch's name: `"add"` or `"multiply"`. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    switch name {
    case "add": self = .add
    case "multiply": self = .multiply
    default: fail("reduce argument must be either add or multiply.", at: CallSite(file, line))
    }
  }

  fileprivate var kernel: gb_scatter_op { self == .add ? GB_SCATTER_ADD : GB_SCATTER_MUL }
}

extension Tensor {
  /// A copy with the elements of `src` where `index` says along a dimension: PyTorch's `scatter`.
  ///
  ///     out[index[i, j], j] = src[i, j]      // dim 0
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: int64 or int32, no longer than `src`, nor but in `dim` than this tensor; no index is negative.
  ///   - src: Of this tensor's dtype. It has a gradient if its sizes are those of `index`.
  ///   - reduce: Combines with what stands there instead of replacing it; such a scatter has no derivative.
  public final func scatter(
    _ dim: Int, _ index: Tensor, _ src: Tensor, reduce: ScatterUpdate? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, src, at: site)
    return scattered(scatterNode(0, reduce), index, src, Tensor.scatterDerivative(d, reduce, isNumber: false)) {
      $0.place(reduce?.kernel ?? GB_SCATTER_SET, d, index, src, at: site)
    }
  }

  /// A copy with one number where `index` says along a dimension: PyTorch's `scatter` with a value.
  public final func scatter(
    _ dim: Int, _ index: Tensor, _ value: some TensorScalar, reduce: ScatterUpdate? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, nil, at: site)
    let number = Tensor(number: value.scalar)
    return scattered(scatterNode(1, reduce), index, nil, Tensor.scatterDerivative(d, reduce, isNumber: true)) {
      $0.place(reduce?.kernel ?? GB_SCATTER_SET, d, index, number, at: site)
    }
  }

  /// The in-place form of `scatter`: PyTorch's `scatter_`.
  @discardableResult
  public final func scatter_(
    _ dim: Int, _ index: Tensor, _ src: Tensor, reduce: ScatterUpdate? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, src, at: site)
    MemoryOverlap.refuseAny(self, [index, src], at: site)
    return writtenInPlace(
      scatterNode(0, reduce), with: [src], saving: [index], at: site, derivative: Tensor.scatterDerivative(d, reduce, isNumber: false)
    ) { place(reduce?.kernel ?? GB_SCATTER_SET, d, index, src, at: site) }
  }

  /// The in-place form of `scatter` with a number: PyTorch's `scatter_`.
  @discardableResult
  public final func scatter_(
    _ dim: Int, _ index: Tensor, _ value: some TensorScalar, reduce: ScatterUpdate? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, nil, at: site)
    let number = Tensor(number: value.scalar)
    MemoryOverlap.refuseAny(self, [index], at: site)
    return writtenInPlace(
      scatterNode(1, reduce), saving: [index], at: site, derivative: Tensor.scatterDerivative(d, reduce, isNumber: true)
    ) {
      place(reduce?.kernel ?? GB_SCATTER_SET, d, index, number, at: site)
    }
  }

  /// A copy with the elements of `src` added where `index` says along a dimension: PyTorch's `scatter_add`. Indices may repeat.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: int64 or int32, no longer than `src`, nor but in `dim` than this tensor; no index is negative.
  ///   - src: Of this tensor's dtype. It has a gradient if its sizes are those of `index`.
  public final func scatterAdd(
    _ dim: Int, _ index: Tensor, _ src: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, src, at: site)
    return scattered("ScatterAddBackward0", index, src, Tensor.scatterAddDerivative(d)) {
      $0.place(GB_SCATTER_ADD, d, index, src, at: site)
    }
  }

  /// The in-place form of `scatterAdd`: PyTorch's `scatter_add_`.
  @discardableResult
  public final func scatterAdd_(
    _ dim: Int, _ index: Tensor, _ src: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, src, at: site)
    MemoryOverlap.refuseAny(self, [index, src], at: site)
    return writtenInPlace(
      "ScatterAddBackward0", with: [src], saving: [index], at: site, derivative: Tensor.scatterAddDerivative(d)
    ) { place(GB_SCATTER_ADD, d, index, src, at: site) }
  }

  private final func scatterNode(_ variant: Int, _ reduce: ScatterUpdate?) -> String {
    reduce == nil ? "ScatterBackward\(variant)" : "torch::autograd::NotImplemented"
  }

  private final func scattered(
    _ name: String, _ index: Tensor, _ src: Tensor?, _ derivative: @escaping @Sendable (borrowing SavedList, Tensor) -> [Tensor?],
    _ write: (Tensor) -> Void
  ) -> Tensor {
    let output = cloned(strides: sizes.contiguousStrides)
    write(output)
    return output.recorded(name, inputs: src.map { [self, $0] } ?? [self], saving: [index], derivative: derivative)
  }

  private static func scatterDerivative(
    _ d: Int, _ reduce: ScatterUpdate?, isNumber: Bool
  ) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      if reduce != nil { fail("derivative for aten::scatter is not implemented") }
      let kept = s.needs(0) ? g.scatter(d, s[0], 0) : nil
      return isNumber ? [kept] : [kept, s.needs(1) ? g.gather(d, s[0]) : nil]
    }
  }

  private static func scatterAddDerivative(_ d: Int) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in [g, s.needs(1) ? g.gather(d, s[0]) : nil] }
  }

  /// Writes values to this tensor where valid indices say, or combines them with what stands there.
  final func place(_ operation: gb_scatter_op, _ d: Int, _ index: Tensor, _ values: Tensor, at site: CallSite) {
    if index.numel == 0 { return }
    let (row, places) = (withDimensions, index.withDimensions.converted(to: .int64))
    places.refuseIndices(outside: 0..<row.sizes[d], dimension: d, size: row.sizes[d], at: site)
    let source = values.converted(to: dtype)
    let strides = source.dim == 0 ? Dimensions(repeating: 0, count: places.dim) : source.steps
    let part = source.alias(sizes: places.sizes, strides: strides, offset: source.offset)
    func write(_ target: Tensor, _ values: Tensor) {
      let step = target.steps[d] * target.dtype.byteCount
      target.following(places, along: d).scatter(operation, values, at: places, step: step)
    }
    if operation == GB_SCATTER_SET { write(row, part) } else { row.combining(part, write) }
  }

  /// What every scatter asks of the index and the source; the dimension counted from the front.
  final func checkScattered(_ dim: Int, _ index: Tensor, _ src: Tensor?, at site: CallSite) -> Int {
    let d = wrapped(dim, at: site)
    index.refuseUnlessIndices("scatter()", at: site)
    if let src, src.dtype != dtype { fail("scatter(): Expected self.dtype to be equal to src.dtype", at: site) }
    if index.numel == 0 { return d }
    if Swift.max(index.dim, 1) != Swift.max(self.dim, 1) {
      fail("Index tensor must have the same number of dimensions as self tensor", at: site)
    }
    let isTooLong = index.sizes.indices.contains { $0 != d && index.sizes[$0] > sizes[$0] }
    if let src {
      let exceeds =
        !isTooLong
        && index.sizes.indices.contains { index.sizes[$0] > (src.dim == 0 ? 1 : src.sizes[Tensor.wrap($0, count: src.dim, at: site)]) }
      if Swift.max(index.dim, 1) != Swift.max(src.dim, 1) {
        fail("Index tensor must have the same number of dimensions as src tensor", at: site)
      }
      if isTooLong || exceeds {
        fail(
          "Expected index \(index.sizes) to be no larger than self \(sizes) apart from dimension \(d) and to be no larger size than src "
            + "\(src.sizes)", at: site)
      }
    } else if isTooLong {
      fail("Expected index \(index.sizes) to be no larger than self \(sizes) apart from dimension \(d)", at: site)
    }
    return d
  }
}
