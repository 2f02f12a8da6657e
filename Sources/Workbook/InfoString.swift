/// An attribute of a fence: `key`, `key=value` or `key="a value"`.
struct FenceAttribute {
  var key: String
  /// Without its quotes and their backslashes; nil for a bare key.
  var value: String?
  /// The column of the key and of the value, from 1, in bytes.
  var column: Int
  var valueColumn: Int
}

/// What stands after the opening fence: the language, then attributes.
struct InfoString {
  /// The first word; empty if there is none.
  var language = ""
  var languageColumn: Int
  var attributes: [FenceAttribute] = []
  /// What is wrong with its form, by column.
  var problems: [(column: Int, message: String)] = []

  /// Reads the text after a fence; `column` is that of its first byte.
  init(_ text: ArraySlice<UInt8>, column: Int) {
    languageColumn = column
    var scanner = InfoScanner(text: text, firstColumn: column)
    scanner.skipBlanks()
    languageColumn = scanner.column
    language = scanner.word()
    if let character = language.unicodeScalars.first(where: { !Self.isLanguageCharacter($0) }) {
      problems.append(
        (languageColumn, "'\(language)' is not a language: '\(character)' cannot stand in one; put a space before what follows it"))
    }
    scanner.skipBlanks()
    while !scanner.isAtEnd {
      readAttribute(&scanner)
      scanner.skipBlanks()
    }
  }

  private mutating func readAttribute(_ scanner: inout InfoScanner) {
    let column = scanner.column
    let key = scanner.word(endingAt: UInt8(ascii: "="))
    guard Self.isKey(key) else {
      _ = scanner.word()
      problems.append((column, "'\(key)' is not an attribute: one is written key, key=value or key=\"a value\", the key in small letters"))
      return
    }
    var attribute = FenceAttribute(key: key, value: nil, column: column, valueColumn: column)
    if scanner.skip(UInt8(ascii: "=")) {
      attribute.valueColumn = scanner.column
      switch scanner.value() {
      case .success(let value): attribute.value = value
      case .failure(let problem):
        problems.append((problem.column, "\(key)= \(problem.message)"))
        return
      }
    }
    if attributes.contains(where: { $0.key == key }) {
      problems.append((column, "'\(key)' is given twice: keep one of the two"))
    } else {
      attributes.append(attribute)
    }
  }

  private static func isLanguageCharacter(_ character: Unicode.Scalar) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9", "+", "-", "#", "_", ".", "/": true
    default: !character.isASCII
    }
  }

  private static func isKey(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-") }
  }
}

/// Reads an info string from left to right.
private struct InfoScanner {
  struct Problem: Error {
    var column: Int
    var message: String
  }

  private var rest: ArraySlice<UInt8>
  private let start: Int
  private let firstColumn: Int

  init(text: ArraySlice<UInt8>, firstColumn: Int) {
    rest = text
    start = text.startIndex
    self.firstColumn = firstColumn
  }

  var isAtEnd: Bool { rest.isEmpty }
  var column: Int { firstColumn + rest.startIndex - start }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  mutating func skipBlanks() { rest = rest.drop(while: Self.isBlank) }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// What comes before the next blank or `end`.
  mutating func word(endingAt end: UInt8? = nil) -> String {
    let word = rest.prefix { !Self.isBlank($0) && $0 != end }
    rest = rest[word.endIndex...]
    return String(decoding: word, as: UTF8.self)
  }

  /// What comes after a key's `=`.
  mutating func value() -> Result<String, Problem> {
    let start = column
    guard skip(UInt8(ascii: "\"")) else {
      let value = word()
      if value.isEmpty { return .failure(Problem(column: start, message: "has no value: write one right after the '='")) }
      if value.utf8.contains(UInt8(ascii: "\"")) {
        return .failure(
          Problem(column: start, message: "has a quote inside its value: put the whole value in quotes, with \\\" for a quote"))
      }
      return .success(value)
    }
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        if let next = rest.first, !Self.isBlank(next) {
          let problem = Problem(
            column: column, message: "has text right after its closing quote: put a space there, or \\\" for a quote inside")
          _ = word()
          return .failure(problem)
        }
        return .success(String(decoding: value, as: UTF8.self))
      case UInt8(ascii: "\\"):
        guard let escaped = rest.first, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
          return .failure(skippingQuoted(column - 1, "has a lone backslash in its quotes: write \\\\ for a backslash, \\\" for a quote"))
        }
        value.append(escaped)
        rest.removeFirst()
      default: value.append(byte)
      }
    }
    return .failure(Problem(column: start, message: "has an unclosed quote: close it with \" on the same line"))
  }

  /// The problem, the rest of the quoted value passed over so that what follows it is still read.
  private mutating func skippingQuoted(_ column: Int, _ message: String) -> Problem {
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") { rest.removeFirst() }
    }
    _ = word()
    return Problem(column: column, message: message)
  }
}
