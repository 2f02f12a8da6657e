import CKernels

extension Tensor {
  /// The p-norm over some dimensions, all without any: PyTorch's `norm(p, dim, keepdim)`.
  ///
  ///     Tensor.ones(64, 3, 3, 3).norm(1, 3).shape                 // [64, 3, 3]
  ///     Tensor.ones(64, 3, 3, 3).norm(1, 3, keepdim: true).shape  // [64, 3, 3, 1]
  ///
  /// - Parameters:
  ///   - p: 2 is the Euclidean norm, 1 the sum of magnitudes, infinity the largest magnitude, 0 the number of non-zeros.
  ///   - dims: Along which dimensions.
  ///   - keepdim: Keeps the dimensions with size 1.
  /// - Precondition: The dtype is floating.
  public final func norm(
    _ p: Scalar = 2, _ dims: Int..., keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { norm(p: p, dim: dims, keepdim: keepdim, file: file, line: line) }

  /// The p-norm over a list of dimensions: PyTorch's `norm(p, dim, keepdim, dtype)`.
  ///
  /// - Parameters:
  ///   - p: 2 is the Euclidean norm, 1 the sum of magnitudes, infinity the largest magnitude, 0 the number of non-zeros.
  ///   - dims: Along which dimensions; an empty list stands for all.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: A floating dtype no narrower than this one, in which to compute.
  public final func norm(
    p: Scalar, dim dims: [Int] = [], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { vectorNorm(ord: p, dim: dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }

  /// The p-norm over one dimension: PyTorch's `norm(p, dim, keepdim, dtype)`.
  public final func norm(
    p: Scalar = 2, dim: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { norm(p: p, dim: [dim], keepdim: keepdim, dtype: dtype, file: file, line: line) }

  /// The norm of this tensor's elements, taken as vectors along some dimensions (as one vector, of an empty list): PyTorch's
  /// `linalg.vector_norm`.
  ///
  /// - Parameters:
  ///   - ord: 2 is the Euclidean norm, 1 the sum of magnitudes, ±infinity the largest or smallest magnitude, 0 the number of non-zeros.
  ///   - dims: Along which dimensions; an empty list stands for all.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: A floating dtype no narrower than this one, in which to compute.
  /// - Precondition: The dtype is floating. Of no elements there is no norm of an infinite or negative order.
  public final func vectorNorm(
    ord: Scalar = 2, dim dims: [Int] = [], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    refuseNormDType(dtype, at: site)
    let p = ord.double
    let source = dtype.map { to($0) } ?? self
    let reduction = Reduction(source, dims, at: site)
    refuseNormOfNothing(reduction, p, isWhole: dims.isEmpty, at: site)
    let output = source.normed(reduction, p).shaped(reduction.sizes(keepdim: keepdim))
    let isReduced = reduction.isReduced
    return output.recorded("LinalgVectorNormBackward0", inputs: [source], saving: [source], savesOutput: true) { s, g in
      [
        Tensor.normGradient(
          s[0], s[1].restored(isReduced, keepdim: keepdim), g.restored(isReduced, keepdim: keepdim), p,
          isReduced.indices.filter { isReduced[$0] })
      ]
    }
  }

  /// The p-norm of the difference to another tensor, with broadcasting: PyTorch's `dist`.
  ///
  /// - Precondition: The common dtype is floating.
  public final func dist(_ other: Tensor, p: Scalar = 2, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let common = ResultType.of(self, other)
    if !common.isFloatingPoint {
      fail("norm(): input dtype should be either floating point or complex. Got \(common.scalarTypeName) instead.", at: site)
    }
    let p = p.double
    let difference = noGrad { sub(other, file: file, line: line) }
    let isReduced = Array(repeating: true, count: difference.dim)
    let output = difference.normed(Reduction(difference, isReduced: isReduced), p)
    return output.recorded("DistBackward0", inputs: [self, other], saving: [self, other], savesOutput: true) { s, g in
      let difference = s[0].sub(s[1])
      let gradient = Tensor.normGradient(difference, s[2], g, p, Array(difference.sizes.indices))
      return [s.needs(0) ? gradient : nil, s.needs(1) ? gradient?.neg() : nil]
    }
  }

  private final func refuseNormDType(_ dtype: DType?, at site: CallSite) {
    if !self.dtype.isFloatingPoint {
      fail(
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got \(self.dtype.scalarTypeName)", at: site)
    }
    guard let dtype else { return }
    if !dtype.isFloatingPoint {
      fail("linalg.vector_norm: dtype should be floating point or complex, but got \(dtype.scalarTypeName)", at: site)
    }
    if self.dtype.promoted(with: dtype) != dtype {
      fail(
        "linalg.vector_norm: the dtype of the input (\(self.dtype.scalarTypeName)) should be convertible without narrowing to the "
          + "specified dtype (\(dtype.scalarTypeName))", at: site)
    }
  }

  private final func refuseNormOfNothing(_ reduction: Reduction, _ p: Double, isWhole: Bool, at site: CallSite) {
    if numel > 0 || (p >= 0 && p != .infinity) { return }
    if isWhole {
      fail(
        "linalg.vector_norm cannot compute the \(p.messageText) norm on an empty tensor because the operation does not have an identity",
        at: site)
    }
    for d in reduction.dims where sizes[d] == 0 {
      fail(
        "linalg.vector_norm cannot compute the \(p.messageText) norm on the dimension \(d)because this dimension is empty and the "
          + "operation does not have an identity", at: site)
    }
  }

  /// Outside of the graph.
  final func normed(_ reduction: Reduction, _ p: Double) -> Tensor {
    noGrad {
      switch p {
      case 0: return reduction.accumulate(GB_COUNT_NONZERO, accumulator: .int64, start: 0).converted(to: dtype)
      case 1: return reduction.accumulate(GB_SUM_ABS, accumulator: .float64, start: 0).converted(to: dtype)
      case 2: return reduction.accumulate(GB_SUM_SQUARES, accumulator: .float64, start: 0).sqrt().converted(to: dtype)
      case .infinity: return reduction.accumulate(GB_MAX_ABS, accumulator: dtype, start: 0)
      case -.infinity: return reduction.accumulate(GB_MIN_ABS, accumulator: dtype, start: .double(.infinity))
      default:
        let powers = abs().converted(to: dtype == .float64 ? .float64 : .float32).pow(p)
        let sums = Reduction(powers, isReduced: reduction.isReduced).accumulate(GB_SUM, accumulator: .float64, start: 0)
        return sums.pow(1 / p).converted(to: dtype)
      }
    }
  }

  /// 0 wherever the norm is 0; nil for p = 0, whose norm is flat. The result and its gradient keep the reduced dimensions.
  static func normGradient(_ x: Tensor, _ norm: Tensor, _ g: Tensor, _ p: Double, _ dims: [Int]) -> Tensor? {
    switch p {
    case 0: return nil
    case 1: return g.mul(x.sign())
    case 2: return g.mul(x.div(norm).maskedFill(norm.eq(0), 0))
    case .infinity, -.infinity:
      let magnitude = x.abs()
      let isExtreme = magnitude.eq(norm).logicalOr(magnitude.isnan().logicalAnd(norm.isnan()))
      let count = dims.isEmpty ? isExtreme.to(g.dtype) : isExtreme.sum(dims, keepdim: true).to(g.dtype)
      return x.sign().mul(g.div(count).mul(isExtreme))
    case ..<1:
      let slope = x.sign().mul(x.abs().pow(p - 1).maskedFill(x.eq(0), 0))
      return slope.mul(g.mul(norm.pow(1 - p)))
    case ..<2:
      let slope = x.sign().mul(x.abs().pow(p - 1))
      return slope.mul(g.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0))
    default:
      let slope = x.mul(x.abs().pow(p - 2))
      return slope.mul(g.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0))
    }
  }
}
