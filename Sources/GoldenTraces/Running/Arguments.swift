import Autograd

/// An argument that an adapter asked for and that is missing or of another kind, or that no adapter asked for.
public struct ArgumentError: Error, CustomStringConvertible {
  /// What is wrong with which argument.
  public var description: String

  init(_ description: String) { self.description = description }
}

/// The arguments of one step, read by the names of PyTorch's parameters.
///
/// Each reading is noted, so that an argument which the adapter leaves out of the call does not go unnoticed.
public final class Arguments {
  /// Where names of tensors are looked up.
  public let environment: TraceEnvironment
  private let named: [String: Trace.Argument]
  private var unread: Set<String>

  /// The arguments of a step.
  public init(_ step: Trace.Step, parameters: [String], environment: TraceEnvironment) throws(ArgumentError) {
    var named = step.arguments
    guard step.positional.count <= parameters.count else {
      throw ArgumentError("\(step.positional.count) positional arguments, of which the adapter names \(parameters.count)")
    }
    for (name, value) in zip(parameters, step.positional) { named[name] = value }
    self.environment = environment
    self.named = named
    unread = Set(named.keys)
  }

  /// The names of arguments that say something and were not read, in order.
  public var unreadNames: [String] {
    unread.filter { named[$0] != .null }.sorted()
  }

  /// The argument, or nil where it is missing or None.
  public func optional(_ name: String) -> Trace.Argument? {
    unread.remove(name)
    return named[name] == .null ? nil : named[name]
  }

  /// Whether the argument is given and is not None. Does not count as reading it.
  public func has(_ name: String) -> Bool {
    named[name] != nil && named[name] != .null
  }

  /// The argument.
  ///
  /// - Throws: `ArgumentError` where it is missing or None.
  public func require(_ name: String) throws(ArgumentError) -> Trace.Argument {
    guard let argument = optional(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return argument
  }

  /// The argument, or nil where it is missing. Does not count as reading it.
  func named(_ name: String) -> Trace.Argument? { named[name] }

  /// Says that an argument makes no difference to this library.
  public func ignore(_ names: String...) {
    unread.subtract(names)
  }
}

extension Arguments {
  /// A tensor.
  public func tensor(_ name: String) throws(ArgumentError) -> Tensor {
    try tensor(require(name), name)
  }

  /// A tensor, or nil for None.
  public func optionalTensor(_ name: String) throws(ArgumentError) -> Tensor? {
    guard let argument = optional(name) else { return nil }
    return try tensor(argument, name)
  }

  /// A list of tensors; a single tensor counts as a list of one.
  public func tensors(_ name: String) throws(ArgumentError) -> [Tensor] {
    guard let tensors = try optionalTensors(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return tensors
  }

  /// A list of tensors, or nil for None.
  public func optionalTensors(_ name: String) throws(ArgumentError) -> [Tensor]? {
    switch optional(name) {
    case nil: return nil
    case .list(let arguments)?:
      var tensors: [Tensor] = []
      for argument in arguments { tensors.append(try tensor(argument, name)) }
      return tensors
    case let argument?: return [try tensor(argument, name)]
    }
  }

  /// Whether the argument is a tensor. Does not count as reading it.
  public func isTensor(_ name: String) -> Bool {
    if case .tensor? = named[name] { true } else { false }
  }

  /// Whether the argument is a list. Does not count as reading it.
  public func isList(_ name: String) -> Bool {
    if case .list? = named[name] { true } else { false }
  }

  /// Whether the argument is a whole number. Does not count as reading it.
  public func isInteger(_ name: String) -> Bool {
    if case .integer? = named[name] { true } else { false }
  }

  /// A whole number.
  public func int(_ name: String) throws(ArgumentError) -> Int {
    try int(require(name), name)
  }

  /// A whole number, or nil for None.
  public func optionalInt(_ name: String) throws(ArgumentError) -> Int? {
    guard let argument = optional(name) else { return nil }
    return try int(argument, name)
  }

  /// A list of whole numbers; a single number counts as a list of one.
  public func ints(_ name: String) throws(ArgumentError) -> [Int] {
    guard let ints = try optionalInts(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return ints
  }

  /// A list of whole numbers, or nil for None.
  public func optionalInts(_ name: String) throws(ArgumentError) -> [Int]? {
    switch optional(name) {
    case nil: return nil
    case .list(let arguments)?:
      var ints: [Int] = []
      for argument in arguments { ints.append(try int(argument, name)) }
      return ints
    case let argument?: return [try int(argument, name)]
    }
  }

  /// A number as a Double, whichever kind it is.
  public func double(_ name: String) throws(ArgumentError) -> Double {
    guard let value = try optionalDouble(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return value
  }

  /// A number as a Double, or nil for None.
  public func optionalDouble(_ name: String) throws(ArgumentError) -> Double? {
    switch optional(name) {
    case nil: return nil
    case .float(let value)?: return value
    case .integer(let value)?: return Double(value)
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a number")
    }
  }

  /// A bool.
  public func bool(_ name: String) throws(ArgumentError) -> Bool {
    guard let value = try optionalBool(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return value
  }

  /// A bool, or nil for None.
  public func optionalBool(_ name: String) throws(ArgumentError) -> Bool? {
    switch optional(name) {
    case nil: return nil
    case .bool(let value)?: return value
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a bool")
    }
  }

  /// A text.
  public func string(_ name: String) throws(ArgumentError) -> String {
    guard let value = try optionalString(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return value
  }

  /// A text, or nil for None.
  public func optionalString(_ name: String) throws(ArgumentError) -> String? {
    switch optional(name) {
    case nil: return nil
    case .string(let value)?: return value
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a text")
    }
  }

  /// The tensor that an argument names.
  func tensor(_ argument: Trace.Argument, _ name: String) throws(ArgumentError) -> Tensor {
    guard case .tensor(let key) = argument else { throw ArgumentError("argument '\(name)' is \(argument), not a tensor") }
    guard case .tensor(let tensor)? = environment.values[key] else { throw ArgumentError("argument '\(name)': no tensor is called \(key)") }
    return tensor
  }

  private func int(_ argument: Trace.Argument, _ name: String) throws(ArgumentError) -> Int {
    guard case .integer(let value) = argument else { throw ArgumentError("argument '\(name)' is \(argument), not a whole number") }
    return Int(value)
  }
}
