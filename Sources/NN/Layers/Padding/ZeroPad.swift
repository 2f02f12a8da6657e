import Autograd

/// Adds zeros, for shapes (N, C, L) and (C, L): PyTorch's `nn.ZeroPad1d`.
open class ZeroPad1d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: The left and the right one, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 1, mode: .constant) }
}

/// Adds zeros, for shapes (N, C, H, W) and (C, H, W): PyTorch's `nn.ZeroPad2d`.
open class ZeroPad2d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 2, mode: .constant) }
}

/// Adds zeros, for shapes (N, C, D, H, W) and (C, D, H, W): PyTorch's `nn.ZeroPad3d`.
open class ZeroPad3d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 3, mode: .constant) }
}
