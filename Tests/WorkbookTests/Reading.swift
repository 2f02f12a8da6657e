import Workbook

/// Reads a chapter that is given as text.
func read(_ text: String, path: String = "Chapters/01-tensor.md") -> ParsedChapter {
  ParsedChapter(bytes: Array(text.utf8), path: path)
}

/// The diagnostics as `line:column message`.
func errors(in text: String) -> [String] {
  read(text).diagnostics.map { "\($0.position.line):\($0.position.column) \($0.message)" }
}

extension ParsedChapter {
  /// Every block, section after section.
  var blocks: [SwiftBlock] { chapter.sections.flatMap(\.blocks) }
}

/// An `output` fence with `text` in it, opened on line 10.
func expectation(_ text: String, tolerance: Double? = nil, isNondeterministic: Bool = false) -> ExpectedOutput {
  let lineCount = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
  let source = FencedText(
    text: text, fence: SourcePosition(file: "a.md", line: 10), firstLine: 11, prefixLengths: [Int](repeating: 0, count: lineCount))
  return ExpectedOutput(source: source, tolerance: tolerance, isNondeterministic: isNondeterministic)
}

/// A random stream that is the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
