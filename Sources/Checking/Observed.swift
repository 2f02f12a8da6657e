import Autograd
import NN
import Observations

/// What a check can observe.
public protocol Observed {
  /// As the judge compares it.
  /// - Parameter graph: whether a tensor's place in the graph is told too.
  func observed(graph: Bool) -> ObservedValue
  /// As the learner reads it.
  var shown: String { get }
}

extension Observed {
  /// As it prints.
  public var shown: String { "\(self)" }
}

extension Tensor: Observed {
  /// The dtype, shape, values and whether it requires grad.
  public final func observed(graph: Bool) -> ObservedValue {
    var tensor = ObservedTensor(
      element: ObservedTensor.Element(dtype), shape: shape, requiresGrad: requiresGrad, isLeaf: isLeaf, bytes: nil)
    if graph { tensor.graph = ObservedTensor.Graph(node: gradFn?.name) }
    guard device == .cpu else { return .tensor(tensor) }
    tensor.bytes = []
    // One that is too large is told by its shape alone, which the judge refuses: to copy it could take all memory.
    if numel <= AnswerLimits.elements {
      let rows = noGrad { detach().contiguous() }
      let start = rows.storageOffset * dtype.byteCount
      tensor.bytes = Array(rows.storageBytes[start..<start + numel * dtype.byteCount])
    }
    return .tensor(tensor)
  }
}

extension ObservedTensor.Element {
  init(_ dtype: DType) {
    self =
      switch dtype {
      case .float64: .float64
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .int64: .int64
      case .int32: .int32
      case .int16: .int16
      case .int8: .int8
      case .uint8: .uint8
      case .bool: .bool
      }
  }
}

extension Bool: Observed {
  /// The truth value.
  public func observed(graph: Bool) -> ObservedValue { .bool(self) }
}

extension Int: Observed {
  /// The integer.
  public func observed(graph: Bool) -> ObservedValue { .int(Int64(self)) }
}

extension Double: Observed {
  /// The number.
  public func observed(graph: Bool) -> ObservedValue { .number(self, isFloat: false) }
}

extension Float: Observed {
  /// The number.
  public func observed(graph: Bool) -> ObservedValue { .number(Double(self), isFloat: true) }
}

extension String: Observed {
  /// The text.
  public func observed(graph: Bool) -> ObservedValue { .string(self) }
  /// In quotes.
  public var shown: String { debugDescription }
}

extension DType: Observed {
  /// The dtype's name.
  public func observed(graph: Bool) -> ObservedValue { .dtype(name) }
}

extension Optional: Observed where Wrapped: Observed {
  /// What it holds, if anything.
  public func observed(graph: Bool) -> ObservedValue { map { $0.observed(graph: graph) } ?? .none }
  /// What it holds, or `nil`.
  public var shown: String { self?.shown ?? "nil" }
}

extension Array: Observed where Element: Observed {
  /// The elements, in order.
  public func observed(graph: Bool) -> ObservedValue { .list(map { $0.observed(graph: graph) }) }
  /// The elements, in order.
  public var shown: String { listed("[", map { ("", $0.shown, "") }, "]") }
}

extension Dictionary: Observed where Value: Observed {
  private var sorted: [(key: String, value: Value)] { map { ("\($0.key)", $0.value) }.sorted { $0.0 < $1.0 } }

  /// Keys, sorted, and values.
  public func observed(graph: Bool) -> ObservedValue {
    .entries(sorted.map { ObservedValue.Entry(key: $0.key, value: $0.value.observed(graph: graph)) })
  }
  /// Keys, sorted, and values.
  public var shown: String { isEmpty ? "[:]" : listed("[", sorted.map { ("\($0.key): ", $0.value.shown, "") }, "]") }
}

extension StateDict: Observed {
  /// Keys and tensors, in order.
  public func observed(graph: Bool) -> ObservedValue {
    .entries(map { ObservedValue.Entry(key: $0.key, value: $0.value.observed(graph: graph)) })
  }
  /// As it prints, but with the rows of a matrix below each other.
  public var shown: String {
    isEmpty ? "\(self)" : listed("OrderedDict([", map { ("('\($0.key)', ", $0.value.shown, ")") }, "])")
  }
}

/// A collection as it prints: on one line; where something in it takes several, with each thing on lines of its own, all of them beginning
/// below each other.
func listed(_ open: String, _ items: [(before: String, text: String, after: String)], _ close: String) -> String {
  let hasRows = items.contains { $0.text.contains("\n") }
  let parts = items.map { item in
    let indent = String(repeating: " ", count: open.count + item.before.count)
    return item.before + item.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indent) + item.after
  }
  return open + parts.joined(separator: hasRows ? ",\n" + String(repeating: " ", count: open.count) : ", ") + close
}
