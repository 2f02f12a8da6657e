import Autograd

/// Adds a number, for shapes (N, C, L) and (C, L): PyTorch's `nn.ConstantPad1d`.
open class ConstantPad1d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameters:
  ///   - padding: The left and the right one, or one for all.
  ///   - value: What is added.
  public init(_ padding: Extent, _ value: some TensorScalar) { super.init(padding, rank: 1, mode: .constant, value: value.scalar) }

  /// `padding=(1, 1), value=2`.
  open override var extraRepr: String { "padding=\(Printed.tuple(padding)), value=\(Printed.number(value))" }
}

/// Adds a number, for shapes (N, C, H, W) and (C, H, W): PyTorch's `nn.ConstantPad2d`.
open class ConstantPad2d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameters:
  ///   - padding: Those of the last dimension first, each as before and after, or one for all.
  ///   - value: What is added.
  public init(_ padding: Extent, _ value: some TensorScalar) { super.init(padding, rank: 2, mode: .constant, value: value.scalar) }

  /// `padding=(1, 1), value=2`.
  open override var extraRepr: String { "padding=\(Printed.tuple(padding)), value=\(Printed.number(value))" }
}

/// Adds a number, for shapes (N, C, D, H, W) and (C, D, H, W): PyTorch's `nn.ConstantPad3d`.
open class ConstantPad3d: PaddingLayer {
  /// As much on each side, or a number for each.
  ///
  /// - Parameters:
  ///   - padding: Those of the last dimension first, each as before and after, or one for all.
  ///   - value: What is added.
  public init(_ padding: Extent, _ value: some TensorScalar) { super.init(padding, rank: 3, mode: .constant, value: value.scalar) }

  /// `padding=(1, 1), value=2`.
  open override var extraRepr: String { "padding=\(Printed.tuple(padding)), value=\(Printed.number(value))" }
}
