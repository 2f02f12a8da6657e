import Autograd

/// The forms that many operators share, so that each is one line of its family's table.
extension Adapter {
  /// `name(input)`.
  mutating func unary(_ name: String, _ call: @escaping @Sendable (Tensor) throws -> Tensor) {
    on(name, parameters: ["input"]) { [.tensor(try call(try $0.tensor("input")))] }
  }

  /// `name(input, other)`, both tensors.
  mutating func tensors(_ name: String, _ second: String = "other", _ call: @escaping @Sendable (Tensor, Tensor) throws -> Tensor) {
    on(name, parameters: ["input", second]) { [.tensor(try call(try $0.tensor("input"), try $0.tensor(second)))] }
  }

  /// `name(input, other)`, where `other` is a tensor or a number.
  mutating func binary(
    _ name: String, _ second: String = "other", _ call: @escaping @Sendable (Tensor, Tensor) throws -> Tensor,
    number: @escaping @Sendable (Tensor, any TensorScalar) throws -> Tensor
  ) {
    on(name, parameters: ["input", second]) { arguments in
      let input = try arguments.tensor("input")
      if arguments.isTensor(second) { return [.tensor(try call(input, try arguments.tensor(second)))] }
      return [.tensor(try number(input, try arguments.number(second)))]
    }
  }

  /// A call that gives one tensor.
  mutating func single(_ name: String, parameters: [String] = ["input"], _ call: @escaping @Sendable (Arguments) throws -> Tensor) {
    on(name, parameters: parameters) { [.tensor(try call($0))] }
  }

  /// A call that gives several tensors.
  mutating func several(_ name: String, parameters: [String] = ["input"], _ call: @escaping @Sendable (Arguments) throws -> [Tensor]) {
    on(name, parameters: parameters) { try call($0).map { .tensor($0) } }
  }

  /// A call that gives nothing.
  mutating func statement(_ name: String, parameters: [String] = ["input"], _ call: @escaping @Sendable (Arguments) throws -> Void) {
    on(name, parameters: parameters) {
      try call($0)
      return []
    }
  }
}

extension Arguments {
  /// A number of the kind that the trace gives: an Int, a Double or a Bool.
  func number(_ name: String) throws(ArgumentError) -> any TensorScalar {
    guard let number = try optionalNumber(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return number
  }

  /// A number, or nil for None.
  func optionalNumber(_ name: String) throws(ArgumentError) -> (any TensorScalar)? {
    switch optional(name) {
    case nil: nil
    case .integer(let value)?: Int(value)
    case .float(let value)?: value
    case .bool(let value)?: value
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a number")
    }
  }

  /// A number as the library's type for one beside a tensor, or nil for None.
  func optionalScalar(_ name: String) throws(ArgumentError) -> Scalar? {
    try optionalNumber(name)?.scalar
  }

  /// A dtype, or nil for None.
  func optionalDType(_ name: String = "dtype") throws -> DType? {
    switch optional(name) {
    case nil: return nil
    case .dtype(let dtype)?: return try DType(traceName: dtype)
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a dtype")
    }
  }
}

extension Arguments {
  /// A memory format, or nil for None.
  func optionalMemoryFormat(_ name: String = "memory_format") throws(ArgumentError) -> MemoryFormat? {
    switch optional(name) {
    case nil: return nil
    case .memoryFormat("contiguous_format")?: return .contiguous
    case .memoryFormat("preserve_format")?: return .preserve
    case .memoryFormat("channels_last")?: return .channelsLast
    case .memoryFormat("channels_last_3d")?: return .channelsLast3d
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a memory format")
    }
  }

  /// A device, or nil for None.
  func optionalDevice(_ name: String = "device") throws(ArgumentError) -> Device? {
    switch try optionalString(name) {
    case nil: return nil
    case "cpu"?: return .cpu
    case "meta"?: return .meta
    case let device?: throw ArgumentError("argument '\(name)': no device is called \(device)")
    }
  }
}

extension DType {
  /// The dtype of a name such as `float32`.
  init(traceName name: String) throws(ArgumentError) {
    guard let dtype = Self.allCases.first(where: { $0.name == name }) else { throw ArgumentError("no dtype is called \(name)") }
    self = dtype
  }
}
