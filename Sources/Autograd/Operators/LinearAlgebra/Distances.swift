import Glibc

/// How `cdist` computes Euclidean distances: PyTorch's `compute_mode`.
public enum DistanceMode: Sendable {
  /// From a matrix product if one of the sets has more than 25 points.
  case useProductIfNecessary
  /// From a matrix product, `|x|² + |y|² − 2 x·y`, which is quicker and less exact.
  case useProduct
  /// From the differences.
  case useDifferences

  /// By PyTorch's name: `"use_mm_for_euclid_dist_if_necessary"`, `"use_mm_for_euclid_dist"` or `"donot_use_mm_for_euclid_dist"`. Another
  /// one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    switch name {
    case "use_mm_for_euclid_dist_if_necessary": self = .useProductIfNecessary
    case "use_mm_for_euclid_dist": self = .useProduct
    case "donot_use_mm_for_euclid_dist": self = .useDifferences
    default: fail("\(name) is not a valid value for compute_mode", at: CallSite(file, line))
    }
  }
}

extension Tensor {
  /// The distance of every point of one set to every point of another: PyTorch's `cdist`. Shapes (*, n, d) and (*, m, d) give (*, n, m);
  /// the batches broadcast.
  ///
  /// - Parameters:
  ///   - other: The other set of points.
  ///   - p: The norm of the differences: 2 is the Euclidean distance, 1 the sum of magnitudes, infinity the largest one, 0 the number of
  ///     coordinates that differ.
  ///   - mode: How Euclidean distances are computed.
  /// - Precondition: Both are float32 or both float64.
  public final func cdist(
    _ other: Tensor, p: Double = 2, computeMode mode: DistanceMode = .useProductIfNecessary, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    for (name, points) in [("X1", self), ("X2", other)] {
      if !points.dtype.isFloatingPoint {
        fail("cdist only supports floating-point dtypes, \(name) got: \(points.dtype.scalarTypeName)", at: site)
      }
      if points.dim < 2 { fail("cdist only supports at least 2D tensors, \(name) got: \(points.dim)D", at: site) }
    }
    if size(-1) != other.size(-1) {
      fail("X1 and X2 must have the same number of columns. X1: \(size(-1)) X2: \(other.size(-1))", at: site)
    }
    if p < 0 || p.isNaN { fail("cdist only supports non-negative p values", at: site) }
    refuseOtherDType(other, "expected scalar type \(dtype.scalarTypeName) but found \(other.dtype.scalarTypeName)", at: site)
    let batch = Broadcasting.sizes(batchSizes, other.batchSizes, at: site)
    let (x, y) = (expandedBatch(batch), other.expandedBatch(batch))
    let usesProduct =
      p == 2
      && (mode == .useProduct || (mode == .useProductIfNecessary && (size(-2) > 25 || other.size(-2) > 25)))
    let output = noGrad { usesProduct ? x.euclideanDistances(y) : x.distances(y, p, at: site) }
    return output.recorded(
      usesProduct ? "EuclideanDistBackward0" : "CdistBackward0", inputs: [x, y], saving: [x, y], savesOutput: true
    ) { s, g in
      if usesProduct {
        let shares = g.div(s[2]).maskedFill(s[2].eq(0), 0)
        return [s.needs(0) ? s[0].drawn(to: s[1], shares) : nil, s.needs(1) ? s[1].drawn(to: s[0], shares.mT) : nil]
      }
      let slopes = s[0].unsqueeze(-2).sub(s[1].unsqueeze(-3)).distanceGradient(g.unsqueeze(-1), s[2].unsqueeze(-1), p)
      return [s.needs(0) ? slopes.sum(-2) : nil, s.needs(1) ? Tensor(number: 0).sub(slopes.sum(-3)) : nil]
    }
  }

  /// The distances between all pairs of points of a set, (0, 1), (0, 2), …: PyTorch's `nn.functional.pdist`. Shape (n, d) gives
  /// (n · (n − 1) / 2).
  ///
  /// - Parameter p: The norm of the differences, as in `cdist`.
  /// - Precondition: The dtype is float32 or float64.
  public final func pdist(p: Double = 2, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 { fail("pdist only supports 2D tensors, got: \(dim)D", at: site) }
    if !dtype.isFloatingPoint { fail("pdist only supports floating-point dtypes", at: site) }
    if p < 0 || p.isNaN { fail("pdist only supports non-negative p values", at: site) }
    if dtype != .float32 && dtype != .float64 { refuseKernel("pdist", at: site) }
    let output = noGrad { distances(self, p, at: site).pairs() }
    return output.recorded("PdistBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      let n = s[0].size(0)
      let slopes = s[0].unsqueeze(-2).sub(s[0].unsqueeze(-3))
        .distanceGradient(g.fromPairs(n).unsqueeze(-1), s[1].fromPairs(n).unsqueeze(-1), p)
      // Pair (i, j) stands above the diagonal: it pulls i one way and j the other.
      return [slopes.sum(-2).sub(slopes.sum(-3))]
    }
  }

  /// The gradient of distances by each coordinate's difference, this tensor; 0 where the distance is 0, whatever arrives.
  private final func distanceGradient(_ arriving: Tensor, _ distance: Tensor, _ p: Double) -> Tensor {
    let isZero = distance.eq(0)
    switch p {
    case 0: return Tensor.zerosLike(self)
    case 1: return sign().mul(arriving)
    case 2: return div(distance.maskedFill(isZero, 1)).mul(arriving).maskedFill(isZero, 0)
    case .infinity: return sign().mul(abs().eq(distance)).mul(arriving)
    default:
      // Where the difference is 0 so is its sign: any finite number will do beside it.
      let magnitude = abs().maskedFill(eq(0), 1)
      return sign().mul(magnitude.pow(p - 1)).div(distance.maskedFill(isZero, 1).pow(p - 1)).mul(arriving).maskedFill(isZero, 0)
    }
  }

  /// From norms and a product, outside of the graph.
  private final func euclideanDistances(_ other: Tensor) -> Tensor {
    let (mine, others) = (mul(self).sum(-1).unsqueeze(-1), other.mul(other).sum(-1).unsqueeze(-2))
    return mine.add(others).sub(matmul(other.mT).mul(2)).clamp(min: 0).sqrt()
  }

  /// The gradient of Euclidean distances by these points, from products too: each point times what its distances get in all, less the
  /// others' shares. PyTorch's `_euclidean_dist_backward`.
  ///
  /// - Parameter shares: What each distance gets, over the distance; 0 where that is 0. A row a point of these.
  private final func drawn(to others: Tensor, _ shares: Tensor) -> Tensor {
    mul(shares.sum(-1, keepdim: true)).sub(shares.matmul(others))
  }

  private final func distances(_ other: Tensor, _ p: Double, at site: CallSite) -> Tensor {
    let output = Tensor.empty(Dimensions(batchSizes.array + [size(-2), other.size(-2)]), dtype, Device.common(self, other, at: site))
    switch dtype {
    case .float32: Tensor.writeDistances(Float.self, contiguous(), other.contiguous(), p, output)
    case .float64: Tensor.writeDistances(Double.self, contiguous(), other.contiguous(), p, output)
    default: refuseKernel("cdist", at: site)
    }
    return output
  }

  private static func writeDistances<Element: LAPACKElement>(
    _: Element.Type, _ x: Tensor, _ y: Tensor, _ p: Double, _ output: Tensor
  ) {
    if output.isMeta { return }
    let (n, m, d) = (x.size(-2), y.size(-2), x.size(-1))
    let (px, py) = (x.matrix(0, as: Element.self), y.matrix(0, as: Element.self))
    let target = output.matrix(0, as: Element.self)
    let rows = x.batchSizes.product * n
    Parallel.run(count: rows, grain: Swift.max(1, Parallel.grain / Swift.max(m * d, 1))) { range in
      for row in range {
        let point = px + row * d
        let others = py + row / n * m * d
        for j in 0..<m { target[row * m + j] = distance(point, others + j * d, d, p) }
      }
    }
  }

  private static func distance<Element: LAPACKElement>(
    _ x: UnsafeMutablePointer<Element>, _ y: UnsafeMutablePointer<Element>, _ count: Int, _ p: Double
  ) -> Element {
    var sum: Element = 0
    switch p {
    case 0: for i in 0..<count where x[i] != y[i] { sum += 1 }
    case 1: for i in 0..<count { sum += (x[i] - y[i]).magnitude }
    case 2:
      for i in 0..<count { sum += (x[i] - y[i]) * (x[i] - y[i]) }
      return sum.squareRoot()
    case .infinity:
      for i in 0..<count {
        let difference = (x[i] - y[i]).magnitude
        if difference > sum || difference.isNaN { sum = difference }
      }
    default:
      for i in 0..<count { sum += Element(Glibc.pow(Double((x[i] - y[i]).magnitude), p)) }
      return Element(Glibc.pow(Double(sum), 1 / p))
    }
    return sum
  }

  /// What stands above the diagonal of a square matrix, row by row.
  private final func pairs() -> Tensor {
    let n = size(0)
    let output = noGrad { () -> Tensor in
      let output = Tensor.empty([n * (n - 1) / 2], dtype, device)
      var start = 0
      for i in 0..<Swift.max(n - 1, 0) {
        output.narrow(0, start, n - 1 - i).write(select(0, i).narrow(0, i + 1, n - 1 - i))
        start += n - 1 - i
      }
      return output
    }
    return output.recorded("PairsBackward0", inputs: [self]) { _, g in [g.fromPairs(n)] }
  }

  /// The square matrix with these elements above its diagonal, row by row, and zeros elsewhere.
  private final func fromPairs(_ n: Int) -> Tensor {
    let output = noGrad { () -> Tensor in
      let output = Tensor.zeros([n, n], dtype: dtype, device: device)
      var start = 0
      for i in 0..<Swift.max(n - 1, 0) {
        output.select(0, i).narrow(0, i + 1, n - 1 - i).write(narrow(0, start, n - 1 - i))
        start += n - 1 - i
      }
      return output
    }
    return output.recorded("FromPairsBackward0", inputs: [self]) { _, g in [g.pairs()] }
  }
}
