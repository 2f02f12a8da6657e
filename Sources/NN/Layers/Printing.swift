import Autograd

/// How Python prints arguments, which `extraRepr` repeats.
enum Printed {
  static func bool(_ value: Bool) -> String { value ? "True" : "False" }

  static func tuple(_ values: [Int]) -> String {
    values.count == 1 ? "(\(values[0]),)" : "(" + values.map(String.init).joined(separator: ", ") + ")"
  }

  static func optional(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "None" }

  /// A whole number or a tuple, as it was given.
  static func extent(_ extent: Extent) -> String {
    switch extent {
    case .all(let value): "\(value)"
    case .each(let values): tuple(values)
    }
  }

  static func number(_ scalar: Scalar) -> String {
    switch scalar {
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .bool(let value): bool(value)
    }
  }
}
