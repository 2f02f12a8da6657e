import Autograd

extension OptimizerValue: CustomStringConvertible {
  /// As Python prints it: `0.001`, `None`, `True`, `(0.9, 0.999)`.
  public var description: String {
    switch self {
    case .string(let text): text
    // Python's f-strings show what a tensor without dimensions holds.
    case .tensor(let value) where value.dim == 0 && value.device != .meta: "\(value.item())"
    default: nested
    }
  }

  /// As Python prints it within a tuple, a list or a dictionary: texts stand in quotes.
  private var nested: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let text): "'\(text)'"
    case .tensor(let value): "\(value)"
    case .tuple(let values): "(" + values.map(\.nested).joined(separator: ", ") + (values.count == 1 ? ",)" : ")")
    case .list(let values): "[" + values.map(\.nested).joined(separator: ", ") + "]"
    case .dictionary(let values): "{" + values.map { "'\($0.name)': \($0.value.nested)" }.joined(separator: ", ") + "}"
    case .counts(let counts):
      counts.isEmpty
        ? "Counter()"
        : "Counter({"
          + counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "})"
    }
  }
}
