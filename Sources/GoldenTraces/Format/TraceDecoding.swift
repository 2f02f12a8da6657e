/// A member of a trace that is missing or is not what the format says. Its text names the member.
public struct TraceFormatError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public var description: String

  init(_ description: String) { self.description = description }
}

extension Trace {
  /// Reads a trace.
  ///
  /// - Throws: `TraceFormatError`.
  public init(_ json: JSON) throws(TraceFormatError) {
    let object = try json.object("a trace")
    id = try object.require("id").string("id")
    tier = try object.require("tier").int("tier")
    inputs = []
    for member in try object.require("inputs").object("inputs").members {
      inputs.append((member.name, try TensorLiteral(member.value, name: member.name)))
    }
    steps = []
    for step in try object.require("steps").array("steps") { steps.append(try Step(step)) }
    expectations = []
    for member in try object.require("expect").object("expect").members {
      expectations.append(Expectation(key: member.name, value: try ExpectedValue(member.value, name: member.name)))
    }
  }
}

extension Trace.Step {
  init(_ json: JSON) throws(TraceFormatError) {
    let object = try json.object("a step")
    operation = try object.require("op").string("op")
    positional = []
    for value in try object["positional"]?.array("positional") ?? [] { positional.append(try Trace.Argument(value)) }
    arguments = [:]
    for member in try object["args"]?.object("args").members ?? [] { arguments[member.name] = try Trace.Argument(member.value) }
    // Beside its arguments a step may say what it is a step of: a class, a module, an optimizer.
    for member in object.members where !Self.ownMembers.contains(member.name) {
      arguments[member.name] = try Trace.Argument(member.value)
    }
    outputs = []
    for name in try object["out"]?.array("out") ?? [] { outputs.append(try name.string("out")) }
    raises = try object["raises"]?.string("raises")
  }

  private static let ownMembers: Set = ["op", "positional", "args", "out", "raises"]
}

extension Trace.Argument {
  init(_ json: JSON) throws(TraceFormatError) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .float(let value): self = .float(value)
    case .string(let value): self = .string(value)
    case .array(let values):
      var arguments: [Self] = []
      for value in values { arguments.append(try Trace.Argument(value)) }
      self = .list(arguments)
    case .object(let object): self = try Self(object)
    }
  }

  /// An argument whose one member says what it is, or a dictionary.
  private init(_ object: JSONObject) throws(TraceFormatError) {
    guard let member = object.members.first, object.members.count == 1 else {
      self = try Self(dictionary: object)
      return
    }
    switch member.name {
    case "tensor": self = .tensor(try member.value.string("tensor"))
    case "float": self = .float(try member.value.floatingPoint("float"))
    case "dtype": self = .dtype(try member.value.string("dtype"))
    case "memory_format": self = .memoryFormat(try member.value.string("memory_format"))
    case "module": self = .module(try member.value.string("module"))
    case "ellipsis": self = .ellipsis
    case "slice":
      let parts = try member.value.array("slice")
      guard parts.count == 3 else { throw TraceFormatError("a slice with \(parts.count) parts") }
      self = .slice(
        start: try parts[0].optionalInt("slice"), stop: try parts[1].optionalInt("slice"), step: try parts[2].optionalInt("slice"))
    default: self = try Self(dictionary: object)
    }
  }

  private init(dictionary object: JSONObject) throws(TraceFormatError) {
    var arguments: [String: Self] = [:]
    for member in object.members { arguments[member.name] = try Trace.Argument(member.value) }
    self = .dictionary(arguments)
  }
}

extension ExpectedValue {
  init(_ json: JSON, name: String) throws(TraceFormatError) {
    guard case .object(let object) = json else {
      self = .exactly(json)
      return
    }
    if let value = object["scalar"] {
      self = .scalar(value)
    } else if let text = object["text"] {
      self = .exactly(text)
    } else {
      self = .tensor(try TensorLiteral(json, name: name))
    }
  }
}

extension TensorLiteral {
  init(_ json: JSON, name: String) throws(TraceFormatError) {
    let object = try json.object(name)
    shape = try object.require("shape").ints("\(name).shape")
    dtype = try object.require("dtype").string("\(name).dtype")
    strides = try object["strides"]?.ints("\(name).strides")
    requiresGrad = try object["requires_grad"]?.bool("\(name).requires_grad") ?? false
    let values = try object.require(strides == nil ? "data" : "storage").array("\(name).data")
    elements = try Elements(values, dtype: dtype, name: name)
    let offsets = strides.map { Self.offsets(shape: shape, strides: $0) }
    let needed = offsets.map { ($0.max() ?? -1) + 1 } ?? shape.reduce(1, *)
    guard strides?.count ?? shape.count == shape.count, strides == nil ? elements.count == needed : elements.count >= needed else {
      throw TraceFormatError("\(name): \(elements.count) numbers for the shape \(shape)")
    }
  }
}

extension TensorLiteral.Elements {
  init(_ values: [JSON], dtype: String, name: String) throws(TraceFormatError) {
    if dtype == "bool" {
      var bools: [Bool] = []
      for value in values { bools.append(try value.bool(name)) }
      self = .bools(bools)
    } else if dtype.contains("float") {
      var floats: [Double] = []
      floats.reserveCapacity(values.count)
      for value in values { floats.append(try value.floatingPoint(name)) }
      self = .floats(floats)
    } else {
      var integers: [Int64] = []
      for value in values {
        guard case .integer(let integer) = value else { throw TraceFormatError("\(name): \(value) in an \(dtype) tensor") }
        integers.append(integer)
      }
      self = .integers(integers)
    }
  }
}

extension JSONObject {
  fileprivate func require(_ name: String) throws(TraceFormatError) -> JSON {
    guard let value = self[name] else { throw TraceFormatError("'\(name)' is missing") }
    return value
  }
}

extension JSON {
  fileprivate func object(_ name: String) throws(TraceFormatError) -> JSONObject {
    guard case .object(let value) = self else { throw TraceFormatError("\(name) is not an object") }
    return value
  }

  fileprivate func array(_ name: String) throws(TraceFormatError) -> [JSON] {
    guard case .array(let value) = self else { throw TraceFormatError("\(name) is not a list") }
    return value
  }

  fileprivate func string(_ name: String) throws(TraceFormatError) -> String {
    guard case .string(let value) = self else { throw TraceFormatError("\(name) is not a text") }
    return value
  }

  fileprivate func bool(_ name: String) throws(TraceFormatError) -> Bool {
    guard case .bool(let value) = self else { throw TraceFormatError("\(name): \(self) is not a bool") }
    return value
  }

  fileprivate func int(_ name: String) throws(TraceFormatError) -> Int {
    guard case .integer(let value) = self else { throw TraceFormatError("\(name): \(self) is not a whole number") }
    return Int(value)
  }

  fileprivate func optionalInt(_ name: String) throws(TraceFormatError) -> Int? {
    self == .null ? nil : try int(name)
  }

  fileprivate func ints(_ name: String) throws(TraceFormatError) -> [Int] {
    var values: [Int] = []
    for value in try array(name) { values.append(try value.int(name)) }
    return values
  }

  /// A number; `"nan"`, `"inf"` and `"-inf"` are written as texts.
  func floatingPoint(_ name: String) throws(TraceFormatError) -> Double {
    switch self {
    case .float(let value): return value
    case .integer(let value): return Double(value)
    case .string("nan"): return .nan
    case .string("inf"): return .infinity
    case .string("-inf"): return -.infinity
    default: throw TraceFormatError("\(name): \(self) is not a number")
    }
  }
}
