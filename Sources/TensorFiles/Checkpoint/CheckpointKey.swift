/// What a dictionary of a checkpoint may have for a key, and a set for an element: a hashable Python value.
///
/// Literals make one: `dictionary["state"]`, `dictionary[0]`.
public enum CheckpointKey: Hashable, Sendable {
  /// Python's `None`.
  case null
  /// `True` or `False`.
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// A whole number that an Int can't hold.
  case longInteger(LongInteger)
  /// A Python `float`.
  case double(Double)
  /// A Python `str`.
  case string(String)
  /// A Python `bytes`.
  case bytes([UInt8])
  /// A Python `tuple` of such values.
  case tuple([CheckpointKey])

  /// The key as a value.
  public var value: CheckpointValue {
    switch self {
    case .null: .null
    case .bool(let truth): .bool(truth)
    case .int(let number): .int(number)
    case .longInteger(let number): .longInteger(number)
    case .double(let number): .double(number)
    case .string(let text): .string(text)
    case .bytes(let bytes): .bytes(bytes)
    case .tuple(let keys): .tuple(keys.map(\.value))
    }
  }

  /// A value as a key; nil if it is none that can be one.
  public init?(_ value: CheckpointValue) {
    switch value {
    case .null: self = .null
    case .bool(let truth): self = .bool(truth)
    case .int(let number): self = .int(number)
    case .longInteger(let number): self = .longInteger(number)
    case .double(let number): self = .double(number)
    case .string(let text): self = .string(text)
    case .bytes(let bytes): self = .bytes(bytes)
    case .tuple(let elements):
      var keys: [CheckpointKey] = []
      for element in elements {
        guard let key = CheckpointKey(element) else { return nil }
        keys.append(key)
      }
      self = .tuple(keys)
    default: return nil
    }
  }
}

extension CheckpointKey: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A `str`.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An `int`.
  public init(integerLiteral value: Int) { self = .int(value) }
}

/// Two texts are one key if they have the same scalars, as in Python: a vocabulary may have é in two spellings.
extension CheckpointKey {
  /// Whether Python would take them for one key, a bool and a number apart.
  public static func == (a: CheckpointKey, b: CheckpointKey) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.longInteger(let a), .longInteger(let b)): a == b
    case (.double(let a), .double(let b)): a == b
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.bytes(let a), .bytes(let b)): a == b
    case (.tuple(let a), .tuple(let b)): a == b
    default: false
    }
  }

  /// Feeds what `==` compares.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let truth): hasher.combine(truth)
    case .int(let number): hasher.combine(number)
    case .longInteger(let number): hasher.combine(number)
    case .double(let number): hasher.combine(number)
    case .string(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    case .bytes(let bytes): hasher.combine(bytes)
    case .tuple(let keys): hasher.combine(keys)
    }
  }
}
