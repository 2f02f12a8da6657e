extension linalg {
  /// The X of `A X = B` with a triangular A, of which the other triangle is not read: PyTorch's `linalg.solve_triangular`. Shapes (*, n, n)
  /// and (*, n, k) give (*, n, k).
  ///
  /// - Parameters:
  ///   - a: The coefficients A.
  ///   - b: The right-hand sides B.
  ///   - upper: Whether A is upper triangular, else lower.
  ///   - left: false asks for the X of `X A = B`.
  ///   - unitriangular: Takes the diagonal for ones, unread.
  public static func solveTriangular(
    _ a: Tensor, _ b: Tensor, upper: Bool, left: Bool = true, unitriangular: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    a.refuseUnlessSquare("linalg.solve_triangular", at: site)
    refuseUnlikeSystem(a, b, left: left, "linalg.solve_triangular", at: site)
    let result = triangularSolution(a, b, upper: upper, left: left, transposed: false, unitriangular, at: site)
    return result.recorded("LinalgSolveTriangularBackward0", inputs: [a, b], saving: [a], savesOutput: true) { s, g in
      let forB = solveTriangular(s[0].mT, g, upper: !upper, left: left, unitriangular: unitriangular)
      if !s.needs(0) { return [nil, forB] }
      let product = left ? forB.matmul(s[1].mT) : s[1].mT.matmul(forB)
      return [product.neg().triangle(upper: upper, withDiagonal: !unitriangular), s.needs(1) ? forB : nil]
    }
  }

  /// Outside of the graph.
  fileprivate static func triangularSolution(
    _ a: Tensor, _ b: Tensor, upper: Bool, left: Bool, transposed: Bool, _ unitriangular: Bool, at site: CallSite
  ) -> Tensor {
    noGrad {
      let batch = Broadcasting.sizes(b.batchSizes, a.batchSizes, at: site)
      let matrix = a.expandedBatch(batch).columnMajorCopy()
      let solution = b.converted(to: a.dtype).expandedBatch(batch).columnMajorCopy()
      let form = (side: Int32(left ? 141 : 142), uplo: Int32(upper ? 121 : 122), trans: Int32(transposed ? 112 : 111))
      let diagonal = Int32(unitriangular ? 132 : 131)
      switch a.dtype {
      case .float32: solve(Float.self, matrix, solution, form.side, form.uplo, form.trans, diagonal)
      case .float64: solve(Double.self, matrix, solution, form.side, form.uplo, form.trans, diagonal)
      default: a.refuseKernel("triangular_solve_cpu", at: site)
      }
      return solution
    }
  }

  private static func solve<Element: LAPACKElement>(
    _: Element.Type, _ a: Tensor, _ x: Tensor, _ side: Int32, _ uplo: Int32, _ trans: Int32, _ diagonal: Int32
  ) {
    let (n, rows, columns) = (a.size(-1), x.size(-2), x.size(-1))
    if rows * columns == 0 || x.isMeta { return }
    let (matrix, solution) = (a.matrix(0, as: Element.self), x.matrix(0, as: Element.self))
    LAPACKBatch(a).forEach(work: n * rows * columns) { i in
      Element.trsm(
        side, uplo, trans, diagonal, Int32(rows), Int32(columns), matrix + i * n * n, Int32(n), solution + i * rows * columns, Int32(rows))
    }
  }
}

extension Tensor {
  /// The X of `A X = self` with a triangular A, and a copy of A: PyTorch's `triangular_solve`, which `linalg.solveTriangular` replaces.
  ///
  /// - Parameters:
  ///   - a: The coefficients A, of which the other triangle is not read.
  ///   - upper: Whether A is upper triangular, else lower.
  ///   - transpose: Asks for the X of `Aᵀ X = self`.
  ///   - unitriangular: Takes the diagonal for ones, unread.
  public final func triangularSolve(
    _ a: Tensor, upper: Bool = true, transpose: Bool = false, unitriangular: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> (solution: Tensor, clonedCoefficient: Tensor) {
    let site = CallSite(file, line)
    if dim < 2 {
      fail("torch.triangular_solve: Expected b to have at least 2 dimensions, but it has \(dim) dimensions instead", at: site)
    }
    if a.dim < 2 {
      fail("torch.triangular_solve: Expected A to have at least 2 dimensions, but it has \(a.dim) dimensions instead", at: site)
    }
    refuseUnlikeCoefficients(a, "triangular_solve", at: site)
    let solution = linalg.triangularSolution(a, self, upper: upper, left: true, transposed: transpose, unitriangular, at: site)
    let batch = Broadcasting.sizes(batchSizes, a.batchSizes, at: site)
    let copy = noGrad { a.expandedBatch(batch).columnMajorCopy() }
    Tensor.record(
      "TriangularSolveBackward0", outputs: [solution, copy], inputs: [self, a], saving: [a], savingOutputs: [0]
    ) { s, g in
      guard let forX = g[0] else { return [nil, g[1]] }
      let forB = linalg.solveTriangular(
        transpose ? s[0] : s[0].mT, forX, upper: transpose ? upper : !upper, unitriangular: unitriangular)
      if !s.needs(1) { return [forB, nil] }
      let product = transpose ? s[1].matmul(forB.mT) : forB.matmul(s[1].mT)
      let forA = product.neg().triangle(upper: upper, withDiagonal: !unitriangular)
      return [s.needs(0) ? forB : nil, g[1].map { forA.add($0) } ?? forA]
    }
    return (solution, copy)
  }

  /// Refuses a right side, this tensor, that does not fit the square matrices of the left side.
  final func refuseUnlikeCoefficients(_ a: Tensor, _ function: String, at site: CallSite) {
    if dtype != a.dtype {
      fail(
        "Expected b and A to have the same dtype, but found b of type \(dtype.scalarTypeName) and A of type \(a.dtype.scalarTypeName) "
          + "instead.", at: site)
    }
    if a.size(-1) != a.size(-2) {
      fail("A must be batches of square matrices, but they are \(a.size(-2)) by \(a.size(-1)) matrices", at: site)
    }
    if a.size(-1) != size(-2) {
      fail(
        "Incompatible matrix sizes for \(function): each A matrix is \(a.size(-1)) by \(a.size(-1)) but each b matrix is \(size(-2)) by "
          + "\(size(-1))", at: site)
    }
  }

  /// Every matrix with zeros outside of one triangle.
  final func triangle(upper: Bool, withDiagonal: Bool = true) -> Tensor {
    let (rows, columns) = (Tensor.arange(size(-2), device: device).unsqueeze(-1), Tensor.arange(size(-1), device: device))
    let isOutside =
      upper
      ? (withDiagonal ? columns.lt(rows) : columns.le(rows))
      : (withDiagonal ? columns.gt(rows) : columns.ge(rows))
    return maskedFill(isOutside, 0)
  }
}
