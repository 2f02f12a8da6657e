import Autograd

/// The mean of each window of a sequence: PyTorch's `nn.AvgPool1d`. Shapes (N, C, L) or (C, L).
open class AvgPool1d: Module {
  /// The windows' size.
  public final let kernelSize: [Int]
  /// How far the windows lie apart.
  public final let stride: [Int]
  /// How many zeros are added on both sides.
  public final let padding: [Int]
  /// Whether a window that sticks out at the end counts.
  public final let ceilMode: Bool
  /// Whether the added zeros count in the mean.
  public final let countIncludePad: Bool

  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - kernelSize: The windows' size.
  ///   - stride: How far the windows lie apart: their size, if left out.
  ///   - padding: How many zeros are added on both sides.
  ///   - ceilMode: Whether a window that sticks out at the end counts.
  ///   - countIncludePad: Whether the added zeros count in the mean.
  public init(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, ceilMode: Bool = false, countIncludePad: Bool = true
  ) {
    self.kernelSize = kernelSize.values(1)
    self.stride = (stride ?? kernelSize).values(1)
    self.padding = padding.values(1)
    self.ceilMode = ceilMode
    self.countIncludePad = countIncludePad
  }

  /// The means.
  open override func forward(_ input: Tensor) -> Tensor {
    input.avgPool1d(
      .each(kernelSize), stride: .each(stride), padding: .each(padding), ceilMode: ceilMode, countIncludePad: countIncludePad)
  }

  /// The settings.
  open override var extraRepr: String {
    "kernel_size=\(Printed.tuple(kernelSize)), stride=\(Printed.tuple(stride)), padding=\(Printed.tuple(padding))"
  }
}

/// What `AvgPool2d` and `AvgPool3d` share.
open class AveragePooling: Module {
  /// The windows' size.
  public final let kernelSize: Extent
  /// How far the windows lie apart.
  public final let stride: Extent
  /// How many zeros are added on both sides.
  public final let padding: Extent
  /// Whether a window that sticks out at the end counts.
  public final let ceilMode: Bool
  /// Whether the added zeros count in the mean.
  public final let countIncludePad: Bool
  /// By what the sums are divided, in place of the number of elements.
  public final let divisorOverride: Int?

  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - kernelSize: The windows' size.
  ///   - stride: How far the windows lie apart: their size, if left out.
  ///   - padding: How many zeros are added on both sides.
  ///   - ceilMode: Whether a window that sticks out at the end counts.
  ///   - countIncludePad: Whether the added zeros count in the mean.
  ///   - divisorOverride: What the sums are divided by; the number of elements, if left out.
  public init(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, ceilMode: Bool = false, countIncludePad: Bool = true,
    divisorOverride: Int? = nil
  ) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
    self.ceilMode = ceilMode
    self.countIncludePad = countIncludePad
    self.divisorOverride = divisorOverride
  }

  /// The settings.
  open override var extraRepr: String {
    "kernel_size=\(Printed.extent(kernelSize)), stride=\(Printed.extent(stride)), padding=\(Printed.extent(padding))"
  }
}

/// The mean of each window: PyTorch's `nn.AvgPool2d`. Shapes (N, C, H, W) or (C, H, W).
open class AvgPool2d: AveragePooling {
  /// The means.
  open override func forward(_ input: Tensor) -> Tensor {
    input.avgPool2d(
      kernelSize, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad, divisorOverride: divisorOverride)
  }
}

/// The mean of each window: PyTorch's `nn.AvgPool3d`. Shapes (N, C, D, H, W) or (C, D, H, W).
open class AvgPool3d: AveragePooling {
  /// The means.
  open override func forward(_ input: Tensor) -> Tensor {
    input.avgPool3d(
      kernelSize, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad, divisorOverride: divisorOverride)
  }
}
