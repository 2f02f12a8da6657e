/// What is wrong with a formula.
struct MathError: Error {
  var line: Int
  var message: String
}

/// Formulas in MathML, which browsers set without a script.
///
/// The notation is a part of TeX's: letters, numbers, operators, `^` and `_`, groups, `\frac`, `\sqrt`, Greek, sums and products, norms,
/// accents, `\left … \right`, the matrix environments, `cases` and `aligned`, `\text`. A command that is not known is an error.
enum MathML {
  /// - Throws: what is wrong, with the line of the chapter.
  static func render(_ formula: Formula) throws(MathError) -> HTMLWriter {
    var parser = MathParser(formula.source)
    let row: HTMLWriter
    do {
      row = try parser.formula()
    } catch {
      throw MathError(line: formula.line + error.lineOffset, message: error.message)
    }
    var html = HTMLWriter()
    html.markup(formula.isDisplay ? "<math display=\"block\">" : "<math>")
    html.html(row)
    html.markup("</math>")
    return html
  }
}
