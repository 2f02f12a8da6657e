/// What loading a state dictionary found: names that are missing or unexpected, and what went wrong with others.
public struct LoadReport: Sendable {
  /// Names that the module has and the dictionary has not: PyTorch's `missing_keys`.
  public var missingKeys: [String] = []
  /// Names that the dictionary has and the module has not: PyTorch's `unexpected_keys`.
  public var unexpectedKeys: [String] = []
  /// What could not be loaded, such as tensors of another shape. It makes loading fail even where it isn't strict.
  public var errors: [String] = []

  init() {}
}

extension LoadReport: CustomStringConvertible {
  /// As PyTorch prints it: `<All keys matched successfully>`, or the names.
  public var description: String {
    if missingKeys.isEmpty && unexpectedKeys.isEmpty { return "<All keys matched successfully>" }
    return "_IncompatibleKeys(missing_keys=\(Self.list(missingKeys)), unexpected_keys=\(Self.list(unexpectedKeys)))"
  }

  private static func list(_ keys: [String]) -> String { "[" + keys.map { "'\($0)'" }.joined(separator: ", ") + "]" }
}

/// A state dictionary that does not fit the module. Its description is PyTorch's text, word for word.
public struct StateDictError: Error, CustomStringConvertible {
  /// The class of the module.
  public let moduleName: String
  /// What was found.
  public let report: LoadReport
  /// Whether missing and unexpected names count as errors.
  public let isStrict: Bool

  /// `Error(s) in loading state_dict for Net:`, and a line for each kind of mistake.
  public var description: String {
    var lines: [String] = []
    if isStrict && !report.missingKeys.isEmpty { lines.append("Missing key(s) in state_dict: \(Self.list(report.missingKeys)). ") }
    if isStrict && !report.unexpectedKeys.isEmpty { lines.append("Unexpected key(s) in state_dict: \(Self.list(report.unexpectedKeys)). ") }
    lines += report.errors
    return "Error(s) in loading state_dict for \(moduleName):\n\t" + lines.joined(separator: "\n\t")
  }

  private static func list(_ keys: [String]) -> String { keys.map { "\"\($0)\"" }.joined(separator: ", ") }
}
