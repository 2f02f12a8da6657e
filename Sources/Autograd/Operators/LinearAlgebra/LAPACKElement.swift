import CKernels
import COpenBLAS

/// The element types of BLAS and LAPACK, with the routines that the library calls. Matrices are column-major save where a BLAS routine
/// takes a layout; `Int32` because that is the routines' integer.
protocol LAPACKElement: BinaryFloatingPoint, TensorScalar {
  typealias Matrix = UnsafeMutablePointer<Self>

  /// `gemm` by the library's own kernel, for row-major `c` and factors with steps from row to row and from column to column, one of which
  /// is 1; false, and nothing is done, where BLAS is as good or there is no such kernel.
  static func packedGemm(
    _ n: Int, _ m: Int, _ k: Int, _ alpha: Self, _ a: Matrix, _ aSteps: (row: Int, column: Int), _ b: Matrix,
    _ bSteps: (row: Int, column: Int), _ beta: Self, _ c: Matrix
  ) -> Bool
  static func gemm(
    _ transA: Int32, _ transB: Int32, _ n: Int32, _ m: Int32, _ k: Int32, _ alpha: Self, _ a: Matrix, _ lda: Int32, _ b: Matrix,
    _ ldb: Int32, _ beta: Self, _ c: Matrix, _ ldc: Int32)
  static func gemv(
    _ trans: Int32, _ rows: Int32, _ columns: Int32, _ alpha: Self, _ a: Matrix, _ lda: Int32, _ x: Matrix, _ incx: Int32, _ beta: Self,
    _ y: Matrix)
  static func trsm(
    _ side: Int32, _ uplo: Int32, _ trans: Int32, _ diagonal: Int32, _ rows: Int32, _ columns: Int32, _ a: Matrix, _ lda: Int32,
    _ b: Matrix, _ ldb: Int32)
  static func getrf(_ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ pivots: UnsafeMutablePointer<Int32>) -> Int32
  static func getrs(
    _ trans: CChar, _ n: Int32, _ count: Int32, _ a: Matrix, _ lda: Int32, _ pivots: UnsafeMutablePointer<Int32>, _ b: Matrix, _ ldb: Int32
  ) -> Int32
  static func potrf(_ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32) -> Int32
  static func potri(_ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32) -> Int32
  static func potrs(_ uplo: CChar, _ n: Int32, _ count: Int32, _ a: Matrix, _ lda: Int32, _ b: Matrix, _ ldb: Int32) -> Int32
  static func geqrf(_ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ tau: Matrix, _ work: Matrix, _ lwork: Int32) -> Int32
  static func orgqr(_ m: Int32, _ n: Int32, _ k: Int32, _ a: Matrix, _ lda: Int32, _ tau: Matrix, _ work: Matrix, _ lwork: Int32) -> Int32
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ s: Matrix, _ u: Matrix, _ ldu: Int32, _ vt: Matrix, _ ldvt: Int32,
    _ work: Matrix, _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>
  ) -> Int32
  static func syevd(
    _ job: CChar, _ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32, _ w: Matrix, _ work: Matrix, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>, _ liwork: Int32
  ) -> Int32
}

extension Float: LAPACKElement {
  static func packedGemm(
    _ n: Int, _ m: Int, _ k: Int, _ alpha: Self, _ a: Matrix, _ aSteps: (row: Int, column: Int), _ b: Matrix,
    _ bSteps: (row: Int, column: Int), _ beta: Self, _ c: Matrix
  ) -> Bool {
    // BLAS doesn't look at the factors where alpha is 0.
    if alpha == 0 || !gb_packs_product(Int64(n), Int64(m), Int64(k)) { return false }
    let a = gb_packable(data: a, row: Int64(aSteps.row), column: Int64(aSteps.column))
    let b = gb_packable(data: b, row: Int64(bSteps.row), column: Int64(bSteps.column))
    gb_packed_product(Int64(n), Int64(m), Int64(k), alpha, a, b, beta, c, Int64(m))
    return true
  }

  static func gemm(
    _ transA: Int32, _ transB: Int32, _ n: Int32, _ m: Int32, _ k: Int32, _ alpha: Self, _ a: Matrix, _ lda: Int32, _ b: Matrix,
    _ ldb: Int32, _ beta: Self, _ c: Matrix, _ ldc: Int32
  ) { cblas_sgemm(101, transA, transB, n, m, k, alpha, a, lda, b, ldb, beta, c, ldc) }

  static func gemv(
    _ trans: Int32, _ rows: Int32, _ columns: Int32, _ alpha: Self, _ a: Matrix, _ lda: Int32, _ x: Matrix, _ incx: Int32, _ beta: Self,
    _ y: Matrix
  ) { cblas_sgemv(101, trans, rows, columns, alpha, a, lda, x, incx, beta, y, 1) }

  static func trsm(
    _ side: Int32, _ uplo: Int32, _ trans: Int32, _ diagonal: Int32, _ rows: Int32, _ columns: Int32, _ a: Matrix, _ lda: Int32,
    _ b: Matrix, _ ldb: Int32
  ) { cblas_strsm(102, side, uplo, trans, diagonal, rows, columns, 1, a, lda, b, ldb) }

  static func getrf(_ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ pivots: UnsafeMutablePointer<Int32>) -> Int32 {
    sgetrf(m, n, a, lda, pivots)
  }

  static func getrs(
    _ trans: CChar, _ n: Int32, _ count: Int32, _ a: Matrix, _ lda: Int32, _ pivots: UnsafeMutablePointer<Int32>, _ b: Matrix, _ ldb: Int32
  ) -> Int32 { sgetrs(trans, n, count, a, lda, pivots, b, ldb) }

  static func potrf(_ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32) -> Int32 { spotrf(uplo, n, a, lda) }

  static func potri(_ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32) -> Int32 { spotri(uplo, n, a, lda) }

  static func potrs(_ uplo: CChar, _ n: Int32, _ count: Int32, _ a: Matrix, _ lda: Int32, _ b: Matrix, _ ldb: Int32) -> Int32 {
    spotrs(uplo, n, count, a, lda, b, ldb)
  }

  static func geqrf(_ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ tau: Matrix, _ work: Matrix, _ lwork: Int32) -> Int32 {
    sgeqrf(m, n, a, lda, tau, work, lwork)
  }

  static func orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: Matrix, _ lda: Int32, _ tau: Matrix, _ work: Matrix, _ lwork: Int32
  ) -> Int32 { sorgqr(m, n, k, a, lda, tau, work, lwork) }

  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ s: Matrix, _ u: Matrix, _ ldu: Int32, _ vt: Matrix, _ ldvt: Int32,
    _ work: Matrix, _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>
  ) -> Int32 { sgesdd(job, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork) }

  static func syevd(
    _ job: CChar, _ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32, _ w: Matrix, _ work: Matrix, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>, _ liwork: Int32
  ) -> Int32 { ssyevd(job, uplo, n, a, lda, w, work, lwork, iwork, liwork) }
}

extension Double: LAPACKElement {
  static func packedGemm(
    _ n: Int, _ m: Int, _ k: Int, _ alpha: Self, _ a: Matrix, _ aSteps: (row: Int, column: Int), _ b: Matrix,
    _ bSteps: (row: Int, column: Int), _ beta: Self, _ c: Matrix
  ) -> Bool { false }

  static func gemm(
    _ transA: Int32, _ transB: Int32, _ n: Int32, _ m: Int32, _ k: Int32, _ alpha: Self, _ a: Matrix, _ lda: Int32, _ b: Matrix,
    _ ldb: Int32, _ beta: Self, _ c: Matrix, _ ldc: Int32
  ) { cblas_dgemm(101, transA, transB, n, m, k, alpha, a, lda, b, ldb, beta, c, ldc) }

  static func gemv(
    _ trans: Int32, _ rows: Int32, _ columns: Int32, _ alpha: Self, _ a: Matrix, _ lda: Int32, _ x: Matrix, _ incx: Int32, _ beta: Self,
    _ y: Matrix
  ) { cblas_dgemv(101, trans, rows, columns, alpha, a, lda, x, incx, beta, y, 1) }

  static func trsm(
    _ side: Int32, _ uplo: Int32, _ trans: Int32, _ diagonal: Int32, _ rows: Int32, _ columns: Int32, _ a: Matrix, _ lda: Int32,
    _ b: Matrix, _ ldb: Int32
  ) { cblas_dtrsm(102, side, uplo, trans, diagonal, rows, columns, 1, a, lda, b, ldb) }

  static func getrf(_ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ pivots: UnsafeMutablePointer<Int32>) -> Int32 {
    dgetrf(m, n, a, lda, pivots)
  }

  static func getrs(
    _ trans: CChar, _ n: Int32, _ count: Int32, _ a: Matrix, _ lda: Int32, _ pivots: UnsafeMutablePointer<Int32>, _ b: Matrix, _ ldb: Int32
  ) -> Int32 { dgetrs(trans, n, count, a, lda, pivots, b, ldb) }

  static func potrf(_ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32) -> Int32 { dpotrf(uplo, n, a, lda) }

  static func potri(_ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32) -> Int32 { dpotri(uplo, n, a, lda) }

  static func potrs(_ uplo: CChar, _ n: Int32, _ count: Int32, _ a: Matrix, _ lda: Int32, _ b: Matrix, _ ldb: Int32) -> Int32 {
    dpotrs(uplo, n, count, a, lda, b, ldb)
  }

  static func geqrf(_ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ tau: Matrix, _ work: Matrix, _ lwork: Int32) -> Int32 {
    dgeqrf(m, n, a, lda, tau, work, lwork)
  }

  static func orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: Matrix, _ lda: Int32, _ tau: Matrix, _ work: Matrix, _ lwork: Int32
  ) -> Int32 { dorgqr(m, n, k, a, lda, tau, work, lwork) }

  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Matrix, _ lda: Int32, _ s: Matrix, _ u: Matrix, _ ldu: Int32, _ vt: Matrix, _ ldvt: Int32,
    _ work: Matrix, _ lwork: Int32, _ iwork: UnsafeMutablePointer<Int32>
  ) -> Int32 { dgesdd(job, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork) }

  static func syevd(
    _ job: CChar, _ uplo: CChar, _ n: Int32, _ a: Matrix, _ lda: Int32, _ w: Matrix, _ work: Matrix, _ lwork: Int32,
    _ iwork: UnsafeMutablePointer<Int32>, _ liwork: Int32
  ) -> Int32 { dsyevd(job, uplo, n, a, lda, w, work, lwork, iwork, liwork) }
}
