import Glibc

extension ForkedProcess.Outcome {
  /// What a failed precondition ends a process with, by processor and by how it was compiled.
  private static let trapSignals = [SIGILL, SIGTRAP, SIGABRT]

  /// The text of the trap that ended the copy: what follows `FILE:LINE: Fatal error: ` in its standard error, to its end; an operator
  /// such as `+` knows no file and line. Nil if it did not trap, or said nothing.
  var trapText: String? {
    guard case .killed(let signal) = ending, Self.trapSignals.contains(signal) else { return nil }
    let marker = "Fatal error: "
    var rest = Substring(standardError)
    while let found = rest.firstRange(of: marker) {
      // A text that merely mentions fatal errors is not taken for one.
      let before = standardError[..<found.lowerBound]
      if before.isEmpty || before.last == "\n" || before.hasSuffix(": ") && before.dropLast(2).last?.isNumber == true {
        let text = standardError[found.upperBound...]
        return String(text.last == "\n" ? text.dropLast() : text)
      }
      rest = rest[found.upperBound...]
    }
    return nil
  }

  /// How it ended, for a report: the trap's text, or else the signal or the status, with the last line it wrote.
  func description(limit seconds: UInt32) -> String {
    if let trapText { return trapText }
    let lastWords = standardError.split(separator: "\n").last.map { ": \($0)" } ?? ""
    return switch ending {
    case .finished: "finished"
    case .exited(let status): "ended by itself with status \(status)" + lastWords
    case .killed(SIGALRM): "no end within \(seconds) s"
    case .killed(let signal): "ended by signal \(signal) (\(String(cString: strsignal(signal))))" + lastWords
    }
  }
}
