import Execution
import Workbook

extension ByteWriter {
  mutating func write(_ verdict: Verdict) {
    write(verdict.exercise)
    write(verdict.status.rawValue)
    write(verdict.checks.count)
    for check in verdict.checks {
      write(check.name)
      write(check.status.rawValue)
      write(check.score)
      write(check.maximumScore)
      write(check.message)
      write(check.line ?? 0)
      write(check.isHidden ? 1 : 0)
      write(check.code)
    }
    write(verdict.diagnostics.count)
    for diagnostic in verdict.diagnostics {
      write(diagnostic.severity.rawValue)
      write(diagnostic.position.file)
      write(diagnostic.position.line)
      write(diagnostic.position.column)
      write(diagnostic.message)
    }
    write(verdict.output)
    for seconds in [verdict.seconds, verdict.checkSeconds] { write(Int(bitPattern: UInt(seconds.bitPattern))) }
  }
}

extension ByteReader {
  mutating func readVerdict() -> Verdict? {
    guard let exercise = readText(), let status = readStatus(), let checkCount = readCount() else { return nil }
    var checks: [CheckVerdict] = []
    for _ in 0..<checkCount {
      guard let name = readText(), let status = readStatus(), let score = readNumber(), let maximum = readNumber(),
        let message = readText(), let line = readNumber(), let hidden = readNumber(), let code = readText()
      else { return nil }
      checks.append(
        CheckVerdict(
          name: name, status: status, score: score, maximumScore: maximum, message: message, line: line == 0 ? nil : line,
          isHidden: hidden == 1, code: code))
    }
    guard let diagnosticCount = readCount() else { return nil }
    var diagnostics: [Diagnostic] = []
    for _ in 0..<diagnosticCount {
      guard let severity = readText().flatMap(Diagnostic.Severity.init(rawValue:)), let file = readText(), let line = readNumber(),
        let column = readNumber(), let message = readText()
      else { return nil }
      diagnostics.append(Diagnostic(severity, at: SourcePosition(file: file, line: line, column: column), message))
    }
    guard let output = readText(), let seconds = readSeconds(), let checkSeconds = readSeconds(), isAtEnd else { return nil }
    var verdict = Verdict(
      exercise: exercise, status: status, checks: checks, diagnostics: diagnostics, output: output, seconds: seconds)
    verdict.checkSeconds = checkSeconds
    return verdict
  }

  private mutating func readSeconds() -> Double? { readNumber().map { Double(bitPattern: UInt64(UInt(bitPattern: $0))) } }

  private mutating func readStatus() -> Verdict.Status? { readText().flatMap(Verdict.Status.init(rawValue:)) }
}
