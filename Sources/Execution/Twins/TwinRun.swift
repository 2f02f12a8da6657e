import Workbook

/// What a twin did in PyTorch.
public struct TwinRun: Hashable, Sendable {
  /// How it ended.
  public enum Ending: Hashable, Sendable {
    case completed
    /// `TYPE: TEXT` of the error, and the line of the chapter it came from.
    case raised(String, line: Int)
    /// It is not Python: what the compiler said, and where.
    case malformed(String, line: Int)
    /// The process ended before or within it.
    case lost
  }

  /// Its standard output.
  public var printed: String
  /// Whether it completed.
  public var ending: Ending
}

extension Twin {
  /// What is to be said of a run: an error where it is not what the page says, a note where a twin that `differs` does something that its
  /// block does not promise; nil where there is nothing to say.
  ///
  /// A twin prints what its block prints, but that Python spells `true`, `false` and `nil` as `True`, `False` and `None`; and it completes.
  /// Where the block promises to throw or to trap, the twin raises an error with that text. Of a twin that `differs` only that is asked that it
  /// is Python.
  public func judgement(of run: TwinRun) -> Diagnostic? {
    func place(_ line: Int) -> SourcePosition { SourcePosition(file: python.source.fence.file, line: line) }
    switch run.ending {
    case .lost: return Diagnostic(at: python.source.fence, "Python ended before this twin did")
    case .malformed(let text, let line): return Diagnostic(at: place(line), "the twin is not Python: \(text)")
    case .raised(let text, let line):
      if let promised, contains(text, promised) { break }
      if python.differs != nil { return Diagnostic(.note, at: place(line), "the twin raises \(text)") }
      let promise = promised.map { "; the block promises '\($0)'" } ?? ""
      return Diagnostic(at: place(line), "the twin raises \(text)\(promise)")
    case .completed:
      guard let promised else { break }
      return Diagnostic(
        python.differs == nil ? .error : .note, at: python.source.fence, "the twin raises no error; the block promises '\(promised)'")
    }
    guard python.differs == nil, let difference = block.outputDifference(from: run.printed) else { return nil }
    var spelled = block
    spelled.output = block.output.map { output in
      var output = output
      output.source.text = swiftSpelling(output.source.text)
      return output
    }
    if spelled.outputDifference(from: swiftSpelling(run.printed)) == nil { return nil }
    let page = block.output.map { "- the page, line \($0.source.fence.line)" } ?? "the block has no output"
    return Diagnostic(at: python.source.fence, "PyTorch prints something else (\(page); + PyTorch)\n\(difference)")
  }

  /// The text of the error that the block promises.
  private var promised: String? {
    switch block.promise {
    case .throws(let text), .traps(let text): text
    case .runs, .rejected, .compiles: nil
    }
  }
}

/// A text with Python's `True`, `False` and `None` as Swift spells them.
private func swiftSpelling(_ text: String) -> String {
  let spellings = ["True": "true", "False": "false", "None": "nil"]
  var result = ""
  var word = ""
  for character in text + "\n" {
    if character.isLetter || character.isNumber || character == "_" {
      word.append(character)
      continue
    }
    result += spellings[word] ?? word
    result.append(character)
    word = ""
  }
  return String(result.dropLast())
}
