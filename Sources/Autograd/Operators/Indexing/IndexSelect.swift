import CKernels

/// Whole slices along one dimension, named by a vector of indices: read, added and reduced to, and overwritten.
extension Tensor {
  /// The slices at some places of a dimension: PyTorch's `index_select`.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: A vector of int64 or int32, none of them negative.
  ///   - out: Takes the result's sizes and values.
  public final func indexSelect(
    _ dim: Int, _ index: Tensor, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if let out {
      let mismatch = "index_select(): self and result must have the same scalar type"
      return out.takeResult(of: "index_select()", [self, index], mismatch: mismatch, at: site) {
        indexSelect(dim, index, file: file, line: line)
      }
    }
    let d = wrapped(dim, at: site)
    if index.dim > 1 { fail("index_select(): Index is supposed to be a vector", at: site) }
    if index.dtype != .int64 && index.dtype != .int32 {
      fail("index_select(): Expected dtype int32 or int64 for index", at: site)
    }
    if self.dim == 0 && index.numel != 1 {
      fail("index_select(): Index to scalar can have only 1 value, got \(index.numel) value(s)", at: site)
    }
    let (vector, row) = (index.vector, withDimensions)
    if row.sizes[d] == 0 && vector.numel > 0 { fail("index_select(): self indexing axis dim should be positive", at: site) }
    if vector.firstIndex(outside: 0..<row.sizes[d]) != nil { fail("index out of range in self", at: site) }
    let slices =
      row.slicesOfRowMajor(d, vector) ?? AdvancedIndex(row, [Pick(dim: d, index: vector)], at: site).gathered(isRowMajor: true)
    let output = self.dim == 0 ? slices.shaped([]) : slices
    let original = sizes
    return output.recorded("IndexSelectBackward0", inputs: [self], saving: [index]) { s, g in
      [g.newZeros(original.array).indexAdd(d, s[0], g)]
    }
  }

  /// The slices of a tensor without gaps at places that are known to be there: the everyday case, without tables of places.
  private final func slicesOfRowMajor(_ d: Int, _ index: Tensor) -> Tensor? {
    if !isRowMajor || !index.isRowMajor || isMeta || index.isMeta { return nil }
    var (shape, outer, inner) = (sizes, 1, dtype.byteCount)
    shape[d] = index.numel
    for i in 0..<d { outer *= sizes[i] }
    for i in d + 1..<sizes.count { inner *= sizes[i] }
    let output = Tensor(uninitialized: shape, dtype)
    let (count, whole, size) = (index.numel, sizes[d] * inner, dtype.byteCount)
    let (target, source) = (output.bytes, bytes)
    let places = index.bytes.assumingMemoryBound(to: Int64.self)
    Parallel.run(count: outer * count, grain: Swift.max(Parallel.grain * 8 / Swift.max(inner, 8), 1)) { range in
      var i = range.lowerBound
      while i < range.upperBound {
        let (o, j) = i.quotientAndRemainder(dividingBy: count)
        let n = Swift.min(count - j, range.upperBound - i)
        let (to, from) = (target + i * inner, source + o * whole)
        if inner == size {
          gb_take_elements(to, from, places + j, n, size)
        } else {
          gb_gather_rows(to, inner, from, places + j, inner, inner, n)
        }
        i += n
      }
    }
    return output
  }

  /// A copy with the slices of `source`, times `alpha`, added at some places of a dimension: PyTorch's `index_add`. Indices may repeat.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: A vector of int64 or int32, none of them negative.
  ///   - source: As many slices as there are indices, of this tensor's dtype.
  ///   - alpha: A factor for `source`.
  public final func indexAdd(
    _ dim: Int, _ index: Tensor, _ source: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkSlices("index_add_()", dim, index, source, at: site)
    let output = cloned(strides: sizes.contiguousStrides)
    output.addSlices(d, index, source, alpha, at: site)
    return output.recorded(
      "IndexAddBackward0", inputs: [self, source], saving: [index],
      derivative: Tensor.indexAddDerivative(d, alpha, source.sizes))
  }

  /// The in-place form of `indexAdd`: PyTorch's `index_add_`.
  @discardableResult
  public final func indexAdd_(
    _ dim: Int, _ index: Tensor, _ source: Tensor, alpha: Scalar = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkSlices("index_add_()", dim, index, source, at: site)
    MemoryOverlap.refuseAny(self, [index, source], at: site)
    return writtenInPlace(
      "IndexAddBackward0", with: [source], saving: [index], at: site,
      derivative: Tensor.indexAddDerivative(d, alpha, source.sizes)
    ) { addSlices(d, index, source, alpha, at: site) }
  }

  private static func indexAddDerivative(
    _ d: Int, _ alpha: Scalar, _ source: Dimensions
  ) -> @Sendable (borrowing SavedList, Tensor) -> [Tensor?] {
    { s, g in
      if !s.needs(1) { return [g, nil] }
      let slices = g.indexSelect(d, s[0]).reshape(source.array)
      return [g, alpha == 1 ? slices : slices.mul(Tensor(number: alpha))]
    }
  }

  private final func addSlices(_ d: Int, _ index: Tensor, _ source: Tensor, _ alpha: Scalar, at site: CallSite) {
    let (vector, row) = (index.vector, withDimensions)
    vector.refuseIndices(outside: 0..<row.sizes[d], dimension: d, size: row.sizes[d], at: site)
    let scaled = alpha == 1 ? source : noGrad { source.mul(Tensor(number: alpha).converted(to: dtype)) }
    row.combining(scaled) { target, values in
      AdvancedIndex(target, [Pick(dim: d, index: vector)], at: site).scatter(GB_SCATTER_ADD, values.withDimensions)
    }
  }

  /// What adding and reducing slices ask of the index and the source; the dimension counted from the front.
  final func checkSlices(_ name: String, _ dim: Int, _ index: Tensor, _ source: Tensor, at site: CallSite) -> Int {
    let d = wrapped(dim, at: site)
    if index.dim > 1 {
      fail(
        "\(name): Index is supposed to be a vector, but got dim: \(index.dim) with type: \(index.dtype.scalarTypeName) and size: "
          + "\(index.sizes)", at: site)
    }
    if index.dtype != .int64 && index.dtype != .int32 {
      fail("\(name): Expected dtype int32/int64 for index but got: \(index.dtype.scalarTypeName)", at: site)
    }
    if source.dtype != dtype {
      fail(
        "\(name): self (\(dtype.scalarTypeName)) and source (\(source.dtype.scalarTypeName)) must have the same scalar type", at: site)
    }
    if d != 0 && d >= source.dim {
      fail("\(name): Indexing dim \(d) is out of bounds of the source tensor with size \(source.sizes)", at: site)
    }
    let length = source.dim == 0 ? 1 : source.sizes[d]
    if index.numel != length {
      fail("\(name): Number of indices (\(index.numel)) should be equal to source.size(dim): (\(length)), for dim: \(d)", at: site)
    }
    let isAlike = source.dim == self.dim && sizes.indices.allSatisfy { $0 == d || sizes[$0] == source.sizes[$0] }
    if !isAlike {
      fail(
        "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = \(sizes) source.shape = "
          + "\(source.sizes)", at: site)
    }
    return d
  }
}

extension Tensor {
  /// Outside of the graph: these indices as an int64 vector.
  final var vector: Tensor { withDimensions.converted(to: .int64) }

  /// Outside of the graph: this tensor, or a single number as a vector of one.
  final var withDimensions: Tensor { dim == 0 ? alias(sizes: [1], strides: [1], offset: offset) : self }
}

extension MemoryOverlap {
  /// Refuses to write to a tensor in which elements are one place in memory, or whose memory one of the inputs shows.
  static func refuseAny(_ output: Tensor, _ inputs: [Tensor], at site: CallSite) {
    refuseInternal(output, at: site)
    for input in inputs { refuseSharing(output, input, at: site) }
  }
}
