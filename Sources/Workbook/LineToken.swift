/// A piece of a line that `tolerance=` compares: a whole number, or one byte of the text between numbers.
enum LineToken: Equatable {
  case byte(UInt8)
  case number(Double)

  /// Splits a line into numbers and the bytes between them.
  ///
  /// A number is what Swift and PyTorch print for one: `12`, `-0.5`, `1.`, `2.5e-05`, `nan`, `-inf`. Digits that belong to a name
  /// (`float32`, `x1`) are text, and so is a `-` that stands right after a name or a number (`3-1`).
  static func tokens(of line: ArraySlice<UInt8>) -> [LineToken] {
    var tokens: [LineToken] = []
    tokens.reserveCapacity(line.count)
    var rest = line
    var previous: UInt8?
    while let byte = rest.first {
      let length = previous.map(isPartOfName) == true ? 0 : numberLength(rest)
      if length > 0, let number = Double(String(decoding: rest.prefix(length), as: UTF8.self)) {
        tokens.append(.number(number))
        previous = rest[rest.startIndex + length - 1]
        rest = rest.dropFirst(length)
      } else {
        tokens.append(.byte(byte))
        previous = byte
        rest = rest.dropFirst()
      }
    }
    return tokens
  }

  /// Whether a token of the page, `self`, stands for a printed one: numbers a (printed) and b (the page's) do if
  /// |a − b| ≤ t·max(1, |b|). A nan stands for a nan, an infinity for the same one.
  func agrees(with printed: LineToken, tolerance: Double) -> Bool {
    switch (self, printed) {
    case (.byte(let a), .byte(let b)): return a == b
    case (.number(let page), .number(let printed)):
      if page == printed || (page.isNaN && printed.isNaN) { return true }
      guard page.isFinite, printed.isFinite else { return false }
      return (printed - page).magnitude <= tolerance * max(1, page.magnitude)
    default: return false
    }
  }

  /// The length of the number that `text` begins with; 0 if it begins with none.
  private static func numberLength(_ text: ArraySlice<UInt8>) -> Int {
    var rest = text
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    guard let first = rest.first else { return 0 }
    if isLetter(first) {
      let word = rest.prefix(while: isPartOfName)
      let lowercase = word.prefix(9).map { $0 | 0x20 }
      let isNumber = ["nan", "inf", "infinity"].contains { $0.utf8.elementsEqual(lowercase) }
      return isNumber ? word.endIndex - text.startIndex : 0
    }
    let whole = rest.prefix(while: isDigit)
    rest = rest[whole.endIndex...]
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      if whole.isEmpty, fraction.isEmpty { return 0 }
      rest = rest[fraction.endIndex...]
    } else if whole.isEmpty {
      return 0
    }
    if let e = rest.first, e | 0x20 == UInt8(ascii: "e") {
      var exponent = rest.dropFirst()
      if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { exponent.removeFirst() }
      let digits = exponent.prefix(while: isDigit)
      if !digits.isEmpty { rest = rest[digits.endIndex...] }
    }
    return rest.startIndex - text.startIndex
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

  /// Letters, digits, `_`, and what is beyond ASCII.
  private static func isPartOfName(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
