extension Tensor {
  /// The product summed over the last `count` dimensions of this tensor and the first of the other: PyTorch's `tensordot`.
  public final func tensordot(_ other: Tensor, dims count: Int = 2, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if count < 0 { fail("tensordot expects dims >= 0, but got dims=\(count)", at: site) }
    if count > Swift.min(dim, other.dim) { fail("tensordot expects dims < ndim_a or ndim_b, but got dims=\(count)", at: site) }
    return tensordot(other, dims: (Array(-count..<0), Array(0..<count)), file: file, line: line)
  }

  /// The product summed over pairs of dimensions: PyTorch's `tensordot` with lists. The dimensions that are left keep their order, this
  /// tensor's first.
  ///
  /// - Precondition: The dimensions of a pair have one size, or one of them has size 1.
  public final func tensordot(
    _ other: Tensor, dims: ([Int], [Int]), file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dims.0.count != dims.1.count { fail("both dimension lists should have same length", at: site) }
    refuseOtherDType(other, "both inputs should have same dtype", at: site)
    let mine = Tensor.distinct(dims.0, of: self, at: site)
    let others = Tensor.distinct(dims.1, of: other, at: site)
    var (a, b) = (self, other)
    for (i, (x, y)) in zip(mine, others).enumerated() where sizes[x] != other.sizes[y] {
      if other.sizes[y] == 1 {
        a = a.sum(x, keepdim: true, dtype: dtype)
      } else if sizes[x] == 1 {
        b = b.sum(y, keepdim: true, dtype: dtype)
      } else {
        fail(
          "contracted dimensions need to match, but first has size \(sizes[x]) in dim \(dims.0[i]) and second has size "
            + "\(other.sizes[y]) in dim \(dims.1[i])", at: site)
      }
    }
    let keptA = a.sizes.indices.filter { !mine.contains($0) }
    let keptB = b.sizes.indices.filter { !others.contains($0) }
    let (left, right) = (a.permute(keptA + mine), b.permute(others + keptB))
    let summed = mine.reduce(1) { $0 * a.sizes[$1] }
    let shape = keptA.map { a.sizes[$0] } + keptB.map { b.sizes[$0] }
    if left.dim == 1 && right.dim == 1 && shape.isEmpty { return left.dot(right, file: file, line: line).view(shape) }
    let rows = left.reshape([keptA.reduce(1) { $0 * a.sizes[$1] }, summed])
    let columns = right.reshape([summed, keptB.reduce(1) { $0 * b.sizes[$1] }])
    return rows.mm(columns, file: file, line: line).view(shape)
  }

  private static func distinct(_ dims: [Int], of tensor: Tensor, at site: CallSite) -> [Int] {
    var seen: [Int] = []
    for d in dims {
      let d = tensor.wrapped(d, at: site)
      if seen.contains(d) { fail("dim \(d) appears multiple times in the list of dims", at: site) }
      seen.append(d)
    }
    return seen
  }

  /// The Kronecker product: PyTorch's `kron`. Every element of this tensor is replaced by it times the whole other one; the smaller of the
  /// two shapes is filled up with ones in front.
  public final func kron(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let count = Swift.max(dim, other.dim)
    let left = Array(repeating: 1, count: count - dim) + shape
    let right = Array(repeating: 1, count: count - other.dim) + other.shape
    let a = reshape(left.flatMap { [$0, 1] })
    let b = other.reshape(right.flatMap { [1, $0] })
    return a.mul(b, file: file, line: line).contiguous().reshaped("UnsafeViewBackward0", zip(left, right).map { $0 * $1 })
  }

  /// The product of matrices in a row: PyTorch's `chain_matmul`, which `linalg.multiDot` replaces.
  public static func chainMatmul(_ matrices: Tensor..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    chainMatmul(matrices, file: file, line: line)
  }

  /// The product of a list of matrices: PyTorch's `chain_matmul`.
  public static func chainMatmul(_ matrices: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    guard let first = matrices.first else { fail("chain_matmul(): Expected one or more matrices", at: site) }
    for matrix in matrices where matrix.dim != 2 { fail("Tensor dimension is \(matrix.dim), expected 2 instead.", at: site) }
    return matrices.count == 1 ? first : linalg.multiDot(matrices, file: file, line: line)
  }

  /// A bilinear layer, `x1ᵀ W[o] x2 + bias[o]` for every output o: PyTorch's `nn.functional.bilinear`. Shapes (*, in1), (*, in2),
  /// (out, in1, in2) and (out) give (*, out).
  public final func bilinear(
    _ other: Tensor, weight: Tensor, bias: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dtype != other.dtype || dtype != weight.dtype {
      fail(
        "All tensors must have the same dtype, got input1: \(dtype.cName), input2: \(other.dtype.cName), weight: \(weight.dtype.cName)",
        at: site)
    }
    if dim != other.dim { fail("bilinear(): input dimensions do not match: got \(dim) and \(other.dim)", at: site) }
    for i in 0..<Swift.max(dim - 1, 0) where sizes[i] != other.sizes[i] {
      fail("bilinear(): input batch dimensions do not match at dim \(i): got \(sizes[i]) and \(other.sizes[i])", at: site)
    }
    let (first, second) = (weight.size(1, file: file, line: line), weight.size(2, file: file, line: line))
    if size(-1, file: file, line: line) != first {
      fail("bilinear(): input1 size does not match weight size: got \(size(-1)) but expected \(first)", at: site)
    }
    if other.size(-1, file: file, line: line) != second {
      fail("bilinear(): input2 size does not match weight size: got \(other.size(-1)) but expected \(second)", at: site)
    }
    let outputs = weight.sizes[0]
    if let bias, bias.size(0, file: file, line: line) != outputs {
      fail("bilinear(): bias size does not match weight size: got \(bias.size(0)) but expected \(outputs)", at: site)
    }
    let batch = Array(shape.dropLast())
    let count = batch.reduce(1, *)
    let rows = reshape([count, first]).mm(weight.permute(1, 0, 2).reshape([first, outputs * second]))
    let output = rows.view([count, outputs, second]).bmm(other.reshape([count, second, 1])).view(batch + [outputs])
    return bias.map { output.add($0) } ?? output
  }
}
