import Autograd

/// Tensors by name, in the order in which they were put in: PyTorch's state dictionary.
///
///     var state = model.stateDict()
///     print(state.keys)  // ["0.weight", "0.bias"]
///     state["0.bias"] = nil
///
/// It is a value, but its tensors are those of the module, seen without their graph: a write to one of them writes to the module.
public struct StateDict {
  /// The names, in order.
  public private(set) var keys: [String] = []
  private var tensors: [String: Tensor] = [:]

  /// Which version of its form each module wrote, by the module's dotted name; that of the whole is empty. PyTorch's `_metadata`.
  public var moduleVersions: [String: Int] = [:]

  /// An empty one.
  public init() {}

  /// One of pairs in order; the last of several with one name counts.
  public init(_ pairs: some Sequence<(String, Tensor)>) {
    for (key, tensor) in pairs { self[key] = tensor }
  }

  /// The tensors, in order.
  public var values: [Tensor] { keys.map { tensors[$0]! } }

  /// The tensor of a name. Setting one that is new puts it last; setting nil takes the name out.
  public subscript(key: String) -> Tensor? {
    get { tensors[key] }
    set {
      switch (tensors[key] != nil, newValue != nil) {
      case (false, true): keys.append(key)
      case (true, false): keys.removeAll { $0 == key }
      default: break
      }
      tensors[key] = newValue
    }
  }
}

extension StateDict: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int { keys.count }
  /// The name and the tensor at a place.
  public subscript(position: Int) -> (key: String, value: Tensor) { (keys[position], tensors[keys[position]]!) }
}

extension StateDict: ExpressibleByDictionaryLiteral {
  /// `["weight": w, "bias": b]`, in this order.
  public init(dictionaryLiteral elements: (String, Tensor)...) { self.init(elements) }
}

extension StateDict: CustomStringConvertible {
  /// As PyTorch prints it: `OrderedDict([('weight', tensor([1.]))])`.
  public var description: String {
    if isEmpty { return "OrderedDict()" }
    return "OrderedDict([" + map { "('\($0.key)', \($0.value))" }.joined(separator: ", ") + "])"
  }
}
