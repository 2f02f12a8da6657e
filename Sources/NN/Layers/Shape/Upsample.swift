import Autograd

/// Enlarges or shrinks by interpolation: PyTorch's `nn.Upsample`. Shapes (N, C, L), (N, C, H, W) or (N, C, D, H, W).
///
///     let twice = Upsample(scaleFactor: 2, mode: .bilinear)
open class Upsample: Module {
  /// The sizes of the result.
  public final let size: Extent?
  /// In place of `size`, by how much the sizes grow.
  public final let scaleFactor: ScaleFactor?
  /// How values between the elements are found.
  public final let mode: InterpolationMode
  /// Whether the corners of input and output lie on each other.
  public final let alignCorners: Bool?
  /// Whether the factor is computed anew from the sizes.
  public final let recomputeScaleFactor: Bool?

  /// A layer with these settings.
  public init(
    size: Extent? = nil, scaleFactor: ScaleFactor? = nil, mode: InterpolationMode = .nearest, alignCorners: Bool? = nil,
    recomputeScaleFactor: Bool? = nil
  ) {
    self.size = size
    self.scaleFactor = scaleFactor
    self.mode = mode
    self.alignCorners = alignCorners
    self.recomputeScaleFactor = recomputeScaleFactor
  }

  /// The resized input.
  open override func forward(_ input: Tensor) -> Tensor {
    input.interpolate(
      size: size, scaleFactor: scaleFactor, mode: mode, alignCorners: alignCorners, recomputeScaleFactor: recomputeScaleFactor)
  }

  /// `scale_factor=2.0, mode='nearest'`.
  open override var extraRepr: String {
    let amount =
      switch scaleFactor {
      case .all(let factor)?: "scale_factor=\(factor)"
      case .each(let factors)?: "scale_factor=(" + factors.map { "\($0)" }.joined(separator: ", ") + (factors.count == 1 ? ",)" : ")")
      case nil: "size=" + (size.map(Printed.extent) ?? "None")
      }
    return "\(amount), mode='\(mode.rawValue)'"
  }
}

/// Enlarges images by repeating elements: PyTorch's `nn.UpsamplingNearest2d`.
open class UpsamplingNearest2d: Upsample {
  /// A layer with these settings.
  public init(size: Extent? = nil, scaleFactor: ScaleFactor? = nil) { super.init(size: size, scaleFactor: scaleFactor) }
}

/// Enlarges images by linear interpolation, corner on corner: PyTorch's `nn.UpsamplingBilinear2d`.
open class UpsamplingBilinear2d: Upsample {
  /// A layer with these settings.
  public init(size: Extent? = nil, scaleFactor: ScaleFactor? = nil) {
    super.init(size: size, scaleFactor: scaleFactor, mode: .bilinear, alignCorners: true)
  }
}
