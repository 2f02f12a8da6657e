import Testing

@testable import Site

struct FormulaTests {
  private func mathML(_ source: String) throws -> String {
    let html = String(decoding: try MathML.render(Formula(source: source, isDisplay: false, line: 1)).bytes, as: UTF8.self)
    return String(html.dropFirst("<math>".count).dropLast("</math>".count))
  }

  private func message(_ source: String) -> String {
    do {
      _ = try mathML(source)
      return "no error"
    } catch let error as MathError {
      return "\(error.line): \(error.message)"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "notation becomes elements",
    arguments: [
      ("x", "<mi>x</mi>"), ("12.5", "<mn>12.5</mn>"), ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
      ("w_{ij}", "<msub><mi>w</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>"),
      ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"), ("f'", "<msup><mi>f</mi><mo>′</mo></msup>"),
      (#"\frac{a}{b}"#, "<mfrac><mi>a</mi><mi>b</mi></mfrac>"), (#"\sqrt{x}"#, "<msqrt><mi>x</mi></msqrt>"),
      (#"\sqrt[3]{x}"#, "<mroot><mi>x</mi><mn>3</mn></mroot>"), (#"\alpha"#, "<mi>α</mi>"),
      ("a-b", "<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>"),
      (#"\hat y"#, "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>"),
      (#"\mathbf{W}"#, "<mi>𝐖</mi>"), (#"\mathbb R"#, "<mi>ℝ</mi>"), (#"\text{if } x"#, "<mrow><mtext>if\u{A0}</mtext><mi>x</mi></mrow>"),
      (#"\max_i x"#, "<mrow><munder><mo movablelimits=\"true\">max</mo><mi>i</mi></munder><mi>x</mi></mrow>"),
      (#"\operatorname{relu}"#, "<mi>relu</mi>"), ("", "<mrow></mrow>"),
    ])
  func notation(source: String, html: String) throws {
    #expect(try mathML(source) == html)
  }

  @Test("a sum has its limits, a norm its bars, a matrix its rows")
  func larger() throws {
    #expect(
      try mathML(#"\sum_{i=1}^n"#).hasPrefix(
        "<munderover><mo movablelimits=\"true\">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"))
    #expect(try mathML(#"\lVert x \rVert"#).contains("<mo stretchy=\"false\">‖</mo>"))
    #expect(try mathML(#"\|x\|"#) == mathML(#"\lVert x \rVert"#))
    let matrix = try mathML(#"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"#)
    #expect(matrix.contains("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr>"))
    #expect(matrix.contains("form=\"prefix\">[</mo>"))
    #expect(
      try mathML(#"\left( \frac{a}{b} \right."#)
        == "<mrow><mo stretchy=\"true\" form=\"prefix\">(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></mrow>")
  }

  @Test("what is not known or not closed is an error that says what to write")
  func errors() {
    #expect(message(#"\unknown"#).contains(#"\unknown is not a command known here: write \operatorname{unknown}"#))
    #expect(message("{x").contains("a '{' is not closed"))
    #expect(message("x}").contains("a '}' that closes nothing"))
    #expect(message("x^").contains("'^' has nothing to take"))
    #expect(message("x^12").contains("write ^{12}"))
    #expect(message("x_1_2").contains("two subscripts"))
    #expect(message(#"\left( x"#).contains(#"\left has no \right"#))
    #expect(message(#"\begin{matrix} 1"#).contains(#"\begin{matrix} is not closed"#))
    #expect(message(#"\begin{table}x\end{table}"#).contains("the environment 'table' is not known"))
    #expect(message("a & b").contains("belong in an environment"))
    #expect(message(String(repeating: "{", count: 5000)).contains("nested more than"))
  }

  @Test("an error in a formula of several lines names the line")
  func errorLines() {
    let text = "one\n\n$$\nx = y\n+ \\wrong\n$$\n"
    #expect(site(text).errors.map { $0.prefix("Chapters/01-a.md:7 in a formula".count) } == ["Chapters/01-a.md:7 in a formula"])
    #expect(site("a\nb $\\wrong$ c\n").errors.first?.hasPrefix("Chapters/01-a.md:4 ") == true)
    #expect(site("| a |\n| - |\n| b |\n| $\\wrong$ |\n").errors.first?.hasPrefix("Chapters/01-a.md:6 ") == true)
  }

  @Test("Markdown's marks within a formula are the formula's")
  func marks() throws {
    #expect(
      try fragment("$a_1 * b_2 * c$")
        == "<p><math><mrow><msub><mi>a</mi><mn>1</mn></msub><mo>∗</mo><msub><mi>b</mi><mn>2</mn></msub><mo>∗</mo><mi>c</mi></mrow></math></p>\n"
    )
    #expect(
      try fragment("$$\n= x\n- y\n$$").contains("<math display=\"block\"><mrow><mo>=</mo><mi>x</mi><mo>−</mo><mi>y</mi></mrow></math>"))
    #expect(try fragment("| $|x|$ | b |\n|-|-|\n").contains("<mo stretchy=\"false\">|</mo><mi>x</mi>"))
    #expect(try fragment("a $x +\ny$.").contains("<mi>y</mi></mrow></math>.</p>"))
  }

  @Test("sums of money, escaped dollars and code are no formulas", arguments: ["$5 and $6", "\\$x\\$", "`$x$`", "$ x $", "a$", "$`x`$"])
  func noFormulas(text: String) throws {
    #expect(!(try fragment(text)).contains("<math"))
  }
}
