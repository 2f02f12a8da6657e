import Testing

@testable import Workbook

@Suite("An update writes what was printed, and changes nothing else")
struct ChapterUpdateTests {
  /// Updates a chapter with what its blocks printed, in their order.
  private func updated(_ text: String, _ printed: [String]) -> String {
    let lines = read(text).blocks.map(\.source.fence.line)
    let update = ChapterUpdate(printed: Dictionary(uniqueKeysWithValues: zip(lines, printed)))
    return String(decoding: update.applied(to: Array(text.utf8)), as: UTF8.self)
  }

  @Test("an output is added after a block that printed and has none")
  func added() {
    #expect(
      updated("# T\n\n```swift\nx\n```\n\ntext\n", ["1\n2\n"]) == "# T\n\n```swift\nx\n```\n\n```output\n1\n2\n```\n\ntext\n")
    #expect(updated("# T\n\n```swift\nx\n```\ntext\n", ["1"]) == "# T\n\n```swift\nx\n```\n\n```output\n1\n```\ntext\n")
    #expect(updated("# T\n\n```swift\nx\n```", ["1"]) == "# T\n\n```swift\nx\n```\n\n```output\n1\n```")
    #expect(updated("# T\n\n```swift\nx\n```\n", [""]) == "# T\n\n```swift\nx\n```\n")
    #expect(
      updated("# T\n\n```swift\nx\n```\n```python\ny\n```\n", ["1"]) == "# T\n\n```swift\nx\n```\n\n```output\n1\n```\n```python\ny\n```\n")
  }

  @Test("an output that does not match is replaced, its fence kept")
  func replaced() {
    let text = "# T\n\n```swift\nx\n```\n\n~~~~output   tolerance=1e-3 \nold\nlines\n~~~~~ \n\ntext"
    #expect(updated(text, ["2\n"]) == "# T\n\n```swift\nx\n```\n\n~~~~output   tolerance=1e-3 \n2\n~~~~~ \n\ntext")
    #expect(updated(text, [""]) == "# T\n\n```swift\nx\n```\n\n~~~~output   tolerance=1e-3 \n~~~~~ \n\ntext")
    #expect(updated("# T\n\n```swift\n```\n```output\n```\n", ["a\n\n"]) == "# T\n\n```swift\n```\n```output\na\n\n```\n")
  }

  @Test(
    "an output that matches stays, with its wildcards and its tolerance",
    arguments: [
      "```output\na[...]\n```\n", "```output\n...\n```\n", "```output\nabc 1.0\n```\n", "```output tolerance=1\nabc 1.5\n```\n",
      "```output nondeterministic\nx\n```\n",
    ])
  func kept(output: String) {
    let text = "# T\n\n```swift\nx\n```\n" + output
    #expect(updated(text, ["abc 1.0\n"]) == text)
  }

  @Test("blocks without a printed text are left alone")
  func leftAlone() {
    let text = "# T\n\n```swift\nx\n```\n```output\nold\n```\n"
    #expect(updated(text, []) == text)
  }

  @Test("the file's line ends are kept", arguments: ["\r\n", "\r", "\n"])
  func lineEnds(lineEnd: String) {
    func lines(_ lines: String...) -> String { lines.joined(separator: lineEnd) }
    let text = lines("\u{FEFF}# T", "", "```swift", "x", "```", "", "```swift", "y", "```", "```output", "old", "```", "")
    #expect(
      updated(text, ["1\n2\r\n", "3"])
        == lines(
          "\u{FEFF}# T", "", "```swift", "x", "```", "", "```output", "1", "2", "```", "", "```swift", "y", "```", "```output", "3", "```",
          ""))
  }

  @Test("the prefixes of lists and quotes are reproduced, markers as indents")
  func containers() {
    #expect(
      updated("# T\n\n1. ```swift\n   x\n   ```\n2. two\n", ["a\n\n  b"])
        == "# T\n\n1. ```swift\n   x\n   ```\n   ```output\n   a\n\n     b\n   ```\n2. two\n")
    #expect(
      updated("# T\n\n> - ```swift\n>   x\n>   ```\n", ["a\n\nb"])
        == "# T\n\n> - ```swift\n>   x\n>   ```\n>   ```output\n>   a\n>\n>   b\n>   ```\n")
    #expect(
      updated("# T\n\n>```swift\n>x\n>```\n>```output\n>old\n>```\n", [" a\nb\n"])
        == "# T\n\n>```swift\n>x\n>```\n>```output\n>  a\n> b\n>```\n")
    #expect(
      updated("# T\n\n-\titem\n\n\t```swift\n\tx\n\t```\n", ["\ta\n"])
        == "# T\n\n-\titem\n\n\t```swift\n\tx\n\t```\n\t```output\n\t\ta\n\t```\n")
  }

  @Test("tabs that straddle a container's indent become spaces where the text could not be written otherwise")
  func straddlingTabs() {
    let text = "# T\n\n- item\n\n\t```swift\n\tx\n\t```\n\t```output\n\told\n\t```\n"
    let new = updated(text, ["a\n  b\n"])
    #expect(read(new).blocks.first?.output?.source.text == "a\n  b\n")
    #expect(updated(new, ["a\n  b\n"]) == new)
    #expect(new.hasPrefix("# T\n\n- item\n\n\t```swift\n\tx\n\t```\n"))
  }

  @Test("a fence is longer than any run of backticks in its text")
  func fenceLength() {
    #expect(updated("# T\n\n```swift\n```\n", ["a ```` b"]) == "# T\n\n```swift\n```\n\n`````output\na ```` b\n`````\n")
    #expect(updated("# T\n\n```swift\n```\n```output x\n```\n", ["```\n"]) == "# T\n\n```swift\n```\n````output x\n```\n````\n")
    #expect(updated("# T\n\n```swift\n```\n~~~output\n~~~\n", ["```\n"]) == "# T\n\n```swift\n```\n~~~output\n```\n~~~\n")
    #expect(updated("# T\n\n```swift\n```\n~~~output\n~~~~~\n", ["~~~\n"]) == "# T\n\n```swift\n```\n~~~~output\n~~~\n~~~~~\n")
  }

  @Test("a line that would end any fence is written as [...]", arguments: ["", " ", "swift"])
  func unwritableLine(rest: String) {
    let printed = "a\n" + String(repeating: "`", count: 300) + rest + "\nb\n"
    let new = updated("# T\n\n```swift\n```\n", [printed])
    #expect(read(new).blocks.first?.output?.source.text == "a\n[...]\nb\n")
    #expect(read(new).blocks.first?.output?.matches(printed) == true)
    #expect(read(new).diagnostics.isEmpty)
  }

  @Test("a fence that is not closed is left alone")
  func unclosed() {
    for text in ["# T\n\n```swift\nx\n", "# T\n\n```swift\n```\n```output\nold\n", "# T\n\n> ```swift\n> x\n\ntext"] {
      #expect(updated(text, ["1"]) == text)
    }
  }

  @Test("what an output swallowed because its end was forgotten is not lost")
  func forgottenEnd() {
    let text = "# T\n\n```swift\nx\n```\n\n```output\n1\n\n```swift\ny\n```\n"
    #expect(updated(text, ["2"]) == text)
    let open = "# T\n\n```swift\nx\n\n```output\n1\n```\n"
    #expect(updated(open, ["2"]) == open)
  }

  @Test("bytes that are not UTF-8 come back as they were")
  func invalidUTF8() {
    let bytes: [UInt8] = Array("# T\n\n```swift\n```\n".utf8) + [0xFF]
    #expect(ChapterUpdate(printed: [3: "1"]).applied(to: bytes) == bytes)
  }
}

@Suite("Random chapters and random bytes")
struct RandomChapterTests {
  /// Printed text made of what is likely to go wrong.
  private func randomText(_ generator: inout SeededGenerator) -> String {
    let pieces = [
      "a", "b", " ", "  ", "\t", "\n", "\n", "\n", "\r\n", "\r", "`", "```", "~~~", "````output", "> ", "- ", "1. ", "# ", "    ", "...",
      "[...]", "1.5",
      "nan", "\\", "\"", "é", "\u{1B}", "\0", "<!--", "\n```\n", "\n   ~~~~ \n", "\n...\n", "===", "&amp;",
    ]
    return (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
  }

  private func randomChapter(_ generator: inout SeededGenerator) -> String {
    // What stands before the first line of a container's block, and before the others.
    let containers = [
      ("", ""), ("", ""), ("", ""), ("> ", "> "), (">", ">"), ("- ", "  "), ("10. ", "    "), ("- > ", "  > "), ("> - ", ">   "),
      ("* - ", "    "),
      ("-\t", "\t"), ("- a\n\n\t", "\t"), ("  ", "  "), (">\t", ">\t"), ("> a\n>\n> ", "> "), ("1)  ", "    "),
    ]
    let infos = ["output", "output", "output tolerance=0.5", "output nondeterministic", "output  tolerance=0"]
    var text = "# T\n"
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let (first, others) = containers.randomElement(using: &generator)!
      let mark = ["```", "````", "~~~"].randomElement(using: &generator)!
      var lines = ["\(mark)swift", "x", "", "  y", mark]
      if Bool.random(using: &generator) {
        if Bool.random(using: &generator) { lines.append("") }
        lines.append("```\(infos.randomElement(using: &generator)!)")
        lines += ["old", "[...]", "..."].prefix(Int.random(in: 0...3, using: &generator))
        lines.append("```")
      }
      if Bool.random(using: &generator) { lines += ["```python", "z", "```"] }
      text += ["\n", "\n\n", "\n## S\n\n", "\ntext\n\n"].randomElement(using: &generator)!
      text += lines.enumerated().map { index, line in (index == 0 ? first : others) + line + "\n" }.joined()
      text += ["", "\n", "\n<!-- c -->\n", "text\n"].randomElement(using: &generator)!
    }
    if Bool.random(using: &generator) { text.removeLast() }
    let lineEnd = ["\n", "\n", "\r\n", "\r"].randomElement(using: &generator)!
    return lineEnd == "\n" ? text : text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
  }

  /// The chapter without its outputs' text and places: what an update must not change.
  private func code(_ parsed: ParsedChapter) -> [[String?]] {
    parsed.blocks.map { [$0.source.text, $0.python?.source.text] }
  }

  @Test("what an update writes matches, a second update changes nothing, and the code stays as it was")
  func roundTrip() {
    var generator = SeededGenerator(seed: 42)
    var updates = 0
    for _ in 0..<3_000 {
      let text = randomChapter(&generator)
      let before = read(text)
      let printed = before.blocks.map { _ in randomText(&generator) }
      let update = ChapterUpdate(printed: Dictionary(uniqueKeysWithValues: zip(before.blocks.map(\.source.fence.line), printed)))
      let bytes = update.applied(to: Array(text.utf8))
      let after = ParsedChapter(bytes: bytes, path: "a.md")
      #expect(after.diagnostics.count == before.diagnostics.count, "\(text.debugDescription)")
      #expect(code(after) == code(before), "\(text.debugDescription)")
      for (block, printed) in zip(after.blocks, printed) {
        let matches = block.output?.matches(printed) ?? printed.isEmpty
        #expect(matches, "\(printed.debugDescription) in \(text.debugDescription)")
      }
      let again = ChapterUpdate(printed: Dictionary(uniqueKeysWithValues: zip(after.blocks.map(\.source.fence.line), printed)))
      #expect(again.applied(to: bytes) == bytes, "\(text.debugDescription)")
      updates += bytes == Array(text.utf8) ? 0 : 1
    }
    #expect(updates > 2_000)
  }

  @Test("no bytes make the parser or the update crash, and every error has a place in the file")
  func mutations() {
    var generator = SeededGenerator(seed: 1)
    let alphabet = Array("`~> -*1.)#=\"\\\n\r\t swiftoutpyhn<!>[]()_&;:/{}".utf8) + [0, 0xC3, 0xA9, 0xFF, 0xEF, 0xBB, 0xBF]
    for round in 0..<6_000 {
      var bytes: [UInt8]
      switch round % 3 {
      case 0: bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      case 1: bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }
      default:
        bytes = Array(randomChapter(&generator).utf8)
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
          let start = bytes.indices.randomElement(using: &generator)!
          let end = min(start + Int.random(in: 0...4, using: &generator), bytes.count)
          bytes.replaceSubrange(
            start..<end, with: (0..<Int.random(in: 0...4, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! })
        }
      }
      let parsed = ParsedChapter(bytes: bytes, path: "a.md")
      let lines = SourceLines(bytes)
      for diagnostic in parsed.diagnostics {
        let isInFile =
          diagnostic.position.line <= lines.count && diagnostic.position.column <= lines.range(ofLine: diagnostic.position.line).count + 1
        #expect(isInFile || diagnostic.position.line == 1, "\(diagnostic) in \(bytes)")
      }
      for block in parsed.blocks {
        for (index, line) in block.source.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated() {
          let source = lines.bytes[lines.range(ofLine: block.source.firstLine + index)]
          let tail = source.dropFirst(block.source.prefixLengths[index])
          // But for tabs that a container took in part, the line is there in the file, after its prefix.
          #expect(tail.elementsEqual(line.utf8) || source.contains(UInt8(ascii: "\t")), "\(bytes)")
        }
      }
      let printed = Dictionary(uniqueKeysWithValues: parsed.blocks.map { ($0.source.fence.line, randomText(&generator)) })
      _ = ChapterUpdate(printed: printed).applied(to: bytes)
    }
  }
}
