extension ExpectedOutput {
  /// Whether what a block printed is what the page says.
  ///
  /// Lines must be the same, byte for byte, but for what the page leaves open: `[...]` stands for anything within a line, a line `...` for
  /// any lines, and with `tolerance=t` numbers a (printed) and b (the page's) agree if |a − b| ≤ t·max(1, |b|), while the text between
  /// them must be the same. `nondeterministic` matches everything.
  ///
  /// The line ends CR LF and CR in `printed` count as LF, NUL as U+FFFD, and the end of the last line may be there or not: none of these
  /// could be told from the page.
  /// - Parameter printed: a block's standard output; bytes that are not UTF-8 already replaced.
  public func matches(_ printed: String) -> Bool {
    isNondeterministic || matches(patterns, PrintedLines(printed))
  }

  /// How what a block printed differs from what the page says; nil if it matches.
  public func difference(from printed: String) -> OutputDifference? {
    if isNondeterministic { return nil }
    let patterns = patterns
    let lines = PrintedLines(printed)
    if matches(patterns, lines) { return nil }
    return OutputDifference(expected: source, patterns: patterns, printed: lines)
  }

  private var patterns: [LinePattern] { PrintedLines(source.text).map { LinePattern($0, tolerance: tolerance) } }

  private func matches(_ patterns: [LinePattern], _ lines: PrintedLines) -> Bool {
    let pieces = patterns.split(omittingEmptySubsequences: false) { $0.isAnyLines }
    return Workbook.matches(pieces: pieces, text: Array(lines)[...]) { $0.matches($1) }
  }
}

extension SwiftBlock {
  /// How what the block printed differs from what the page says it prints; nil if it matches. Without an `output` the page says that it
  /// prints nothing: then the difference points to the block's own fence.
  /// - Parameter printed: its standard output; bytes that are not UTF-8 already replaced.
  public func outputDifference(from printed: String) -> OutputDifference? {
    if let output { return output.difference(from: printed) }
    var nothing = ExpectedOutput(source: source)
    nothing.source.text = ""
    nothing.source.prefixLengths = []
    var difference = nothing.difference(from: printed)
    difference?.position = source.fence
    return difference
  }
}
