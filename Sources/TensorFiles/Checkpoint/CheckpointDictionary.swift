/// A Python dictionary of a checkpoint: values under keys, in the order in which they were put in.
public struct CheckpointDictionary: RandomAccessCollection {
  /// Which of Python's classes it is.
  public enum Kind: Sendable {
    /// `dict`.
    case dictionary
    /// `collections.OrderedDict`, as `Module.state_dict()` makes it.
    case orderedDictionary
    /// `collections.Counter`.
    case counter
  }

  /// Which of Python's classes it is.
  public var kind: Kind

  /// What an `OrderedDict` has beside its entries, as an object: a state dictionary has `_metadata`, with the version of each module.
  public var attributes: [(name: String, value: CheckpointValue)] = []

  private var entries: [(key: CheckpointKey, value: CheckpointValue)] = []
  private var places: [CheckpointKey: Int] = [:]

  /// Without entries.
  public init(kind: Kind = .dictionary) { self.kind = kind }

  /// The value under a key. Setting puts a new key last, and nil removes one.
  public subscript(key: CheckpointKey) -> CheckpointValue? {
    get { places[key].map { entries[$0].value } }
    set {
      switch (places[key], newValue) {
      case (let place?, let value?): entries[place].value = value
      case (nil, let value?):
        places[key] = entries.count
        entries.append((key, value))
      case (let place?, nil):
        entries.remove(at: place)
        places.removeValue(forKey: key)
        for (later, entry) in entries.enumerated().dropFirst(place) { places[entry.key] = later }
      case (nil, nil): break
      }
    }
  }

  /// The keys, in order.
  public var keys: [CheckpointKey] { entries.map(\.key) }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of entries.
  public var endIndex: Int { entries.count }

  /// A key and its value, by place.
  public subscript(position: Int) -> (key: CheckpointKey, value: CheckpointValue) { entries[position] }
}
