/// How the rows of a bag become one: PyTorch's `mode`.
public enum EmbeddingBagMode: Sendable {
  /// The sum of the rows.
  case sum
  /// Their mean.
  case mean
  /// The largest element in each place.
  case max

  /// By PyTorch's name: `"sum"`, `"mean"` or `"max"`. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    switch name {
    case "sum": self = .sum
    case "mean": self = .mean
    case "max": self = .max
    default: fail("mode has to be one of sum, mean or max", at: CallSite(file, line))
    }
  }
}

extension Tensor {
  /// The sums, means or maxima of bags of a table's rows: PyTorch's `nn.functional.embedding_bag`. An empty bag gives zeros.
  ///
  /// - Parameters:
  ///   - weight: The table, of shape (rows, length).
  ///   - offsets: Where each bag begins, for indices of shape (count). With shape (bags, size), each row is a bag.
  ///   - maxNorm: Rows that are looked up and longer are first scaled to this length, in place.
  ///   - normType: The p of that norm.
  ///   - scaleGradByFreq: Divides a row's gradient by how often it was looked up; not with maxima.
  ///   - mode: Whether rows are summed, averaged, or the largest element is taken in each place.
  ///   - perSampleWeights: A factor for each index, with sums.
  ///   - includeLastOffset: Whether the last offset is the end of the last bag.
  ///   - paddingIdx: A row that counts for nothing.
  public final func embeddingBag(
    _ weight: Tensor, _ offsets: Tensor? = nil, maxNorm: Double? = nil, normType: Double = 2, scaleGradByFreq: Bool = false,
    mode: EmbeddingBagMode = .mean, perSampleWeights: Tensor? = nil, includeLastOffset: Bool = false, paddingIdx: Int? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkBags(weight, offsets, perSampleWeights, at: site)
    if scaleGradByFreq && mode == .max { fail("max mode does not support scaling the gradient by the frequency", at: site) }
    if perSampleWeights != nil && mode != .sum {
      fail(
        "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='\(mode)'). Please "
          + "open a feature request on GitHub.", at: site)
    }
    let indices = asIndices(for: "embedding_bag", at: site).view([-1])
    let rows = weight.sizes[0]
    let padding = paddingIdx.map { $0 < 0 ? $0 + rows : $0 }
    indices.refuseRows(outside: rows, at: site)
    if let maxNorm { indices.shorten(weight, to: maxNorm, normType) }
    let bags = Bags(indices, isMatrix: dim == 2 ? sizes : nil, offsets, includeLastOffset, padding, at: site)
    if mode == .max { return weight.maximaOfBags(bags, indices) }
    return weight.sumsOfBags(
      bags, indices,
      factors: mode == .mean ? bags.shares(weight.dtype.byteCount == 2 ? .float32 : weight.dtype) : perSampleWeights?.view([-1]), padding,
      scaleGradByFreq)
  }

  private final func refuseRows(outside rows: Int, at site: CallSite) {
    if isMeta { return }
    let places = indexPointer
    for i in 0..<numel where places[i] < 0 || places[i] >= rows {
      fail("Index \(i) of input takes value \(places[i]) which is not in the valid range [0, \(rows))", at: site)
    }
  }

  private final func checkBags(_ weight: Tensor, _ offsets: Tensor?, _ perSampleWeights: Tensor?, at site: CallSite) {
    if let perSampleWeights, perSampleWeights.sizes != sizes {
      fail(
        "embedding_bag: If per_sample_weights (torch.Size(\(perSampleWeights.sizes))) is not None, then it must have the same shape as the "
          + "input (torch.Size(\(sizes)))", at: site)
    }
    if weight.dim != 2 { fail("weight has to be a 2D Tensor, but got Tensor of dimension \(weight.dim)", at: site) }
    switch (dim, offsets) {
    case (2, _?):
      fail(
        "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found "
          + "offsets of type <class 'torch.Tensor'>", at: site)
    case (2, nil): break
    case (1, nil): fail("offsets has to be a 1D Tensor but got None", at: site)
    case (1, let offsets?): if offsets.dim != 1 { fail("offsets has to be a 1D Tensor", at: site) }
    default: fail("input has to be 1D or 2D Tensor, but got Tensor of dimension \(dim)", at: site)
    }
  }

  /// On a table: the sums of bags of its rows, each times its factor.
  private final func sumsOfBags(
    _ bags: Bags, _ indices: Tensor, factors: Tensor?, _ padding: Int?, _ scaleGradByFreq: Bool
  ) -> Tensor {
    let (count, rows) = (bags.count, sizes[0])
    let output = noGrad { () -> Tensor in
      // Numbers of 16 bits are summed in float32.
      let wide = dtype.byteCount == 2 ? DType.float32 : dtype
      var taken = indices.lookedUp(to(wide), nil, false)
      if let factors { taken = taken.mul(factors.to(wide).unsqueeze(1)) }
      if let padding { taken = taken.maskedFill(indices.eq(padding).unsqueeze(1), 0) }
      return taken.summedByRow(bags.numbers, rows: count).to(dtype)
    }
    return output.recorded(
      "EmbeddingBagBackward0", inputs: [self, factors], saving: [factors == nil ? nil : self, indices, bags.numbers, factors]
    ) { s, g in
      let arriving = s[2].lookedUp(g, nil, false)
      let scaled = s.optional(3).map { arriving.mul($0.unsqueeze(1)) } ?? arriving
      var toFactors: Tensor?
      if s.needs(1) {
        toFactors = arriving.mul(s[1].lookedUp(s[0], nil, false)).sum([1])
        if let padding { toFactors = toFactors!.maskedFill(s[1].eq(padding), 0) }
      }
      return [s.needs(0) ? scaled.summedByRow(s[1], rows: rows, padding, scaleGradByFreq) : nil, toFactors]
    }
  }

  /// On a table: the maxima of bags of its rows.
  private final func maximaOfBags(_ bags: Bags, _ indices: Tensor) -> Tensor {
    let (rows, length) = (sizes[0], sizes[1])
    // Which row each maximum comes from; one past the table for an empty bag.
    let winners = indices.newFull([bags.count, length], rows, dtype: .int64)
    if !isMeta { writeMaxima(bags, indices, to: winners) }
    let output = noGrad { chosen(winners) }
    return output.recorded("EmbeddingBagBackward0", inputs: [self], saving: [winners]) { s, g in [g.returned(s[0], rows: rows)] }
  }

  /// Which row each maximum comes from: `winners` holds the number of rows everywhere.
  private final func writeMaxima(_ bags: Bags, _ indices: Tensor, to winners: Tensor) {
    let (rows, length, table) = (sizes[0], sizes[1], prepared(.float64))
    let (values, winner, places, numbers) = (table.doubles, winners.indexPointer, indices.indexPointer, bags.numbers.indexPointer)
    for i in 0..<indices.numel where places[i] != bags.padding {
      for d in 0..<length {
        let at = numbers[i] * length + d
        if winner[at] == rows || values[places[i] * length + d] > values[winner[at] * length + d] { winner[at] = places[i] }
      }
    }
  }

  /// Of each column the elements in the rows that `winners` says, 0 for a row past the end.
  private final func chosen(_ winners: Tensor) -> Tensor {
    let padded = Tensor.cat([self, newZeros([1, sizes[1]])], dim: 0)
    return winners.flatPlaces().lookedUp(padded.reshape([-1, 1]), nil, false).view(winners.shape)
  }

  /// The opposite of `chosen`: each element added to its row.
  private final func returned(_ winners: Tensor, rows: Int) -> Tensor {
    let length = sizes[1]
    return reshape([-1, 1]).summedByRow(winners.flatPlaces(), rows: (rows + 1) * length).view([rows + 1, length]).narrow(0, 0, rows)
  }

  /// Row numbers of a table as places in its memory.
  private final func flatPlaces() -> Tensor {
    noGrad { mul(sizes[1]).add(Tensor.arange(sizes[1], device: device)).view([-1]) }
  }
}

/// Which bag each index belongs to.
private struct Bags {
  let count: Int
  /// The bag of each index, int64.
  let numbers: Tensor
  let padding: Int?
  private let isCounted: [Bool]

  init(_ indices: Tensor, isMatrix matrix: Dimensions?, _ offsets: Tensor?, _ includeLastOffset: Bool, _ padding: Int?, at site: CallSite) {
    let total = indices.numel
    self.padding = padding
    numbers = indices.newZeros([total])
    if numbers.isMeta {
      count = matrix?[0] ?? offsets!.numel - (includeLastOffset ? 1 : 0)
      isCounted = []
      return
    }
    var starts: [Int]
    if let matrix {
      starts = (0..<matrix[0]).map { $0 * matrix[1] }
    } else {
      starts = offsets!.converted(to: .int64).array(of: Int.self)
      if let first = starts.first, first != 0 {
        fail(
          "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got \(first)\n"
            + "[ torch.LongTensor{} ]", at: site)
      }
      if let last = starts.last, last > total {
        fail("offsets[-1] can not be greater than input's length \(total) but got offsets[-1] of \(last)", at: site)
      }
      if includeLastOffset { starts = Array(starts.dropLast()) }
    }
    let number = numbers.indexPointer
    for (bag, start) in starts.enumerated() {
      let end = bag + 1 < starts.count ? starts[bag + 1] : total
      for i in start..<Swift.max(start, end) { number[i] = bag }
    }
    count = starts.count
    let places = indices.indexPointer
    isCounted = (0..<total).map { places[$0] != padding }
  }

  /// For each index 1 over how many its bag has.
  func shares(_ dtype: DType) -> Tensor {
    if numbers.isMeta { return numbers.newEmpty(numbers.shape, dtype: dtype) }
    var sizes = Array(repeating: 0.0, count: count)
    let number = numbers.indexPointer
    for i in isCounted.indices where isCounted[i] { sizes[number[i]] += 1 }
    return Tensor(isCounted.indices.map { 1 / Swift.max(sizes[number[$0]], 1) }, dtype: dtype)
  }
}
