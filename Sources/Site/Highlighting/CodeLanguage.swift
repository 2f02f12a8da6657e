/// What the highlighter knows of a language.
struct CodeLanguage: Sendable {
  /// By their first byte: most words are told from a keyword by that and their length.
  private let keywords: [[[UInt8]]]
  let lineComment: [UInt8]
  /// `/* … */`, nested in Swift.
  let hasBlockComments: Bool
  /// What begins an attribute or a decorator, or a directive.
  let prefixes: [UInt8]
  /// `'` as well as `"` quotes a string; letters such as `f` may stand before it.
  let isPython: Bool

  static let swift = CodeLanguage(
    keywords: [
      "actor", "any", "as", "associatedtype", "async", "await", "borrowing", "break", "case", "catch", "class", "consuming", "continue",
      "convenience", "default", "defer", "deinit", "do", "dynamic", "else", "enum", "extension", "fallthrough", "false", "fileprivate",
      "final", "for", "func", "get", "guard", "if", "import", "in", "indirect", "infix", "init", "inout", "internal", "is", "lazy", "let",
      "mutating", "nil", "nonisolated", "nonmutating", "open", "operator", "optional", "override", "package", "postfix", "precedencegroup",
      "prefix", "private", "protocol", "public", "repeat", "required", "rethrows", "return", "self", "Self", "set", "some", "static",
      "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "unowned", "var", "weak", "where", "while",
      "willSet", "didSet",
    ], lineComment: "//", hasBlockComments: true, prefixes: [UInt8(ascii: "@"), UInt8(ascii: "#")], isPython: false)

  static let python = CodeLanguage(
    keywords: [
      "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del", "elif", "else", "except", "False",
      "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "None", "nonlocal", "not", "or", "pass", "raise",
      "return", "self", "True", "try", "while", "with", "yield",
    ], lineComment: "#", hasBlockComments: false, prefixes: [UInt8(ascii: "@")], isPython: true)

  /// Nil for what is shown without colours.
  init?(named name: String) {
    switch name {
    case "swift": self = .swift
    case "python", "py": self = .python
    default: return nil
    }
  }

  func isKeyword(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first else { return false }
    return keywords[Int(first)].contains { $0.count == word.count && $0.elementsEqual(word) }
  }

  private init(keywords: [String], lineComment: String, hasBlockComments: Bool, prefixes: [UInt8], isPython: Bool) {
    var byFirst = [[[UInt8]]](repeating: [], count: 256)
    for keyword in keywords.map({ Array($0.utf8) }) { byFirst[Int(keyword[0])].append(keyword) }
    self.keywords = byFirst
    self.lineComment = Array(lineComment.utf8)
    self.hasBlockComments = hasBlockComments
    self.prefixes = prefixes
    self.isPython = isPython
  }
}
