/// What the highlighter knows of a language.
struct CodeLanguage: Sendable {
  var keywords: Set<String>
  var lineComment: String
  /// `/* … */`, nested in Swift.
  var hasBlockComments: Bool
  /// What begins an attribute or a decorator, or a directive.
  var prefixes: Set<UInt8>
  /// `'` as well as `"` quotes a string; letters such as `f` may stand before it.
  var isPython: Bool

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

  private init(keywords: Set<String>, lineComment: String, hasBlockComments: Bool, prefixes: Set<UInt8>, isPython: Bool) {
    self.keywords = keywords
    self.lineComment = lineComment
    self.hasBlockComments = hasBlockComments
    self.prefixes = prefixes
    self.isPython = isPython
  }
}
