import CKernels

extension Tensor {
  /// The rows of a table at these indices: PyTorch's `nn.functional.embedding`. The shape is this tensor's and the row's length.
  ///
  /// - Parameters:
  ///   - weight: The table, of shape (rows, length).
  ///   - paddingIdx: A row that gets no gradient; negative counts from the end.
  ///   - maxNorm: Rows that are looked up and longer are first scaled to this length, in place.
  ///   - normType: The p of that norm.
  ///   - scaleGradByFreq: Divides a row's gradient by how often it was looked up.
  /// - Precondition: int64 or int32, from 0 to `rows - 1`.
  public final func embedding(
    _ weight: Tensor, paddingIdx: Int? = nil, maxNorm: Double? = nil, normType: Double = 2, scaleGradByFreq: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let rows = weight.dim > 0 ? weight.sizes[0] : 0
    if let paddingIdx, paddingIdx >= Swift.max(rows, 1) || paddingIdx < -rows {
      fail("Padding_idx must be within num_embeddings", at: site)
    }
    let padding = paddingIdx.map { $0 < 0 ? $0 + rows : $0 }
    if weight.dim != 2 { fail("'weight' must be 2-D", at: site) }
    let indices = asIndices(for: "embedding", at: site)
    if indices.firstIndex(outside: 0..<rows) != nil { fail("index out of range in self", at: site) }
    if let maxNorm { indices.shorten(weight, to: maxNorm, normType) }
    return indices.lookedUp(weight, padding, scaleGradByFreq)
  }

  /// Row-major int64, or PyTorch's error where these are no indices.
  final func asIndices(for operation: String, at site: CallSite) -> Tensor {
    if dtype != .int64 && dtype != .int32 {
      fail(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got \(legacyTypeName) instead "
          + "(while checking arguments for \(operation))", at: site)
    }
    return prepared(.int64)
  }

  final var indexPointer: UnsafeMutablePointer<Int> { bytes.assumingMemoryBound(to: Int.self) }

  /// The rows of `weight` at these indices, which are known to be good.
  final func lookedUp(_ weight: Tensor, _ padding: Int?, _ scaleGradByFreq: Bool) -> Tensor {
    let length = weight.sizes[1]
    let output = Tensor.empty(Dimensions(shape + [length]), weight.dtype, weight.device)
    if !output.isMeta {
      let table = weight.prepared(weight.dtype)
      let (to, from, size, places) = (output.bytes, table.bytes, length * weight.dtype.byteCount, indexPointer)
      Parallel.run(count: numel, grain: Swift.max(1, Parallel.grain / Swift.max(length, 1))) { range in
        for i in range { (to + i * size).copyMemory(from: from + places[i] * size, byteCount: size) }
      }
    }
    let rows = weight.sizes[0]
    return output.recorded("EmbeddingBackward0", inputs: [weight], saving: [self]) { s, g in
      [g.summedByRow(s[0], rows: rows, padding, scaleGradByFreq)]
    }
  }

  /// A table whose row r is the sum of this tensor's rows with index r; the padding's is 0.
  final func summedByRow(_ indices: Tensor, rows: Int, _ padding: Int? = nil, _ isMean: Bool = false) -> Tensor {
    let length = sizes[dim - 1]
    let table = newZeros([rows, length])
    if !isMeta {
      let source = prepared(dtype)
      let (to, from, element, places) = (table.bytes, source.bytes, dtype.byteCount, indices.indexPointer)
      let (size, count, add) = (length * element, indices.numel, gb_binary(GB_ADD, dtype.kernel)!)
      for i in 0..<count where places[i] != padding {
        let row = to + places[i] * size
        add(row, element, row, element, from + i * size, element, length)
      }
    }
    if isMean {
      let shares = indices.sharesOfRows(rows, dtype)
      BinaryOperator.mul.writeUnchecked(to: table, shares)
    }
    return table.recorded("EmbeddingDenseBackwardBackward0", inputs: [self], saving: [indices]) { s, g in
      var rowsOf = g
      if isMean { rowsOf = rowsOf.mul(s[0].sharesOfRows(rows, g.dtype)) }
      let result = s[0].lookedUp(rowsOf, nil, false)
      return [padding.map { result.maskedFill(s[0].eq($0).unsqueeze(-1), 0) } ?? result]
    }
  }

  /// 1 over how often each row is among these indices, as a column.
  private final func sharesOfRows(_ rows: Int, _ dtype: DType) -> Tensor {
    let shares = newZeros([rows, 1], dtype: .float64)
    if isMeta { return shares.converted(to: dtype) }
    let (counts, places) = (shares.doubles, indexPointer)
    for i in 0..<numel { counts[places[i]] += 1 }
    for row in 0..<rows { counts[row] = 1 / Swift.max(counts[row], 1) }
    return shares.converted(to: dtype)
  }

  /// Scales the rows of `weight` at these indices that are longer than `maxNorm`.
  final func shorten(_ weight: Tensor, to maxNorm: Double, _ p: Double) {
    noGrad {
      if weight.isMeta { return weight.bumpVersion() }
      let table = weight.detach()
      let places = indexPointer
      for row in Set((0..<numel).map { places[$0] }) {
        let view = table.select(0, row)
        let norm = view.norm(p: .double(p)).item()
        if norm > maxNorm { BinaryOperator.mul.writeUnchecked(to: view, Tensor(number: .double(maxNorm / (norm + 1e-7)))) }
      }
      weight.bumpVersion()
    }
  }
}
