import Execution
import Workbook

/// A mistake that the checks of an exercise must catch: `Solutions/Wrong/EXERCISE/MISTAKE.swift`.
///
/// Its first lines are comments that say what must come of it: `// fails: CHECK` names a check that it must fail, `// says: TEXT` a text that
/// must stand in the feedback. Both may be there several times.
struct WrongSolution: Hashable {
  /// A line of the header.
  struct Demand: Hashable {
    var text: String
    var line: Int
  }

  let submission: Submission
  let fails: [Demand]
  let says: [Demand]

  init(_ submission: Submission) {
    self.submission = submission
    var fails: [Demand] = []
    var says: [Demand] = []
    for (index, line) in submission.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.hasPrefix("//") else { break }
      let comment = String(line.dropFirst(2)).trimmed
      if comment.hasPrefix("fails:") { fails.append(Demand(text: String(comment.dropFirst(6)).trimmed, line: index + 1)) }
      if comment.hasPrefix("says:") { says.append(Demand(text: String(comment.dropFirst(5)).trimmed, line: index + 1)) }
    }
    self.fails = fails
    self.says = says
  }

  /// What of its header is not as it says.
  func problems(in verdict: Verdict) -> [Diagnostic] {
    let place = { (line: Int) in SourcePosition(file: submission.path, line: line) }
    guard verdict.status != .error else {
      let why = verdict.diagnostics.first.map { ": \($0.message)" } ?? ""
      return [Diagnostic(at: verdict.diagnostics.first?.position ?? place(1), "a wrong solution must compile, and be tried\(why)")]
    }
    guard !fails.isEmpty else {
      return [Diagnostic(at: place(1), "no check is named that this solution must fail: begin the file with '// fails: CHECK'")]
    }
    var problems: [Diagnostic] = []
    for demand in fails {
      let named = verdict.checks.filter { $0.name == demand.text }
      if named.isEmpty {
        let names = verdict.checks.map { "'\($0.name)'" }.joined(separator: ", ")
        problems.append(Diagnostic(at: place(demand.line), "the exercise has no check '\(demand.text)': its checks are \(names)"))
      } else if named.contains(where: { $0.status == .passed }) {
        problems.append(Diagnostic(at: place(demand.line), "it passes the check '\(demand.text)', which it must fail"))
      }
    }
    let feedback = (verdict.checks.filter { $0.status != .passed }.map(\.message) + verdict.diagnostics.map(\.message))
    for demand in says where !feedback.contains(where: { $0.contains(demand.text) }) {
      let said = feedback.map { "  \($0.split(separator: "\n").first ?? "")" }.joined(separator: "\n")
      problems.append(Diagnostic(at: place(demand.line), "the feedback does not say '\(demand.text)'; it says\n\(said)"))
    }
    return problems
  }
}
