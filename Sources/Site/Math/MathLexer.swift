/// A token of a formula.
enum MathToken: Equatable {
  /// `\name`, or a backslash with one other character: the name without the backslash.
  case command(String)
  /// A run of digits, with a point in it or not.
  case number(String)
  case character(Character)
  case end
}

/// Reads a formula's tokens.
struct MathLexer {
  private let characters: [Character]
  private(set) var position = 0

  init(_ source: String) { characters = Array(source) }

  /// How many line ends stand before the place that is being read.
  var lineOffset: Int { characters[..<min(position, characters.count)].filter(\.isNewline).count }

  func peek() -> MathToken {
    var copy = self
    return copy.next()
  }

  mutating func next() -> MathToken {
    skipBlanks()
    guard position < characters.count else { return .end }
    let first = characters[position]
    position += 1
    switch first {
    case "\\":
      guard position < characters.count else { return .command("") }
      if !isLetter(characters[position]) {
        position += 1
        return .command(String(characters[position - 1]))
      }
      let start = position
      while position < characters.count, isLetter(characters[position]) { position += 1 }
      return .command(String(characters[start..<position]))
    case "0"..."9":
      var number = String(first)
      while position < characters.count {
        let isPoint = characters[position] == "." && position + 1 < characters.count && isDigit(characters[position + 1])
        guard isPoint || isDigit(characters[position]) else { break }
        number.append(characters[position])
        position += 1
      }
      return .number(number)
    default: return .character(first)
    }
  }

  /// What stands between the braces that come next, as it is; nil if none come.
  mutating func rawGroup() -> String? {
    skipBlanks()
    guard position < characters.count, characters[position] == "{" else { return nil }
    var depth = 0
    let start = position + 1
    while position < characters.count {
      switch characters[position] {
      case "{": depth += 1
      case "}":
        depth -= 1
        if depth == 0 {
          position += 1
          return String(characters[start..<(position - 1)])
        }
      default: break
      }
      position += 1
    }
    return nil
  }

  private mutating func skipBlanks() { while position < characters.count, characters[position].isWhitespace { position += 1 } }
  private func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }
  private func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
