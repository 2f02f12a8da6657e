/// A figure's style sheet, made to count for that figure alone and to follow the page's colour scheme.
struct FigureStyle {
  struct Failure: Error { var message: String }

  /// The rules, each selector within the class `scope`.
  private(set) var css = ""
  private let scope: String
  private var rest: Substring

  /// - Parameter text: rules, and `@media` with rules in it; nothing else.
  init(_ text: String, scope: String) throws(Failure) {
    self.scope = scope
    rest = Self.withoutComments(text)[...]
    while let rule = try rule() { css += rule(Self.plain) }
  }

  private static func withoutComments(_ text: String) -> String {
    var result = ""
    var start = text.startIndex
    while let opening = text.firstPlace(of: "/*", from: start) {
      result += text[start..<opening.lowerBound]
      start = text.firstPlace(of: "*/", from: opening.upperBound)?.upperBound ?? text.endIndex
    }
    return result + text[start...]
  }

  /// What stands before a figure's class, so that a rule counts in one scheme only.
  private static let plain = ""

  /// The next rule, as a function of what its selectors begin with; nil at the end.
  private mutating func rule() throws(Failure) -> ((_ prefix: String) -> String)? {
    rest = rest.drop(while: \.isWhitespace)
    guard !rest.isEmpty, rest.first != "}" else { return nil }
    guard let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")) else { throw Failure(message: "a rule of its style has no '{'") }
    let head = String(rest[..<brace]).trimmed
    rest = rest[rest.index(after: brace)...]
    guard head.hasPrefix("@") else { return try styleRule(head) }
    guard head.hasPrefix("@media") else {
      throw Failure(message: "its style has '\(head.prefix { !$0.isWhitespace })': a figure's style has rules and @media only")
    }
    return try mediaRule(head)
  }

  private mutating func styleRule(_ head: String) throws(Failure) -> (String) -> String {
    guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "}")) else {
      throw Failure(message: "a rule of its style is not closed: write }")
    }
    let declarations = String(rest[..<end]).trimmed
    rest = rest[rest.index(after: end)...]
    if declarations.contains("{") || declarations.contains("<") || declarations.contains("\\") || head.contains("<") {
      throw Failure(message: "its style has a '{', '<' or '\\' within a rule")
    }
    let others = declarations.lowercased().replacingAll("url(#", with: "")
    guard !others.has("url("), !others.has("image(") else {
      throw Failure(message: "its style fetches something with url(): only url(#id), of the figure itself, is allowed")
    }
    let selectors = head.split(separator: ",").map { String($0).trimmed }
    guard !selectors.isEmpty, !selectors.contains(where: { $0.isEmpty || $0.contains("#") }) else {
      throw Failure(message: "'\(head)' in its style: write selectors of elements and classes, since ids change in the page")
    }
    let scope = scope
    let body = declarations.replacingAll("url(#", with: "url(#\(scope)-")
    return { prefix in
      let scoped = selectors.map { selector in
        let rest = ["svg", ":root"].first { selector == $0 || selector.hasPrefix($0 + " ") || selector.hasPrefix($0 + ".") }
        return rest.map { "\(prefix).\(scope)\(selector.dropFirst($0.count))" } ?? "\(prefix).\(scope) \(selector)"
      }
      return "\(scoped.joined(separator: ",")){\(body)}\n"
    }
  }

  private mutating func mediaRule(_ head: String) throws(Failure) -> (String) -> String {
    var rules: [(String) -> String] = []
    while let rule = try rule() { rules.append(rule) }
    guard rest.first == "}" else { throw Failure(message: "an @media of its style is not closed: write }") }
    rest = rest.dropFirst()
    let inner = rules
    let condition = head.dropFirst("@media".count).filter { !$0.isWhitespace }
    // The reader's choice in the page goes before the system's.
    for (scheme, other) in [("dark", "light"), ("light", "dark")] where condition == "(prefers-color-scheme:\(scheme))" {
      return { _ in
        let bySystem = inner.map { $0(":root:not([data-theme=\(other)]) ") }.joined()
        let byReader = inner.map { $0(":root[data-theme=\(scheme)] ") }.joined()
        return "@media screen and (prefers-color-scheme:\(scheme)){\n\(bySystem)}\n@media screen{\n\(byReader)}\n"
      }
    }
    return { prefix in "\(head){\n\(inner.map { $0(prefix) }.joined())}\n" }
  }
}
