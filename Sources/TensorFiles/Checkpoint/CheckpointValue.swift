import Autograd

/// What a PyTorch checkpoint holds: a tensor, a number, a text, or a container of such values.
///
/// Literals make one, and subscripts look into it:
///
///     let checkpoint: CheckpointValue = ["epoch": 3, "loss": 0.25, "model": ["weight": .tensor(.ones(2, 3))]]
///     print(checkpoint["model"]!["weight"]!.tensor!.shape)  // [2, 3]
///     print(checkpoint["epoch"]!.int!)  // 3
///
/// It is a value: a list that a Python program had twice in its checkpoint is two equal lists here. Tensors have identity, and keep it: one that
/// stands in a checkpoint twice is one tensor, and tensors that share memory in it share it.
public enum CheckpointValue {
  /// Python's `None`. (Not named `none`, which beside an optional would mean that there is no value at all.)
  case null
  /// `True` or `False`.
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// A whole number that an Int can't hold.
  case longInteger(LongInteger)
  /// A Python `float`.
  case double(Double)
  /// A Python `complex`.
  case complex(real: Double, imaginary: Double)
  /// A Python `str`.
  case string(String)
  /// A Python `bytes`.
  case bytes([UInt8])
  /// A Python `bytearray`.
  case byteArray([UInt8])
  /// A tensor, which may be a `Parameter` or a `Buffer`.
  case tensor(Tensor)
  /// A `torch.dtype`.
  case dtype(DType)
  /// A `torch.Size`.
  case size([Int])
  /// A `torch.device`, such as `cpu` or `cuda:0`.
  case device(String)
  /// A Python `list`.
  case list([CheckpointValue])
  /// A Python `tuple`.
  case tuple([CheckpointValue])
  /// A Python `set`, whose elements are hashable.
  case set([CheckpointKey])
  /// A Python `dict`, `OrderedDict` or `Counter`.
  case dictionary(CheckpointDictionary)
}

extension CheckpointValue {
  /// The tensor, if it is one.
  public var tensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }

  /// The whole number, if it is one that fits.
  public var int: Int? { if case .int(let number) = self { number } else { nil } }

  /// The number as a Double, if it is a `float` or a whole number.
  public var double: Double? {
    switch self {
    case .double(let number): number
    case .int(let number): Double(number)
    default: nil
    }
  }

  /// The truth, if it is one.
  public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }

  /// The text, if it is one.
  public var string: String? { if case .string(let text) = self { text } else { nil } }

  /// Whether it is `None`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The elements of a list or tuple.
  public var elements: [CheckpointValue]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    default: nil
    }
  }

  /// The dictionary, if it is one.
  public var dictionary: CheckpointDictionary? { if case .dictionary(let dictionary) = self { dictionary } else { nil } }

  /// What a dictionary has under a key; nil if it is no dictionary or has no such key.
  public subscript(key: CheckpointKey) -> CheckpointValue? { dictionary?[key] }
}

extension CheckpointValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  /// A `dict`; of two values under one key the later one stays.
  public init(dictionaryLiteral elements: (CheckpointKey, CheckpointValue)...) {
    var dictionary = CheckpointDictionary()
    for (key, value) in elements { dictionary[key] = value }
    self = .dictionary(dictionary)
  }

  /// A `list`.
  public init(arrayLiteral elements: CheckpointValue...) { self = .list(elements) }
  /// A `str`.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An `int`.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A `float`.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A `bool`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// `None`.
  public init(nilLiteral: ()) { self = .null }
}
