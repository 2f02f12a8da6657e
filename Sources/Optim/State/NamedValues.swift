/// Values by name, in the order in which they came: a Python dictionary with texts as keys.
public struct NamedValues {
  /// The names and values, in order.
  public private(set) var entries: [(name: String, value: OptimizerValue)] = []

  /// Nothing yet.
  public init() {}

  /// These, in order; of two with one name the later value stays, in the earlier place.
  public init(_ entries: some Sequence<(name: String, value: OptimizerValue)>) {
    for entry in entries { self[entry.name] = entry.value }
  }

  /// The names, in order.
  public var names: [String] { entries.map(\.name) }

  /// How many there are.
  public var count: Int { entries.count }

  /// Whether there is none.
  public var isEmpty: Bool { entries.isEmpty }

  /// The value of a name; nil where there is none. Setting nil takes it away; a new name comes last.
  public subscript(name: String) -> OptimizerValue? {
    get { entries.first { $0.name == name }?.value }
    set {
      let place = entries.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): entries[place].value = value
      case (let place?, nil): entries.remove(at: place)
      case (nil, let value?): entries.append((name, value))
      case (nil, nil): break
      }
    }
  }
}

extension NamedValues: Sequence, ExpressibleByDictionaryLiteral {
  /// Walks the names and values in order.
  public func makeIterator() -> IndexingIterator<[(name: String, value: OptimizerValue)]> { entries.makeIterator() }

  /// `["lr": 0.1, "momentum": 0.9]`.
  public init(dictionaryLiteral elements: (String, OptimizerValue)...) {
    self.init(elements.map { (name: $0.0, value: $0.1) })
  }
}
