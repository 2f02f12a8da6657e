extension linalg {
  /// The X of `A X = B`: PyTorch's `linalg.solve`. Shapes (*, n, n) and (*, n, k) give (*, n, k); a `b` of shape (n), or of `a`'s shape
  /// without the last dimension, is a vector, and so is the result.
  ///
  /// - Parameters:
  ///   - a: The coefficients A.
  ///   - b: The right-hand sides B.
  ///   - left: false asks for the X of `X A = B`.
  /// - Precondition: No matrix is singular; both are float32 or both float64.
  public static func solve(
    _ a: Tensor, _ b: Tensor, left: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (result, info) = solveEx(a, b, left: left, file: file, line: line)
    refuseSingular(info, "torch.linalg.solve", at: CallSite(file, line))
    return result
  }

  /// The X of `A X = B`, and for every matrix 0 or which diagonal element of its factor U, counted from 1, is 0: PyTorch's
  /// `linalg.solve_ex`.
  ///
  /// - Parameters:
  ///   - a: The coefficients A, (*, n, n).
  ///   - b: The right-hand sides B: vectors or matrices, as for `solve`.
  ///   - left: false asks for the X of `X A = B`.
  ///   - checkErrors: Fails over a singular matrix as `solve` does.
  public static func solveEx(
    _ a: Tensor, _ b: Tensor, left: Bool = true, checkErrors: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (result: Tensor, info: Tensor) {
    let site = CallSite(file, line)
    a.refuseUnlessFloating("linalg.solve", at: site)
    a.refuseUnlessSquare("linalg.solve", at: site)
    if a.dtype != b.dtype {
      fail(
        "linalg.solve: Expected A and B to have the same dtype, but found A of type \(a.dtype.scalarTypeName) and B of type "
          + "\(b.dtype.scalarTypeName) instead", at: site)
    }
    let isVector = b.dim == 1 || (a.dim - 1 == b.dim && b.shape == a.shape.dropLast())
    let right = noGrad { isVector ? b.unsqueeze(-1) : b }
    refuseUnlikeSystem(a, right, left: left, "linalg.solve", at: site)
    let batch = Broadcasting.sizes(right.batchSizes, a.batchSizes, at: site)
    let (lu, pivots, info) = noGrad { factored(a.expandedBatch(batch), at: site) }
    let result = noGrad { () -> Tensor in
      // The transposed system's matrices are column-major where this one's are row-major.
      let start = right.expandedBatch(batch)
      let solution = left ? start.columnMajorCopy() : start.cloned(strides: start.sizes.contiguousStrides)
      solve(factors: lu, pivots, isTransposed: !left, into: solution, columns: solution.size(left ? -1 : -2))
      return isVector
        ? solution.alias(sizes: Dimensions(solution.shape.dropLast()), strides: Dimensions(solution.strides.dropLast()), offset: 0)
        : solution
    }
    Tensor.record("LinalgSolveExBackward0", outputs: [result], inputs: [a, b], saving: [a], savingOutputs: [0]) { s, g in
      let g = isVector ? g[0].unsafelyUnwrapped.unsqueeze(-1) : g[0].unsafelyUnwrapped
      let x = isVector ? s[1].unsqueeze(-1) : s[1]
      let forB = solveEx(s[0].mT, g, left: left).result
      return [
        s.needs(0) ? (left ? forB.matmul(x.mT) : x.mT.matmul(forB)).neg() : nil,
        s.needs(1) ? (isVector ? forB.squeeze(-1) : forB) : nil,
      ]
    }
    if checkErrors { refuseSingular(info, "torch.linalg.solve_ex", at: site) }
    return (result, info)
  }

  private static func refuseSingular(_ info: Tensor, _ function: String, at site: CallSite) {
    refuseFailures(info, function, at: site) { _ in "The solver failed because the input matrix is singular." }
  }

  /// Refuses matrices that are not the two sides of equations.
  static func refuseUnlikeSystem(_ a: Tensor, _ b: Tensor, left: Bool, _ function: String, at site: CallSite) {
    b.refuseUnlessMatrix(function, "B", at: site)
    if a.size(-2) != b.size(left ? -2 : -1) {
      fail(
        "\(function): Incompatible shapes of A and B for the equation \(left ? "AX = B" : "XA = B") (\(a.size(-2))x\(a.size(-1)) and "
          + "\(b.size(-2))x\(b.size(-1)))", at: site)
    }
  }

  /// The X with `tensordot(A, X, X.dim) = B`: PyTorch's `linalg.tensorsolve`.
  ///
  /// - Parameters:
  ///   - a: The coefficients A.
  ///   - b: The right-hand side B.
  ///   - dims: Dimensions of `a` to be moved to the end first.
  /// - Precondition: The product of `a`'s first sizes, as many as `b` has, is that of the others.
  public static func tensorsolve(
    _ a: Tensor, _ b: Tensor, dims: [Int]? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    var left = a
    if let dims {
      let moved = dims.map { a.wrapped($0, at: site) }
      left = a.permute(a.sizes.indices.filter { !moved.contains($0) } + moved)
    }
    let shape = Array(left.shape.dropFirst(b.dim))
    let (rows, columns) = (left.shape.prefix(b.dim).reduce(1, *), shape.reduce(1, *))
    if rows != columns || columns != b.numel {
      fail(
        "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got \(columns) != "
          + "\(columns == b.numel ? rows : b.numel)", at: site)
    }
    return solve(left.reshape([rows, columns]), b.reshape([-1]), file: file, line: line).view(shape)
  }
}
