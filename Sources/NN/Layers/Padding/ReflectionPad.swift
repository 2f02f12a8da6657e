import Autograd

/// What the layers share that add elements at the ends of dimensions.
open class PaddingLayer: Module {
  /// How many elements are added, those of the last dimension first, each before and after.
  public final let padding: [Int]
  private let mode: PaddingMode
  /// What is added, in constant padding.
  public final let value: Scalar

  init(_ padding: Extent, rank: Int, mode: PaddingMode, value: Scalar = 0) {
    self.padding = padding.values(2 * rank)
    self.mode = mode
    self.value = value
  }

  /// The input with its edges.
  open override func forward(_ input: Tensor) -> Tensor {
    mode == .constant ? input.constantPadNd(padding, value: value) : input.pad(padding, mode: mode)
  }

  /// `(1, 1, 1, 1)`.
  open override var extraRepr: String { Printed.tuple(padding) }
}

/// Adds the elements mirrored at the edge, the edge itself not among them, for shapes (N, C, L) and (C, L): PyTorch's `nn.ReflectionPad1d`.
open class ReflectionPad1d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: The left and the right one, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 1, mode: .reflect) }
}

/// Adds the elements mirrored at the edge, the edge itself not among them, for shapes (N, C, H, W) and (C, H, W): PyTorch's `nn.ReflectionPad2d`.
open class ReflectionPad2d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 2, mode: .reflect) }
}

/// Adds the elements mirrored at the edge, the edge itself not among them, for shapes (N, C, D, H, W) and (C, D, H, W): PyTorch's `nn.ReflectionPad3d`.
open class ReflectionPad3d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 3, mode: .reflect) }
}
