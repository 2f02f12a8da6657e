extension linalg {
  /// The nth power of every matrix: PyTorch's `linalg.matrix_power`. Shape (*, m, m) stays. The 0th is the identity, negative ones are
  /// powers of the inverse.
  ///
  /// - Precondition: For a negative n no matrix is singular and the dtype is float32 or float64.
  public static func matrixPower(_ a: Tensor, _ n: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    a.refuseUnlessSquare("linalg.matrix_power", at: CallSite(file, line))
    switch n {
    case 0: return a.clone().copy_(Tensor.eye(a.size(-1), dtype: a.dtype, device: a.device))
    case 1: return a.clone()
    case 3: return a.matmul(a, file: file, line: line).matmul(a, file: file, line: line)
    case ..<0: return power(inv(a, file: file, line: line), n.magnitude, file, line)
    default: return power(a, n.magnitude, file, line)
    }
  }

  /// By squaring.
  private static func power(_ a: Tensor, _ n: UInt, _ file: StaticString, _ line: UInt) -> Tensor {
    var rest = n
    var square = a
    var result: Tensor?
    while true {
      if rest & 1 == 1 { result = result.map { $0.matmul(square, file: file, line: line) } ?? square }
      rest >>= 1
      if rest == 0 { return result.unsafelyUnwrapped }
      square = square.matmul(square, file: file, line: line)
    }
  }

  /// The product of matrices in a row, in the order that takes the fewest multiplications: PyTorch's `linalg.multi_dot`. The first may be a
  /// vector, a row, and the last one, a column; the result then lacks that dimension.
  ///
  /// - Precondition: There are at least two, all of one dtype.
  public static func multiDot(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if tensors.count < 2 { fail("multi_dot(): expected at least 2 tensors but got \(tensors.count)", at: site) }
    let (first, last) = (tensors[0], tensors[tensors.count - 1])
    for (name, end) in [("first", first), ("last", last)] where end.dim != 1 && end.dim != 2 {
      fail("multi_dot(): the \(name) tensor must be 1D or 2D but got \(end.dim)D", at: site)
    }
    for i in 1..<tensors.count - 1 where tensors[i].dim != 2 {
      fail("multi_dot(): tensor \(i) must be 2D but got \(tensors[i].dim)D", at: site)
    }
    for i in 1..<tensors.count where tensors[i].dtype != first.dtype {
      fail(
        "multi_dot(): all tensors must have be the same dtype but tensor 0 is \(first.dtype.cName) and tensor \(i) \(tensors[i].dtype.cName)",
        at: site)
    }
    var matrices = tensors
    if first.dim == 1 { matrices[0] = first.unsqueeze(0) }
    if last.dim == 1 { matrices[tensors.count - 1] = last.unsqueeze(-1) }
    for i in 1..<tensors.count where matrices[i - 1].sizes[1] != matrices[i].sizes[0] {
      fail(
        "multi_dot(): tensors \(i - 1) and \(i) with shapes \(tensors[i - 1].sizes) and \(tensors[i].sizes) cannot be multiplied", at: site)
    }
    let shape = (first.dim == 1 ? [] : [first.sizes[0]]) + (last.dim == 1 ? [] : [last.sizes[1]])
    return product(matrices, file, line).view(shape)
  }

  /// By dynamic programming over the places where the row is parted last.
  private static func product(_ matrices: [Tensor], _ file: StaticString, _ line: UInt) -> Tensor {
    let count = matrices.count
    let sizes = [matrices[0].sizes[0]] + matrices.map { $0.sizes[1] }
    if count == 3 {
      let (leftFirst, rightFirst) = (
        sizes[0] * sizes[2] * (sizes[1] + sizes[3]), sizes[1] * sizes[3] * (sizes[0] + sizes[2])
      )
      if leftFirst <= rightFirst {
        return matrices[0].mm(matrices[1], file: file, line: line).mm(matrices[2], file: file, line: line)
      }
    }
    var costs = Array(repeating: Array(repeating: 0, count: count), count: count)
    var parts = costs
    for length in stride(from: 1, to: count, by: 1) {
      for i in 0..<count - length {
        let j = i + length
        costs[i][j] = .max
        for k in i..<j {
          let cost = costs[i][k] + costs[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
          if cost < costs[i][j] { (costs[i][j], parts[i][j]) = (cost, k) }
        }
      }
    }
    func multiply(_ i: Int, _ j: Int) -> Tensor {
      i == j ? matrices[i] : multiply(i, parts[i][j]).mm(multiply(parts[i][j] + 1, j), file: file, line: line)
    }
    return multiply(0, count - 1)
  }
}

extension Tensor {
  /// The nth power of every matrix: PyTorch's `matrix_power`, the same function as `linalg.matrixPower`.
  public final func matrixPower(_ n: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    linalg.matrixPower(self, n, file: file, line: line)
  }
}
