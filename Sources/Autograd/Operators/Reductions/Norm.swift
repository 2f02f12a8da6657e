import CKernels

extension Tensor {
  /// The p-norm over some dimensions, all without any: PyTorch's `norm(p, dim, keepdim)`.
  ///
  ///     Tensor.ones(64, 3, 3, 3).norm(1, 3).shape                 // [64, 3, 3]
  ///     Tensor.ones(64, 3, 3, 3).norm(1, 3, keepdim: true).shape  // [64, 3, 3, 1]
  ///
  /// - Parameter p: 2 is the Euclidean norm, 1 the sum of magnitudes, infinity the largest magnitude, 0 the number of non-zeros.
  /// - Precondition: The dtype is floating.
  public final func norm(
    _ p: Scalar = 2, _ dims: Int..., keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { norm(p: p, dim: dims, keepdim: keepdim, file: file, line: line) }

  /// The p-norm over a list of dimensions.
  public final func norm(
    p: Scalar, dim dims: [Int] = [], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if !dtype.isFloatingPoint {
      fail(
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got \(dtype.scalarTypeName)", at: site)
    }
    let reduction = Reduction(self, dims, at: site)
    let p = p.double
    let output = normed(reduction, p).shaped(reduction.sizes(keepdim: keepdim))
    if isRecorded {
      let isReduced = reduction.isReduced
      let node = OperatorNode("LinalgVectorNormBackward0", self) { s, g in
        Gradients(
          Tensor.normGradient(
            s[0], s[2].restored(isReduced, keepdim: keepdim), g.restored(isReduced, keepdim: keepdim), p,
            isReduced.indices.filter { isReduced[$0] }))
      }
      node.saved0 = SavedTensor(self)
      output.setHistory(node)
      node.saved2 = SavedTensor(output: output)
    }
    return output
  }

  /// The p-norm over one dimension.
  public final func norm(
    p: Scalar = 2, dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { norm(p: p, dim: [dim], keepdim: keepdim, file: file, line: line) }

  private final func normed(_ reduction: Reduction, _ p: Double) -> Tensor {
    noGrad {
      switch p {
      case 0: return reduction.accumulate(GB_COUNT_NONZERO, accumulator: .int64, start: 0).converted(to: dtype)
      case 1: return reduction.accumulate(GB_SUM_ABS, accumulator: .float64, start: 0).converted(to: dtype)
      case 2: return reduction.accumulate(GB_SUM_SQUARES, accumulator: .float64, start: 0).sqrt().converted(to: dtype)
      case .infinity: return reduction.accumulate(GB_MAX_ABS, accumulator: dtype, start: 0)
      case -.infinity: return reduction.accumulate(GB_MIN_ABS, accumulator: dtype, start: .double(.infinity))
      default:
        let powers = Reduction(abs().pow(p), sizes.indices.filter { reduction.isReduced[$0] }, at: nil)
        return powers.accumulate(GB_SUM, accumulator: .float64, start: 0).pow(1 / p).converted(to: dtype)
      }
    }
  }

  /// 0 wherever the norm is 0.
  private static func normGradient(_ x: Tensor, _ norm: Tensor, _ g: Tensor, _ p: Double, _ dims: [Int]) -> Tensor {
    switch p {
    case 0: return zerosLike(x)
    case 1: return g.mul(x.sign())
    case 2: return g.mul(x.div(norm).maskedFill(norm.eq(0), 0))
    case .infinity, -.infinity:
      let isExtreme = x.abs().eq(norm).logicalOr(x.abs().isnan().logicalAnd(norm.isnan()))
      let count = dims.isEmpty ? isExtreme.to(g.dtype) : isExtreme.sum(dims, keepdim: true).to(g.dtype)
      return x.sign().mul(g.div(count).mul(isExtreme))
    default:
      var slope = x.sign().mul(x.abs().pow(p - 1))
      if p < 1 { slope = slope.maskedFill(x.eq(0), 0) }
      return slope.mul(g.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0))
    }
  }
}
