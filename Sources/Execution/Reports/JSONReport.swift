/// `{"chapters": [{"name", "blocks", "passed", "failed", "cached", "seconds", "failures": [{"file", "line", "column", "kind", "message"}]}]}`
public enum JSONReport {
  /// The whole report, as one text.
  public static func text(_ reports: [ChapterReport]) -> String { "{\"chapters\": [\(reports.map(chapter).joined(separator: ", "))]}" }

  private static func chapter(_ report: ChapterReport) -> String {
    let failures = report.failures.map { failure in
      "{\"file\": \(quoted(failure.position.file)), \"line\": \(failure.position.line), \"column\": \(failure.position.column), "
        + "\"kind\": \(quoted(failure.kind)), \"message\": \(quoted(failure.message))}"
    }
    return "{\"name\": \(quoted(report.name)), \"blocks\": \(report.blocks), \"passed\": \(report.passed), \"failed\": \(report.failed), "
      + "\"cached\": \(report.cached), \"seconds\": \(seconds(report.seconds)), \"failures\": [\(failures.joined(separator: ", "))]}"
  }

  /// A JSON string, quotes included.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Seconds with two digits after the point.
public func seconds(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
