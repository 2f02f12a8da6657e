import Autograd

/// Products of one matrix with the few rows of each step.
struct StepProduct {
  private let matrix: Tensor
  /// Where the matrix is cut into pieces, along its rows or its columns.
  private let cuts: [(first: Int, count: Int)]

  /// OpenBLAS computes products of up to so many multiplications from the factors where they lie. For larger ones it rearranges both first,
  /// which takes a third of the time where one has few rows.
  private static let unpackedLimit = 1_000_000

  /// Prepares a matrix for `add`.
  init(columnsOf matrix: Tensor, rows: Int) {
    self.matrix = matrix.contiguous()
    cuts = Self.cuts(of: matrix.size(1), cost: rows * matrix.size(0))
  }

  /// Prepares a matrix for `sum`.
  init(rowsOf matrix: Tensor, rows: Int) {
    self.matrix = matrix.contiguous()
    cuts = Self.cuts(of: matrix.size(0), cost: rows * matrix.size(1))
  }

  /// Pieces that are small enough; one piece where they would be too thin.
  private static func cuts(of length: Int, cost: Int) -> [(first: Int, count: Int)] {
    let largest = max(unpackedLimit / max(cost, 1), 1)
    let pieceCount = (length + largest - 1) / largest
    if pieceCount <= 1 || largest < 128 { return [(0, length)] }
    let count = (length + pieceCount - 1) / pieceCount
    return stride(from: 0, to: length, by: count).map { ($0, min(count, length - $0)) }
  }

  /// Adds the product of the rows and the matrix, which is cut into columns, to a block.
  func add(_ rows: Tensor, to block: Tensor) {
    if cuts.count == 1 {
      block.add_(rows.mm(matrix))
      return
    }
    for (first, count) in cuts { block.narrow(1, first, count).add_(rows.mm(matrix.narrow(1, first, count))) }
  }

  /// The product of the rows and the matrix, which is cut into rows.
  func sum(_ rows: Tensor) -> Tensor {
    if cuts.count == 1 { return rows.mm(matrix) }
    var result: Tensor?
    for (first, count) in cuts {
      let product = rows.narrow(1, first, count).mm(matrix.narrow(0, first, count))
      result = result?.add_(product) ?? product
    }
    return result!
  }
}
