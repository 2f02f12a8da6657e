import Workbook

/// A Swift block on its page: the code, its PyTorch twin as a second tab, what it prints, and the failure that it promises.
struct CodeBlock {
  private let block: SwiftBlock
  private let number: Int
  private let idPrefix: String

  /// - Parameters:
  ///   - number: counts the chapter's blocks.
  ///   - idPrefix: what the page's own ids begin with in this chapter.
  init(_ block: SwiftBlock, number: Int, idPrefix: String) {
    self.block = block
    self.number = number
    self.idPrefix = idPrefix
  }

  func write(into html: inout HTMLWriter) {
    html.markup(isFailure ? "<div class=\"block fails\">\n" : "<div class=\"block\">\n")
    if let python = block.python {
      writeTwins(python, into: &html)
    } else {
      Self.write(block.source.text, language: "swift", into: &html)
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

  /// Code with its colours, where its language is known.
  static func write(_ code: String, language: String, into html: inout HTMLWriter, class name: StaticString = "") {
    html.markup(name.utf8CodeUnitCount == 0 ? "<pre><code>" : "<pre class=\"")
    if name.utf8CodeUnitCount > 0 {
      html.markup(name)
      html.markup("\"><code>")
    }
    let code = code.hasSuffix("\n") ? String(code.dropLast()) : code
    if let language = CodeLanguage(named: language) {
      html.html(Highlighter.html(of: code, in: language))
    } else {
      html.text(code)
    }
    html.markup("</code></pre>\n")
  }

  // MARK: Tabs

  /// Two radio buttons with their labels, and after them the two codes: which is shown is the style sheet's, no script is needed.
  private func writeTwins(_ python: PythonTwin, into html: inout HTMLWriter) {
    html.markup("<div class=\"twins\" role=\"radiogroup\" aria-label=\"Language\">")
    writeTab("swift", "Swift", isChosen: true, into: &html)
    writeTab("python", "PyTorch", isChosen: false, into: &html)
    html.markup("\n")
    Self.write(block.source.text, language: "swift", into: &html, class: "swift")
    Self.write(python.source.text, language: "python", into: &html, class: "python")
    if let reason = python.differs {
      html.markup("<p class=\"differs\">Differs: ")
      InlineCode.write(reason, into: &html)
      html.markup("</p>\n")
    }
    html.markup("</div>\n")
  }

  private func writeTab(_ language: StaticString, _ label: StaticString, isChosen: Bool, into html: inout HTMLWriter) {
    html.markup("<input type=\"radio\" class=\"")
    html.markup(language)
    html.markup("\" name=\"")
    writeID("", into: &html)
    html.markup("\" id=\"")
    writeID(language, into: &html)
    html.markup(isChosen ? "\" checked><label for=\"" : "\"><label for=\"")
    writeID(language, into: &html)
    html.markup("\">")
    html.markup(label)
    html.markup("</label>")
  }

  private func writeID(_ language: StaticString, into html: inout HTMLWriter) {
    html.text(idPrefix)
    html.markup(language)
    html.number(number)
  }

  // MARK: Output and promise

  /// A line longer than this is broken rather than scrolled to: an error's text, and no matrix.
  private static let longestRow = 100

  private func write(_ output: ExpectedOutput, into html: inout HTMLWriter) {
    html.markup("<div class=\"output\"><p>")
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
    html.markup(isLong ? "<pre class=\"long\"><samp>" : "<pre><samp>")
    html.text(text)
    html.markup("</samp></pre></div>\n")
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
