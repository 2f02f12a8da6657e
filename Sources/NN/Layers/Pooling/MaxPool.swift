import Autograd

/// What the layers share that take the largest element of windows.
open class MaxPooling: Module {
  /// The windows' size.
  public final let kernelSize: Extent
  /// How far the windows lie apart.
  public final let stride: Extent
  /// How much is added on both sides, of what never is the largest.
  public final let padding: Extent
  /// How far a window's elements lie apart.
  public final let dilation: Extent
  /// Whether a window that sticks out at the end counts.
  public final let ceilMode: Bool

  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - kernelSize: The windows' size.
  ///   - stride: How far the windows lie apart: their size, if left out.
  ///   - padding: How much is added on both sides; it counts for nothing in a maximum.
  ///   - dilation: How far a window's elements lie apart.
  ///   - ceilMode: Whether a window that sticks out at the end counts.
  public init(_ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
    self.dilation = dilation
    self.ceilMode = ceilMode
  }

  /// The settings.
  open override var extraRepr: String {
    "kernel_size=\(Printed.extent(kernelSize)), stride=\(Printed.extent(stride)), padding=\(Printed.extent(padding)), "
      + "dilation=\(Printed.extent(dilation)), ceil_mode=\(Printed.bool(ceilMode))"
  }
}

/// The largest element of each window: PyTorch's `nn.MaxPool1d`. Shapes (N, C, L) or (C, L).
open class MaxPool1d: MaxPooling {
  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor {
    input.maxPool1d(kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  /// Runs the hooks and the layer; the places of the elements in their channel come too, as `MaxUnpool1d` takes them: PyTorch's
  /// `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer {
      runPair(input) { $0.maxPool1dWithIndices(kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode) }
    }
  }
}

/// The largest element of each window: PyTorch's `nn.MaxPool2d`. Shapes (N, C, H, W) or (C, H, W).
open class MaxPool2d: MaxPooling {
  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor {
    input.maxPool2d(kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  /// Runs the hooks and the layer; the places of the elements in their channel come too, as `MaxUnpool2d` takes them: PyTorch's
  /// `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer {
      runPair(input) { $0.maxPool2dWithIndices(kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode) }
    }
  }
}

/// The largest element of each window: PyTorch's `nn.MaxPool3d`. Shapes (N, C, D, H, W) or (C, D, H, W).
open class MaxPool3d: MaxPooling {
  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor {
    input.maxPool3d(kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  /// Runs the hooks and the layer; the places of the elements in their channel come too, as `MaxUnpool3d` takes them: PyTorch's
  /// `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer {
      runPair(input) { $0.maxPool3dWithIndices(kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode) }
    }
  }
}

extension Module {
  /// Runs the hooks around a computation that gives values and their places.
  final func runPair(
    _ input: Tensor, _ body: (Tensor) -> (values: Tensor, indices: Tensor)
  ) -> (values: Tensor, indices: Tensor) {
    let outputs = runHooks(around: input) { inputs in
      let (values, indices) = body(inputs[0])
      return [values, indices]
    }
    return (outputs[0], outputs[1])
  }
}
