import Execution

/// Text that a submission or the compiler wrote, made harmless for whoever reads a report: a browser, a terminal, a spreadsheet, a log.
///
/// Escape sequences go; control characters, and those that turn the direction of writing, become U+FFFD; line ends are LF. It is bounded,
/// in UTF-16 units, which are never fewer than the characters that any of the systems counts.
enum PlainText {
  /// What is kept of a text, at most.
  enum Limit {
    static let name = 200
    static let message = 16 * 1024
    static let code = 16 * 1024
    static let output = 64 * 1024
    static let diagnostics = 100
  }

  /// Lines, of which as many are kept as there is room for; what is left out is said.
  static func text(_ text: String, limit: Int) -> String {
    self.text(text, limit: limit, note: "\n… (shortened: \(text.utf8.count) bytes in all)")
  }

  /// - Parameter note: ends a text that was too long.
  static func text(_ text: String, limit: Int, note: String) -> String {
    var result: [UInt8] = []
    var length = 0
    // Where to cut if the text turns out too long: the note must fit behind.
    var cut = 0
    let room = limit - note.utf16.count
    var rest = text.unicodeScalars[...]
    while let scalar = next(&rest) {
      length += UTF16.width(scalar)
      if length > limit {
        return String(decoding: result[..<cut], as: UTF8.self) + (room >= 0 ? note : "")
      }
      result.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
      if length <= max(room, 0) { cut = result.count }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// One line: for names and places. Two that begin alike stay two where they are cut.
  static func line(_ text: String, limit: Int = Limit.name) -> String {
    let note = text.utf8.count > limit ? "… #" + String(UInt32(truncatingIfNeeded: hash(Array(text.utf8))), radix: 16) : ""
    let line = self.text(text, limit: limit, note: note)
    return String(String.UnicodeScalarView(line.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
  }

  /// The next scalar that is shown; nil at the end.
  private static func next(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n", "\t": return scalar
      case "\r":
        if rest.first == "\n" { rest.removeFirst() }
        return "\n"
      case "\u{2028}", "\u{2029}": return "\n"
      case "\u{1B}": skipEscape(&rest)
      case "\u{9B}": skipControlSequence(&rest)
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}",
        "\u{FEFF}":
        return "\u{FFFD}"
      default:
        let isNoCharacter = scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
        return isNoCharacter ? "\u{FFFD}" : scalar
      }
    }
    return nil
  }

  /// What follows ESC, by ECMA-48: a control sequence, a string with its terminator, or a short sequence.
  private static func skipEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.first {
    case "[":
      rest.removeFirst()
      skipControlSequence(&rest)
    case "]", "P", "X", "^", "_":
      rest.removeFirst()
      // One that does not end is text, as far as can be seen: terminals too give up.
      guard let end = rest.prefix(longestString).firstIndex(where: { $0 == "\u{07}" || $0 == "\u{1B}" || $0 == "\u{9C}" }) else { return }
      let isEscape = rest[end] == "\u{1B}"
      rest = rest[rest.index(after: end)...]
      if isEscape, rest.first == "\\" { rest.removeFirst() }
    default:
      while let scalar = rest.first, (" "..."/").contains(scalar) { rest.removeFirst() }
      if let scalar = rest.first, ("0"..."~").contains(scalar) { rest.removeFirst() }
    }
  }

  private static let longestString = 2048

  private static func skipControlSequence(_ rest: inout Substring.UnicodeScalarView) {
    while let scalar = rest.first, (" "..."?").contains(scalar) { rest.removeFirst() }
    if let scalar = rest.first, ("@"..."~").contains(scalar) { rest.removeFirst() }
  }
}
