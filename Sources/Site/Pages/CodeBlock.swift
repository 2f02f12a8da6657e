import Workbook

/// A Swift block on its page: the code, its PyTorch twin as a second tab, what it prints, and the failure that it promises.
struct CodeBlock {
  private let block: SwiftBlock
  private let number: Int
  private let idPrefix: String
  private let code: [Int: HTMLWriter]

  /// - Parameters:
  ///   - number: counts the chapter's blocks.
  ///   - idPrefix: what the page's own ids begin with in this chapter.
  ///   - code: the chapter's code with its colours, by the lines of the fences.
  init(_ block: SwiftBlock, number: Int, idPrefix: String, code: [Int: HTMLWriter]) {
    self.block = block
    self.number = number
    self.idPrefix = idPrefix
    self.code = code
  }

  func write(into html: inout HTMLWriter) {
    html.markup(isFailure ? "<div class=\"block fails\">" : "<div class=block>")
    if let python = block.python {
      writeTwins(python, into: &html)
    } else {
      Self.write(code[block.source.fence.line], into: &html)
    }
    if let output = block.output { write(output, into: &html) }
    writePromise(into: &html)
    html.markup("</div>\n")
  }

  private var isFailure: Bool {
    switch block.promise {
    case .throws, .traps, .rejected: true
    case .runs, .compiles: false
    }
  }

  /// Code that has its colours.
  static func write(_ code: HTMLWriter?, into html: inout HTMLWriter) {
    html.markup("<pre><code>")
    if let code { html.html(code) }
    html.markup("</code></pre>")
  }

  // MARK: Tabs

  /// Two radio buttons with their labels, and after them the two codes: which is shown is the style sheet's, no script is needed.
  private func writeTwins(_ python: PythonTwin, into html: inout HTMLWriter) {
    html.markup("<div class=twins role=radiogroup aria-label=Language>")
    writeTab("Swift", isChosen: true, into: &html)
    writeTab("PyTorch", isChosen: false, into: &html)
    Self.write(code[block.source.fence.line], into: &html)
    Self.write(code[python.source.fence.line], into: &html)
    if let reason = python.differs {
      html.markup("<p class=differs>Differs: ")
      InlineCode.write(reason, into: &html)
      html.markup("</p>\n")
    }
    html.markup("</div>\n")
  }

  private func writeTab(_ label: StaticString, isChosen: Bool, into html: inout HTMLWriter) {
    html.markup("<label><input type=radio name=\"")
    html.text(idPrefix)
    html.number(number)
    html.markup(isChosen ? "\" checked>" : "\">")
    html.markup(label)
    html.markup("</label>")
  }

  // MARK: Output and promise

  /// A line longer than this is broken rather than scrolled to: an error's text, and no matrix.
  private static let longestRow = 100

  private func write(_ output: ExpectedOutput, into html: inout HTMLWriter) {
    html.markup("<div class=output><p>")
    if output.isNondeterministic {
      html.markup("Prints something like")
    } else if let tolerance = output.tolerance {
      html.markup("Prints, to within ")
      html.text("\(tolerance)")
    } else {
      html.markup("Prints")
    }
    html.markup("</p>")
    let text = output.source.text.hasSuffix("\n") ? String(output.source.text.dropLast()) : output.source.text
    let isLong = text.utf8.split(separator: UInt8(ascii: "\n")).contains { $0.count > Self.longestRow }
    html.markup(isLong ? "<pre class=long>" : "<pre>")
    html.code(text)
    html.markup("</pre></div>")
  }

  private func writePromise(into html: inout HTMLWriter) {
    let (what, text): (StaticString, String)
    switch block.promise {
    case .runs: return
    case .compiles:
      html.markup("<p class=\"promise\">Compiled, not run</p>\n")
      return
    case .throws(let message): (what, text) = ("Throws an error", message)
    case .traps(let message): (what, text) = ("Traps", message)
    case .rejected(let message): (what, text) = ("Does not compile", message)
    }
    html.markup("<p class=\"promise\"><strong>")
    html.markup(what)
    html.markup("</strong>")
    if !text.isEmpty {
      html.markup(" <samp>")
      html.text(text)
      html.markup("</samp>")
    }
    html.markup("</p>\n")
  }
}

/// Text of attributes and hints, in which backticks set code.
enum InlineCode {
  static func write(_ text: String, into html: inout HTMLWriter) {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isCode = index % 2 == 1 && index < parts.count - 1
      if isCode {
        html.markup("<code>")
        html.text(String(part))
        html.markup("</code>")
      } else {
        if index % 2 == 1 { html.markup("`") }
        html.text(String(part))
      }
    }
  }
}
