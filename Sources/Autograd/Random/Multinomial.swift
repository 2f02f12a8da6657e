import CKernels

extension Tensor {
  /// Indices drawn with the probabilities that this vector, or each row of this matrix, holds: PyTorch's `multinomial`.
  ///
  /// - Parameters:
  ///   - count: How many to draw of a row.
  ///   - replacement: Whether an index may come more than once. Without it a row needs at least `count` elements.
  ///   - generator: Where the random numbers come from; `Generator.default` if left out.
  /// - Returns: int64, shape [`count`] or [rows, `count`].
  /// - Precondition: A floating dtype; no probability is negative, infinite or nan, and a row's sum is positive (it need not be 1).
  public final func multinomial(
    _ count: Int, replacement: Bool = false, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim != 1 && dim != 2 { fail("prob_dist must be 1 or 2 dim", at: site) }
    if !dtype.isFloatingPoint {
      fail("multinomial only supports floating-point dtypes for input, got: \(dtype.scalarTypeName)", at: site)
    }
    if count <= 0 { fail("cannot sample n_sample <= 0 samples", at: site) }
    let categories = sizes[dim - 1]
    if !replacement && count > categories {
      fail("cannot sample n_sample > prob_dist.size(-1) samples without replacement", at: site)
    }
    if categories > 1 << 24 { fail("number of categories cannot exceed 2^24", at: site) }
    let result = Tensor.empty(dim == 1 ? [count] : [sizes[0], count], .int64, device)
    if result.numel == 0 || isMeta { return result }
    let indices = UnsafeMutableBufferPointer(start: result.bytes.assumingMemoryBound(to: Int64.self), count: result.numel)
    let probabilities = detach()
    if !replacement || count == 1 {
      probabilities.drawDistinct(count, of: categories, into: indices, generator, at: site)
    } else if dtype == .float64 {
      probabilities.drawRepeated(Double.self, count, of: categories, into: indices, generator, at: site)
    } else {
      probabilities.drawRepeated(Float.self, count, of: categories, into: indices, generator, at: site)
    }
    return result
  }

  /// The indices of the largest p / q of a row, with q exponential.
  private final func drawDistinct(
    _ count: Int, of categories: Int, into indices: UnsafeMutableBufferPointer<Int64>, _ generator: Generator?, at site: CallSite
  ) {
    let values = array(of: Double.self)
    for value in values where !(value >= 0 && value.isFinite) {
      fail("probability tensor contains either `inf`, `nan` or element < 0", at: site)
    }
    let rows = numel / categories
    for row in 0..<rows where values[row * categories..<(row + 1) * categories].allSatisfy({ $0 == 0 }) {
      fail("invalid multinomial distribution (sum of probabilities <= 0)", at: site)
    }
    // Computed in this tensor's own dtype, whose rounding may decide the order.
    let quotients = div(Tensor.emptyLike(self).exponential_(generator: generator)).array(of: Double.self)
    for row in 0..<rows {
      let start = row * categories
      let order = (0..<categories).sorted { a, b in
        let (x, y) = (quotients[start + a], quotients[start + b])
        return x == y ? a < b : x > y
      }
      for i in 0..<count { indices[row * count + i] = Int64(order[i]) }
    }
  }

  /// The first index at which the running sum of a row's probabilities is not less than a uniform number. The sum is kept in `Element`.
  private final func drawRepeated<Element: TensorScalar & BinaryFloatingPoint>(
    _ type: Element.Type, _ count: Int, of categories: Int, into indices: UnsafeMutableBufferPointer<Int64>, _ generator: Generator?,
    at site: CallSite
  ) {
    let values = array(of: Element.self)
    (generator ?? .default).withStream { stream in
      for row in 0..<numel / categories {
        let sums = Self.cumulated(values[row * categories..<(row + 1) * categories], at: site)
        for i in 0..<count {
          let drawn = gb_mt19937_uniform(&stream)
          var (low, high) = (0, categories)
          while low < high {
            let middle = low + (high - low) / 2
            if Double(sums[middle]) < drawn { low = middle + 1 } else { high = middle }
          }
          indices[row * count + i] = Int64(low)
        }
      }
    }
  }

  /// The running sums of probabilities, scaled so that the last is 1.
  private static func cumulated<Element: BinaryFloatingPoint>(_ probabilities: ArraySlice<Element>, at site: CallSite) -> [Element] {
    var sum: Element = 0
    var sums: [Element] = []
    sums.reserveCapacity(probabilities.count)
    for p in probabilities {
      if !(p >= 0) { fail("invalid multinomial distribution (encountering probability entry < 0)", at: site) }
      if !p.isFinite { fail("invalid multinomial distribution (encountering probability entry = infinity or NaN)", at: site) }
      sum += p
      sums.append(sum)
    }
    if !(sum > 0) { fail("invalid multinomial distribution (sum of probabilities <= 0)", at: site) }
    for i in sums.indices { sums[i] /= sum }
    sums[sums.count - 1] = 1
    return sums
  }
}
