import Workbook

/// What the compiler said, with its source line and caret and the notes that belong to it.
struct CompilerMessage: Hashable {
  var severity: Diagnostic.Severity
  var file: String
  var line: Int
  var column: Int
  /// Its first line.
  var text: String
  /// The source line, the caret, the notes.
  var details: String

  /// Reads what a frontend wrote with `-diagnostic-style llvm`.
  static func parse(_ output: String) -> [CompilerMessage] {
    var messages: [CompilerMessage] = []
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if let message = header(line) {
        if message.severity == .note, !messages.isEmpty {
          messages[messages.count - 1].details += "\(line)\n"
        } else {
          messages.append(message)
        }
      } else if !messages.isEmpty, !line.isEmpty {
        messages[messages.count - 1].details += "\(line)\n"
      }
    }
    return messages
  }

  private static func header(_ line: Substring) -> CompilerMessage? {
    for severity in [Diagnostic.Severity.error, .warning, .note] {
      let mark = ": \(severity.rawValue): "
      guard let range = firstRange(of: mark, in: line) else { continue }
      var place = line[..<range.lowerBound]
      var numbers: [Int] = []
      for _ in 0..<2 {
        guard let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]) else { break }
        numbers.append(number)
        place = place[..<colon]
      }
      guard numbers.count == 2 || place == "<unknown>" else { continue }
      return CompilerMessage(
        severity: severity, file: String(place), line: numbers.count == 2 ? numbers[1] : 0, column: numbers.first ?? 0,
        text: String(line[range.upperBound...]), details: "")
    }
    return nil
  }
}

/// The first place of `needle` in `text`, byte by byte.
package func firstRange(of needle: String, in text: Substring) -> Range<Substring.Index>? {
  let bytes = text.utf8
  let sought = Array(needle.utf8)
  guard let first = sought.first else { return text.startIndex..<text.startIndex }
  var start = bytes.startIndex
  while let index = bytes[start...].firstIndex(of: first) {
    if bytes[index...].starts(with: sought) { return index..<bytes.index(index, offsetBy: sought.count) }
    start = bytes.index(after: index)
  }
  return nil
}

func contains(_ text: String, _ needle: String) -> Bool { firstRange(of: needle, in: text[...]) != nil }
