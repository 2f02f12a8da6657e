import Workbook

/// An exercise on its page: what it is worth, where to begin, hints one at a time, what is checked and how.
struct ExerciseCard {
  private let exercise: Exercise
  private let idPrefix: String
  private let code: [Int: HTMLWriter]

  /// - Parameter code: the chapter's code with its colours, by the lines of the fences.
  init(_ exercise: Exercise, idPrefix: String, code: [Int: HTMLWriter]) {
    self.code = code
    self.exercise = exercise
    self.idPrefix = idPrefix
  }

  func write(into html: inout HTMLWriter) {
    html.markup("<div class=exercise role=group aria-labelledby=\"")
    writeID(into: &html)
    html.markup("\">\n<p class=\"name\" id=\"")
    writeID(into: &html)
    html.markup("\">Exercise <code>")
    html.text(exercise.id)
    html.markup("</code>")
    if exercise.points > 0 {
      html.markup(" <span class=points>")
      write(points: exercise.points, into: &html)
      html.markup("</span>")
    }
    html.markup("</p>\n")
    if exercise.starterIsRejected { html.markup("<p>This does not compile yet. The task is to make it compile.</p>\n") }
    html.markup("<div class=block>")
    CodeBlock.write(code[exercise.starter.fence.line], into: &html)
    html.markup("</div>\n")
    writeHints(exercise.hints[...], into: &html)
    writeChecks(into: &html)
    html.markup("<p class=\"command\">Begin with <code>gradbook start ")
    html.text(exercise.id)
    html.markup("</code>, and check your solution with <code>gradbook check ")
    html.text(exercise.id)
    html.markup("</code>.</p>\n</div>\n")
  }

  private func writeID(into html: inout HTMLWriter) {
    html.text(idPrefix)
    html.markup("exercise-")
    html.text(exercise.id)
  }

  private func write(points: Int, into html: inout HTMLWriter) {
    html.number(points)
    html.markup(points == 1 ? " point" : " points")
  }

  /// Each hint holds the next, so that the second can be seen only after the first.
  private func writeHints(_ hints: ArraySlice<FencedText>, into html: inout HTMLWriter) {
    for (index, hint) in hints.enumerated() {
      html.markup("<details class=\"hint\"><summary>Hint ")
      html.number(index + 1)
      html.markup(" of ")
      html.number(hints.count)
      html.markup("</summary>\n")
      for paragraph in Self.paragraphs(of: hint.text) {
        html.markup("<p>")
        InlineCode.write(paragraph, into: &html)
        html.markup("</p>\n")
      }
    }
    for _ in hints { html.markup("</details>") }
    if !hints.isEmpty { html.markup("\n") }
  }

  private static func paragraphs(of text: String) -> [String] {
    var paragraphs: [String] = []
    var lines: [Substring] = []
    var rest = text.split(separator: "\n", omittingEmptySubsequences: false)
    rest.append("")
    for line in rest {
      if !line.allSatisfy(\.isWhitespace) {
        lines.append(line)
      } else if !lines.isEmpty {
        paragraphs.append(lines.joined(separator: "\n"))
        lines = []
      }
    }
    return paragraphs
  }

  private func writeChecks(into html: inout HTMLWriter) {
    let shown = exercise.checks.filter { !$0.isHidden }
    let hidden = exercise.checks.filter(\.isHidden)
    guard !exercise.checks.isEmpty else { return }
    html.markup("<p>What is checked:</p>\n<ul class=\"checks\">\n")
    for (index, check) in shown.enumerated() {
      html.markup("<li><details><summary>")
      InlineCode.write(check.name ?? "check \(index + 1)", into: &html)
      html.markup(" <span class=points>")
      write(points: check.points, into: &html)
      html.markup("</span></summary><div class=block>")
      CodeBlock.write(code[check.source.fence.line], into: &html)
      html.markup("</div></details></li>\n")
    }
    if !hidden.isEmpty {
      html.markup("<li class=\"hidden\">")
      html.number(hidden.count)
      html.markup(
        hidden.count == 1 ? " check that is not shown <span class=points>" : " checks that are not shown <span class=points>")
      write(points: hidden.reduce(0) { $0 + $1.points }, into: &html)
      html.markup("</span></li>\n")
    }
    html.markup("</ul>\n")
  }
}
