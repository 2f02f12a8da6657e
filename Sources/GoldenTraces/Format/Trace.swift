/// What PyTorch computed, as data: inputs, steps to perform on them, and what must be true afterwards.
public struct Trace: Sendable {
  /// `opinfo/mul/float64/dev3`.
  public var id: String
  /// 1: what a PyTorch user reaches for daily; 2: the rest.
  public var tier: Int
  /// The tensors to begin with, in the order of the file.
  public var inputs: [(name: String, tensor: TensorLiteral)]
  /// In the order in which they are performed.
  public var steps: [Step]
  /// What holds after the last step, in the order of the file.
  public var expectations: [Expectation]

  /// One operator applied to arguments.
  public struct Step: Sendable {
    /// PyTorch's name of it: `clamp`, `nn.functional.conv2d`, `mul_`.
    public var operation: String
    /// Arguments that come before the named ones.
    public var positional: [Argument]
    /// Arguments by the names of their parameters.
    public var arguments: [String: Argument]
    /// The names that the results get; nested lists count flattened, from left to right.
    public var outputs: [String]
    /// The text of the error with which this step must fail.
    public var raises: String?
  }

  /// What must be true of a result, or of a property of it.
  public struct Expectation: Sendable {
    /// `y0`, or `y0.grad_fn`.
    public var key: String
    /// What it must be.
    public var value: ExpectedValue

    /// The name of the result: `y0`.
    public var name: String { String(key.prefix { $0 != "." }) }

    /// What follows the first dot, `grad_fn`; nil if the result itself is meant.
    public var property: String? {
      key.firstIndex(of: ".").map { String(key[key.index(after: $0)...]) }
    }
  }
}

extension Trace {
  /// An argument of a step.
  public enum Argument: Equatable, Sendable {
    case null
    case bool(Bool)
    /// A Python int.
    case integer(Int64)
    /// A Python float.
    case float(Double)
    case string(String)
    case list([Argument])
    /// The tensor of this name.
    case tensor(String)
    /// `float32`.
    case dtype(String)
    /// Python's `start:stop:step`.
    case slice(start: Int?, stop: Int?, step: Int?)
    /// Python's `...`.
    case ellipsis
    /// `torch.channels_last`.
    case memoryFormat(String)
    /// The module of this name.
    case module(String)
    /// A state dictionary: arguments by name.
    case dictionary([String: Argument])
  }
}

/// The right-hand side of an expectation.
public enum ExpectedValue: Equatable, Sendable {
  /// A tensor with these values, up to the tolerance of its dtype.
  case tensor(TensorLiteral)
  /// A number or a bool that is no tensor.
  case scalar(JSON)
  /// Anything else, compared exactly: null, a bool, a number, a text, a list of them.
  case exactly(JSON)
}
