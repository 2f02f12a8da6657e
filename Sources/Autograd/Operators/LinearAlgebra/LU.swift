extension linalg {
  /// The LU factorisation with row exchanges, outside of the graph, as LAPACK leaves it: L below the diagonal, U on and above it.
  ///
  /// - Returns: `pivots`, int32: the row, counted from 1, with which each row was exchanged; `info`, int32: 0, or the first diagonal element
  ///   of U, counted from 1, that is 0.
  static func factored(_ a: Tensor, at site: CallSite) -> (lu: Tensor, pivots: Tensor, info: Tensor) {
    let lu = a.columnMajorCopy()
    let pivots = Tensor.empty(Dimensions(a.batchSizes.array + [Swift.min(a.size(-1), a.size(-2))]), .int32, a.device)
    let info = Tensor.empty(a.batchSizes, .int32, a.device)
    switch a.dtype {
    case .float32: factor(Float.self, lu, pivots, info)
    case .float64: factor(Double.self, lu, pivots, info)
    default: a.refuseKernel("lu_cpu", at: site)
    }
    return (lu, pivots, info)
  }

  private static func factor<Element: LAPACKElement>(_: Element.Type, _ lu: Tensor, _ pivots: Tensor, _ info: Tensor) {
    if lu.isMeta { return }
    let (m, n) = (lu.size(-2), lu.size(-1))
    let count = Swift.min(m, n)
    let (exchanges, results) = (pivots.bytes.assumingMemoryBound(to: Int32.self), info.bytes.assumingMemoryBound(to: Int32.self))
    let start = lu.matrix(0, as: Element.self)
    LAPACKBatch(lu).forEach(work: m * n * count / 3) { i in
      results[i] = count == 0 ? 0 : Element.getrf(Int32(m), Int32(n), start + i * m * n, Int32(m), exchanges + i * count)
    }
  }

  /// Solves `A X = B`, or `Aᵀ X = B`, with A's factors; `b`, column-major, becomes X.
  static func solve(factors lu: Tensor, _ pivots: Tensor, isTransposed: Bool = false, into b: Tensor, columns: Int) {
    if lu.dtype == .float32 {
      solve(Float.self, lu, pivots, isTransposed, b, columns)
    } else {
      solve(Double.self, lu, pivots, isTransposed, b, columns)
    }
  }

  private static func solve<Element: LAPACKElement>(
    _: Element.Type, _ lu: Tensor, _ pivots: Tensor, _ isTransposed: Bool, _ b: Tensor, _ columns: Int
  ) {
    let n = lu.size(-1)
    if n == 0 || columns == 0 || b.isMeta { return }
    let exchanges = pivots.bytes.assumingMemoryBound(to: Int32.self)
    let (factors, target) = (lu.matrix(0, as: Element.self), b.matrix(0, as: Element.self))
    let transposition = CChar(UInt8(ascii: isTransposed ? "T" : "N"))
    LAPACKBatch(lu).forEach(work: n * n * columns) { i in
      _ = Element.getrs(
        transposition, Int32(n), Int32(columns), factors + i * n * n, Int32(n), exchanges + i * n, target + i * n * columns, Int32(n))
    }
  }

  /// Whether an odd number of rows was exchanged, -1, or an even number, 1; and the diagonal of U: outside of the graph.
  static func signs(_ lu: Tensor, _ pivots: Tensor) -> (signs: Tensor, diagonal: Tensor) {
    let count = pivots.size(-1)
    let signs = Tensor.empty(lu.batchSizes, lu.dtype, lu.device)
    if lu.isMeta { return (signs, noGrad { lu.diagonal(offset: 0, dim1: -2, dim2: -1) }) }
    let exchanges = pivots.bytes.assumingMemoryBound(to: Int32.self)
    let parities = (0..<signs.numel).map { i in
      (0..<count).reduce(1.0) { exchanges[i * count + $1] == Int32($1 + 1) ? $0 : -$0 }
    }
    for i in 0..<signs.numel {
      if lu.dtype == .float32 {
        signs.bytes.assumingMemoryBound(to: Float.self)[i] = Float(parities[i])
      } else {
        signs.bytes.assumingMemoryBound(to: Double.self)[i] = parities[i]
      }
    }
    return (signs, noGrad { lu.diagonal(offset: 0, dim1: -2, dim2: -1) })
  }
}
