import Execution

/// A piece of JSON, its keys in the order in which they are to stand.
enum JSONValue {
  case string(String)
  case integer(Int)
  /// With two digits after the point.
  case seconds(Double)
  case boolean(Bool)
  case null
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// All of it, in one line.
  var text: String {
    switch self {
    case .string(let text): JSONReport.quoted(text)
    case .integer(let number): String(number)
    case .seconds(let number): Execution.seconds(number)
    case .boolean(let isTrue): isTrue ? "true" : "false"
    case .null: "null"
    case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(JSONReport.quoted($0.key)): \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }
}
