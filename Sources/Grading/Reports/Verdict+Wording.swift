import Workbook

/// What all formats say alike.
extension Verdict {
  /// What the compiler said and what else was wrong with the file, a line each with its place.
  var explanation: String {
    let shown = diagnostics.prefix(PlainText.Limit.diagnostics)
    var lines = shown.map { diagnostic in
      let position = diagnostic.position
      let place = position.line > 0 ? "\(position.file):\(position.line):\(position.column)" : position.file
      return "\(PlainText.line(place)): \(diagnostic.severity.rawValue): \(diagnostic.message)"
    }
    if diagnostics.count > shown.count { lines.append("… and \(diagnostics.count - shown.count) more") }
    return lines.joined(separator: "\n")
  }

  /// What is said of a check: its own message, or why no check could be tried.
  func message(of check: CheckVerdict, limit: Int = PlainText.Limit.message) -> String {
    if check.status == .passed { return "" }
    let own = PlainText.text(check.message, limit: limit)
    if !own.isEmpty { return own }
    return check.status == .error && status == .error && !diagnostics.isEmpty
      ? PlainText.text(explanation, limit: limit) : check.status == .error ? "This check was not reached." : "This check did not pass."
  }

  /// The line in the learner's file that the first error is about; 0 where none is known.
  var faultLine: Int { max(diagnostics.first { $0.severity == .error }?.position.line ?? 0, 0) }

  /// Why it could not be tried, for formats that have a place for that; nil where it was tried.
  func refusal(limit: Int = PlainText.Limit.message) -> String? {
    guard status == .error else { return nil }
    let why = PlainText.text(explanation, limit: limit)
    return why.isEmpty ? "The submission could not be tried." : why
  }
}
