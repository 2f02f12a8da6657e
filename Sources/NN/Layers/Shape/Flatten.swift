import Autograd

/// Makes a range of dimensions one: PyTorch's `nn.Flatten`. As it stands, all but the batch's.
open class Flatten: Module {
  /// The first of the dimensions.
  public final let startDim: Int
  /// The last of them.
  public final let endDim: Int

  /// A layer that joins these dimensions.
  public init(_ startDim: Int = 1, _ endDim: Int = -1) {
    self.startDim = startDim
    self.endDim = endDim
  }

  /// The input under another shape.
  open override func forward(_ input: Tensor) -> Tensor { input.flatten(startDim, endDim) }

  /// `start_dim=1, end_dim=-1`.
  open override var extraRepr: String { "start_dim=\(startDim), end_dim=\(endDim)" }
}

/// Makes several dimensions of one: PyTorch's `nn.Unflatten`.
open class Unflatten: Module {
  /// The dimension that is split.
  public final let dim: Int
  /// The sizes that take its place.
  public final let unflattenedSize: [Int]

  /// A layer that splits this dimension; one of the sizes may be -1.
  public init(_ dim: Int, _ unflattenedSize: [Int]) {
    self.dim = dim
    self.unflattenedSize = unflattenedSize
  }

  /// The input under another shape.
  open override func forward(_ input: Tensor) -> Tensor { input.unflatten(dim, unflattenedSize) }

  /// `dim=1, unflattened_size=(2, 3)`.
  open override var extraRepr: String { "dim=\(dim), unflattened_size=\(Printed.tuple(unflattenedSize))" }
}
