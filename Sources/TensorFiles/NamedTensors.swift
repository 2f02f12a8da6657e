import Autograd

/// Tensors under names, in the order in which they were put in or stand in a file.
///
///     var weights: NamedTensors = ["weight": .ones(2, 3), "bias": .zeros(2)]
///     weights["scale"] = Tensor(0.5)
///     for (name, tensor) in weights { print(name, tensor.shape) }
///
/// As with any Swift text, two spellings of a character (é as one scalar, or as e and an accent) are one name.
public struct NamedTensors: RandomAccessCollection, ExpressibleByDictionaryLiteral {
  private var entries: [(name: String, tensor: Tensor)] = []
  private var places: [String: Int] = [:]

  /// None.
  public init() {}

  /// Of a literal; of two values under one name the later one stays.
  public init(dictionaryLiteral elements: (String, Tensor)...) {
    for (name, tensor) in elements { self[name] = tensor }
  }

  /// The tensor under a name. Setting puts a new name last, and nil removes one.
  public subscript(name: String) -> Tensor? {
    get { places[name].map { entries[$0].tensor } }
    set {
      switch (places[name], newValue) {
      case (let place?, let tensor?): entries[place].tensor = tensor
      case (nil, let tensor?):
        places[name] = entries.count
        entries.append((name, tensor))
      case (let place?, nil):
        entries.remove(at: place)
        places.removeValue(forKey: name)
        for (later, entry) in entries.enumerated().dropFirst(place) { places[entry.name] = later }
      case (nil, nil): break
      }
    }
  }

  /// The names, in order.
  public var names: [String] { entries.map(\.name) }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of tensors.
  public var endIndex: Int { entries.count }

  /// A name and its tensor, by place.
  public subscript(position: Int) -> (name: String, tensor: Tensor) { entries[position] }
}
