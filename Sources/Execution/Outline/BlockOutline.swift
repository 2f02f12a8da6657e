/// A block's declarations told from its statements, at the block's own level.
struct BlockOutline {
  enum DeclarationKind: Hashable {
    case `import`
    case function
    /// class, struct, enum, actor, protocol, typealias
    case type
    /// `extension Name`, and whether it adds conformances.
    case `extension`(conforms: Bool)
    /// operator, precedencegroup, macro: what only a file can hold.
    case fileOnly
  }

  struct Declaration {
    var kind: DeclarationKind
    /// The declared name; of an extension, the first word of the type it extends.
    var name: String
    /// Attributes and modifiers in front, in order.
    var modifiers: [String]
    var tokens: Range<Int>
    /// Whole lines hold it, nothing else on them.
    var ownsItsLines: Bool
  }

  let lexer: SwiftLexer
  private(set) var declarations: [Declaration] = []
  /// Names that `let`, `var` and patterns bind at the block's level.
  private(set) var variables: Set<String> = []
  /// Every word of the block.
  let words: Set<String>
  /// Directives (`#if`) that stand at the block's level, and `#function` anywhere.
  private(set) var directives: Set<String> = []
  /// `defer`, `return` and the like among the block's own statements.
  private(set) var statementKeywords: Set<String> = []
  /// Something at the block's level is neither a declaration nor a variable. (A variable's initialiser that goes on in the next line counts.)
  private(set) var hasStatements = false
  /// Brackets balance, and every literal and comment is closed.
  private(set) var isBalanced: Bool

  init(_ source: String) {
    lexer = SwiftLexer(source)
    isBalanced = lexer.isComplete
    var words: Set<String> = []
    for token in lexer.tokens where token.kind == .word { words.insert(lexer.text(token)) }
    self.words = words
    scan()
  }

  func freeNames(of declaration: Declaration) -> Set<String> { FreeNames.of(lexer.tokens[declaration.tokens], in: lexer) }

  /// The bytes of a declaration, from the start of its first line when it owns its lines.
  func byteRange(of declaration: Declaration) -> Range<Int> {
    let first = lexer.tokens[declaration.tokens.lowerBound].range.lowerBound
    let last = lexer.tokens[declaration.tokens.upperBound - 1].range.upperBound
    return first..<last
  }

  private func text(_ index: Int) -> String { lexer.tokens.indices.contains(index) ? lexer.text(lexer.tokens[index]) : "" }

  private static let modifiers: Set<String> = [
    "public", "private", "fileprivate", "internal", "open", "package", "final", "indirect", "static", "dynamic", "nonisolated", "lazy",
    "weak", "unowned", "mutating", "nonmutating", "override", "required", "convenience", "distributed",
  ]

  private mutating func scan() {
    let tokens = lexer.tokens
    var depth = 0
    var index = 0
    var previousEndsStatement = true
    while index < tokens.count {
      let token = tokens[index]
      if depth == 0, token.startsLine || previousEndsStatement, token.kind != .string {
        if let declaration = declaration(at: index) {
          declarations.append(declaration)
          index = declaration.tokens.upperBound
          previousEndsStatement = false
          continue
        }
      }
      if depth == 0, token.startsLine || previousEndsStatement, !startsVariable(at: index) { hasStatements = true }
      previousEndsStatement = false
      switch token.kind {
      case .mark:
        switch text(index) {
        case "(", "[", "{": depth += 1
        case ")", "]", "}":
          depth -= 1
          if depth < 0 { isBalanced = false }
        case ";": previousEndsStatement = true
        default: break
        }
      case .directive:
        let name = text(index)
        if depth == 0 || name == "#function" { directives.insert(name) }
      case .word where depth == 0:
        let word = text(index)
        if word == "let" || word == "var" { variables.formUnion(boundNames(after: index)) }
        if word == "defer" || word == "return" { statementKeywords.insert(word) }
      default: break
      }
      index += 1
    }
    if depth != 0 { isBalanced = false }
  }

  /// What `let`, `var` at the block's level bind: the names in the pattern, and those after commas (`let a = 1, b = 2`). Too many are
  /// no harm: a function that mentions one stays where it stands.
  private func boundNames(after keyword: Int) -> Set<String> {
    var names: Set<String> = []
    var depth = 0
    var inPattern = true
    var index = keyword + 1
    while index < lexer.tokens.count {
      let token = lexer.tokens[index]
      if depth == 0, token.startsLine, index > keyword + 1, text(index - 1) != ",", text(index) != "," { break }
      let here = text(index)
      if token.kind == .word, inPattern { names.insert(here) }
      switch here {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "=", ":": if depth == 0 { inPattern = false }
      case ",": if depth == 0 { inPattern = true }
      default: break
      }
      if depth < 0 || (here == ";" && depth == 0) { break }
      index += 1
    }
    return names
  }

  private func startsVariable(at start: Int) -> Bool {
    var index = start
    while Self.modifiers.contains(text(index)) { index += 1 }
    return ["let", "var", "}", ")", "]"].contains(text(index))
  }

  private func declaration(at start: Int) -> Declaration? {
    var index = start
    var modifiers: [String] = []
    while true {
      if text(index) == "@" {
        modifiers.append("@" + text(index + 1))
        index += 2
        if text(index) == "(", lexer.tokens[index].range.lowerBound == lexer.tokens[index - 1].range.upperBound {
          index = skipBrackets(from: index)
        }
      } else if Self.modifiers.contains(text(index)) {
        modifiers.append(text(index))
        index += 1
        if text(index) == "(" { index = skipBrackets(from: index) }
      } else {
        break
      }
    }
    guard lexer.tokens.indices.contains(index), lexer.tokens[index].kind == .word else { return nil }
    let keyword = text(index)
    let nameIndex = index + 1
    let end: Int
    let kind: DeclarationKind
    var name = text(nameIndex)
    switch keyword {
    case "import":
      kind = .import
      var last = nameIndex
      while lexer.tokens.indices.contains(last), !lexer.tokens[last].startsLine, text(last) != ";" { last += 1 }
      name = String(decoding: lexer.bytes[lexer.tokens[start].range.lowerBound..<lexer.tokens[last - 1].range.upperBound], as: UTF8.self)
      end = last
    case "func":
      kind = .function
      end = endOfBody(from: nameIndex)
    case "class", "struct", "enum", "protocol":
      kind = .type
      end = endOfBody(from: nameIndex)
    case "actor" where lexer.tokens.indices.contains(nameIndex) && lexer.tokens[nameIndex].kind == .word:
      kind = .type
      end = endOfBody(from: nameIndex)
    case "extension":
      var conforms = false
      var header = nameIndex
      while lexer.tokens.indices.contains(header), text(header) != "{" {
        if text(header) == ":" { conforms = true }
        header += 1
      }
      kind = .extension(conforms: conforms)
      end = endOfBody(from: nameIndex)
    case "typealias":
      kind = .type
      end = endOfLine(from: nameIndex)
    case "precedencegroup", "macro":
      kind = .fileOnly
      end = keyword == "macro" ? endOfLine(from: nameIndex) : endOfBody(from: nameIndex)
    case "infix", "prefix", "postfix":
      if name == "operator" {
        kind = .fileOnly
        end = endOfLine(from: nameIndex)
      } else if name == "func" {
        kind = .function
        name = text(nameIndex + 1)
        end = endOfBody(from: nameIndex + 1)
        modifiers.append(keyword)
      } else {
        return nil
      }
    default:
      return nil
    }
    guard end > start else { return nil }
    let ownsItsLines = lexer.tokens[start].startsLine && (end == lexer.tokens.count || lexer.tokens[end].startsLine)
    return Declaration(kind: kind, name: name, modifiers: modifiers, tokens: start..<end, ownsItsLines: ownsItsLines)
  }

  /// Past the bracket that closes the one at `start`.
  private func skipBrackets(from start: Int) -> Int {
    var depth = 0
    var index = start
    while index < lexer.tokens.count {
      switch text(index) {
      case "(", "[", "{": if lexer.tokens[index].kind == .mark { depth += 1 }
      case ")", "]", "}": if lexer.tokens[index].kind == .mark { depth -= 1 }
      default: break
      }
      index += 1
      if depth <= 0 { return index }
    }
    return index
  }

  private func endOfBody(from start: Int) -> Int {
    var index = start
    while index < lexer.tokens.count {
      switch text(index) {
      case "(", "[": index = skipBrackets(from: index)
      case "{": return skipBrackets(from: index)
      default: index += 1
      }
    }
    return index
  }

  private func endOfLine(from start: Int) -> Int {
    var index = start
    while index < lexer.tokens.count {
      if index > start, lexer.tokens[index].startsLine {
        let continues =
          lexer.tokens[index].kind == .symbol || text(index) == "where" || lexer.tokens[index - 1].kind == .symbol
          || [",", ":"].contains(text(index - 1))
        if !continues { return index }
      }
      if text(index) == ";" { return index }
      if text(index) == "(" || text(index) == "[" { index = skipBrackets(from: index) } else { index += 1 }
    }
    return index
  }
}
