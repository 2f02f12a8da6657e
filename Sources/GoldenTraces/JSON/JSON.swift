/// A JSON value in which whole numbers and floating-point numbers stay apart: PyTorch promotes the argument `2` and the
/// argument `2.0` differently.
public enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number without a fraction and without an exponent.
  case integer(Int64)
  /// Any other number.
  case float(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

/// The members of a JSON object, in the order of the text.
public struct JSONObject: Equatable, Sendable {
  /// A name and its value.
  public struct Member: Equatable, Sendable {
    /// The name.
    public var name: String
    /// What it names.
    public var value: JSON
  }

  /// In the order of the text.
  public var members: [Member] = []

  /// The value of the first member called `name`.
  public subscript(name: String) -> JSON? {
    members.first { $0.name == name }?.value
  }
}

extension JSON: CustomStringConvertible {
  /// JSON text on one line.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .object(let object): "{" + object.members.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ") + "}"
    }
  }
}
