extension Tensor {
  /// Power means of windows of a sequence, without the division by their size: PyTorch's `nn.functional.lp_pool1d`. Shapes (N, C, L) or
  /// (C, L).
  ///
  /// - Parameters:
  ///   - normType: The power p of (Σ xᵖ)^(1/p); infinity takes the largest magnitude.
  ///   - kernelSize: The size of a window.
  ///   - stride: From window to window; by default their size.
  ///   - ceilMode: Whether a last window may reach over the end.
  public final func lpPool1d(
    _ normType: Double, _ kernelSize: Int, stride: Extent? = nil, ceilMode: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    if normType == .infinity {
      return abs().maxPool1d(.all(kernelSize), stride: stride, ceilMode: ceilMode, file: file, line: line)
    }
    let means = pow(normType).avgPool1d(.all(kernelSize), stride: stride, ceilMode: ceilMode, file: file, line: line)
    return means.powerSums(normType, count: kernelSize)
  }

  /// Power means of windows of an image: PyTorch's `nn.functional.lp_pool2d`. Shapes (N, C, H, W) or (C, H, W); see `lpPool1d`.
  public final func lpPool2d(
    _ normType: Double, _ kernelSize: Extent, stride: Extent? = nil, ceilMode: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    if normType == .infinity {
      return abs().maxPool2d(kernelSize, stride: stride, ceilMode: ceilMode, file: file, line: line)
    }
    let means = pow(normType).avgPool2d(kernelSize, stride: stride, ceilMode: ceilMode, file: file, line: line)
    return means.powerSums(normType, count: kernelSize.values(2).reduce(1, *))
  }

  /// Power means of windows of a volume: PyTorch's `nn.functional.lp_pool3d`. Shapes (N, C, D, H, W) or (C, D, H, W); see `lpPool1d`.
  public final func lpPool3d(
    _ normType: Double, _ kernelSize: Extent, stride: Extent? = nil, ceilMode: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    if normType == .infinity {
      return abs().maxPool3d(kernelSize, stride: stride, ceilMode: ceilMode, file: file, line: line)
    }
    let means = pow(normType).avgPool3d(kernelSize, stride: stride, ceilMode: ceilMode, file: file, line: line)
    return means.powerSums(normType, count: kernelSize.values(3).reduce(1, *))
  }

  /// From means of powers to roots of their sums; those of odd powers may be negative, and have no root.
  private final func powerSums(_ power: Double, count: Int) -> Tensor {
    sign().mul(abs().relu()).mul(count).pow(1 / power)
  }
}
