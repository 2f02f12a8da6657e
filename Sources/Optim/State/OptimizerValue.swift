import Autograd

/// An option of a parameter group, or something that an optimizer keeps for a parameter: what stands in PyTorch's dictionaries as a
/// Python object. Literals become one by themselves: `["lr": 1e-3, "nesterov": true, "betas": .tuple([0.9, 0.999])]`.
public enum OptimizerValue {
  /// Python's `None`. (Not named `none`, which beside an optional would mean that there is no value at all.)
  case null
  /// Python's `True` or `False`.
  case bool(Bool)
  /// A Python int.
  case int(Int)
  /// A Python float, which has 64 bits.
  case double(Double)
  /// A Python text.
  case string(String)
  /// A tensor, such as a running average.
  case tensor(Tensor)
  /// A Python tuple, such as Adam's `betas`.
  case tuple([OptimizerValue])
  /// A Python list, such as the directions that LBFGS remembers.
  case list([OptimizerValue])
  /// A Python dictionary with texts as keys, such as the state of a scheduler within another one.
  case dictionary(NamedValues)
  /// How often each whole number occurs: Python's `Counter`, as the milestones of `MultiStepLR`.
  case counts([Int: Int])
}

extension OptimizerValue {
  /// A number as a Double: a Python float, an int, or a tensor with one element; nil for anything else.
  public var double: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .tensor(let value) where value.numel == 1 && value.device != .meta: value.item()
    default: nil
    }
  }

  /// A whole number, or a floating one that is whole; nil for anything else.
  public var int: Int? {
    switch self {
    case .int(let value): value
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }

  /// A bool; nil for anything else.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// A text; nil for anything else.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// A tensor; nil for anything else.
  public var tensor: Tensor? {
    if case .tensor(let value) = self { value } else { nil }
  }

  /// The members of a tuple or a list; nil for anything else.
  public var members: [OptimizerValue]? {
    switch self {
    case .tuple(let values), .list(let values): values
    default: nil
    }
  }

  /// Whether this is Python's `None`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }
}

extension OptimizerValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// `nil`: Python's `None`.
  public init(nilLiteral: ()) { self = .null }
  /// `true`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// `5`.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// `0.5`.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// `"strong_wolfe"`.
  public init(stringLiteral value: String) { self = .string(value) }
  /// `[1, 2]`: a list.
  public init(arrayLiteral elements: OptimizerValue...) { self = .list(elements) }

  init(_ value: Bool?) { self = value.map { .bool($0) } ?? .null }
  init(_ value: Int?) { self = value.map { .int($0) } ?? .null }
  init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}
