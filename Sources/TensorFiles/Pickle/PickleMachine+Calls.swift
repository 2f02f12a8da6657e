import Autograd

/// What the known names do when a pickle calls them.
extension PickleMachine {
  mutating func call(_ callee: PickleValue, _ arguments: PickleValue) throws(TensorFileError) -> PickleValue {
    guard case .name(let name) = callee else { throw fault("the pickle calls \(callee.kind), which is no function") }
    guard let items = items(of: arguments, .tuple) else { throw fault("the pickle calls \(name.text) without a tuple of arguments") }
    switch name {
    case .orderedDictionary: return try orderedDictionary(items)
    case .counter: return try counter(items)
    case .set: return try set(items)
    case .byteArray: return try byteArray(items)
    case .encode: return try encoded(items)
    case .complex:
      if items.count == 2, case .double(let real) = items[0], case .double(let imaginary) = items[1] { return .complex(real, imaginary) }
    case .size:
      if items.count == 1, let sizes = integers(items[0]) { return .size(sizes) }
    case .device:
      if case .string(let type)? = items.first {
        if items.count == 1 { return .device(type) }
        if items.count == 2, case .int(let index) = items[1] { return .device("\(type):\(index)") }
      }
    case .rebuildTensor, .rebuildTensor2, .rebuildTensor3, .rebuildMetaTensor, .rebuildParameter, .rebuildFromType:
      try charge(PickleMachine.tensorCost)
      return .tensor(try rebuilt(name, items))
    case .tensor, .parameter, .dtype, .storage: break
    }
    throw fault("the pickle calls \(name.text) with arguments that it does not take")
  }

  private mutating func made(_ kind: PickleContainer.Kind, _ items: [PickleValue]) throws(TensorFileError) -> PickleValue {
    try pushContainer(kind, items)
    return try pop()
  }

  /// An `OrderedDict` starts empty; Python 2 gave it a list of pairs.
  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    var entries: [PickleValue] = []
    if let argument = arguments.first {
      guard arguments.count == 1, let pairs = items(of: argument, .list) else { throw fault("an OrderedDict is made of no list of pairs") }
      for pair in pairs {
        guard let entry = items(of: pair, .list) ?? items(of: pair, .tuple), entry.count == 2 else {
          throw fault("an OrderedDict is made of something that is no pair")
        }
        entries += entry
      }
    }
    return try made(.dictionary(.orderedDictionary), entries)
  }

  private mutating func counter(_ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    if arguments.isEmpty { return try made(.dictionary(.counter), []) }
    guard arguments.count == 1, let entries = items(of: arguments[0], .dictionary) else {
      throw fault("a Counter is made of no dictionary")
    }
    return try made(.dictionary(.counter), entries)
  }

  private mutating func set(_ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    if arguments.isEmpty { return try made(.set, []) }
    guard arguments.count == 1, let elements = items(of: arguments[0], .list) else { throw fault("a set is made of no list") }
    return try made(.set, elements)
  }

  private func byteArray(_ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    if arguments.isEmpty { return .byteArray([]) }
    if arguments.count == 1, case .bytes(let bytes) = arguments[0] { return .byteArray(bytes) }
    // As a program of Python 2 reads it.
    if arguments.count == 2, case .string(let text) = arguments[0], case .string("latin-1") = arguments[1], let bytes = text.latin1 {
      return .byteArray(bytes)
    }
    throw fault("a bytearray is made of no bytes")
  }

  /// How protocol 2 writes bytes: as a text whose characters are the bytes.
  private mutating func encoded(_ arguments: [PickleValue]) throws(TensorFileError) -> PickleValue {
    guard arguments.count == 2, case .string(let text) = arguments[0], case .string("latin1") = arguments[1], let bytes = text.latin1 else {
      throw fault("bytes are made of no text in latin1")
    }
    try charge(bytes.count)
    return .bytes(bytes)
  }

  /// Whole numbers in a tuple, list or size.
  func integers(_ value: PickleValue) -> [Int]? {
    if case .size(let sizes) = value { return sizes }
    guard let items = items(of: value, .tuple) ?? items(of: value, .list), items.count <= TensorPlace.maximumDimensions else { return nil }
    var numbers: [Int] = []
    for item in items {
      guard case .int(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}

extension String {
  /// A byte for each character; nil if there is one that has more.
  fileprivate var latin1: [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
