import Autograd

/// How a matrix of free numbers becomes one with orthonormal columns.
public enum OrthogonalMap: String, Sendable {
  /// The exponential of a skew-symmetric matrix.
  case matrixExp = "matrix_exp"
  /// Cayley's transform of a skew-symmetric matrix.
  case cayley
  /// A product of Householder's reflections.
  case householder

  /// By PyTorch's name: `matrix_exp`, `cayley`, `householder`.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    guard let map = Self(rawValue: name) else {
      fail("orthogonal_map has to be one of \"matrix_exp\", \"cayley\", \"householder\". Got: \(name)", at: CallSite(file, line))
    }
    self = map
  }
}

extension parametrizations {
  /// Keeps the columns of a weight orthonormal, or the rows where it has more columns: PyTorch's `orthogonal`.
  ///
  ///     let layer = parametrizations.orthogonal(Linear(20, 40))
  ///     let q = layer.weight
  ///     q.t().matmul(q)  // the unit matrix, up to rounding
  ///
  /// What is learned has no constraints; see Lezcano-Casado (2019) for the maps and for `useTrivialization`.
  ///
  /// - Parameters:
  ///   - module: Whose weight it is.
  ///   - name: The weight's name. Dimensions before the last two make a batch of matrices.
  ///   - orthogonalMap: The exponential for square matrices and reflections for others, if left out.
  ///   - useTrivialization: Whether the map starts from the weight's own values, which are kept as the buffer `base`; else from the unit
  ///     matrix.
  /// - Returns: The module.
  @discardableResult
  public static func orthogonal<Target: Module>(
    _ module: Target, name: String = "weight", orthogonalMap: OrthogonalMap? = nil, useTrivialization: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    let site = CallSite(file, line)
    let weight = parameter(of: module, name, at: site)
    if weight.dim < 2 { fail("Expected a matrix or batch of matrices. Got a tensor of \(weight.dim) dimensions.", at: site) }
    let map = orthogonalMap ?? (weight.size(-2) == weight.size(-1) ? .matrixExp : .householder)
    return parametrize.registerParametrization(
      module, name, _Orthogonal(map, useTrivialization: useTrivialization), file: file, line: line)
  }
}

/// Computes a matrix with orthonormal columns of one without constraints. The name is PyTorch's, which shows in the printed form.
private final class _Orthogonal: Module, RightInvertible {
  private let map: OrthogonalMap
  private let useTrivialization: Bool
  /// What the result is multiplied by: the values that the weight had first.
  var base: Buffer?

  init(_ map: OrthogonalMap, useTrivialization: Bool) {
    self.map = map
    self.useTrivialization = useTrivialization
  }

  override func forward(_ input: Tensor) -> Tensor {
    let isWide = input.size(-2) < input.size(-1)
    let tall = isWide ? input.mT : input
    var result =
      switch map {
      case .householder: reflections(tall)
      case .matrixExp: ofSkewSymmetric(tall) { linalg.matrixExp($0) }
      case .cayley:
        ofSkewSymmetric(tall) { matrix in
          let unit = Tensor.eye(matrix.size(-1), dtype: matrix.dtype, device: matrix.device)
          return linalg.solve(unit - matrix / 2, unit + matrix / 2)
        }
      }
    if let base { result = base.matmul(result) }
    return isWide ? result.mT : result
  }

  /// What `body` makes of the square skew-symmetric matrix whose lower triangle is that of a tall one; of the result its first columns.
  private func ofSkewSymmetric(_ tall: Tensor, _ body: (Tensor) -> Tensor) -> Tensor {
    let (rows, columns) = (tall.size(-2), tall.size(-1))
    var lower = tall.tril()
    if rows != columns {
      lower = Tensor.cat([lower, lower.newZeros(Array(tall.shape.dropLast()) + [rows - columns])], dim: -1)
    }
    return body(lower - lower.mT).narrow(-1, 0, columns)
  }

  /// The product of the reflections whose vectors stand below the diagonal, with the signs that stand on it.
  private func reflections(_ tall: Tensor) -> Tensor {
    let vectors = tall.tril(-1)
    let factors = 2 / (1 + (vectors * vectors).sum([-2]))
    let unit = Tensor.eye(tall.size(-2), tall.size(-1), dtype: tall.dtype, device: tall.device)
    var product = unit.expand(tall.shape)
    for column in (0..<tall.size(-1)).reversed() {
      let vector = vectors.narrow(-1, column, 1) + unit.narrow(-1, column, 1)
      let factor = factors.narrow(-1, column, 1).unsqueeze(-1)
      product = product - factor * vector.matmul(vector.mT.matmul(product))
    }
    return product * noGrad { tall.diagonal(dim1: -2, dim2: -1).trunc().unsqueeze(-2) }
  }

  func rightInverse(_ value: Tensor) -> [Tensor] {
    let isWide = value.size(-2) < value.size(-1)
    let tall = isWide ? value.mT : value
    if useTrivialization {
      base = Buffer(Self.completed(tall))
      // The reflections of zeros with these signs give the unit matrix, and so do the other maps of what is below the diagonal.
      let unit = Tensor.eye(value.size(-2), value.size(-1), dtype: value.dtype, device: value.device)
      return [unit.neg().expand(value.shape).clone()]
    }
    // Which matrices the other two maps would make this one of is not known.
    if map != .householder { return [value] }
    let reflected = Self.reflected(tall)
    return [isWide ? reflected.mT : reflected]
  }

  /// A square orthogonal matrix that begins with the columns, made orthonormal.
  private static func completed(_ tall: Tensor) -> Tensor {
    let (rows, columns) = (tall.size(-2), tall.size(-1))
    if rows == columns && isOrthogonal(tall) { return tall.clone() }
    var square = tall
    if rows != columns {
      let drawn = Tensor.randn(Array(tall.shape.dropLast()) + [rows - columns], dtype: tall.dtype)
      square = Tensor.cat([tall, drawn], dim: -1)
    }
    let (q, r) = linalg.qr(square)
    return q * r.diagonal(dim1: -2, dim2: -1).sign().unsqueeze(-2)
  }

  private static func isOrthogonal(_ matrix: Tensor) -> Bool {
    let size = matrix.size(-1)
    let unit = Tensor.eye(size, dtype: matrix.dtype).expand(matrix.shape)
    let epsilon = matrix.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
    return matrix.mT.matmul(matrix).allclose(unit, atol: 10 * Double(size) * epsilon)
  }

  /// The vectors of the reflections that make a matrix triangular, below the diagonal, and the signs of the triangle's on it: what
  /// `reflections` makes the matrix's orthonormal columns of. Above it stands the triangle.
  private static func reflected(_ tall: Tensor) -> Tensor {
    let rest = tall.clone()
    let columns = tall.size(-1)
    for column in 0..<columns {
      let below = rest.narrow(-2, column + 1, tall.size(-2) - column - 1)
      let vector = below.narrow(-1, column, 1)
      let head = rest.narrow(-2, column, 1).narrow(-1, column, 1)
      let square = (vector * vector).sum([-2], keepdim: true)
      // As LAPACK: away from the head, so that nothing cancels; a column that is reduced already is not reflected.
      let isReduced = square.eq(0)
      let length = (head * head + square).sqrt()
      let target = Tensor.where(isReduced, head, Tensor.where(head.lt(0), length, -length))
      let factor = Tensor.where(isReduced, 0, (target - head) / target)
      vector.copy_(Tensor.where(isReduced, 0, vector / (head - target)))
      let sign = Tensor.where(isReduced, -target.sign(), target.sign())
      head.copy_(sign)
      if column + 1 == columns { break }
      let others = rest.narrow(-1, column + 1, columns - column - 1)
      let (top, bottom) = (others.narrow(-2, column, 1), others.narrow(-2, column + 1, tall.size(-2) - column - 1))
      let share = factor * (top + vector.mT.matmul(bottom))
      top.sub_(share)
      bottom.sub_(vector.matmul(share))
    }
    return rest
  }
}
