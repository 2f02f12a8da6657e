extension Tensor {
  /// Each element divided by a power of the mean square of its neighbours among the channels: PyTorch's
  /// `nn.functional.local_response_norm`, x / (k + alpha · mean(x²))^beta. Shapes (N, C, ...), three dimensions or more.
  ///
  /// - Parameters:
  ///   - size: How many channels are neighbours, the one in the middle included.
  ///   - alpha: A factor for the mean square.
  ///   - beta: The power.
  ///   - k: Added to the mean square.
  public final func localResponseNorm(
    _ size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim < 3 {
      fail(
        "Expected 3D or higher dimensionality                          input (got \(dim) dimensions)", at: site)
    }
    if numel == 0 { return self }
    let squares = mul(self)
    var means: Tensor
    if dim == 3 {
      means = squares.unsqueeze(1).paddedWithZeros(before: [size / 2, 0], after: [(size - 1) / 2, 0])
      means = means.avgPool2d([size, 1], stride: 1, file: file, line: line).squeeze(1)
    } else {
      means = squares.view([sizes[0], 1, sizes[1], sizes[2], -1])
      means = means.paddedWithZeros(before: [size / 2, 0, 0], after: [(size - 1) / 2, 0, 0])
      means = means.avgPool3d([size, 1, 1], stride: 1, file: file, line: line).squeeze(1).view(shape)
    }
    return div(means.mul(alpha).add(k).pow(beta))
  }
}
