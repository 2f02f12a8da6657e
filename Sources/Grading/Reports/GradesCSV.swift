/// A line a student and exercise, by RFC 4180: for a spreadsheet.
enum GradesCSV {
  static func text(_ grades: ClassGrades) -> String {
    var lines = ["student,exercise,status,score,max_score,message"]
    for row in grades.rows {
      let verdict = row.verdictOrMissing
      let fields = [
        PlainText.line(row.student), row.exercise.id, row.verdict?.status.rawValue ?? "missing", String(verdict.score),
        String(verdict.maximumScore), message(of: verdict),
      ]
      lines.append(fields.map(field).joined(separator: ","))
    }
    return lines.map { $0 + "\r\n" }.joined()
  }

  /// Why it was refused, or the first check that did not pass, with the first line of what is said.
  private static func message(of verdict: Verdict) -> String {
    if let refusal = verdict.refusal() { return firstLine(refusal) }
    guard let check = verdict.checks.first(where: { $0.status != .passed }) else { return "" }
    return PlainText.line("\(check.name): \(firstLine(verdict.message(of: check)))")
  }

  private static func firstLine(_ text: String) -> String { PlainText.line(text.split(separator: "\n").first.map(String.init) ?? "") }

  /// A spreadsheet computes what begins like a formula; an apostrophe before it makes it text. Where the decimal point is a comma, a spreadsheet
  /// begins another cell at each semicolon, and quotes that are not at its beginning are no quotes to it.
  private static func field(_ text: String) -> String {
    var safe = ""
    var isBeginning = true
    for scalar in text.unicodeScalars {
      if isBeginning, "=+-@\t\r＝＋－＠".unicodeScalars.contains(scalar) { safe += "'" }
      safe.unicodeScalars.append(scalar)
      isBeginning = scalar == ";" || isBeginning && (scalar == "\"" || scalar == " ")
    }
    guard safe.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
