/// A value that a check saw, as the judge compares it: plain data, whatever it was in the process that it came from.
public indirect enum ObservedValue: Hashable, Sendable {
  /// An optional that holds nothing.
  case none
  /// A truth value.
  case bool(Bool)
  /// An integer.
  case int(Int64)
  /// A floating number; a `Float` is one of as many digits.
  case number(Double, isFloat: Bool)
  /// A text.
  case string(String)
  /// The name of a dtype, without `torch.`.
  case dtype(String)
  /// A tensor.
  case tensor(ObservedTensor)
  /// An array, in order.
  case list([ObservedValue])
  /// Names and what they stand for: in the order of the collection where it has one, else sorted.
  case entries([Entry])
  /// What `observe(throws:)` saw: the error's text, or nothing where none was thrown.
  case thrown(String?)
  /// What `observe(traps:)` saw: the trap's message, or nothing where the statements ran to their end.
  case trapped(String?)
  /// What `observe(printed:)` saw on standard output.
  case printed(String)

  /// A name and what it stands for.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public var key: String
    /// What it stands for.
    public var value: ObservedValue

    /// An entry of `entries`.
    public init(key: String, value: ObservedValue) {
      self.key = key
      self.value = value
    }
  }
}

/// A tensor that a check saw.
public struct ObservedTensor: Hashable, Sendable {
  /// The dtypes that can be told; the raw value is their place in the form in bytes.
  public enum Element: UInt8, Hashable, Sendable, CaseIterable {
    case float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool

    /// The size of one element in bytes.
    public var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .bfloat16, .int16: 2
      case .int8, .uint8, .bool: 1
      }
    }
  }

  /// What a check that asks for the graph is told of it.
  public struct Graph: Hashable, Sendable {
    /// The name of its `gradFn`: `MulBackward0`.
    public var node: String?

    /// What the graph says.
    public init(node: String?) { self.node = node }
  }

  /// The type of its elements.
  public var element: Element
  /// Its shape; no size is negative.
  public var shape: [Int]
  /// Whether operators on it are recorded.
  public var requiresGrad: Bool
  /// Compared only where the check asks for the graph.
  public var isLeaf: Bool
  /// Nil where the check did not ask.
  public var graph: Graph?
  /// The elements in row-major order, as they lie in memory; nil for a tensor without data (`Device.meta`).
  public var bytes: [UInt8]?

  /// A tensor.
  public init(element: Element, shape: [Int], requiresGrad: Bool, isLeaf: Bool = true, graph: Graph? = nil, bytes: [UInt8]?) {
    self.element = element
    self.shape = shape
    self.requiresGrad = requiresGrad
    self.isLeaf = isLeaf
    self.graph = graph
    self.bytes = bytes
  }
}
