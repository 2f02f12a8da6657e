/// The functions and types that a source declares at its own level, with all that stands before their braces, on one line.
package func declarationHeads(in source: String) -> [(name: String, signature: String)] {
  let outline = BlockOutline(source)
  return outline.declarations.compactMap { declaration in
    guard declaration.kind == .function || declaration.kind == .type else { return nil }
    let tokens = outline.lexer.tokens[declaration.tokens]
    guard let first = tokens.first else { return nil }
    var depth = 0
    var end = first.range.lowerBound
    for token in tokens {
      let text = outline.lexer.text(token)
      if text == "{", depth == 0 { break }
      if text == "(" || text == "[" { depth += 1 }
      if text == ")" || text == "]" { depth -= 1 }
      end = token.range.upperBound
    }
    let head = String(decoding: outline.lexer.bytes[first.range.lowerBound..<end], as: UTF8.self)
    return (declaration.name, head.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }
}
