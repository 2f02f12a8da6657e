import COpenBLAS

/// Products of plain matrices and of batches of them, outside of the graph.
enum MatrixProduct {
  /// Done once, before BLAS is used.
  static let isReady: Void = gb_blas_start()

  /// Writes `beta · c + alpha · (a @ b)` to `c`.
  ///
  /// - Parameters:
  ///   - a: (n, k), or (batch, n, k); any strides.
  ///   - b: (k, m), or (batch, k, m).
  ///   - c: (n, m), or (batch, n, m), row-major. What it holds is not read if `beta` is 0.
  static func multiply(_ a: Tensor, _ b: Tensor, into c: Tensor, alpha: Scalar = 1, beta: Scalar = 0) {
    if c.numel == 0 || c.isMeta { return }
    if a.sizes[a.dim - 1] == 0 {
      noGrad { c.write(beta.double == 0 ? Tensor(number: 0) : c.mul(Tensor(number: beta))) }
      return
    }
    switch c.dtype {
    case .float32: multiply(Float.self, a, b, c, alpha, beta)
    case .float64: multiply(Double.self, a, b, c, alpha, beta)
    case .float16, .bfloat16:
      let wide = beta.double == 0 ? Tensor(uninitialized: c.sizes, .float32) : c.converted(to: .float32)
      multiply(Float.self, a.converted(to: .float32), b.converted(to: .float32), wide, alpha, beta)
      c.write(wide)
    case .int64: multiplyIntegers(Int64.self, a, b, c, alpha, beta)
    case .int32: multiplyIntegers(Int32.self, a, b, c, alpha, beta)
    case .int16: multiplyIntegers(Int16.self, a, b, c, alpha, beta)
    case .int8: multiplyIntegers(Int8.self, a, b, c, alpha, beta)
    case .uint8, .bool: multiplyIntegers(UInt8.self, a, b, c, alpha, beta)
    }
  }

  private static func multiply<Element: LAPACKElement>(
    _: Element.Type, _ a: Tensor, _ b: Tensor, _ c: Tensor, _ alpha: Scalar, _ beta: Scalar
  ) {
    _ = isReady
    let (alpha, beta) = (Element(alpha.double), Element(beta.double))
    let (n, m, k) = (c.sizes[c.dim - 2], c.sizes[c.dim - 1], a.sizes[a.dim - 1])
    if m == 1 {
      multiply(MatrixOperand(a), VectorOperand(b, along: 0), c, alpha, beta, rows: n, columns: k)
    } else if n == 1 {
      multiply(MatrixOperand(b).transposed, VectorOperand(a, along: 1), c, alpha, beta, rows: m, columns: k)
    } else {
      multiply(MatrixOperand(a), MatrixOperand(b), c, alpha, beta, n, m, k)
    }
  }

  private static func multiply<Element: LAPACKElement>(
    _ x: MatrixOperand, _ y: MatrixOperand, _ c: Tensor, _ alpha: Element, _ beta: Element, _ n: Int, _ m: Int, _ k: Int
  ) {
    let tiles = ProductTiles(n: n, m: m, k: k)
    let batch = c.dim == 2 ? 1 : c.sizes[0]
    let (px, py) = (x.tensor.bytes.assumingMemoryBound(to: Element.self), y.tensor.bytes.assumingMemoryBound(to: Element.self))
    let pc = c.bytes.assumingMemoryBound(to: Element.self)
    // All of a batch's products are alike: either all are packed or none is.
    let packed = (0..<batch).allSatisfy { i in
      Element.packedGemm(
        n, m, k, alpha, px + i * x.batchStep, (x.rowStep, x.columnStep), py + i * y.batchStep, (y.rowStep, y.columnStep), beta,
        pc + i * n * m)
    }
    if packed { return }
    Parallel.run(count: batch * tiles.count, grain: tiles.grain) { range in
      for task in range {
        let (i, tile) = task.quotientAndRemainder(dividingBy: tiles.count)
        let (rows, columns) = tiles[tile]
        Element.gemm(
          x.transposition, y.transposition, Int32(rows.count), Int32(columns.count), Int32(k), alpha,
          px + i * x.batchStep + rows.lowerBound * x.rowStep, Int32(x.leading),
          py + i * y.batchStep + columns.lowerBound * y.columnStep, Int32(y.leading), beta,
          pc + i * n * m + rows.lowerBound * m + columns.lowerBound, Int32(m))
      }
    }
  }

  private static func multiply<Element: LAPACKElement>(
    _ x: MatrixOperand, _ v: VectorOperand, _ c: Tensor, _ alpha: Element, _ beta: Element, rows: Int, columns: Int
  ) {
    // The parts are the same for any number of threads, because how a row is summed may depend on where in the part it stands.
    let part = Swift.min(rows, Swift.max(64, 65536 / columns))
    let parts = (rows + part - 1) / part
    let batch = c.dim == 2 ? 1 : c.sizes[0]
    let (px, pv) = (x.tensor.bytes.assumingMemoryBound(to: Element.self), v.tensor.bytes.assumingMemoryBound(to: Element.self))
    let pc = c.bytes.assumingMemoryBound(to: Element.self)
    Parallel.run(count: batch * parts, grain: Swift.max(1, 8 * Parallel.grain / (part * columns))) { range in
      for task in range {
        let (i, p) = task.quotientAndRemainder(dividingBy: parts)
        let start = p * part
        let count = Swift.min(part, rows - start)
        let target = pc + i * rows + start
        if beta == 0 { target.update(repeating: 0, count: count) }
        let matrix = px + i * x.batchStep + start * x.rowStep
        // BLAS is told the sizes of the matrix as it is stored.
        if x.transposition == 111 {
          Element.gemv(
            111, Int32(count), Int32(columns), alpha, matrix, Int32(x.leading), pv + i * v.batchStep, Int32(v.step), beta, target)
        } else {
          Element.gemv(
            112, Int32(columns), Int32(count), alpha, matrix, Int32(x.leading), pv + i * v.batchStep, Int32(v.step), beta, target)
        }
      }
    }
  }

  private static func multiplyIntegers<Element: FixedWidthInteger>(
    _: Element.Type, _ a: Tensor, _ b: Tensor, _ c: Tensor, _ alpha: Scalar, _ beta: Scalar
  ) {
    let (alpha, beta) = (Element(truncatingIfNeeded: Int(alpha.double)), Element(truncatingIfNeeded: Int(beta.double)))
    let (n, m, k) = (c.sizes[c.dim - 2], c.sizes[c.dim - 1], a.sizes[a.dim - 1])
    let batch = c.dim == 2 ? 1 : c.sizes[0]
    let (a, b) = noGrad { (a.contiguous(), b.contiguous()) }
    let (pa, pb) = (a.bytes.assumingMemoryBound(to: Element.self), b.bytes.assumingMemoryBound(to: Element.self))
    let pc = c.bytes.assumingMemoryBound(to: Element.self)
    Parallel.run(count: batch * n, grain: Swift.max(1, Parallel.grain / (k * m))) { range in
      for row in range {
        let target = pc + row * m
        if beta == 0 {
          target.update(repeating: 0, count: m)
        } else {
          for j in 0..<m { target[j] &*= beta }
        }
        let right = pb + row / n * k * m
        for p in 0..<k {
          let factor = alpha &* pa[row * k + p]
          let source = right + p * m
          for j in 0..<m { target[j] &+= factor &* source[j] }
        }
      }
    }
  }
}

/// How a large product is cut into tiles of the result. It follows from the sizes alone, never from the number of threads: the last bits
/// of an element may depend on where in its tile it stands.
private struct ProductTiles {
  private let n: Int
  private let m: Int
  private var tileRows: Int
  private var tileColumns: Int
  private let columnCount: Int
  let count: Int
  /// How many tiles are worth a thread.
  let grain: Int

  init(n: Int, m: Int, k: Int) {
    (self.n, self.m) = (n, m)
    (tileRows, tileColumns) = (n, m)
    var count = 1
    // Each tile reads its rows and columns anew: few are better than many.
    while tileRows * tileColumns * k > (count < 2 ? 1 << 22 : count < 4 ? 1 << 26 : 1 << 30) && Swift.max(tileRows, tileColumns) >= 96 {
      // Halves are whole numbers of the blocks in which BLAS computes.
      if tileRows >= tileColumns { tileRows = Self.half(tileRows) } else { tileColumns = Self.half(tileColumns) }
      count *= 2
    }
    columnCount = (m + tileColumns - 1) / tileColumns
    self.count = (n + tileRows - 1) / tileRows * columnCount
    // BLAS does some 25 multiplications in the time of an elementwise operation.
    grain = Swift.max(1, 25 * Parallel.grain / (tileRows * tileColumns * k))
  }

  private static func half(_ size: Int) -> Int { (size / 2 + 47) / 48 * 48 }

  subscript(i: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (row, column) = i.quotientAndRemainder(dividingBy: columnCount)
    return (
      row * tileRows..<Swift.min((row + 1) * tileRows, n), column * tileColumns..<Swift.min((column + 1) * tileColumns, m)
    )
  }
}

/// How BLAS is to read a matrix: as it is, transposed, or as a copy where its rows and columns both have gaps.
private struct MatrixOperand {
  let tensor: Tensor
  /// 111 for rows one after the other in memory, 112 for columns.
  let transposition: Int32
  /// From one row in memory to the next, or one column.
  let leading: Int
  let batchStep: Int

  init(_ t: Tensor) {
    let (rows, columns) = (t.sizes[t.dim - 2], t.sizes[t.dim - 1])
    let (down, across) = (t.steps[t.dim - 2], t.steps[t.dim - 1])
    if (across == 1 || columns == 1) && (down >= Swift.max(columns, 1) || rows == 1) {
      self.init(t, 111, rows == 1 ? Swift.max(columns, 1) : down)
    } else if (down == 1 || rows == 1) && (across >= Swift.max(rows, 1) || columns == 1) {
      self.init(t, 112, columns == 1 ? Swift.max(rows, 1) : across)
    } else {
      self.init(t.cloned(strides: t.sizes.contiguousStrides), 111, Swift.max(columns, 1))
    }
  }

  private init(_ tensor: Tensor, _ transposition: Int32, _ leading: Int) {
    self.init(tensor: tensor, transposition: transposition, leading: leading, batchStep: tensor.dim == 2 ? 0 : tensor.steps[0])
  }

  private init(tensor: Tensor, transposition: Int32, leading: Int, batchStep: Int) {
    self.tensor = tensor
    self.transposition = transposition
    self.leading = leading
    self.batchStep = batchStep
  }

  var transposed: MatrixOperand {
    MatrixOperand(tensor: tensor, transposition: transposition == 111 ? 112 : 111, leading: leading, batchStep: batchStep)
  }

  /// From one row of the matrix, as the product reads it, to the next.
  var rowStep: Int { transposition == 111 ? leading : 1 }
  var columnStep: Int { transposition == 111 ? 1 : leading }
}

/// A matrix of one row or one column, read as a vector.
private struct VectorOperand {
  let tensor: Tensor
  let step: Int
  let batchStep: Int

  /// - Parameter axis: 0 if the elements follow each other down the rows, 1 across the columns.
  init(_ t: Tensor, along axis: Int) {
    let d = t.dim - 2 + axis
    tensor = t.steps[d] > 0 || t.sizes[d] == 1 ? t : t.cloned(strides: t.sizes.contiguousStrides)
    step = Swift.max(tensor.steps[d], 1)
    batchStep = tensor.dim == 2 ? 0 : tensor.steps[0]
  }
}
