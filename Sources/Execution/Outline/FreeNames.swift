/// Which names a piece of Swift takes from outside.
///
/// Scopes are braces: what is bound anywhere directly inside a pair of them (by `let`, `var`, a parameter, a closure's parameter, a nested
/// declaration) is taken as bound in all of it. That is nearly the language's rule; where it errs, a name that is free is missed, what was
/// lifted does not compile, and the section is compiled as a `main.swift` instead.
struct FreeNames {
  private let lexer: SwiftLexer
  private let tokens: ArraySlice<SwiftToken>
  private var parents: [Int] = [-1]
  private var bound: [Set<String>] = [[]]
  private var scopes: [Int] = []

  static func of(_ tokens: ArraySlice<SwiftToken>, in lexer: SwiftLexer) -> Set<String> {
    var names = FreeNames(lexer: lexer, tokens: tokens)
    names.bindNames()
    return names.free()
  }

  private init(lexer: SwiftLexer, tokens: ArraySlice<SwiftToken>) {
    self.lexer = lexer
    self.tokens = tokens
  }

  private func text(_ index: Int) -> String { tokens.indices.contains(index) ? lexer.text(tokens[index]) : "" }
  private func isWord(_ index: Int) -> Bool { tokens.indices.contains(index) && tokens[index].kind == .word }

  private mutating func bindNames() {
    var stack = [0]
    var pending: Set<String> = []
    var parentheses = 0
    scopes.reserveCapacity(tokens.count)
    for index in tokens.indices {
      let token = tokens[index]
      if token.kind == .mark {
        switch lexer.bytes[token.range.lowerBound] {
        case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
        case UInt8(ascii: "{"):
          parents.append(stack[stack.count - 1])
          bound.append(pending.union(closureParameters(after: index)))
          pending = []
          stack.append(bound.count - 1)
        case UInt8(ascii: "}") where stack.count > 1:
          stack.removeLast()
        default: break
        }
      }
      scopes.append(stack[stack.count - 1])
      guard token.kind == .word else { continue }
      switch lexer.text(token) {
      case "let", "var", "for", "case":
        bound[stack[stack.count - 1]].formUnion(pattern(after: index))
      case "func":
        bound[stack[stack.count - 1]].insert(text(index + 1))
        pending.formUnion(parameters(after: index + 2))
      case "init", "subscript":
        if text(index - 1) != "." { pending.formUnion(parameters(after: index + 1)) }
      case "class", "struct", "enum", "actor", "protocol", "typealias", "associatedtype":
        if isWord(index + 1) { bound[stack[stack.count - 1]].insert(text(index + 1)) }
      default: break
      }
    }
  }

  /// The names of `x`, `(a, b)`, `.some(x)` and `a = 1, b = 2`, up to the end of the pattern.
  private func pattern(after keyword: Int) -> Set<String> {
    var names: Set<String> = []
    var index = keyword + 1
    var depth = 0
    while tokens.indices.contains(index) {
      let here = text(index)
      if isWord(index) {
        if ["in", "where", "if"].contains(here), depth == 0 { break }
        if text(index - 1) != ".", text(index + 1) != ".", !["let", "var"].contains(here) { names.insert(here) }
      } else if here == "(" {
        depth += 1
      } else if here == ")" {
        depth -= 1
        if depth < 0 { break }
      } else if here == "=" || here == "{" || here == ";" || (here == ":" && depth == 0) {
        break
      }
      index += 1
      if depth == 0, tokens.indices.contains(index), tokens[index].startsLine { break }
    }
    return names
  }

  /// The inner names of `(label name: Type = value, _ other: Type)`, from the generic clause or the parenthesis at `start`.
  private func parameters(after start: Int) -> Set<String> {
    var names: Set<String> = []
    var index = start
    while tokens.indices.contains(index), text(index) != "(", text(index) != "{" {
      if isWord(index) { names.insert(text(index)) }
      index += 1
    }
    guard text(index) == "(" else { return names }
    var depth = 0
    while tokens.indices.contains(index) {
      switch text(index) {
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        depth -= 1
        if depth == 0 { return names }
      case ":" where depth == 1: if isWord(index - 1) { names.insert(text(index - 1)) }
      default: break
      }
      index += 1
    }
    return names
  }

  /// The names in `{ a, b in`, `{ (a: Int, b) -> Int in` and `{ [weak self] a in`.
  private func closureParameters(after brace: Int) -> Set<String> {
    var names: Set<String> = []
    var index = brace + 1
    let limit = min(brace + 40, tokens.endIndex)
    while index < limit {
      let here = text(index)
      if here == "in" { return names }
      if isWord(index) {
        if ["for", "let", "var", "func", "return", "if", "while", "case"].contains(here) { return [] }
        names.insert(here)
      } else if !["(", ")", "[", "]", ",", ":", "->", "<", ">", "?", "@", "."].contains(here) {
        return []
      }
      index += 1
    }
    return []
  }

  private func free() -> Set<String> {
    var names: Set<String> = []
    var brackets: [UInt8] = []
    for (index, scope) in zip(tokens.indices, scopes) {
      let token = tokens[index]
      if token.kind == .mark {
        let mark = lexer.bytes[token.range.lowerBound]
        if mark == UInt8(ascii: "(") || mark == UInt8(ascii: "[") || mark == UInt8(ascii: "{") { brackets.append(mark) }
        if mark == UInt8(ascii: ")") || mark == UInt8(ascii: "]") || mark == UInt8(ascii: "}") { _ = brackets.popLast() }
      }
      guard token.kind == .word, text(index - 1) != "." else { continue }
      // A label in a call or a parameter's list, or the inner name after it: not a dictionary's key, not what follows a `?`.
      let isLabel =
        text(index + 1) == ":" && brackets.last == UInt8(ascii: "(")
        && (text(index - 1) == "(" || text(index - 1) == "," || isWord(index - 1))
      if isLabel { continue }
      let name = lexer.text(token)
      var level = scope
      while level >= 0, !bound[level].contains(name) { level = parents[level] }
      if level < 0 { names.insert(name) }
    }
    return names
  }
}
