extension linalg {
  /// Which triangle of a symmetric matrix is read: PyTorch's `UPLO`.
  public enum Triangle: Sendable {
    /// The elements on and below the diagonal.
    case lower
    /// The elements on and above the diagonal.
    case upper

    /// By PyTorch's letter, L or U, small or capital. Another one traps with PyTorch's text.
    public init(_ letter: String, file: StaticString = #filePath, line: UInt = #line) {
      switch letter {
      case "L", "l": self = .lower
      case "U", "u": self = .upper
      default: fail("Expected UPLO argument to be 'L' or 'U', but got \(letter)", at: CallSite(file, line))
      }
    }
  }

  /// The eigenvalues of symmetric matrices in ascending order and their eigenvectors, the columns: PyTorch's `linalg.eigh`. Shape (*, n, n)
  /// gives (*, n) and (*, n, n).
  ///
  /// The gradient of the vectors is that of functions that do not depend on their signs, and needs distinct eigenvalues.
  ///
  /// - Parameters:
  ///   - a: The symmetric matrices.
  ///   - triangle: Which one is read.
  /// - Precondition: The dtype is float32 or float64.
  public static func eigh(
    _ a: Tensor, uplo triangle: Triangle = .lower, file: StaticString = #filePath, line: UInt = #line
  ) -> (eigenvalues: Tensor, eigenvectors: Tensor) {
    let (values, vectors) = eigen(a, triangle, withVectors: true, at: CallSite(file, line))
    Tensor.record("LinalgEighBackward0", outputs: [values, vectors], inputs: [a], savingOutputs: [0, 1]) { s, g in
      [eighGradient(s[0], s[1], g[0], g[1])]
    }
    return (values, vectors)
  }

  /// The eigenvalues of symmetric matrices in ascending order: PyTorch's `linalg.eigvalsh`. Shape (*, n, n) gives (*, n).
  ///
  /// - Parameters:
  ///   - a: The symmetric matrices.
  ///   - triangle: Which one is read.
  /// - Precondition: The dtype is float32 or float64.
  public static func eigvalsh(
    _ a: Tensor, uplo triangle: Triangle = .lower, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if a.isRecorded { return eigh(a, uplo: triangle, file: file, line: line).eigenvalues }
    return eigen(a, triangle, withVectors: false, at: CallSite(file, line)).values
  }

  private static func eigen(
    _ a: Tensor, _ triangle: Triangle, withVectors: Bool, at site: CallSite
  ) -> (values: Tensor, vectors: Tensor) {
    a.refuseUnlessSquare("linalg.eigh", at: site)
    let values = Tensor.empty(Dimensions(a.shape.dropLast()), a.dtype, a.device)
    let info = Tensor.empty(a.batchSizes, .int32, a.device)
    let vectors = noGrad { a.columnMajorCopy() }
    switch a.dtype {
    case .float32: decompose(Float.self, vectors, values, triangle, withVectors, info)
    case .float64: decompose(Double.self, vectors, values, triangle, withVectors, info)
    default: a.refuseKernel("linalg_eigh_cpu", at: site)
    }
    refuseFailures(info, "linalg.eigh", at: site) {
      "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated eigenvalues (error code: "
        + "\($0))."
    }
    return (values, vectors)
  }

  private static func decompose<Element: LAPACKElement>(
    _: Element.Type, _ vectors: Tensor, _ values: Tensor, _ triangle: Triangle, _ withVectors: Bool, _ info: Tensor
  ) {
    if vectors.isMeta { return }
    let n = vectors.size(-1)
    let (matrix, eigenvalues) = (vectors.matrix(0, as: Element.self), values.bytes.assumingMemoryBound(to: Element.self))
    let results = info.bytes.assumingMemoryBound(to: Int32.self)
    let job = CChar(UInt8(ascii: withVectors ? "V" : "N"))
    let uplo = CChar(UInt8(ascii: triangle == .upper ? "U" : "L"))
    LAPACKBatch(vectors).forEach(work: 4 * n * n * n) { i in
      results[i] = 0
      if n == 0 { return }
      let source = matrix + i * n * n
      if !(0..<n * n).allSatisfy({ source[$0].isFinite }) {
        source.update(repeating: .nan, count: n * n)
        (eigenvalues + i * n).update(repeating: .nan, count: n)
        return
      }
      let count = 3 + 5 * n
      let integers = UnsafeMutablePointer<Int32>.allocate(capacity: count)
      defer { integers.deallocate() }
      results[i] = LAPACKBatch.withWorkspace { work, length in
        Element.syevd(job, uplo, Int32(n), source, Int32(n), eigenvalues + i * n, work, length, integers, length < 0 ? -1 : Int32(count))
      }
    }
  }

  /// `V (diag(Gl) + sym((Vᵀ Gv) / E)) Vᵀ` with E[i, j] = λ[j] − λ[i] (Mike Giles, An extended collection of matrix derivative results,
  /// 2008).
  private static func eighGradient(_ values: Tensor, _ v: Tensor, _ gl: Tensor?, _ gv: Tensor?) -> Tensor? {
    guard let gv else { return gl.map { v.mul($0.unsqueeze(-2)).matmul(v.mT) } }
    let identity = Tensor.eye(values.size(-1), dtype: values.dtype, device: values.device)
    let isDiagonal = identity.eq(1)
    let gaps = values.unsqueeze(-2).sub(values.unsqueeze(-1)).maskedFill(isDiagonal, 1)
    let turned = v.mT.matmul(gv).div(gaps).maskedFill(isDiagonal, 0)
    var inner = turned.add(turned.mT).mul(0.5)
    if let gl { inner = inner.add(identity.mul(gl.unsqueeze(-2))) }
    return v.matmul(inner.matmul(v.mT))
  }
}
