import Execution

/// The report for a person: a line a chapter, and what did not pass.
struct TextReport {
  let terminal: Terminal

  func print(_ reports: [ChapterReport]) {
    var text = ""
    let width = reports.map(\.name.count).max() ?? 0
    for report in reports {
      for failure in report.failures { text += "\(describe(failure))\n" }
    }
    if !text.isEmpty { text += "\n" }
    for report in reports { text += line(report, width: width) + "\n" }
    if reports.count > 1 {
      let blocks = reports.reduce(0) { $0 + $1.blocks }
      let passed = reports.reduce(0) { $0 + $1.passed }
      let failed = reports.filter { !$0.isAllRight }.count
      text +=
        failed == 0
        ? "\(reports.count) chapters, \(blocks) blocks: all matched\n"
        : "\(reports.count) chapters, \(passed) of \(blocks) blocks matched; \(failed) chapter\(failed == 1 ? "" : "s") did not pass\n"
    }
    printToEnd(text)
  }

  private func line(_ report: ChapterReport, width: Int) -> String {
    let mark = report.isAllRight ? terminal.green("ok    ") : terminal.red("FAILED")
    let name = report.name + String(repeating: " ", count: max(width - report.name.count, 0))
    var line = "\(mark)  \(name)  \(report.passed) of \(report.blocks) blocks ran and matched"
    if report.cached == report.blocks, report.blocks > 0 {
      line += " (unchanged)"
    } else {
      line += " (\(seconds(report.seconds)) s)"
    }
    if report.updated > 0 { line += ", \(report.updated) output\(report.updated == 1 ? "" : "s") written" }
    let others = report.failures.count - report.failed
    if report.isAllRight == false, report.failed == 0, others > 0 { line += ", \(others) other error\(others == 1 ? "" : "s")" }
    return line
  }

  private func describe(_ failure: ChapterReport.Failure) -> String {
    let place = "\(failure.position.file):\(failure.position.line):\(failure.position.column)"
    var lines = failure.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let first = lines.isEmpty ? "" : lines.removeFirst()
    let rest = lines.map { line in line.hasPrefix("+") ? terminal.green(line) : line.hasPrefix("-") ? terminal.red(line) : line }
    return ([terminal.bold("\(place): ") + terminal.red("error: ") + terminal.bold(first)] + rest).joined(separator: "\n")
  }
}
