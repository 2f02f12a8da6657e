/// Matrices of powers.
extension Tensor {
  /// The powers of a vector's elements, a row each: PyTorch's `torch.vander`. Integers give int64.
  ///
  ///     Tensor([2, 3]).vander()  // tensor([[2, 1], [3, 1]])
  ///
  /// - Parameters:
  ///   - count: How many powers, from 0 on: as many as there are elements if left out.
  ///   - increasing: Whether the lowest power comes first.
  public final func vander(
    _ count: Int? = nil, increasing: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim != 1 { fail("x must be a one-dimensional tensor.", at: site) }
    let count = count ?? numel
    if count < 0 { fail("N must be non-negative.", at: site) }
    let source = dtype.isFloatingPoint ? self : to(.int64)
    let powers = count == 0 ? source.newEmpty([numel, 0]) : source.powers(count)
    return increasing ? powers : powers.flip([1])
  }

  private final func powers(_ count: Int) -> Tensor {
    var columns = [Tensor.onesLike(self).unsqueeze(-1)]
    let factor = unsqueeze(-1)
    for power in 1..<Swift.max(count, 1) { columns.append(power == 1 ? factor : columns[power - 1].mul(factor)) }
    return Tensor.cat(columns, dim: -1)
  }
}
