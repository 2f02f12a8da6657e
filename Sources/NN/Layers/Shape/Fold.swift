import Autograd

/// Sums blocks into an image, (N, C·∏kernel, L) to (N, C, H, W): PyTorch's `nn.Fold`.
open class Fold: Module {
  /// The image's height and width.
  public final let outputSize: Extent
  /// The blocks' height and width.
  public final let kernelSize: Extent
  /// How far a block's elements lie apart.
  public final let dilation: Extent
  /// How many zeros stand around the image.
  public final let padding: Extent
  /// How far the blocks lie apart.
  public final let stride: Extent

  /// A layer with these settings.
  public init(_ outputSize: Extent, _ kernelSize: Extent, dilation: Extent = 1, padding: Extent = 0, stride: Extent = 1) {
    self.outputSize = outputSize
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding
    self.stride = stride
  }

  /// The image.
  open override func forward(_ input: Tensor) -> Tensor {
    input.fold(outputSize: outputSize, kernelSize: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }

  /// The settings.
  open override var extraRepr: String {
    "output_size=\(Printed.extent(outputSize)), kernel_size=\(Printed.extent(kernelSize)), dilation=\(Printed.extent(dilation)), "
      + "padding=\(Printed.extent(padding)), stride=\(Printed.extent(stride))"
  }
}

/// Takes blocks out of an image, (N, C, H, W) to (N, C·∏kernel, L): PyTorch's `nn.Unfold`.
open class Unfold: Module {
  /// The blocks' height and width.
  public final let kernelSize: Extent
  /// How far a block's elements lie apart.
  public final let dilation: Extent
  /// How many zeros are put around the image.
  public final let padding: Extent
  /// How far the blocks lie apart.
  public final let stride: Extent

  /// A layer with these settings.
  public init(_ kernelSize: Extent, dilation: Extent = 1, padding: Extent = 0, stride: Extent = 1) {
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding
    self.stride = stride
  }

  /// The blocks, as columns.
  open override func forward(_ input: Tensor) -> Tensor {
    input.unfold(kernelSize: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }

  /// The settings.
  open override var extraRepr: String {
    "kernel_size=\(Printed.extent(kernelSize)), dilation=\(Printed.extent(dilation)), padding=\(Printed.extent(padding)), "
      + "stride=\(Printed.extent(stride))"
  }
}
