/// Products of the few rows of each step with one matrix, row-major and in memory that somebody else keeps.
struct StepProduct {
  private let matrix: UnsafeMutableRawPointer
  private let dtype: DType
  /// The matrix's, which is (height, width).
  private let height: Int
  private let width: Int
  /// Whether the matrix, where it is large, is cut across its columns; otherwise along its rows.
  private let isCutAcross: Bool

  init(_ matrix: Tensor, isCutAcross: Bool) {
    _ = MatrixProduct.isReady
    self.matrix = matrix.bytes
    dtype = matrix.dtype
    (height, width) = (matrix.sizes[0], matrix.sizes[1])
    self.isCutAcross = isCutAcross
  }

  /// Adds the product of rows, as long as the matrix is high, and the matrix to rows as long as the matrix is wide.
  func add(_ factor: UnsafeMutableRawPointer, rows: Int, to sums: UnsafeMutableRawPointer) {
    if dtype == .float32 { add(Float.self, factor, rows, sums) } else { add(Double.self, factor, rows, sums) }
  }

  private func add<Element: LAPACKElement>(
    _: Element.Type, _ factor: UnsafeMutableRawPointer, _ rows: Int, _ sums: UnsafeMutableRawPointer
  ) {
    let (a, c) = (factor.assumingMemoryBound(to: Element.self), sums.assumingMemoryBound(to: Element.self))
    let b = matrix.assumingMemoryBound(to: Element.self)
    let whole = isCutAcross ? width : height
    let piece = Self.piece(of: whole, cost: rows * (isCutAcross ? height : width))
    for start in stride(from: 0, to: whole, by: piece) {
      let count = min(piece, whole - start)
      let (columns, depth) = isCutAcross ? (count, height) : (width, count)
      Element.gemm(
        111, 111, Int32(rows), Int32(columns), Int32(depth), 1, isCutAcross ? a : a + start, Int32(height),
        isCutAcross ? b + start : b + start * width, Int32(width), 1, isCutAcross ? c + start : c, Int32(width))
    }
  }

  /// OpenBLAS computes products of up to so many multiplications from the factors where they lie. For larger ones it rearranges both first,
  /// which takes a third of the time where one has few rows.
  private static let unpackedLimit = 1_000_000

  /// Pieces that are small enough; one where they would be too thin.
  private static func piece(of length: Int, cost: Int) -> Int {
    let largest = max(unpackedLimit / max(cost, 1), 1)
    let pieceCount = (length + largest - 1) / largest
    return pieceCount <= 1 || largest < 128 ? length : (length + pieceCount - 1) / pieceCount
  }
}
