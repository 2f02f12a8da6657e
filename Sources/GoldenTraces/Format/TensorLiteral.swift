/// A tensor as a trace writes it down.
public struct TensorLiteral: Equatable, Sendable {
  /// The size of each dimension.
  public var shape: [Int]
  /// PyTorch's name without `torch.`: `float64`.
  public var dtype: String
  /// In row-major order; in the order of storage where there are strides.
  public var elements: Elements
  /// How many elements lie between neighbours along each dimension, where the layout is not contiguous.
  public var strides: [Int]?
  /// Whether a gradient is asked for.
  public var requiresGrad: Bool

  /// The numbers of a tensor.
  public enum Elements: Equatable, Sendable {
    case floats([Double])
    case integers([Int64])
    case bools([Bool])
  }

  /// A literal with all that it says.
  public init(shape: [Int], dtype: String, elements: Elements, strides: [Int]? = nil, requiresGrad: Bool = false) {
    self.shape = shape
    self.dtype = dtype
    self.elements = elements
    self.strides = strides
    self.requiresGrad = requiresGrad
  }

  /// The elements in row-major order, whatever the layout.
  public var rowMajorElements: Elements {
    guard let strides else { return elements }
    let offsets = Self.offsets(shape: shape, strides: strides)
    return switch elements {
    case .floats(let values): .floats(offsets.map { values[$0] })
    case .integers(let values): .integers(offsets.map { values[$0] })
    case .bools(let values): .bools(offsets.map { values[$0] })
    }
  }

  /// Where each element lies, in row-major order.
  static func offsets(shape: [Int], strides: [Int]) -> [Int] {
    var offsets = [0]
    for (size, stride) in zip(shape, strides) {
      offsets = offsets.flatMap { base in (0..<size).map { base + $0 * stride } }
    }
    return offsets
  }
}

extension TensorLiteral.Elements {
  /// How many there are.
  public var count: Int {
    switch self {
    case .floats(let values): values.count
    case .integers(let values): values.count
    case .bools(let values): values.count
    }
  }
}
