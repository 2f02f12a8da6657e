import Autograd

/// Adds the elements of the other end, for shapes (N, C, L) and (C, L): PyTorch's `nn.CircularPad1d`.
open class CircularPad1d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: The left and the right one, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 1, mode: .circular) }
}

/// Adds the elements of the other end, for shapes (N, C, H, W) and (C, H, W): PyTorch's `nn.CircularPad2d`.
open class CircularPad2d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 2, mode: .circular) }
}

/// Adds the elements of the other end, for shapes (N, C, D, H, W) and (C, D, H, W): PyTorch's `nn.CircularPad3d`.
open class CircularPad3d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 3, mode: .circular) }
}
