extension Module {
  /// PyTorch's printed form.
  final var printed: String {
    let extra = extraRepr
    let children = members.modules.map { child in "(\(child.name)): " + "\(child.module)".indentedAfterFirstLine(2) }
    return Self.printed(isParametrized ? "Parametrized" + name : name, extra: extra, children: children)
  }

  /// A name, what it says about itself, and what it holds, in parentheses: on one line where that is all, else a line each.
  static func printed(_ name: String, extra: String, children: [String]) -> String {
    if children.isEmpty && !extra.contains("\n") { return "\(name)(\(extra))" }
    let lines = (extra.isEmpty ? [] : extra.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)) + children
    return "\(name)(\n  " + lines.joined(separator: "\n  ") + "\n)"
  }
}

extension String {
  func indentedAfterFirstLine(_ count: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + String(repeating: " ", count: count))
  }
}
