/// A token of Swift source, as far as telling declarations from statements needs: no grammar, no keywords.
struct SwiftToken: Hashable {
  enum Kind: Hashable {
    /// A word, keyword or not; the backticks of a quoted one are not in its range.
    case word
    case number
    /// A piece of a string literal; what stands in `\( )` comes between as tokens of its own, in parentheses.
    case string
    /// `#if`, `#line`, `#function`: with its hash.
    case directive
    /// One of `( ) [ ] { } , ; : . @` and the like, by itself.
    case mark
    /// A run of operator characters.
    case symbol
  }

  var kind: Kind
  /// Offsets in the source's UTF-8.
  var range: Range<Int>
  /// Counted from 0.
  var line: Int
  /// The first token of its line.
  var startsLine: Bool
}

/// The tokens of a Swift source, comments left out.
///
/// What it knows of the lexical grammar: nested comments; string literals plain, raw and of several lines, with what they interpolate;
/// extended regular expressions (`#/…/#`), which it takes for strings. What is not closed sets `isComplete` to false.
struct SwiftLexer {
  let bytes: [UInt8]
  private(set) var tokens: [SwiftToken] = []
  private(set) var isComplete = true
  private var position = 0
  private var line = 0
  private var atLineStart = true
  private var interpolations = 0

  /// Literals in literals: more than these nobody writes but to break something.
  private static let deepest = 100

  init(_ source: String) {
    bytes = Array(source.utf8)
    tokens.reserveCapacity(bytes.count / 4)
    run(untilParenthesis: false)
  }

  func text(_ token: SwiftToken) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

  private func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  private mutating func add(_ kind: SwiftToken.Kind, _ range: Range<Int>, line: Int) {
    tokens.append(SwiftToken(kind: kind, range: range, line: line, startsLine: atLineStart))
    atLineStart = false
  }

  /// Inside an interpolation, stops after the `)` that closes it.
  private mutating func run(untilParenthesis: Bool) {
    var depth = 0
    while position < bytes.count {
      let start = position
      let character = bytes[start]
      switch character {
      case UInt8(ascii: "\n"):
        line += 1
        atLineStart = true
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "/") where byte(at: start + 1) == UInt8(ascii: "/"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      case UInt8(ascii: "/") where byte(at: start + 1) == UInt8(ascii: "*"):
        skipComment()
      case UInt8(ascii: "\""):
        scanString(hashes: 0)
      case UInt8(ascii: "#"):
        scanHash()
      case UInt8(ascii: "`"):
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "`"), bytes[position] != UInt8(ascii: "\n") { position += 1 }
        add(.word, start + 1..<position, line: line)
        if byte(at: position) == UInt8(ascii: "`") { position += 1 }
      case _ where Self.isDigit(character):
        while Self.isWord(byte(at: position)) || Self.isFraction(at: position, in: bytes) { position += 1 }
        add(.number, start..<position, line: line)
      case _ where Self.isWord(character) || character == UInt8(ascii: "$"):
        position += 1
        while Self.isWord(byte(at: position)) { position += 1 }
        add(.word, start..<position, line: line)
      case _ where Self.isSymbol(character):
        while Self.isSymbol(byte(at: position)), !startsComment(at: position) { position += 1 }
        add(.symbol, start..<position, line: line)
      default:
        position += 1
        add(.mark, start..<position, line: line)
        if character == UInt8(ascii: "(") { depth += 1 }
        if character == UInt8(ascii: ")") {
          depth -= 1
          if untilParenthesis, depth == 0 { return }
        }
      }
    }
    if untilParenthesis { isComplete = false }
  }

  private func startsComment(at index: Int) -> Bool {
    byte(at: index) == UInt8(ascii: "/") && (byte(at: index + 1) == UInt8(ascii: "/") || byte(at: index + 1) == UInt8(ascii: "*"))
  }

  private mutating func skipComment() {
    var depth = 0
    while position < bytes.count {
      if byte(at: position) == UInt8(ascii: "/"), byte(at: position + 1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if byte(at: position) == UInt8(ascii: "*"), byte(at: position + 1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
        if depth == 0 { return }
      } else {
        if bytes[position] == UInt8(ascii: "\n") {
          line += 1
          atLineStart = true
        }
        position += 1
      }
    }
    isComplete = false
  }

  /// A raw string, an extended regular expression, or a directive.
  private mutating func scanHash() {
    let start = position
    var hashes = 0
    while byte(at: start + hashes) == UInt8(ascii: "#") { hashes += 1 }
    if byte(at: start + hashes) == UInt8(ascii: "\"") {
      position += hashes
      scanString(hashes: hashes)
    } else if byte(at: start + hashes) == UInt8(ascii: "/") {
      let startLine = line
      position += hashes + 1
      while position < bytes.count, !closes(UInt8(ascii: "/"), quotes: 1, hashes: hashes) {
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
      }
      if position >= bytes.count { isComplete = false }
      position = min(position + 1 + hashes, bytes.count)
      add(.string, start..<position, line: startLine)
    } else {
      // A directive has the last of them; half a million are passed by at once.
      position += hashes
      while Self.isWord(byte(at: position)) { position += 1 }
      add(.directive, start + hashes - 1..<position, line: line)
    }
  }

  private func closes(_ quote: UInt8, quotes: Int, hashes: Int) -> Bool {
    for index in 0..<quotes where byte(at: position + index) != quote { return false }
    for index in 0..<hashes where byte(at: position + quotes + index) != UInt8(ascii: "#") { return false }
    return true
  }

  /// At the opening quote, the hashes before it passed.
  private mutating func scanString(hashes: Int) {
    let quote = UInt8(ascii: "\"")
    var start = position
    var startLine = line
    let isLong = byte(at: position + 1) == quote && byte(at: position + 2) == quote
    let quotes = isLong ? 3 : 1
    position += quotes
    while position < bytes.count {
      if closes(quote, quotes: quotes, hashes: hashes) {
        position = min(position + quotes + hashes, bytes.count)
        add(.string, start..<position, line: startLine)
        return
      }
      let character = bytes[position]
      if character == UInt8(ascii: "\n") {
        if !isLong { break }
        line += 1
      }
      if character == UInt8(ascii: "\\"), (0..<hashes).allSatisfy({ byte(at: position + 1 + $0) == UInt8(ascii: "#") }) {
        position += 1 + hashes
        guard byte(at: position) == UInt8(ascii: "(") else {
          // What is escaped: a quote or a backslash among them, but a line end is counted above. A file may end before it.
          if position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
          continue
        }
        add(.string, start..<position, line: startLine)
        guard interpolations < Self.deepest else {
          position = bytes.count
          break
        }
        interpolations += 1
        run(untilParenthesis: true)
        interpolations -= 1
        start = position
        startLine = line
        continue
      }
      position += 1
    }
    isComplete = false
    add(.string, start..<min(position, bytes.count), line: startLine)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func isFraction(at index: Int, in bytes: [UInt8]) -> Bool {
    bytes[min(index, bytes.count - 1)] == UInt8(ascii: ".") && index + 1 < bytes.count && isDigit(bytes[index + 1])
  }

  private static let symbols = Set("/=-+!*%<>&|^~?".utf8)

  private static func isSymbol(_ byte: UInt8) -> Bool { symbols.contains(byte) }
}
