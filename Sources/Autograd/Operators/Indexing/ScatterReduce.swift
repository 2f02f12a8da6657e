import CKernels

/// How values that meet at one place become one: PyTorch's `reduce` of `scatter_reduce`.
public enum ScatterReduction: String, Sendable {
  /// Their sum.
  case sum
  /// Their product.
  case prod
  /// Their mean; of integers, rounded down.
  case mean
  /// The largest; NaN wins.
  case amax
  /// The smallest; NaN wins.
  case amin

  /// By PyTorch's name, which is the case's. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    guard let reduction = Self(rawValue: name) else {
      fail("reduce argument must be either sum, prod, mean, amax or amin, got \(name)", at: CallSite(file, line))
    }
    self = reduction
  }
}

extension Tensor {
  /// A copy in which the elements of `src` and, with `includeSelf`, what stands there become one where `index` says along a dimension:
  /// PyTorch's `scatter_reduce`. Equal extremes share the gradient.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: int64 or int32, no longer than `src`, nor but in `dim` than this tensor; no index is negative.
  ///   - src: Of this tensor's dtype.
  ///   - reduction: How values that meet become one.
  ///   - includeSelf: Whether what stands at a place takes part, in place of being replaced.
  public final func scatterReduce(
    _ dim: Int, _ index: Tensor, _ src: Tensor, _ reduction: ScatterReduction, includeSelf: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, src, at: site)
    let output = cloned(strides: sizes.contiguousStrides)
    output.reduce(d, index, src, reduction, includeSelf, at: site)
    return output.recorded("ScatterReduceBackward0", inputs: [self, src], saving: [self, index, src], savesOutput: true) { s, g in
      MetValues(target: s[0], d: d, index: s[1], source: s[2], reduction: reduction, includeSelf: includeSelf, result: s[3])
        .gradients(g)
    }
  }

  /// The in-place form of `scatterReduce`: PyTorch's `scatter_reduce_`.
  @discardableResult
  public final func scatterReduce_(
    _ dim: Int, _ index: Tensor, _ src: Tensor, _ reduction: ScatterReduction, includeSelf: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkScattered(dim, index, src, at: site)
    MemoryOverlap.refuseAny(self, [index, src], at: site)
    let old = Tensor.isRecorded([self, src]) ? noGrad { clone() } : nil
    return writtenInPlace("ScatterReduceBackward0", with: [src], saving: [old, index, src], at: site) { s, g in
      MetValues(target: s[0], d: d, index: s[1], source: s[2], reduction: reduction, includeSelf: includeSelf, result: nil)
        .gradients(g)
    } write: {
      reduce(d, index, src, reduction, includeSelf, at: site)
    }
  }

  /// A copy in which the slices of `source` and, with `includeSelf`, what stands there become one at some places of a dimension: PyTorch's
  /// `index_reduce`, which has no sum.
  ///
  /// - Parameters:
  ///   - dim: The dimension along which `index` counts.
  ///   - index: A vector of int64 or int32, none of them negative.
  ///   - source: As many slices as there are indices, of this tensor's dtype.
  ///   - reduction: How values that meet become one; not `.sum`.
  ///   - includeSelf: Whether what stands at a place takes part, in place of being replaced.
  public final func indexReduce(
    _ dim: Int, _ index: Tensor, _ source: Tensor, _ reduction: ScatterReduction, includeSelf: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkReducedSlices(dim, index, source, reduction, at: site)
    let output = cloned(strides: sizes.contiguousStrides)
    output.reduce(d, index.spread(along: d, over: source), source, reduction, includeSelf, at: site)
    return output.recorded("IndexReduceBackward0", inputs: [self, source], saving: [self, index, source], savesOutput: true) { s, g in
      MetValues(
        target: s[0], d: d, index: s[1].spread(along: d, over: s[2]), source: s[2], reduction: reduction, includeSelf: includeSelf,
        result: s[3]
      ).gradients(g)
    }
  }

  /// The in-place form of `indexReduce`: PyTorch's `index_reduce_`.
  @discardableResult
  public final func indexReduce_(
    _ dim: Int, _ index: Tensor, _ source: Tensor, _ reduction: ScatterReduction, includeSelf: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = checkReducedSlices(dim, index, source, reduction, at: site)
    MemoryOverlap.refuseAny(self, [index, source], at: site)
    let old = Tensor.isRecorded([self, source]) ? noGrad { clone() } : nil
    return writtenInPlace("IndexReduceBackward0", with: [source], saving: [old, index, source], at: site) { s, g in
      MetValues(
        target: s[0], d: d, index: s[1].spread(along: d, over: s[2]), source: s[2], reduction: reduction, includeSelf: includeSelf,
        result: nil
      ).gradients(g)
    } write: {
      reduce(d, index.spread(along: d, over: source), source, reduction, includeSelf, at: site)
    }
  }

  private final func checkReducedSlices(
    _ dim: Int, _ index: Tensor, _ source: Tensor, _ reduction: ScatterReduction, at site: CallSite
  ) -> Int {
    if reduction == .sum {
      fail("index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got sum.", at: site)
    }
    let d = checkSlices("index_reduce_()", dim, index, source, at: site)
    if dtype == .bool { fail("\"index_func_\" not implemented for 'Bool'", at: site) }
    if index.vector.firstIndex(outside: 0..<withDimensions.sizes[d]) != nil { fail("index out of range in self", at: site) }
    return d
  }

  /// This vector of indices as one index for each element of a source.
  private final func spread(along d: Int, over source: Tensor) -> Tensor {
    if source.dim == 0 { return alias(sizes: [], strides: [], offset: offset) }
    var strides = Dimensions(repeating: 0, count: source.dim)
    strides[d] = dim == 0 ? 0 : steps[0]
    return alias(sizes: source.sizes, strides: strides, offset: offset)
  }

  /// Outside of the graph: combines values with what stands where the indices say.
  private final func reduce(
    _ d: Int, _ index: Tensor, _ source: Tensor, _ reduction: ScatterReduction, _ includeSelf: Bool, at site: CallSite
  ) {
    if index.numel == 0 { return }
    if reduction == .mean && dtype == .bool {
      fail("\"scatter_gather_tensor_cpu_reduce_mean\" not implemented for 'Bool'", at: site)
    }
    if !includeSelf { place(GB_SCATTER_SET, d, index, Tensor(number: reduction.neutral(for: dtype)), at: site) }
    place(reduction.kernel, d, index, source, at: site)
    if reduction == .mean {
      let count = noGrad { MetValues.counts(self, d, index, includeSelf, at: site) }
      noGrad { write(div(count, roundingMode: dtype.isFloatingPoint ? nil : .floor)) }
    }
  }
}

extension ScatterReduction {
  fileprivate var kernel: gb_scatter_op {
    switch self {
    case .sum, .mean: GB_SCATTER_ADD
    case .prod: GB_SCATTER_MUL
    case .amax: GB_SCATTER_MAX
    case .amin: GB_SCATTER_MIN
    }
  }

  /// What combines with a value to the value itself.
  fileprivate func neutral(for dtype: DType) -> Scalar {
    switch self {
    case .sum, .mean: 0
    case .prod: 1
    case .amax: dtype.isFloatingPoint ? .double(-.infinity) : .int(dtype.range.lowerBound)
    case .amin: dtype.isFloatingPoint ? .double(.infinity) : .int(dtype.range.upperBound)
    }
  }
}

extension DType {
  /// The smallest and the largest number of an integer dtype.
  fileprivate var range: ClosedRange<Int> {
    switch self {
    case .bool: 0...1
    case .uint8: 0...255
    default: (Int.min >> (64 - 8 * byteCount))...(Int.max >> (64 - 8 * byteCount))
    }
  }
}

/// A scatter with a reduction, looked back upon from its gradient.
private struct MetValues {
  let target: Tensor
  let d: Int
  let index: Tensor
  let source: Tensor
  let reduction: ScatterReduction
  let includeSelf: Bool
  /// What came out; nil where the forward did not keep it.
  let result: Tensor?

  /// How many values became one at each place, at least 1.
  static func counts(_ target: Tensor, _ d: Int, _ index: Tensor, _ includeSelf: Bool, at site: CallSite) -> Tensor {
    let start = includeSelf ? Tensor.onesLike(target) : Tensor.zerosLike(target)
    start.place(GB_SCATTER_ADD, d, index, Tensor(number: 1), at: site)
    return start.maskedFill(start.eq(0), 1)
  }

  /// The gradients of the target and of the source.
  func gradients(_ g: Tensor) -> [Tensor?] {
    let (own, arriving) =
      switch reduction {
      case .sum: (g, g.gather(d, index))
      case .mean: mean(g)
      case .prod: product(g)
      case .amax, .amin: extreme(g)
      }
    return [includeSelf ? own : own.scatter(d, index, 0), arriving]
  }

  private func reduced(_ target: Tensor, _ source: Tensor) -> Tensor {
    target.scatterReduce(d, index, source, reduction, includeSelf: includeSelf)
  }

  private func mean(_ g: Tensor) -> (Tensor, Tensor) {
    let count = noGrad { MetValues.counts(target, d, index, includeSelf, at: CallSite(#filePath, #line)) }
    let share = g.div(count)
    return (share, share.gather(d, index))
  }

  /// The product of all others: the whole divided by a value, unless that is 0, in whose place then a 1 is multiplied.
  private func product(_ g: Tensor) -> (Tensor, Tensor) {
    let ones = target.maskedFill(target.eq(0), 1)
    let own = g.mul(reduced(ones, source)).div(ones)
    let isZero = source.eq(0)
    let zeros = Tensor.zerosLike(target).scatterAdd(d, index, isZero.to(target.dtype)).gather(d, index)
    let isOnlyZero = isZero.logicalAnd(zeros.eq(1))
    let whole = result ?? reduced(target, source)
    let besideZero = g.mul(reduced(target, source.maskedFill(isOnlyZero, 1))).gather(d, index)
    let besideOthers = g.mul(whole).gather(d, index).div(source.maskedFill(isZero, 1))
    return (own, Tensor.where(isOnlyZero, besideZero, besideOthers))
  }

  /// All that equal the extreme share the gradient.
  private func extreme(_ g: Tensor) -> (Tensor, Tensor) {
    let whole = result ?? reduced(target, source)
    let isOwn = target.eq(whole).to(g.dtype)
    let isArriving = source.eq(whole.gather(d, index)).to(g.dtype)
    let share = g.div(isOwn.scatterAdd(d, index, isArriving))
    return (isOwn.mul(share), isArriving.mul(share.gather(d, index)))
  }
}
