import Testing
import Workbook

@Suite("A chapter is read from Markdown")
struct ChapterParserTests {
  @Test("the file's name names the chapter, the one # heading is its title")
  func nameAndTitle() {
    let parsed = read("# What a *tensor* `is`\n")
    #expect(parsed.chapter.name == "01-tensor")
    #expect(parsed.chapter.path == "Chapters/01-tensor.md")
    #expect(parsed.chapter.title == "What a tensor is")
    #expect(parsed.diagnostics.isEmpty)
  }

  @Test("a setext heading counts as a heading")
  func setextHeadings() {
    let parsed = read("Title\n=====\n\nSection\n-------\n\n```swift\nx\n```\n")
    #expect(parsed.chapter.title == "Title")
    #expect(parsed.chapter.sections.map(\.heading) == ["Section"])
  }

  @Test("## begins a section; deeper headings, quoted ones and those in fences do not")
  func sections() {
    let text = """
      # T

      ```swift
      let a = 1
      ```

      ## One

      ### Deeper

      ```swift
      # not a heading
      ## nor this
      ```

      > ## quoted

      ## Two

      ```swift
      let c = 3
      ```

      """
    let parsed = read(text)
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.chapter.sections.map(\.heading) == [nil, "One", "Two"])
    #expect(parsed.chapter.sections.map(\.position.line) == [1, 7, 18])
    #expect(
      parsed.chapter.sections.map { $0.blocks.map(\.source.text) } == [
        ["let a = 1\n"], ["# not a heading\n## nor this\n"], ["let c = 3\n"],
      ])
  }

  @Test("without a block before the first ## there is no section without a heading; a ## without blocks is one")
  func emptySections() {
    #expect(read("# T\n\ntext\n\n## A\n\n## B\n").chapter.sections.map(\.heading) == ["A", "B"])
  }

  @Test(
    "a Swift fence's attribute is the block's promise",
    arguments: [
      ("swift", BlockPromise.runs, false),
      ("swift throws=\"no grad\"", .throws("no grad"), false),
      ("swift traps=index", .traps("index"), false),
      ("swift rejected=\"cannot convert\"", .rejected("cannot convert"), false),
      ("swift compile-only", .compiles, false),
      ("swift hidden", .runs, true),
      ("swift   hidden\ttraps=\"a \\\"b\\\" \\\\n\"", .traps("a \"b\" \\n"), true),
    ])
  func promises(info: String, promise: BlockPromise, isHidden: Bool) {
    let parsed = read("# T\n\n```\(info)\nx\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.blocks.map(\.promise) == [promise])
    #expect(parsed.blocks.map(\.isHidden) == [isHidden])
  }

  @Test("quotes and backslashes come from the source line, where cmark would unescape them")
  func infoFromSource() {
    let parsed = read("# T\n\n```swift throws=\"a \\\\* &amp; \\\"b\\\"\"\nx\n```\n")
    #expect(parsed.blocks.map(\.promise) == [.throws("a \\* &amp; \"b\"")])
  }

  @Test("a tilde fence takes backticks in its attributes")
  func tildeFence() {
    let parsed = read("# T\n\n~~~swift rejected=\"cannot find `x`\"\nx\n```\n~~~\n")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.blocks.map(\.promise) == [.rejected("cannot find `x`")])
    #expect(parsed.blocks.map(\.source.text) == ["x\n```\n"])
  }

  @Test("output and python belong to the block right above them")
  func outputAndPython() throws {
    let text = "# T\n\n```swift\nx\n```\n\n```output tolerance=1e-3\n1.5\n```\n```python differs=\"it throws\"\ny\n```\n"
    let block = try #require(read(text).blocks.first)
    #expect(read(text).diagnostics.isEmpty)
    #expect(block.output?.tolerance == 1e-3)
    #expect(block.output?.isNondeterministic == false)
    #expect(block.output?.source.text == "1.5\n")
    #expect(block.output?.source.fence == SourcePosition(file: "Chapters/01-tensor.md", line: 7, column: 1))
    #expect(block.python?.differs == "it throws")
    #expect(block.python?.source.text == "y\n")
  }

  @Test("a python twin may follow a block that has no output")
  func pythonWithoutOutput() {
    let parsed = read("# T\n\n```swift\nx\n```\n\n```python\ny\n```\n\n```swift\nz\n```\n\n```output nondeterministic\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.blocks.map { $0.python?.source.text } == ["y\n", nil])
    #expect(parsed.blocks.map { $0.output?.isNondeterministic } == [nil, true])
  }

  @Test("starter, checks and hints make an exercise, wherever in the chapter they stand")
  func exercises() throws {
    let text = """
      # T

      ```text hint=sum
      First.
      ```

      ```swift exercise=sum starter=rejected
      // TODO
      ```

      ```swift check=sum points=2 name="adds"
      a
      ```

      ## Later

      ```swift check=sum points=3 hidden
      b
      ```

      ```swift check=sum points=1 rejected="cannot convert"
      c
      ```

      ```text hint="sum"
      Second.
      ```

      """
    let parsed = read(text)
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.blocks.isEmpty)
    let exercise = try #require(parsed.chapter.exercises.first)
    #expect(parsed.chapter.exercises.count == 1)
    #expect(exercise.id == "sum")
    #expect(exercise.starterIsRejected)
    #expect(exercise.starter.text == "// TODO\n")
    #expect(exercise.checks.map(\.points) == [2, 3, 1])
    #expect(exercise.checks.map(\.name) == ["adds", nil, nil])
    #expect(exercise.checks.map(\.isHidden) == [false, true, false])
    #expect(exercise.checks.map(\.rejected) == [nil, nil, "cannot convert"])
    #expect(exercise.hints.map(\.text) == ["First.\n", "Second.\n"])
  }

  @Test("other languages are text to be read", arguments: ["", "text", "sh", "json", "c++", "objective-c", "F#"])
  func listings(language: String) {
    let parsed = read("# T\n\n```\(language)\nx\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.blocks.isEmpty)
  }

  @Test("an indented code block is no fence, not even one that begins with backticks")
  func indentedCode() {
    let parsed = read("# T\n\n    ```swift\n    x\n    ```\n\npara\n\n    ```\n\n```swift\ny\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.blocks.map(\.source.text) == ["y\n"])
  }

  @Test("CR LF and lone CR end lines; the text of blocks has LF", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(lineEnd: String) {
    let lines = ["# T", "", "```swift", "a", "", "b", "```", "", "```output", "1", "```", "## S", "- ```swift x", "  ```"]
    let parsed = read(lines.joined(separator: lineEnd))
    #expect(parsed.blocks.map(\.source.text) == ["a\n\nb\n", ""])
    #expect(parsed.blocks.first?.output?.source.text == "1\n")
    #expect(parsed.blocks.map(\.source.fence.line) == [3, 13])
    #expect(parsed.diagnostics.map(\.position.line) == [13])
    #expect(parsed.diagnostics.map(\.position.column) == [12])
  }

  @Test("a byte-order mark is passed over")
  func byteOrderMark() {
    let parsed = read("\u{FEFF}# T\n\n```swift\nx\n```\n")
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.chapter.title == "T")
  }
}

@Suite("A place in a block is a place in the file")
struct FencedTextTests {
  @Test("in nested containers, each line has the prefix that stands before it")
  func prefixes() throws {
    let text = """
      # T

      1. item

         > ```swift
         > let a = 1
         >
         >   let b = 2
         >let c = 3
         > ```
         > ```output
         > 1
         > ```

      """
    let parsed = read(text)
    #expect(parsed.diagnostics.isEmpty)
    let block = try #require(parsed.blocks.first)
    #expect(block.source.text == "let a = 1\n\n  let b = 2\nlet c = 3\n")
    #expect(block.source.fence.line == 5)
    #expect(block.source.fence.column == 6)
    #expect(block.source.prefixLengths == [5, 4, 5, 4])
    #expect(block.output?.source.prefixLengths == [5])
    #expect(block.source.position(line: 3, column: 7) == SourcePosition(file: parsed.chapter.path, line: 8, column: 12))
  }

  @Test("an indented fence takes its own indent from each line, as far as it is there")
  func indentedFence() {
    let parsed = read("# T\n\n  ```swift\n  a\n b\nc\n    d\n  ```\n")
    #expect(parsed.blocks.map(\.source.text) == ["a\nb\nc\n  d\n"])
    #expect(parsed.blocks.map(\.source.prefixLengths) == [[2, 1, 0, 2]])
  }

  @Test("a place beyond the text is on its last line; an empty text has its fence alone")
  func beyond() throws {
    let parsed = read("# T\n\n```swift\na\nb\n```\n\n```swift\n```\n")
    #expect(parsed.blocks[0].source.position(line: 9, column: 1).line == 5)
    #expect(parsed.blocks[0].source.position(line: 0, column: 0) == SourcePosition(file: parsed.chapter.path, line: 4, column: 1))
    #expect(parsed.blocks[1].source.position(line: 1, column: 1) == SourcePosition(file: parsed.chapter.path, line: 8, column: 1))
  }
}
