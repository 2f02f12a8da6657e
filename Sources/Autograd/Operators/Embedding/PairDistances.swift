extension Tensor {
  /// The p-norms of the differences of all pairs of rows, the pair (0, 1) first: PyTorch's `nn.functional.pdist`.
  ///
  /// - Precondition: Shape (N, D), float64 or float32; p is not negative.
  public final func pdist(_ p: Double = 2, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dim != 2 { fail("pdist only supports 2D tensors, got: \(dim)D", at: site) }
    if !dtype.isFloatingPoint { fail("pdist only supports floating-point dtypes", at: site) }
    if !(p >= 0) { fail("pdist only supports non-negative p values", at: site) }
    if dtype.byteCount == 2 { fail("\"pdist\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let n = sizes[0]
    var (first, second) = ([Int](), [Int]())
    for i in 0..<n {
      for j in i + 1..<Swift.max(n, i + 1) {
        first.append(i)
        second.append(j)
      }
    }
    let pairs = (Tensor(first, dtype: .int64), Tensor(second, dtype: .int64))
    let output = noGrad { () -> Tensor in
      if sizes[1] == 0 { return Tensor.zeros([first.count], dtype: dtype) }
      return pairs.0.lookedUp(self, nil, false).sub(pairs.1.lookedUp(self, nil, false)).norm(p: .double(p), dim: [1])
    }
    return output.recorded("PdistBackward0", inputs: [self], saving: [self, pairs.0, pairs.1], savesOutput: true) { s, g in
      let difference = s[1].lookedUp(s[0], nil, false).sub(s[2].lookedUp(s[0], nil, false))
      let distance = s[3].unsqueeze(1)
      var slope: Tensor
      switch p {
      case 0: slope = Tensor.zerosLike(difference)
      case 1: slope = difference.sign()
      case .infinity: slope = difference.sign().mul(difference.abs().eq(distance))
      default: slope = difference.sign().mul(difference.abs().pow(p - 1)).div(distance.pow(p - 1)).maskedFill(distance.eq(0), 0)
      }
      slope = slope.mul(g.unsqueeze(1))
      return [slope.summedByRow(s[1], rows: n).sub(slope.summedByRow(s[2], rows: n))]
    }
  }
}
