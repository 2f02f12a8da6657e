import Glibc

/// Where messages go, and whether a person is looking.
struct Terminal: Sendable {
  /// Standard error is a terminal: a progress line helps.
  let showsProgress: Bool
  /// Standard output is a terminal that may be coloured.
  let isColoured: Bool

  init() {
    let isPlain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    showsProgress = isatty(STDERR_FILENO) == 1 && !isDumb
    isColoured = isatty(STDOUT_FILENO) == 1 && !isPlain && !isDumb
  }

  /// A line on standard error.
  func say(_ message: String) { write("gradbook: \(message)\n") }

  func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }

  func green(_ text: String) -> String { isColoured ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
  func red(_ text: String) -> String { isColoured ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
  func yellow(_ text: String) -> String { isColoured ? "\u{1B}[33m\(text)\u{1B}[0m" : text }
  func bold(_ text: String) -> String { isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// A name that others gave: one line.
  static func harmlessLine(_ text: String) -> String { harmless(text).replacing("\n", with: "\u{FFFD}") }

  /// A text that others wrote, with nothing in it that a terminal would obey.
  static func harmless(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
