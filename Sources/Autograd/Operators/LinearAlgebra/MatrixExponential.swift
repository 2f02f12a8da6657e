extension linalg {
  /// The exponential of every matrix: PyTorch's `linalg.matrix_exp`. Shape (*, n, n) stays.
  ///
  /// The matrix is scaled down by a power of two, its exponential approximated by a quotient of polynomials of degree 13, and that squared
  /// as often (Nicholas Higham, The scaling and squaring method for the matrix exponential revisited, 2005), in float64 throughout.
  ///
  /// - Precondition: The dtype is floating.
  public static func matrixExp(_ a: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    a.refuseUnlessFloating("linalg.matrix_exp", at: site)
    a.refuseUnlessSquare("linalg.matrix_exp", at: site)
    let output = noGrad { a.numel == 0 || a.isMeta ? a.clone() : exponential(a.to(.float64)).to(a.dtype) }
    return output.recorded("LinalgMatrixExpBackward0", inputs: [a], saving: [a]) { s, g in
      // The exponential of [[Aᵀ, G], [0, Aᵀ]] holds the derivative at Aᵀ along G in its upper right corner (Awad Al-Mohy and Nicholas
      // Higham, Computing the Fréchet derivative of the matrix exponential, 2009).
      let (transposed, n) = (s[0].mT, s[0].size(-1))
      let upper = Tensor.cat([transposed, g], dim: -1)
      let lower = Tensor.cat([Tensor.zerosLike(transposed), transposed], dim: -1)
      return [matrixExp(Tensor.cat([upper, lower], dim: -2)).narrow(-2, 0, n).narrow(-1, n, n)]
    }
  }

  /// The coefficients of the polynomial, from the constant one on, over the first.
  private static let pade: [Double] = [
    64_764_752_532_480_000, 32_382_376_266_240_000, 7_771_770_303_897_600, 1_187_353_796_428_800, 129_060_195_264_000, 10_559_470_521_600,
    670_442_572_800, 33_522_128_640, 1_323_241_920, 40_840_800, 960_960, 16_380, 182, 1,
  ].map { $0 / 64_764_752_532_480_000 }

  /// Up to this norm the quotient is exact in float64.
  private static let largestNorm = 5.371920351148152

  private static func exponential(_ a: Tensor) -> Tensor {
    let norms = a.abs().sum(-2).amax(-1)
    let squarings = norms.div(largestNorm).log2().ceil().clamp(min: 0, max: 1100)
    let exponents = squarings.maskedFill(squarings.isnan(), 0).unsqueeze(-1).unsqueeze(-1)
    let scaled = a.mul(Tensor.full([], 0.5, dtype: .float64).pow(exponents))
    let identity = Tensor.eye(a.size(-1), dtype: .float64)
    let second = scaled.matmul(scaled)
    let fourth = second.matmul(second)
    let sixth = fourth.matmul(second)
    func combined(_ i: Int) -> Tensor { sixth.mul(pade[i + 4]).add(fourth.mul(pade[i + 2])).add(second.mul(pade[i])) }
    func polynomial(_ first: Int) -> Tensor {
      sixth.matmul(combined(first + 8)).add(combined(first + 2)).add(identity.mul(pade[first]))
    }
    let (odd, even) = (scaled.matmul(polynomial(1)), polynomial(0))
    var result = solveEx(even.sub(odd), even.add(odd)).result
    let most = Int(exponents.max().item())
    for step in 0..<most {
      result = Tensor.where(exponents.gt(step), result.matmul(result), result)
    }
    return result
  }
}

extension Tensor {
  /// The exponential of every matrix: PyTorch's `matrix_exp`, the same function as `linalg.matrixExp`.
  public final func matrixExp(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    linalg.matrixExp(self, file: file, line: line)
  }
}
