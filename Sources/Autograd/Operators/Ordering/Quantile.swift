/// What a quantile is where it falls between two elements: PyTorch's `interpolation`.
public enum QuantileInterpolation: String, Sendable {
  /// Between them, in proportion.
  case linear
  /// The lower one.
  case lower
  /// The higher one.
  case higher
  /// Half-way between them.
  case midpoint
  /// The nearer one; of two equally near, that of the even rank.
  case nearest

  /// By PyTorch's name, which is the case's. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    guard let interpolation = Self(rawValue: name) else {
      fail(
        "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got \(name)",
        at: CallSite(file, line))
    }
    self = interpolation
  }
}

extension Tensor {
  /// The `q`th quantile of all elements, or along a dimension: PyTorch's `quantile`. NaN where there is a NaN.
  ///
  /// - Parameters:
  ///   - q: Between 0 and 1.
  ///   - dim: Along which dimension; all elements if left out.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - interpolation: What a quantile between two elements is.
  /// - Precondition: The dtype is float32 or float64, and there are elements.
  public final func quantile(
    _ q: Double, dim: Int? = nil, keepdim: Bool = false, interpolation: QuantileInterpolation = .linear,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { quantile(number: q, "quantile", dim, keepdim, interpolation, at: CallSite(file, line)) }

  /// Several quantiles at once, in a new first dimension: PyTorch's `quantile`.
  ///
  /// - Parameters:
  ///   - q: A number or a list of numbers between 0 and 1, in this tensor's dtype. The gradient goes to it as well.
  ///   - dim: Along which dimension; all elements if left out.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - interpolation: What a quantile between two elements is.
  public final func quantile(
    _ q: Tensor, dim: Int? = nil, keepdim: Bool = false, interpolation: QuantileInterpolation = .linear,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { quantile(tensor: q, "quantile", dim, keepdim, interpolation, at: CallSite(file, line)) }

  /// The `q`th quantile of the elements that are not NaN: PyTorch's `nanquantile`. NaN where all are.
  ///
  /// The parameters are those of `quantile`.
  public final func nanquantile(
    _ q: Double, dim: Int? = nil, keepdim: Bool = false, interpolation: QuantileInterpolation = .linear,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { quantile(number: q, "nanquantile", dim, keepdim, interpolation, at: CallSite(file, line)) }

  /// Several quantiles at once of the elements that are not NaN, in a new first dimension: PyTorch's `nanquantile`.
  public final func nanquantile(
    _ q: Tensor, dim: Int? = nil, keepdim: Bool = false, interpolation: QuantileInterpolation = .linear,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { quantile(tensor: q, "nanquantile", dim, keepdim, interpolation, at: CallSite(file, line)) }

  private final func quantile(
    number q: Double, _ name: String, _ dim: Int?, _ keepdim: Bool, _ interpolation: QuantileInterpolation, at site: CallSite
  ) -> Tensor {
    if !(q >= 0 && q <= 1) { fail("quantile() q must be in the range [0, 1] but got \(q.messageText)", at: site) }
    return quantile(tensor: newFull([], q), name, dim, keepdim, interpolation, at: site)
  }

  private final func quantile(
    tensor q: Tensor, _ name: String, _ dim: Int?, _ keepdim: Bool, _ interpolation: QuantileInterpolation, at site: CallSite
  ) -> Tensor {
    let d = dim.map { wrapped($0, at: site) }
    if numel == 0 { fail("quantile() input tensor must be non-empty", at: site) }
    if q.dim > 1 { fail("quantile() q must be a scalar or 1D tensor", at: site) }
    if dtype != .float32 && dtype != .float64 { fail("quantile() input tensor must be either float or double dtype", at: site) }
    if dtype != q.dtype { fail("quantile() q tensor must be same dtype as the input tensor", at: site) }
    if !q.isMeta && noGrad({ q.ge(0).logicalAnd(q.le(1)).all().logicalNot().item(as: Bool.self) }) {
      fail("quantile() q values must be in the range [0, 1]", at: site)
    }
    let ignoresNaN = name == "nanquantile"
    // Sorted rows at the end, one quantile each.
    let rows = d.map { self.dim == 0 ? unsqueeze(0) : movedim($0, -1) } ?? flatten().reshape([numel])
    let sorted = rows.sort(-1).values
    let values = sorted.interpolated(at: q.dim == 0 ? q.unsqueeze(0) : q, ignoresNaN: ignoresNaN, interpolation)
    // The quantiles come first; what was reduced stays as a 1.
    var result = values.movedim(-1, 0)
    if keepdim, self.dim > 0 {
      if let d {
        result = result.unsqueeze(d + 1)
      } else {
        result = result.reshape([q.numel] + Array(repeating: 1, count: self.dim))
      }
    }
    return q.dim == 0 ? result.squeeze(0) : result
  }

  /// The elements of sorted rows at the given ranks, from 0 for the first to 1 for the last, as rows of their own.
  private final func interpolated(at q: Tensor, ignoresNaN: Bool, _ interpolation: QuantileInterpolation) -> Tensor {
    let last = sizes.count - 1
    let n = sizes[last]
    let isMissing = noGrad { isnan() }
    let highest: Tensor
    if ignoresNaN {
      highest = noGrad { isMissing.logicalNot().sum(last, keepdim: true).sub(1).clamp(min: 0).to(dtype) }
    } else {
      highest = newFull(sizes.replacing(last, with: 1).array, Double(n - 1))
    }
    var ranks = q.mul(highest)
    if !ignoresNaN {
      // A row with a NaN has its last element, which is one, for every quantile.
      let isSpoilt = noGrad { isMissing.any(last, keepdim: true) }
      ranks = Tensor.where(isSpoilt, highest, ranks)
    }
    switch interpolation {
    case .lower: ranks = ranks.floor()
    case .higher: ranks = ranks.ceil()
    case .nearest: ranks = ranks.round()
    case .linear, .midpoint: break
    }
    let below = noGrad { ranks.floor().long() }
    let low = picked(at: below)
    if interpolation != .linear && interpolation != .midpoint { return low }
    let above = noGrad { ranks.ceil().long() }
    let weight = interpolation == .midpoint ? Tensor.fullLike(ranks.detach(), 0.5) : ranks.sub(below)
    return low.add(picked(at: above).sub(low).mul(weight))
  }

  /// The elements of the last dimension at indices, of which several may be alike.
  private final func picked(at indices: Tensor) -> Tensor {
    // One at a time: within one index of a row there are no two alike.
    let last = sizes.count - 1
    let columns = (0..<indices.sizes[last]).map { taken(at: indices.narrow(last, $0, 1), along: last) }
    if columns.isEmpty { return narrow(last, 0, 0) }
    return columns.count == 1 ? columns[0] : Tensor.cat(columns, dim: last)
  }
}
