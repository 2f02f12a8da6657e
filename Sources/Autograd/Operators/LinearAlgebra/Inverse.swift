extension linalg {
  /// The inverse of every matrix: PyTorch's `linalg.inv`. To solve equations, `solve` is quicker and more exact.
  ///
  /// - Precondition: No matrix is singular; the dtype is float32 or float64.
  public static func inv(_ a: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    inverse(a, named: "linalg.inv", at: CallSite(file, line))
  }

  private static func inverse(_ a: Tensor, named function: String, at site: CallSite) -> Tensor {
    let (inverse, info) = invEx(a, file: site.file, line: site.line)
    refuseSingular(info, function, at: site)
    return inverse
  }

  /// The inverse of every matrix, and 0 or which diagonal element of its factor U, counted from 1, is 0: PyTorch's `linalg.inv_ex`.
  ///
  /// - Parameters:
  ///   - a: The matrices, (*, n, n).
  ///   - checkErrors: Fails over a singular matrix as `inv` does.
  public static func invEx(
    _ a: Tensor, checkErrors: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (inverse: Tensor, info: Tensor) {
    let site = CallSite(file, line)
    a.refuseUnlessSquare("linalg.inv", at: site)
    a.refuseUnlessFloating("linalg.inv", allowsHalves: false, at: site)
    let (lu, pivots, info) = factored(a, at: site)
    let inverse = noGrad { () -> Tensor in
      let n = a.size(-1)
      let identity = Tensor.columnMajor(uninitialized: a.sizes, a.dtype, a.device)
      identity.write(Tensor.eye(n, dtype: a.dtype, device: a.device))
      solve(factors: lu, pivots, into: identity, columns: n)
      return identity
    }
    Tensor.record("LinalgInvExBackward0", outputs: [inverse], inputs: [a], savingOutputs: [0]) { s, g in
      let transposed = s[0].mT
      return [transposed.matmul(g[0].unsafelyUnwrapped.matmul(transposed)).neg()]
    }
    if checkErrors { refuseSingular(info, "linalg.inv_ex", at: site) }
    return (inverse, info)
  }

  private static func refuseSingular(_ info: Tensor, _ function: String, at site: CallSite) {
    refuseFailures(info, function, at: site) {
      "The diagonal element \($0) is zero, the inversion could not be completed because the input matrix is singular."
    }
  }

  /// The X for which `tensordot(X, B, ind)` solves `tensordot(A, Y, ...) = B`: PyTorch's `linalg.tensorinv`. The first `ind` sizes of `a`
  /// become the last.
  ///
  /// - Precondition: The product of the first `ind` sizes is that of the others.
  public static func tensorinv(_ a: Tensor, ind: Int = 2, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if ind <= 0 { fail("Expected a strictly positive integer for 'ind', but got \(ind)", at: site) }
    if ind > a.dim { fail("ArrayRef: invalid slice, N = \(ind); size = \(a.dim)", at: site) }
    let (first, last) = (Array(a.shape[..<ind]), Array(a.shape[ind...]))
    let (rows, columns) = (first.reduce(1, *), last.reduce(1, *))
    if rows != columns {
      fail(
        "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got \(columns) != \(rows)",
        at: site)
    }
    return inverse(a.reshape([columns, rows]), named: "inv", at: site).reshape(last + first)
  }
}

extension Tensor {
  /// The inverse of every matrix: PyTorch's `inverse`, the same function as `linalg.inv`.
  public final func inverse(file: StaticString = #filePath, line: UInt = #line) -> Tensor { linalg.inv(self, file: file, line: line) }
}
