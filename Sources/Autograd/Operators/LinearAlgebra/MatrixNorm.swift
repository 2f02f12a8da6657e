extension linalg {
  /// The order of a norm: PyTorch's `ord`. A number is written as such.
  ///
  /// Of a matrix 1 and -1 are the largest and the smallest sum of magnitudes in a column, infinity and -infinity in a row, 2 and -2 the
  /// largest and the smallest singular value. Of a vector p is `(Σ |x|ᵖ)^(1/p)`.
  public enum NormOrder: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// The square root of the sum of squares: PyTorch's `"fro"`.
    case frobenius
    /// The sum of the singular values: PyTorch's `"nuc"`.
    case nuclear
    /// A number.
    case number(Scalar)

    /// By PyTorch's name: `"fro"` or `"nuc"`. Another one traps with PyTorch's text.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      switch name {
      case "fro": self = .frobenius
      case "nuc": self = .nuclear
      default: fail("linalg.matrix_norm: Order \(name) not supported.", at: CallSite(file, line))
      }
    }

    /// The 2 of `linalg.norm(x, 2)`.
    public init(integerLiteral value: Int) { self = .number(.int(value)) }
    /// The 0.5 of `linalg.norm(x, 0.5)`.
    public init(floatLiteral value: Double) { self = .number(.double(value)) }

    /// The largest sum of magnitudes in a row, or the largest magnitude of a vector.
    public static var infinity: NormOrder { .number(.infinity) }

    var text: String {
      switch self {
      case .frobenius: "fro"
      case .nuclear: "nuc"
      case .number(.int(let value)): "\(value)"
      case .number(let value): value.double == value.double.rounded() ? "\(Int(value.double))" : "\(value.double)"
      }
    }
  }

  /// The norm of vectors or matrices: PyTorch's `linalg.norm`.
  ///
  /// Without an order it is the Euclidean norm of all elements, or of those along `dim`. With one, of a vector or along one dimension it is
  /// a vector's norm, of a matrix or along two dimensions a matrix's.
  ///
  /// - Parameters:
  ///   - a: The vectors or matrices.
  ///   - ord: The order; nil for the Euclidean norm.
  ///   - dim: One dimension for vectors, two for matrices; all if left out.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: In which it is computed; no narrower than the input's.
  public static func norm(
    _ a: Tensor, _ ord: NormOrder? = nil, dim: [Int]? = nil, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    guard let ord else {
      return a.vectorNorm(ord: 2, dim: dim ?? [], keepdim: keepdim, dtype: dtype, file: file, line: line)
    }
    if dim == nil && a.dim != 1 && a.dim != 2 {
      fail("linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got \(a.dim)D.", at: site)
    }
    guard case .number(let p) = ord else {
      return matrixNorm(a, ord, dim: dim ?? [-2, -1], keepdim: keepdim, dtype: dtype, file: file, line: line)
    }
    if let dim, dim.count != 1 && dim.count != 2 {
      fail("linalg.norm: If dim is specified, it must be of length 1 or 2. Got \(dim)", at: site)
    }
    if (dim?.count ?? a.dim) == 2 {
      return matrixNorm(a, ord, dim: dim ?? [-2, -1], keepdim: keepdim, dtype: dtype, file: file, line: line)
    }
    return a.vectorNorm(ord: p, dim: dim ?? [], keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The norm of matrices: PyTorch's `linalg.matrix_norm`.
  ///
  /// - Parameters:
  ///   - a: The matrices.
  ///   - ord: The order: Frobenius, nuclear, ±1, ±2 or ±infinity.
  ///   - dim: The dimensions of rows and columns.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: In which it is computed; no narrower than the input's.
  public static func matrixNorm(
    _ a: Tensor, _ ord: NormOrder = .frobenius, dim: [Int] = [-2, -1], keepdim: Bool = false, dtype: DType? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    a.refuseUnlessMatrix("linalg.matrix_norm", at: site)
    a.refuseUnlessFloating("linalg.matrix_norm", at: site)
    if dim.count != 2 {
      fail("linalg.matrix_norm: dim must be a 2-tuple. Got \(dim.map(String.init).joined(separator: " "))", at: site)
    }
    let (rows, columns) = (a.wrapped(dim[0], at: site), a.wrapped(dim[1], at: site))
    if rows == columns { fail("linalg.matrix_norm: dims must be different. Got (\(dim[0]), \(dim[1]))", at: site) }
    let input = dtype.map { widened(a, to: $0, at: site) } ?? a
    func singularValues() -> Tensor {
      input.refuseUnlessFloating("linalg.matrix_norm", allowsHalves: false, at: site)
      let others = input.sizes.indices.filter { $0 != rows && $0 != columns }
      return svdvals(input.permute(others + [rows, columns]), file: file, line: line)
    }
    func restored(_ result: Tensor) -> Tensor {
      keepdim ? result.unsqueeze(Swift.min(rows, columns)).unsqueeze(Swift.max(rows, columns)) : result
    }
    switch ord {
    case .frobenius: return input.norm(p: 2, dim: [rows, columns], keepdim: keepdim, file: file, line: line)
    case .nuclear: return restored(singularValues().sum(-1))
    case .number(let p):
      switch p.double {
      case 2, -2: return restored(extreme(singularValues(), -1, isLargest: p.double > 0, keepdim: false, file, line))
      case 1, -1, .infinity, -.infinity:
        let (summed, compared) = p.double.magnitude == 1 ? (rows, columns) : (columns, rows)
        let sums = input.norm(p: 1, dim: [summed], keepdim: keepdim, file: file, line: line)
        let place = keepdim || compared < summed ? compared : compared - 1
        return extreme(sums, place, isLargest: p.double > 0, keepdim: keepdim, file, line)
      default: fail("linalg.matrix_norm: Order \(ord.text) not supported.", at: site)
      }
    }
  }

  /// The largest of no norms is 0.
  private static func extreme(
    _ norms: Tensor, _ dim: Int, isLargest: Bool, keepdim: Bool, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    if !isLargest { return norms.amin(dim, keepdim: keepdim, file: file, line: line) }
    return norms.size(dim) == 0 ? norms.sum(dim, keepdim: keepdim) : norms.amax(dim, keepdim: keepdim, file: file, line: line)
  }

  private static func widened(_ a: Tensor, to dtype: DType, at site: CallSite) -> Tensor {
    if a.dtype.promoted(with: dtype) != dtype {
      fail(
        "linalg.matrix_norm: the dtype of the input (\(a.dtype.scalarTypeName)) should be convertible without narrowing to the specified "
          + "dtype (\(dtype.scalarTypeName))", at: site)
    }
    return a.to(dtype)
  }

  /// The condition number, the norm of every matrix times that of its inverse: PyTorch's `linalg.cond`. Shape (*, n, n) gives (*). Of a
  /// singular matrix it is infinity.
  ///
  /// - Parameters:
  ///   - a: The matrices, (*, n, n), or (*, m, n) without a `p`.
  ///   - p: The norm; without one the largest singular value by the smallest, for which the matrices need not be square.
  public static func cond(
    _ a: Tensor, _ p: NormOrder? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if a.dim < 2 { fail("linalg.cond: The input tensor must have at least 2 dimensions.", at: site) }
    let order = p ?? 2
    if case .number(let number) = order, number.double.magnitude == 2 {
      let values = svdvals(a, file: file, line: line)
      if values.size(-1) == 0 { return values.sum(-1) }
      let (largest, smallest) = (values.narrow(-1, 0, 1), values.narrow(-1, -1, 1))
      return (number.double > 0 ? largest.div(smallest) : smallest.div(largest)).squeeze(-1)
    }
    if case .number(let number) = order, ![1, .infinity].contains(number.double.magnitude) {
      fail("linalg.cond got an invalid norm type: \(order.text)", at: site)
    }
    a.refuseUnlessSquare("linalg.cond(ord=\(order.text))", at: site)
    if case .nuclear = order {
      let values = svdvals(a, file: file, line: line)
      return values.sum(-1).mul(values.reciprocal().sum(-1))
    }
    if a.numel == 0 { return Tensor.zeros(a.batchSizes.array, dtype: a.dtype, device: a.device) }
    let (inverse, info) = invEx(a, file: file, line: line)
    let bounded = inverse.maskedFill(info.ne(0).unsqueeze(-1).unsqueeze(-1), Double.infinity)
    let product = matrixNorm(a, order, file: file, line: line).mul(matrixNorm(bounded, order, file: file, line: line))
    return product.nanToNum(nan: .infinity, posinf: .infinity, neginf: -.infinity)
  }
}
