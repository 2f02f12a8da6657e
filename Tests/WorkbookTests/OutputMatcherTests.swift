import Testing

@testable import Workbook

@Suite("What is printed is compared with the page")
struct OutputMatcherTests {
  @Test(
    "lines must be the same, byte for byte",
    arguments: [
      ("a\n", "a\n", true), ("a\n", "a", true), ("", "", true), ("\n", "\n", true), ("a\n\n", "a\n\n", true),
      ("a\n", "a\n\n", false), ("\n", "", false), ("", "\n", false), ("a\n", "a ", false), ("a\n", "b", false), ("a\nb\n", "a", false),
      ("a\n", "a\nb", false), ("a\u{301}\n", "\u{E1}", false), ("..\n", "", false),
    ])
  func exact(page: String, printed: String, isMatch: Bool) {
    #expect(expectation(page).matches(printed) == isMatch)
    #expect((expectation(page).difference(from: printed) == nil) == isMatch)
  }

  @Test("CR LF and CR count as LF, NUL as U+FFFD: a fence can't hold them")
  func normalized() {
    #expect(expectation("a\nb\n").matches("a\r\nb\r\n"))
    #expect(expectation("a\nb\n").matches("a\rb"))
    #expect(expectation("a\n\nb\n").matches("a\n\rb"))
    #expect(expectation("a\u{FFFD}\n").matches("a\0\n"))
  }

  @Test(
    "[...] stands for anything within a line",
    arguments: [
      ("[...]\n", "", false), ("[...]\n", "\n", true), ("[...]\n", "abc", true), ("a[...]\n", "a", true), ("a[...]b\n", "ab", true),
      ("a[...]b\n", "axxb", true), ("a[...]b\n", "axxbc", false), ("a[...]a\n", "a", false), ("[...]ab[...]ab\n", "abab", true),
      ("[...]ab[...]ab\n", "aba", false), ("[...]a[...]b[...]\n", "xxaxxbxx", true), ("[...]a[...]b[...]\n", "xxbxxaxx", false),
      ("x[...]\n", "x\ny", false), ("[...]\n", "a\nb", false), ("[1, [...]]\n", "[1, 2, 3]", true), ("[[...]\n", "[x", true),
    ])
  func withinALine(page: String, printed: String, isMatch: Bool) {
    #expect(expectation(page).matches(printed) == isMatch)
  }

  @Test(
    "a line ... stands for any lines, also for none",
    arguments: [
      ("...\n", "", true), ("...\n", "a\nb\n\n", true), ("a\n...\n", "a", true), ("a\n...\nb\n", "a\nb", true),
      ("a\n...\nb\n", "a\nx\ny\nb", true), ("a\n...\nb\n", "a\nx\ny\nc", false), ("a\n...\na\n", "a", false),
      ("...\nb\n...\nc\n", "b\nx\nc", true),
      ("...\nb\n...\nc\n", "c\nb", false), ("...\n...\n", "a", true), ("...\na\nb\n...\n", "a\na\nb\nb", true),
      (" ...\n", "a", false), ("... \n", "a", false), ("...,\n", "a", false), ("...\n[...]b\n...\n", "a\nab\nc", true),
    ])
  func anyLines(page: String, printed: String, isMatch: Bool) {
    #expect(expectation(page).matches(printed) == isMatch)
  }

  @Test(
    "with a tolerance, numbers agree if |a − b| ≤ t·max(1, |b|), and the text between them must match",
    arguments: [
      ("1.0\n", "1.05", 0.1, true), ("1.0\n", "1.2", 0.1, false), ("100\n", "109", 0.1, true), ("100\n", "111", 0.1, false),
      ("0\n", "0.1", 0.1, true), ("109\n", "100", 0.1, true), ("x 1 y 2\n", "x 1.01 y 2.01", 0.1, true), ("x 1\n", "y 1", 0.1, false),
      ("tensor([1., 2.])\n", "tensor([1.0000, 1.9999])", 1e-3, true), ("tensor([1., 2.])\n", "tensor([1., 2., 3.])", 1e-3, false),
      ("1e-05\n", "-1e-05", 1e-3, true), ("-1.5e+02\n", "-150.01", 1e-3, true), (".5\n", "0.5", 0, true), ("1.\n", "1", 0, true),
      ("nan\n", "nan", 0, true), ("nan\n", "1", 1, false), ("1\n", "nan", 1, false), ("inf\n", "inf", 1, true), ("inf\n", "-inf", 1, false),
      ("inf\n", "1e30", 1, false), ("1e30\n", "inf", 1, false), ("-Infinity\n", "-inf", 0, true), ("nano\n", "nana", 1, false),
      ("float32\n", "float33", 10, false), ("x1\n", "x2", 10, false), ("3-1\n", "3-2", 10, true), ("3-1\n", "3+1", 10, false),
      ("loss: [...] at 1.0\n", "loss: 0.123 at 1.01", 0.1, true), ("1.0\n...\n2.0\n", "1.01\nx\ny\n2.01", 0.1, true),
      ("[...]5\n", "0.25", 0.1, true), ("1 2\n", "1  2", 1, false), ("1.2.3\n", "1.2.3", 0, true), ("é1\n", "é2", 9, false),
    ])
  func tolerance(page: String, printed: String, tolerance: Double, isMatch: Bool) {
    #expect(expectation(page, tolerance: tolerance).matches(printed) == isMatch)
  }

  @Test("what is nondeterministic is compared with nothing")
  func nondeterministic() {
    #expect(expectation("a\n", isNondeterministic: true).matches("b"))
    #expect(expectation("a\n", isNondeterministic: true).difference(from: "b") == nil)
  }

  @Test("wildcards match as a naive reference does, on small random texts")
  func againstReference() {
    var generator = SeededGenerator(seed: 7)
    var matched = 0
    for _ in 0..<20_000 {
      let pattern = (0..<Int.random(in: 0...6, using: &generator)).map { _ in ["a", "b", "*"].randomElement(using: &generator)! }
      let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in ["a", "b"].randomElement(using: &generator)! }
      let isMatch = referenceMatches(pattern[...], text[...])
      matched += isMatch ? 1 : 0
      let line = pattern.map { $0 == "*" ? "[...]" : $0 }.joined() + "\n"
      #expect(expectation(line).matches(text.joined() + "\n") == isMatch, "\(pattern) against \(text)")
      let page = pattern.map { ($0 == "*" ? "..." : $0) + "\n" }.joined()
      #expect(expectation(page).matches(text.map { $0 + "\n" }.joined()) == isMatch, "\(pattern) against \(text)")
    }
    #expect((2_000...18_000).contains(matched))
  }

  private func referenceMatches(_ pattern: ArraySlice<String>, _ text: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return referenceMatches(pattern.dropFirst(), text) || (!text.isEmpty && referenceMatches(pattern, text.dropFirst()))
    }
    return first == text.first && referenceMatches(pattern.dropFirst(), text.dropFirst())
  }

  @Test("hostile wildcards cost no more than their lengths multiplied", .timeLimit(.minutes(1)))
  func hostileWildcards() {
    let line = String(repeating: "[...]a", count: 200) + "b\n"
    #expect(!expectation(line).matches(String(repeating: "a", count: 20_000)))
    let page = String(repeating: "...\na\n", count: 200) + "b\n"
    #expect(!expectation(page).matches(String(repeating: "a\n", count: 20_000)))
    #expect(!expectation(line, tolerance: 1).matches(String(repeating: "a", count: 20_000)))
  }
}

@Suite("A mismatch is shown line by line")
struct OutputDifferenceTests {
  private func difference(_ page: String, _ printed: String) -> [String] {
    expectation(page).difference(from: printed)?.lines ?? []
  }

  @Test("lines of the page are -, printed ones +, and those in both have a space")
  func marks() {
    #expect(difference("a\nb\nc\n", "a\nx\nc\n") == [" a", "-b", "+x", " c"])
    #expect(difference("a\nb\n", "a\n") == [" a", "-b"])
    #expect(difference("a\n", "a\nb\n") == [" a", "+b"])
    #expect(difference("", "a\n") == ["+a"])
    #expect(difference("a\n", "") == ["-a"])
    #expect(difference("a\nb\nc\nd\n", "b\nc\nx\nd\n") == ["-a", " b", " c", "+x", " d"])
  }

  @Test("a wildcard of the page stands beside what it matched")
  func wildcards() {
    #expect(difference("a[...]\n...\nc\n", "ab\nx\ny\nd\n") == [" a[...]", " ...", "-c"])
    #expect(difference("...\nc\nd\n", "x\nc\ny\n") == [" ...", " c", "-d", "+y"])
  }

  @Test("it points to the first line of the page that differs, or to the closing fence where lines are missing there")
  func position() {
    #expect(expectation("a\nb\n").difference(from: "a\nx\n")?.position == SourcePosition(file: "a.md", line: 12, column: 1))
    #expect(expectation("a\nb\n").difference(from: "a\nx\nb\n")?.position.line == 12)
    #expect(expectation("a\nb\n").difference(from: "a\nb\nc\n")?.position.line == 13)
    #expect(expectation("").difference(from: "c\n")?.position.line == 11)
  }

  @Test("a block without an output is to print nothing")
  func blockWithoutOutput() {
    let block = SwiftBlock(source: expectation("x\n").source)
    #expect(block.outputDifference(from: "") == nil)
    #expect(block.outputDifference(from: "1\n")?.lines == ["+1"])
    #expect(block.outputDifference(from: "1\n")?.position.line == 10)
    let other = SwiftBlock(source: expectation("x\n").source, output: expectation("1\n"))
    #expect(other.outputDifference(from: "1\n") == nil)
    #expect(other.outputDifference(from: "2\n")?.position.line == 11)
  }

  @Test("lines far from a difference are left out")
  func context() {
    let page = (1...20).map { "\($0)\n" }.joined()
    let printed = page.replacingLine("10", with: "ten")
    #expect(
      difference(page, printed) == [
        "  (6 lines that match)", " 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13", "  (7 lines that match)",
      ])
  }

  @Test("a large difference is cut off, and says so")
  func large() throws {
    let lines = difference("a\n", (1...100_000).map { "\($0)\n" }.joined())
    #expect(lines.count == 61)
    #expect(lines.last == "  (99941 more lines)")
    let all = difference((1...5_000).map { "a\($0)\n" }.joined(), (1...5_000).map { "b\($0)\n" }.joined())
    #expect(all.count == 61)
    let long = try #require(difference("a\n", String(repeating: "x", count: 1_000_000)).last)
    #expect(long.utf8.count < 500)
    #expect(long.hasSuffix("… (1000000 bytes)"))
  }

  @Test("blanks at a line's end and control characters are made visible")
  func invisible() {
    #expect(difference("a\n", "a \t\n") == ["-a", "+a·→"])
    #expect(difference("a\n", "\u{1B}[31m a\u{7F}\n") == ["-a", "+␛[31m a␡"])
  }
}

extension String {
  fileprivate func replacingLine(_ line: String, with other: String) -> String {
    split(separator: "\n").map { ($0 == line ? other : String($0)) + "\n" }.joined()
  }
}
