extension Tensor {
  /// The differences of neighbours along a dimension, `n` times over: PyTorch's `diff`. Of bools, whether neighbours differ.
  ///
  /// - Parameters:
  ///   - n: 0 for a copy, to which nothing is joined.
  ///   - dim: Along which dimension; the last if left out.
  ///   - prepend: What is joined to the front along the dimension first.
  ///   - append: What is joined to the end.
  public final func diff(
    n: Int = 1, dim: Int = -1, prepend: Tensor? = nil, append: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("diff expects input to be at least one-dimensional", at: site) }
    if n < 0 { fail("order must be non-negative but got \(n)", at: site) }
    let d = wrapped(dim, at: site)
    for other in [prepend, append].compactMap({ $0 }) { refuseOtherShape(other, d, at: site) }
    if n == 0 { return clone() }
    var result = self
    if prepend != nil || append != nil {
      result = Tensor.cat([prepend, self, append].compactMap { $0 }, dim: d, file: file, line: line)
    }
    for _ in 0..<Swift.min(n, result.sizes[d]) {
      let length = result.sizes[d] - 1
      let (right, left) = (result.narrow(d, 1, length), result.narrow(d, 0, length))
      result = dtype == .bool ? right.logicalXor(left) : right.sub(left)
    }
    return result
  }

  private final func refuseOtherShape(_ other: Tensor, _ d: Int, at site: CallSite) {
    if other.dim != dim { fail("diff expects prepend or append to be the same dimension as input", at: site) }
    for i in sizes.indices where i != d && other.sizes[i] != sizes[i] {
      fail(
        "diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; "
          + "input.size(\(i)) = \(sizes[i]), but got tensor.size(\(i)) = \(other.sizes[i])", at: site)
    }
  }
}
