import Grading
import Workbook

/// A verdict for a person.
struct VerdictText {
  let terminal: Terminal

  func print(_ verdict: Verdict) { printToEnd(text(verdict)) }

  func text(_ verdict: Verdict) -> String {
    var text = ""
    for diagnostic in verdict.diagnostics { text += describe(diagnostic) + "\n" }
    if !verdict.diagnostics.isEmpty { text += "\n" }
    if verdict.status != .error {
      let width = verdict.checks.map(\.name.count).max() ?? 0
      for check in verdict.checks { text += line(check, width: width, isUnfinished: verdict.isUnfinished) }
      if !verdict.output.isEmpty {
        text += "\n" + terminal.bold("printed") + "\n"
        // The last line's end begins no line.
        let output = Terminal.harmless(verdict.output.last == "\n" ? String(verdict.output.dropLast()) : verdict.output)
        text += output.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
      }
      text += "\n"
    }
    return text + summary(verdict) + "\n"
  }

  private func line(_ check: CheckVerdict, width: Int, isUnfinished: Bool) -> String {
    let mark = check.status == .passed ? terminal.green("ok    ") : isUnfinished ? terminal.yellow("to do ") : terminal.red("FAILED")
    let name = Terminal.harmless(check.name)
    let padding = String(repeating: " ", count: max(width - check.name.count, 0))
    let points = check.maximumScore == 0 ? "" : "  \(check.score) of \(Self.points(check.maximumScore))"
    let hidden = check.isHidden ? "  (hidden)" : ""
    var text = "\(mark)  \(terminal.bold(name))\(padding)\(points)\(hidden)\n"
    guard check.status != .passed, !check.message.isEmpty else { return text }
    // What is not written yet is not wrong: what came out instead would be of no use.
    let lines = Terminal.harmless(check.message).split(separator: "\n", omittingEmptySubsequences: false)
    for line in isUnfinished ? lines.prefix(1) : lines[...] { text += "        \(line)\n" }
    return text
  }

  func describe(_ diagnostic: Diagnostic) -> String {
    let place = "\(diagnostic.position.file):\(diagnostic.position.line):\(diagnostic.position.column): "
    let lines = Terminal.harmless(diagnostic.message).split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let severity = diagnostic.severity.rawValue + ": "
    let shown = diagnostic.severity == .error ? terminal.red(severity) : terminal.yellow(severity)
    let rest = lines.count > 1 ? "\n\(lines[1])" : ""
    return terminal.bold(Terminal.harmlessLine(place)) + shown + terminal.bold(String(lines.first ?? "")) + rest
  }

  private func summary(_ verdict: Verdict) -> String {
    let time = " (\(verdict.seconds.inMilliseconds) ms)"
    let points = "\(verdict.score) of \(Self.points(verdict.maximumScore))"
    switch verdict.status {
    case .passed: return terminal.green("\(verdict.exercise): passed") + ", \(points)\(time)"
    case .error: return terminal.red("\(verdict.exercise): could not be tried") + "\(time)"
    case .failed where verdict.isUnfinished: return terminal.yellow("\(verdict.exercise): not finished yet") + ", \(points)\(time)"
    case .failed: return terminal.red("\(verdict.exercise): not passed") + ", \(points)\(time)"
    }
  }

  private static func points(_ count: Int) -> String { "\(count) point\(count == 1 ? "" : "s")" }
}

extension Verdict {
  /// Something of it is yet to be written.
  var isUnfinished: Bool { status == .failed && diagnostics.contains { $0.severity == .note } }
}

extension Double {
  /// Of seconds.
  var inMilliseconds: Int { Int((self * 1000).rounded()) }
}
