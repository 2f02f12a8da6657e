import Autograd

/// Adds the elements at the edge again, for shapes (N, C, L) and (C, L): PyTorch's `nn.ReplicationPad1d`.
open class ReplicationPad1d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: The left and the right one, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 1, mode: .replicate) }
}

/// Adds the elements at the edge again, for shapes (N, C, H, W) and (C, H, W): PyTorch's `nn.ReplicationPad2d`.
open class ReplicationPad2d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 2, mode: .replicate) }
}

/// Adds the elements at the edge again, for shapes (N, C, D, H, W) and (C, D, H, W): PyTorch's `nn.ReplicationPad3d`.
open class ReplicationPad3d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameter padding: Those of the last dimension first, each as before and after, or one for all.
  public init(_ padding: Extent) { super.init(padding, rank: 3, mode: .replicate) }
}
