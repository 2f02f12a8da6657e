/// The XML that continuous-integration services read: a suite a chapter, a case for what passed and one for each failure.
public enum JUnitReport {
  /// The whole report, as one text.
  public static func text(_ reports: [ChapterReport]) -> String {
    let tests = reports.reduce(0) { $0 + $1.passed + $1.failures.count }
    let failures = reports.reduce(0) { $0 + $1.failures.count }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gradbook\" tests=\"\(tests)\" failures=\"\(failures)\">\n"
    for report in reports {
      text += "  <testsuite name=\"\(escaped(report.name))\" tests=\"\(report.passed + report.failures.count)\""
      text += " failures=\"\(report.failures.count)\" errors=\"0\" skipped=\"0\" time=\"\(seconds(report.seconds))\">\n"
      for number in 0..<report.passed {
        text += "    <testcase classname=\"\(escaped(report.name))\" name=\"block \(number + 1) that matched\"/>\n"
      }
      for failure in report.failures {
        let place = "\(failure.position.file):\(failure.position.line):\(failure.position.column)"
        let first = failure.message.split(separator: "\n").first.map(String.init) ?? ""
        text += "    <testcase classname=\"\(escaped(report.name))\" name=\"\(escaped(place))\">"
        text +=
          "<failure type=\"\(escaped(failure.kind))\" message=\"\(escaped(first))\">\(escaped("\(place): \(failure.message)"))</failure>"
        text += "</testcase>\n"
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  /// For text and attribute values alike; what XML 1.0 cannot hold becomes U+FFFD.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
