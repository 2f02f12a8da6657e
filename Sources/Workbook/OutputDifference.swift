/// A readable difference between an `output` fence and what its block printed.
public struct OutputDifference: Hashable, Sendable, CustomStringConvertible {
  /// The first line of the fence that does not match; where lines are missing at its end, the closing fence.
  public var position: SourcePosition
  /// Each line begins with `-` (the page's, not printed), `+` (printed, not in the page) or a space (in both, as the page has it).
  /// Lines far from a difference are left out, and of a large difference all but the beginning; a line says how many.
  /// Blanks at the end of a line are made visible (`·` a space, `→` a tab), and so are control characters.
  public var lines: [String]

  /// The lines, in one text without a line end at its end.
  public var description: String { lines.joined(separator: "\n") }

  /// - Precondition: the output does not match.
  init(expected: FencedText, patterns: [LinePattern], printed: PrintedLines) {
    let edits = OutputAlignment(patterns: patterns, printed: printed).edits
    var passed = 0
    for edit in edits {
      guard case .same = edit else { break }
      passed += 1
    }
    position =
      passed < expected.prefixLengths.count
      ? expected.position(line: passed + 1, column: 1)
      : SourcePosition(file: expected.fence.file, line: expected.firstLine + expected.prefixLengths.count, column: expected.fence.column)
    lines = Self.rendered(edits)
  }

  // MARK: Rendering

  private static let context = 3
  private static let largestCount = 60
  private static let longestLine = 400

  private static func rendered(_ edits: [OutputAlignment.Edit]) -> [String] {
    // How far each edit is from the next and from the last difference.
    var isNear = [Bool](repeating: false, count: edits.count)
    for (index, edit) in edits.enumerated() {
      if case .same = edit { continue }
      for near in max(index - context, 0)...min(index + context, edits.count - 1) { isNear[near] = true }
    }
    var lines: [String] = []
    var index = 0
    while index < edits.count {
      if lines.count >= largestCount {
        lines.append("  (\(edits.count - index) more lines)")
        break
      }
      guard !isNear[index] else {
        lines.append(rendered(edits[index]))
        index += 1
        continue
      }
      let end = isNear[index...].firstIndex(of: true) ?? edits.count
      lines.append("  (\(end - index) lines that match)")
      index = end
    }
    return lines
  }

  private static func rendered(_ edit: OutputAlignment.Edit) -> String {
    switch edit {
    case .same(let text): " " + visible(text)
    case .missing(let text): "-" + visible(text)
    case .unexpected(let text): "+" + visible(text)
    }
  }

  /// The line as a terminal can show it: nothing in it moves the cursor or stays unseen.
  private static func visible(_ line: ArraySlice<UInt8>) -> String {
    var text = ""
    let shown = String(decoding: line.prefix(longestLine * 4), as: UTF8.self).unicodeScalars
    let blanks = shown.reversed().prefix { $0 == " " || $0 == "\t" }.count
    for (index, scalar) in shown.prefix(longestLine).enumerated() {
      switch scalar {
      case "\t": text.unicodeScalars.append(index >= shown.count - blanks ? "→" : scalar)
      case " ": text.unicodeScalars.append(index >= shown.count - blanks ? "·" : scalar)
      case "\u{0}"..."\u{1F}": text.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case "\u{7F}": text += "\u{2421}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return shown.count > longestLine ? text + "… (\(line.count) bytes)" : text
  }
}

/// The lines of a page and the printed ones, put side by side with as few differences as can be.
private struct OutputAlignment {
  enum Edit {
    /// A line of the page that stands for what was printed.
    case same(ArraySlice<UInt8>)
    case missing(ArraySlice<UInt8>)
    case unexpected(ArraySlice<UInt8>)
  }

  private(set) var edits: [Edit] = []

  /// Above this number of pairs of lines, what lies between the first difference and the last is not aligned.
  private static let largestTable = 1_000_000

  init(patterns: [LinePattern], printed: PrintedLines) {
    // Equal lines at both ends need no table. A `...` does: how much it takes depends on what follows.
    var start = 0
    while start < min(patterns.count, printed.count), !patterns[start].isAnyLines, patterns[start].matches(printed[start]) { start += 1 }
    var tail = 0
    while tail < min(patterns.count, printed.count) - start {
      let pattern = patterns[patterns.count - 1 - tail]
      guard !pattern.isAnyLines, pattern.matches(printed[printed.count - 1 - tail]) else { break }
      tail += 1
    }
    edits += patterns[..<start].map { .same($0.text) }
    align(patterns[start..<(patterns.count - tail)], printed[start..<(printed.count - tail)])
    edits += patterns[(patterns.count - tail)...].map { .same($0.text) }
  }

  private mutating func align(_ patterns: ArraySlice<LinePattern>, _ printed: Slice<PrintedLines>) {
    guard (patterns.count + 1) * (printed.count + 1) <= Self.largestTable else {
      edits += patterns.map { .missing($0.text) }
      edits += printed.map { .unexpected($0) }
      return
    }
    // Each printed line is compared with many of the page's: it is split into tokens once.
    var tokens = [[LineToken]?](repeating: nil, count: printed.count)
    func agree(_ pattern: LinePattern, _ j: Int) -> Bool {
      let line = printed[printed.startIndex + j]
      return pattern.matches(line) {
        let lineTokens = tokens[j] ?? LineToken.tokens(of: line)
        tokens[j] = lineTokens
        return lineTokens
      }
    }
    // costs[i, j]: the fewest differences between the patterns from i and the printed lines from j.
    let width = printed.count + 1
    var costs = [Int32](repeating: 0, count: (patterns.count + 1) * width)
    var agreements = [Bool](repeating: false, count: costs.count)
    for i in stride(from: patterns.count, through: 0, by: -1) {
      let pattern = i < patterns.count ? patterns[patterns.startIndex + i] : nil
      for j in stride(from: printed.count, through: 0, by: -1) {
        var best: Int32 = i == patterns.count && j == printed.count ? 0 : .max
        if let pattern {
          best = costs[(i + 1) * width + j] + (pattern.isAnyLines ? 0 : 1)
        }
        if j < printed.count { best = min(best, costs[i * width + j + 1] + (pattern?.isAnyLines == true ? 0 : 1)) }
        if let pattern, !pattern.isAnyLines, j < printed.count, agree(pattern, j) {
          agreements[i * width + j] = true
          best = min(best, costs[(i + 1) * width + j + 1])
        }
        costs[i * width + j] = best
      }
    }
    var (i, j) = (0, 0)
    while i < patterns.count || j < printed.count {
      let cost = costs[i * width + j]
      if i < patterns.count, patterns[patterns.startIndex + i].isAnyLines {
        if j < printed.count, costs[(i + 1) * width + j] > cost {
          j += 1
        } else {
          edits.append(.same(patterns[patterns.startIndex + i].text))
          i += 1
        }
      } else if agreements[i * width + j], costs[(i + 1) * width + j + 1] == cost {
        edits.append(.same(patterns[patterns.startIndex + i].text))
        (i, j) = (i + 1, j + 1)
      } else if i < patterns.count, costs[(i + 1) * width + j] == cost - 1 {
        edits.append(.missing(patterns[patterns.startIndex + i].text))
        i += 1
      } else {
        edits.append(.unexpected(printed[printed.startIndex + j]))
        j += 1
      }
    }
  }
}
