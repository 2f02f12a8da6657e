import Autograd

/// What the layers share that take norms of windows.
open class PowerPooling: Module {
  /// The norm's exponent.
  public final let normType: Scalar
  /// The windows' size.
  public final let kernelSize: Extent
  /// How far the windows lie apart; nil for the windows' size.
  public final let stride: Extent?
  /// Whether a window that sticks out at the end counts.
  public final let ceilMode: Bool

  /// A layer with these settings.
  public init(_ normType: some TensorScalar, _ kernelSize: Extent, stride: Extent? = nil, ceilMode: Bool = false) {
    self.normType = normType.scalar
    self.kernelSize = kernelSize
    self.stride = stride
    self.ceilMode = ceilMode
  }

  /// The settings.
  open override var extraRepr: String {
    "norm_type=\(Printed.number(normType)), kernel_size=\(Printed.extent(kernelSize)), "
      + "stride=\(stride.map(Printed.extent) ?? "None"), ceil_mode=\(Printed.bool(ceilMode))"
  }
}

/// The norm of each window, `(Σ xᵖ)^(1/p)`: PyTorch's `nn.LPPool1d`. Shapes (N, C, L) or (C, L).
open class LPPool1d: PowerPooling {
  /// The norms.
  open override func forward(_ input: Tensor) -> Tensor {
    input.lpPool1d(normType.double, kernelSize.values(1)[0], stride: stride, ceilMode: ceilMode)
  }
}

/// The norm of each window, `(Σ xᵖ)^(1/p)`: PyTorch's `nn.LPPool2d`. Shapes (N, C, H, W) or (C, H, W).
open class LPPool2d: PowerPooling {
  /// The norms.
  open override func forward(_ input: Tensor) -> Tensor {
    input.lpPool2d(normType.double, kernelSize, stride: stride, ceilMode: ceilMode)
  }
}

/// The norm of each window, `(Σ xᵖ)^(1/p)`: PyTorch's `nn.LPPool3d`. Shapes (N, C, D, H, W) or (C, D, H, W).
open class LPPool3d: PowerPooling {
  /// The norms.
  open override func forward(_ input: Tensor) -> Tensor {
    input.lpPool3d(normType.double, kernelSize, stride: stride, ceilMode: ceilMode)
  }
}
