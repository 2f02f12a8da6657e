import Autograd

/// Makes the value tree of what a pickle built.
///
/// Containers of a pickle may be shared, so that a few of them stand for a tree that no memory holds, or contain themselves. The tree's size is
/// counted as it is made, and each container is made once.
struct PickleTree {
  private let containers: [PickleContainer]
  /// Where errors say the fault is: a pickle's end.
  private let end: ByteCursor
  private var made: [(value: CheckpointValue, size: Int)?]
  private var isOpen: [Bool]

  /// How deep containers may stand in each other: Python itself pickles no more than some hundred.
  static let maximumDepth = 200

  /// How many values the tree may have, when each is counted as often as it stands in it.
  private static let maximumSize = 1 << 24

  static func value(_ root: PickleValue, of machine: PickleMachine) throws(TensorFileError) -> CheckpointValue {
    var tree = PickleTree(machine)
    return try tree.value(root, depth: 0).value
  }

  private init(_ machine: PickleMachine) {
    containers = machine.containers
    end = machine.cursor
    made = Array(repeating: nil, count: containers.count)
    isOpen = Array(repeating: false, count: containers.count)
  }

  private mutating func value(_ value: PickleValue, depth: Int) throws(TensorFileError) -> (value: CheckpointValue, size: Int) {
    switch value {
    case .none: return (.null, 1)
    case .bool(let truth): return (.bool(truth), 1)
    case .int(let number): return (.int(number), 1)
    case .longInteger(let number): return (.longInteger(number), 1)
    case .double(let number): return (.double(number), 1)
    case .complex(let real, let imaginary): return (.complex(real: real, imaginary: imaginary), 1)
    case .string(let text): return (.string(text), 1)
    case .bytes(let bytes): return (.bytes(bytes), 1)
    case .byteArray(let bytes): return (.byteArray(bytes), 1)
    case .size(let sizes): return (.size(sizes), 1)
    case .device(let name): return (.device(name), 1)
    case .name(.dtype(let dtype)): return (.dtype(dtype), 1)
    case .tensor(let tensor): return (.tensor(tensor), 1)
    case .name, .storage: throw end.error(.unsupported, "the checkpoint has \(value.kind) by itself, and not a tensor on it")
    case .container(let number): return try container(number, depth: depth)
    }
  }

  private mutating func container(_ number: Int, depth: Int) throws(TensorFileError) -> (value: CheckpointValue, size: Int) {
    if let made = made[number] { return made }
    if isOpen[number] { throw end.error(.malformed, "a container contains itself") }
    if depth == PickleTree.maximumDepth {
      throw end.error(.tooLarge, "containers stand in each other more than \(PickleTree.maximumDepth) deep")
    }
    isOpen[number] = true
    defer { isOpen[number] = false }
    var size = 1
    let result: CheckpointValue
    switch containers[number].kind {
    case .list: result = .list(try values(number, depth, &size))
    case .tuple: result = .tuple(try values(number, depth, &size))
    case .set: result = .set(try set(number, depth, &size))
    case .dictionary(let kind): result = .dictionary(try dictionary(number, kind, depth, &size))
    }
    made[number] = (result, size)
    return (result, size)
  }

  /// The next value of a container, whose size grows by it.
  private mutating func next(_ item: PickleValue, _ depth: Int, _ size: inout Int) throws(TensorFileError) -> CheckpointValue {
    let (value, count) = try value(item, depth: depth + 1)
    size += count
    if size > PickleTree.maximumSize {
      throw end.error(.tooLarge, "containers that stand in others again and again make more than \(PickleTree.maximumSize) values")
    }
    return value
  }

  private mutating func values(_ number: Int, _ depth: Int, _ size: inout Int) throws(TensorFileError) -> [CheckpointValue] {
    var values: [CheckpointValue] = []
    values.reserveCapacity(containers[number].items.count)
    for item in containers[number].items { values.append(try next(item, depth, &size)) }
    return values
  }

  private mutating func key(_ item: PickleValue, _ depth: Int, _ size: inout Int) throws(TensorFileError) -> CheckpointKey {
    if let key = CheckpointKey(try next(item, depth, &size)) { return key }
    throw end.error(.unsupported, "\(item.kind) is the key of a dictionary or the element of a set: only numbers, texts and tuples can be")
  }

  private mutating func set(_ number: Int, _ depth: Int, _ size: inout Int) throws(TensorFileError) -> [CheckpointKey] {
    var keys: [CheckpointKey] = []
    var known: Set<CheckpointKey> = []
    for item in containers[number].items {
      let key = try key(item, depth, &size)
      if !known.insert(key).inserted { throw end.error(.malformed, "a set has the element \(shown("\(key)")) twice") }
      keys.append(key)
    }
    return keys
  }

  private mutating func dictionary(
    _ number: Int, _ kind: CheckpointDictionary.Kind, _ depth: Int, _ size: inout Int
  ) throws(TensorFileError) -> CheckpointDictionary {
    var dictionary = CheckpointDictionary(kind: kind)
    let items = containers[number].items
    for place in stride(from: 0, to: items.count, by: 2) {
      let key = try key(items[place], depth, &size)
      if dictionary[key] != nil { throw end.error(.malformed, "a dictionary has the key \(shown("\(key)")) twice") }
      dictionary[key] = try next(items[place + 1], depth, &size)
    }
    if let attributes = containers[number].attributes {
      guard let state = try next(.container(attributes), depth, &size).dictionary else { return dictionary }
      for (key, value) in state {
        guard case .string(let name) = key else { throw end.error(.malformed, "the name of an attribute is no text") }
        dictionary.attributes.append((name, value))
      }
    }
    return dictionary
  }
}
