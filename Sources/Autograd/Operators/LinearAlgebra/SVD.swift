extension linalg {
  /// The singular value decomposition `A = U diag(S) Vh`: PyTorch's `linalg.svd`. Shape (*, m, n) gives U of shape (*, m, m), S of shape
  /// (*, k) in descending order and Vh of shape (*, n, n), where k is the smaller of m and n.
  ///
  /// The gradient of U and Vh is that of functions that do not depend on the vectors' signs, and needs distinct singular values.
  ///
  /// - Parameters:
  ///   - a: The matrices.
  ///   - fullMatrices: false gives only the first k columns of U and rows of Vh. The others have no gradient.
  /// - Precondition: The dtype is float32 or float64; all elements are finite.
  public static func svd(
    _ a: Tensor, fullMatrices: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let site = CallSite(file, line)
    a.refuseUnlessMatrix("linalg.svd", at: site)
    a.refuseUnlessFloating("linalg.svd", at: site)
    let (u, s, vh) = noGrad { decomposition(a, job: fullMatrices ? "A" : "S", at: site) }
    let (isTall, isWide) = (a.size(-2) > a.size(-1), a.size(-1) > a.size(-2))
    Tensor.record("LinalgSvdBackward0", outputs: [u, s, vh], inputs: [a], savingOutputs: [0, 1, 2]) { saved, g in
      let k = saved[1].size(-1)
      func first(_ t: Tensor, _ dim: Int) -> Tensor { fullMatrices ? t.narrow(dim, 0, k) : t }
      return [
        svdGradient(
          first(saved[0], -1), saved[1], first(saved[2], -2), g[0].map { first($0, -1) }, g[1], g[2].map { first($0, -2) },
          isTall: isTall, isWide: isWide)
      ]
    }
    return (u, s, vh)
  }

  /// The singular values in descending order: PyTorch's `linalg.svdvals`. Shape (*, m, n) gives (*, k), where k is the smaller of m and n.
  ///
  /// - Precondition: The dtype is float32 or float64; all elements are finite.
  public static func svdvals(_ a: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if a.isRecorded { return svd(a, fullMatrices: false, file: file, line: line).s }
    let site = CallSite(file, line)
    a.refuseUnlessMatrix("linalg.svd", at: site)
    a.refuseUnlessFloating("linalg.svd", at: site)
    return noGrad { decomposition(a, job: "N", at: site).s }
  }

  /// - Parameter job: LAPACK's: all vectors, some or none. For none U and Vh are empty.
  private static func decomposition(_ a: Tensor, job: Unicode.Scalar, at site: CallSite) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let (m, n, batch) = (a.size(-2), a.size(-1), a.batchSizes.array)
    let k = Swift.min(m, n)
    let columns = job == "N" ? 0 : job == "A" ? m : k
    let rows = job == "N" ? 0 : job == "A" ? n : k
    let u = Tensor.columnMajor(uninitialized: Dimensions(batch + [m, columns]), a.dtype, a.device)
    let vh = Tensor.columnMajor(uninitialized: Dimensions(batch + [rows, n]), a.dtype, a.device)
    let s = Tensor.empty(Dimensions(batch + [k]), a.dtype, a.device)
    if k == 0 {
      if job == "A" {
        u.write(Tensor.eye(m, dtype: a.dtype, device: a.device))
        vh.write(Tensor.eye(n, dtype: a.dtype, device: a.device))
      }
      return (u, s, vh)
    }
    let info = Tensor.empty(a.batchSizes, .int32, a.device)
    switch a.dtype {
    case .float32: decompose(Float.self, a.columnMajorCopy(), job, u, s, vh, info)
    case .float64: decompose(Double.self, a.columnMajorCopy(), job, u, s, vh, info)
    default: a.refuseKernel("linalg_svd_cpu", at: site)
    }
    refuseFailures(info, "linalg.svd", at: site) {
      $0 < 0
        ? "The algorithm failed to converge because the input matrix contained non-finite values."
        : "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated singular values (error "
          + "code: \($0))."
    }
    return (u, s, vh)
  }

  private static func decompose<Element: LAPACKElement>(
    _: Element.Type, _ a: Tensor, _ job: Unicode.Scalar, _ u: Tensor, _ s: Tensor, _ vh: Tensor, _ info: Tensor
  ) {
    if a.isMeta { return }
    let (m, n) = (a.size(-2), a.size(-1))
    let k = Swift.min(m, n)
    let (columns, rows) = (u.size(-1), vh.size(-2))
    let (matrix, left, right) = (a.matrix(0, as: Element.self), u.matrix(0, as: Element.self), vh.matrix(0, as: Element.self))
    let values = s.bytes.assumingMemoryBound(to: Element.self)
    let results = info.bytes.assumingMemoryBound(to: Int32.self)
    let letter = CChar(UInt8(ascii: job))
    LAPACKBatch(a).forEach(work: 8 * m * n * k) { i in
      let source = matrix + i * m * n
      if !(0..<m * n).allSatisfy({ source[$0].isFinite }) {
        results[i] = -4
        return
      }
      let integers = UnsafeMutablePointer<Int32>.allocate(capacity: 8 * k)
      defer { integers.deallocate() }
      func run(_ work: UnsafeMutablePointer<Element>, _ count: Int32) -> Int32 {
        Element.gesdd(
          letter, Int32(m), Int32(n), source, Int32(m), values + i * k, left + i * m * columns, Int32(m), right + i * rows * n,
          Int32(Swift.max(rows, 1)), work, count, integers)
      }
      results[i] = LAPACKBatch.withWorkspace(run)
    }
  }

  /// `U [skew(Uᵀ Gu) / E · S + S · skew(Vᵀ Gv) / E + diag(Gs)] Vᵀ` with E[i, j] = s[j]² − s[i]², and for a matrix that is not square what
  /// lies outside of the range of U, or V (James Townsend, Differentiating the singular value decomposition, 2016).
  private static func svdGradient(
    _ u: Tensor, _ s: Tensor, _ vh: Tensor, _ gu: Tensor?, _ gs: Tensor?, _ gvh: Tensor?, isTall: Bool, isWide: Bool
  ) -> Tensor? {
    let diagonal = gs.map { $0.unsqueeze(-2) }
    if gu == nil && gvh == nil { return diagonal.map { u.mul($0).matmul(vh) } }
    let (row, column) = (s.unsqueeze(-2), s.unsqueeze(-1))
    let identity = Tensor.eye(s.size(-1), dtype: s.dtype, device: s.device)
    let gaps = row.sub(column).mul(row.add(column)).maskedFill(identity.eq(1), 1)
    var inner = diagonal.map { identity.mul($0) }
    func add(_ term: Tensor) { inner = inner.map { $0.add(term) } ?? term }
    if let gu {
      let product = u.mT.matmul(gu)
      add(product.sub(product.mT).div(gaps).mul(row))
    }
    if let gvh {
      let product = vh.matmul(gvh.mT)
      add(product.sub(product.mT).div(gaps).mul(column))
    }
    var result = u.matmul(inner.unsafelyUnwrapped).matmul(vh)
    if let gu, isTall { result = result.add(gu.sub(u.matmul(u.mT.matmul(gu))).div(row).matmul(vh)) }
    if let gvh, isWide { result = result.add(u.matmul(gvh.sub(gvh.matmul(vh.mT).matmul(vh)).div(column))) }
    return result
  }
}

extension Tensor {
  /// The singular value decomposition `A = U diag(S) Vᵀ`: PyTorch's `svd`, which `linalg.svd` replaces.
  ///
  /// - Parameter some: Gives only as many columns of U and V as there are singular values.
  public final func svd(
    some: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) -> (u: Tensor, s: Tensor, v: Tensor) {
    let (u, s, vh) = linalg.svd(self, fullMatrices: !some, file: file, line: line)
    return (u, s, vh.mT)
  }
}

extension LAPACKBatch {
  /// Asks a routine how much memory it wants, and runs it with that.
  ///
  /// - Parameter routine: Takes memory and its length; with length -1 it writes the length that it wants to the memory.
  static func withWorkspace<Element: LAPACKElement>(
    _ routine: (UnsafeMutablePointer<Element>, Int32) -> Int32
  ) -> Int32 {
    var wanted: Element = 0
    let info = routine(&wanted, -1)
    if info != 0 { return info }
    let count = Swift.max(1, Int(wanted.rounded(.up)))
    let work = UnsafeMutablePointer<Element>.allocate(capacity: count)
    defer { work.deallocate() }
    return routine(work, Int32(count))
  }
}
