/// Reads a formula by recursive descent and writes it as MathML.
struct MathParser {
  struct Failure: Error {
    /// Lines below the formula's first.
    var lineOffset: Int
    var message: String
  }

  private var lexer: MathLexer
  private var depth = 0
  private static let deepest = 100

  init(_ source: String) { lexer = MathLexer(source) }

  mutating func formula() throws(Failure) -> HTMLWriter {
    let row = try row()
    switch lexer.next() {
    case .end: return row
    case .character("}"): throw failure("a '}' that closes nothing: take it out, or write \\} for a brace")
    case .character("&"), .command("\\"):
      throw failure("'&' and '\\\\' belong in an environment: put the rows between \\begin{aligned} and \\end{aligned}")
    case .command(let name): throw failure("\\\(name) without its beginning")
    default: throw failure("this formula cannot be read to its end")
    }
  }

  private func failure(_ message: String) -> Failure { Failure(lineOffset: lexer.lineOffset, message: "in a formula: \(message)") }

  // MARK: Rows

  /// What comes up to something that ends a row: `}`, `&`, `\\`, `\right`, `\end`, the end, or the character asked for.
  private mutating func row(endingAt end: Character? = nil) throws(Failure) -> HTMLWriter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw failure("nested more than \(Self.deepest) deep") }
    var items: [HTMLWriter] = []
    while true {
      switch lexer.peek() {
      case .end, .character("}"), .character("&"), .command("\\"), .command("right"), .command("end"): return joined(items)
      case .character(let character) where character == end: return joined(items)
      default: items.append(try scripted())
      }
    }
  }

  /// One element: a row's only one, or `mrow` around them.
  private func joined(_ items: [HTMLWriter]) -> HTMLWriter {
    if items.count == 1 { return items[0] }
    return element("<mrow>", items, "</mrow>")
  }

  private func element(_ open: StaticString, _ children: [HTMLWriter], _ close: StaticString) -> HTMLWriter {
    var html = HTMLWriter()
    html.markup(open)
    for child in children { html.html(child) }
    html.markup(close)
    return html
  }

  private func element(_ open: StaticString, text: String, _ close: StaticString) -> HTMLWriter {
    var html = HTMLWriter()
    html.markup(open)
    html.text(text)
    html.markup(close)
    return html
  }

  // MARK: Scripts

  private mutating func scripted() throws(Failure) -> HTMLWriter {
    var base = HTMLWriter()
    var hasLimits = false
    if lexer.peek() == .character("^") || lexer.peek() == .character("_") {
      base.markup("<mrow></mrow>")
    } else {
      (base, hasLimits) = try nucleus()
    }
    var below: HTMLWriter?
    var above: HTMLWriter?
    while true {
      switch lexer.peek() {
      case .character("_"):
        _ = lexer.next()
        if below != nil { throw failure("two subscripts at one place: put braces around what the first belongs to") }
        below = try argument(of: "_")
      case .character("^"):
        _ = lexer.next()
        if above != nil { throw failure("two superscripts at one place: put braces around what the first belongs to") }
        above = try argument(of: "^")
      case .character("'"):
        var primes = ""
        while lexer.peek() == .character("'") {
          _ = lexer.next()
          primes += "′"
        }
        if above != nil { throw failure("a prime after a superscript: put braces around what the superscript belongs to") }
        above = element("<mo>", text: primes, "</mo>")
      default:
        switch (below, above) {
        case (nil, nil): return base
        case (let below?, nil):
          return hasLimits ? element("<munder>", [base, below], "</munder>") : element("<msub>", [base, below], "</msub>")
        case (nil, let above?):
          return hasLimits ? element("<mover>", [base, above], "</mover>") : element("<msup>", [base, above], "</msup>")
        case (let below?, let above?):
          return hasLimits
            ? element("<munderover>", [base, below, above], "</munderover>")
            : element("<msubsup>", [base, below, above], "</msubsup>")
        }
      }
    }
  }

  /// What a command or a script takes: a group in braces, or one sign.
  private mutating func argument(of owner: String) throws(Failure) -> HTMLWriter {
    switch lexer.peek() {
    case .end, .character("}"), .character("&"), .command("\\"), .command("right"), .command("end"), .character("^"), .character("_"):
      throw failure("'\(owner)' has nothing to take: write {…} after it")
    case .number(let number) where owner.count == 1 && number.count > 1:
      throw failure("braces are missing after '\(owner)': write \(owner){\(number)}")
    default: return try nucleus().html
    }
  }

  // MARK: Nuclei

  private mutating func nucleus() throws(Failure) -> (html: HTMLWriter, hasLimits: Bool) {
    switch lexer.next() {
    case .number(let number): return (element("<mn>", text: number, "</mn>"), false)
    case .character("{"):
      let inner = try row()
      guard lexer.next() == .character("}") else { throw failure("a '{' is not closed: write } where the group ends") }
      return (inner, false)
    case .character(let character): return (sign(character), false)
    case .command(let name): return try command(name)
    case .end: throw failure("something is missing at its end")
    }
  }

  private func sign(_ character: Character) -> HTMLWriter {
    switch character {
    case "(", ")", "[", "]", "|", "/": element("<mo stretchy=\"false\">", text: String(character), "</mo>")
    case "-": element("<mo>", text: "−", "</mo>")
    case "*": element("<mo>", text: "∗", "</mo>")
    case _ where character.isLetter: element("<mi>", text: String(character), "</mi>")
    default: element("<mo>", text: String(character), "</mo>")
    }
  }

  private mutating func command(_ name: String) throws(Failure) -> (html: HTMLWriter, hasLimits: Bool) {
    switch MathSymbol.all[name] {
    case .identifier(let text): return (element("<mi>", text: text, "</mi>"), false)
    case .mathOperator(let text): return (element("<mo>", text: text, "</mo>"), false)
    case .fence(let text): return (element("<mo stretchy=\"false\">", text: text, "</mo>"), false)
    case .function(let text): return (element("<mi>", text: text, "</mi>"), false)
    case .withLimits(let text): return (element("<mo movablelimits=\"true\">", text: text, "</mo>"), true)
    case .space(let width): return (element("<mspace width=\"", text: width, "\"></mspace>"), false)
    case nil: break
    }
    if let accent = MathSymbol.accents[name] {
      let mark = element(name.hasPrefix("wide") || name == "overline" ? "<mo>" : "<mo stretchy=\"false\">", text: accent, "</mo>")
      return (element("<mover accent=\"true\">", [try argument(of: "\\\(name)"), mark], "</mover>"), false)
    }
    switch name {
    case "frac", "dfrac", "tfrac":
      let (above, below) = (try argument(of: "\\\(name)"), try argument(of: "\\\(name)"))
      return (element("<mfrac>", [above, below], "</mfrac>"), false)
    case "binom":
      let (above, below) = (try argument(of: "\\binom"), try argument(of: "\\binom"))
      let fraction = element("<mfrac linethickness=\"0\">", [above, below], "</mfrac>")
      return (fenced("(", fraction, ")"), false)
    case "sqrt":
      guard lexer.peek() == .character("[") else { return (element("<msqrt>", [try argument(of: "\\sqrt")], "</msqrt>"), false) }
      _ = lexer.next()
      let index = try row(endingAt: "]")
      guard lexer.next() == .character("]") else { throw failure("the index of \\sqrt is not closed: write ] after it") }
      return (element("<mroot>", [try argument(of: "\\sqrt"), index], "</mroot>"), false)
    case "underline":
      return (element("<munder>", [try argument(of: "\\underline"), element("<mo>", text: "_", "</mo>")], "</munder>"), false)
    case "underbrace":
      return (element("<munder>", [try argument(of: "\\underbrace"), element("<mo>", text: "⏟", "</mo>")], "</munder>"), true)
    case "overbrace": return (element("<mover>", [try argument(of: "\\overbrace"), element("<mo>", text: "⏞", "</mo>")], "</mover>"), true)
    case "text", "textrm", "mathrm", "operatorname", "texttt", "mathtt": return (try words(name), false)
    case "mathbf", "boldsymbol", "bm", "mathbb", "mathcal": return (try styled(name), false)
    case "left": return (try stretched(), false)
    case "begin": return (try environment(), false)
    default:
      throw failure(
        "\\\(name) is not a command known here: write \\operatorname{\(name)} for the name of a function, \\text{…} for words, "
          + "or the sign itself")
    }
  }

  /// Words as they are.
  private mutating func words(_ name: String) throws(Failure) -> HTMLWriter {
    guard let words = lexer.rawGroup() else { throw failure("\\\(name) takes its words in braces: \\\(name){…}") }
    switch name {
    // A blank at an end would be lost, and here it is meant.
    case "text", "textrm": return element("<mtext>", text: String(words.map { $0 == " " ? "\u{A0}" : $0 }), "</mtext>")
    case "texttt", "mathtt": return element("<mtext class=\"code\">", text: words, "</mtext>")
    default: return element(words.count == 1 ? "<mi mathvariant=\"normal\">" : "<mi>", text: words, "</mi>")
    }
  }

  private mutating func styled(_ name: String) throws(Failure) -> HTMLWriter {
    let isGroup = lexer.peek() == .character("{")
    let letters: String
    if isGroup {
      letters = lexer.rawGroup() ?? ""
    } else if case .character(let letter) = lexer.next() {
      letters = String(letter)
    } else {
      letters = ""
    }
    var signs: [HTMLWriter] = []
    for letter in letters where letter != " " {
      guard let sign = MathSymbol.styled(letter, style: name) else {
        throw failure("\\\(name) takes letters and digits of the Latin alphabet: '\(letter)' is none")
      }
      signs.append(element("<mi>", text: sign, "</mi>"))
    }
    guard !signs.isEmpty else { throw failure("\\\(name) has nothing to take: write {…} after it") }
    return joined(signs)
  }

  // MARK: Brackets and environments

  private func fenced(_ open: String, _ inner: HTMLWriter, _ close: String) -> HTMLWriter {
    var parts = [inner]
    if !open.isEmpty { parts.insert(element("<mo stretchy=\"true\" form=\"prefix\">", text: open, "</mo>"), at: 0) }
    if !close.isEmpty { parts.append(element("<mo stretchy=\"true\" form=\"postfix\">", text: close, "</mo>")) }
    return element("<mrow>", parts, "</mrow>")
  }

  private mutating func stretched() throws(Failure) -> HTMLWriter {
    let open = try bracket(after: "left")
    let inner = try row()
    guard lexer.next() == .command("right") else { throw failure("\\left has no \\right: close it (\\right. for none)") }
    return fenced(open, inner, try bracket(after: "right"))
  }

  private mutating func bracket(after command: String) throws(Failure) -> String {
    switch lexer.next() {
    case .character("."): return ""
    case .character(let character) where "()[]|/".contains(character): return String(character)
    case .command(let name):
      if case .fence(let text) = MathSymbol.all[name] { return text }
      throw failure("\\\(command) takes a bracket: \\\(name) is none")
    default: throw failure("\\\(command) takes a bracket: ( ) [ ] | \\{ \\} \\| \\langle \\rangle, or . for none")
    }
  }

  private mutating func environment() throws(Failure) -> HTMLWriter {
    let name = lexer.rawGroup() ?? ""
    let brackets: [String: (open: String, close: String)] = [
      "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
      "cases": ("{", ""), "aligned": ("", ""),
    ]
    guard let (open, close) = brackets[name] else {
      throw failure("the environment '\(name)' is not known: there are \(brackets.keys.sorted().joined(separator: ", "))")
    }
    var rows: [HTMLWriter] = []
    var cells: [HTMLWriter] = []
    while true {
      cells.append(element("<mtd>", [try row()], "</mtd>"))
      switch lexer.next() {
      case .character("&"): continue
      case .command("\\"):
        rows.append(element("<mtr>", cells, "</mtr>"))
        cells = []
        if lexer.peek() == .command("end") { _ = lexer.next() } else { continue }
      case .command("end"): rows.append(element("<mtr>", cells, "</mtr>"))
      default: throw failure("\\begin{\(name)} is not closed: write \\end{\(name)} after its last row")
      }
      let closing = lexer.rawGroup() ?? ""
      guard closing == name else { throw failure("\\begin{\(name)} is closed by \\end{\(closing)}: one of the two is wrong") }
      let table =
        switch name {
        case "aligned": element("<mtable class=\"aligned\" displaystyle=\"true\">", rows, "</mtable>")
        case "cases": element("<mtable class=\"cases\">", rows, "</mtable>")
        default: element("<mtable>", rows, "</mtable>")
        }
      return open.isEmpty && close.isEmpty ? table : fenced(open, table, close)
    }
  }
}
