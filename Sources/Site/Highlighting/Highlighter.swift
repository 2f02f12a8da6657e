/// Code with its keywords, types, strings and comments marked. All of the code comes out, in order, whatever it is: a lexer that
/// mistakes something colours it wrongly, and that is all.
struct Highlighter {
  private let bytes: [UInt8]
  private let language: CodeLanguage
  private var position = 0
  private var html = HTMLWriter()

  /// - Complexity: linear in the size of the code.
  static func html(of code: String, in language: CodeLanguage) -> HTMLWriter {
    var highlighter = Highlighter(code, language: language)
    highlighter.run()
    return highlighter.html
  }

  private init(_ code: String, language: CodeLanguage) {
    bytes = Array(code.utf8)
    self.language = language
  }

  private enum Kind { case plain, keyword, type, string, comment }

  /// The shortest elements there are, by kind: a page has thousands of them, and their meaning is the style sheet's.
  private mutating func emit(_ end: Int, as kind: Kind) {
    let end = min(end, bytes.count)
    guard end > position else { return }
    switch kind {
    case .plain: break
    case .keyword: html.markup("<b>")
    case .comment: html.markup("<i>")
    case .type: html.markup("<u>")
    case .string: html.markup("<span>")
    }
    html.code(bytes[position..<end])
    switch kind {
    case .plain: break
    case .keyword: html.markup("</b>")
    case .comment: html.markup("</i>")
    case .type: html.markup("</u>")
    case .string: html.markup("</span>")
    }
    position = end
  }

  private func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  private func starts(with text: [UInt8], at index: Int) -> Bool {
    index + text.count <= bytes.count && text.indices.allSatisfy { bytes[index + $0] == text[$0] }
  }

  private static let commentOpening = Array("/*".utf8)
  private static let commentClosing = Array("*/".utf8)

  private mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      if starts(with: language.lineComment, at: position) {
        emit(bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count, as: .comment)
      } else if language.hasBlockComments, starts(with: Self.commentOpening, at: position) {
        emit(blockCommentEnd(from: position), as: .comment)
      } else if let quote = stringStart(at: position) {
        emit(stringEnd(from: quote), as: .string)
      } else if Self.isWordStart(byte) {
        word()
      } else if Self.isDigit(byte) {
        emit(numberEnd(from: position), as: .plain)
      } else if language.prefixes.contains(byte), Self.isWordStart(self.byte(at: position + 1)) {
        emit(wordEnd(from: position + 1), as: .keyword)
      } else {
        var end = position + 1
        while end < bytes.count, !startsToken(at: end) { end += 1 }
        emit(end, as: .plain)
      }
    }
  }

  private func startsToken(at index: Int) -> Bool {
    let byte = bytes[index]
    return Self.isWordStart(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
      || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "@")
  }

  // MARK: Words and numbers

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isWordStart(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private func wordEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count, Self.isWordStart(bytes[end]) || Self.isDigit(bytes[end]) { end += 1 }
    return end
  }

  private mutating func word() {
    let end = wordEnd(from: position)
    let word = bytes[position..<end]
    let kind: Kind
    if language.isKeyword(word), !isName(word) {
      kind = .keyword
    } else if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[position]) {
      kind = .type
    } else {
      kind = .plain
    }
    emit(end, as: kind)
  }

  /// Whether a keyword is a name here: `.init` and its like are, and so is what labels an argument.
  private func isName(_ word: ArraySlice<UInt8>) -> Bool {
    let isSelf = word.elementsEqual("self".utf8)
    if position > 0, bytes[position - 1] == UInt8(ascii: "."), !isSelf { return true }
    return !language.isPython && byte(at: word.endIndex) == UInt8(ascii: ":") && !isSelf && !word.elementsEqual("default".utf8)
  }

  private func numberEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      let isSign =
        (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && bytes[end - 1] | 0x20 == UInt8(ascii: "e")
        && Self.isDigit(self.byte(at: end + 1)) && end > start
      let isPoint = byte == UInt8(ascii: ".") && Self.isDigit(self.byte(at: end + 1))
      guard Self.isDigit(byte) || Self.isWordStart(byte) || isSign || isPoint else { break }
      end += 1
    }
    return end
  }

  // MARK: Comments and strings

  private func blockCommentEnd(from start: Int) -> Int {
    var depth = 0
    var index = start
    while index < bytes.count {
      if starts(with: Self.commentOpening, at: index) {
        depth += 1
        index += 2
      } else if starts(with: Self.commentClosing, at: index) {
        depth -= 1
        index += 2
        if depth == 0 { return index }
      } else {
        index += 1
      }
    }
    return bytes.count
  }

  /// What opens a string here.
  private struct Quote {
    /// The offset after the opening quotes.
    var end: Int
    var character: UInt8
    var isTriple: Bool
    /// The number of `#` before a Swift string.
    var hashes: Int
  }

  private func stringStart(at start: Int) -> Quote? {
    var index = start
    var hashes = 0
    if language.isPython {
      let word = wordEnd(from: start)
      if word > start, word - start <= 2, bytes[start..<word].allSatisfy({ "rbfuRBFU".utf8.contains($0) }) { index = word }
    } else {
      while byte(at: index) == UInt8(ascii: "#") { index += 1 }
      hashes = index - start
    }
    let character = byte(at: index)
    guard character == UInt8(ascii: "\"") || language.isPython && character == UInt8(ascii: "'") else { return nil }
    let isTriple = byte(at: index + 1) == character && byte(at: index + 2) == character
    return Quote(end: index + (isTriple ? 3 : 1), character: character, isTriple: isTriple, hashes: hashes)
  }

  private func stringEnd(from quote: Quote) -> Int {
    // The strings that are open, each in an interpolation of the one before, with the parentheses open since its beginning.
    var open = [(quote: quote, parentheses: 0)]
    var isInCode = false
    var index = quote.end
    while index < bytes.count, let top = open.last {
      let byte = bytes[index]
      if isInCode {
        if byte == UInt8(ascii: "\n"), !top.quote.isTriple { return index }
        if byte == UInt8(ascii: "(") { open[open.count - 1].parentheses += 1 }
        if byte == UInt8(ascii: ")") {
          open[open.count - 1].parentheses -= 1
          isInCode = top.parentheses > 1
        } else if let inner = stringStart(at: index) {
          open.append((inner, 0))
          isInCode = false
          index = inner.end
          continue
        }
        index += 1
      } else if byte == UInt8(ascii: "\\") {
        let hashes = bytes[(index + 1)...].prefix { $0 == UInt8(ascii: "#") }.count
        let escapes = hashes >= top.quote.hashes
        let next = index + 1 + (escapes ? top.quote.hashes : 0)
        if escapes, !language.isPython, self.byte(at: next) == UInt8(ascii: "(") {
          open[open.count - 1].parentheses = 1
          isInCode = true
        }
        index = escapes ? next + 1 : index + 1
      } else if closes(top.quote, at: index) {
        index += (top.quote.isTriple ? 3 : 1) + top.quote.hashes
        open.removeLast()
        isInCode = true
      } else if byte == UInt8(ascii: "\n"), !top.quote.isTriple {
        return index
      } else {
        index += 1
      }
    }
    return min(index, bytes.count)
  }

  private func closes(_ quote: Quote, at index: Int) -> Bool {
    let length = quote.isTriple ? 3 : 1
    for offset in 0..<length where byte(at: index + offset) != quote.character { return false }
    for offset in 0..<quote.hashes where byte(at: index + length + offset) != UInt8(ascii: "#") { return false }
    return true
  }
}
