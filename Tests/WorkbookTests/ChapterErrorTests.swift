import Testing
import Workbook

@Suite("Every error in a chapter is found, with its place and its mend")
struct ChapterErrorTests {
  @Test(
    "a wrong attribute is an error at its column",
    arguments: [
      ("swift throw=x", 10, "unknown attribute 'throw' of a Swift block"),
      ("swift  hidden hidden", 18, "'hidden' is given twice"),
      ("swift hidden=yes", 17, "'hidden' takes no value"),
      ("swift throws", 10, "'throws' needs the text of the error it throws: write throws=\"…\""),
      ("swift throws=", 17, "throws= has no value"),
      ("swift throws=\"abc", 17, "throws= has an unclosed quote: close it with \" on the same line"),
      ("swift throws=\"abc\\\"", 17, "throws= has an unclosed quote"),
      ("swift throws=\"a\"b", 20, "throws= has text right after its closing quote"),
      ("swift throws=a\"b\"", 17, "throws= has a quote inside its value"),
      ("swift throws=\"a\\nb\"", 19, "throws= has a lone backslash"),
      ("swift Hidden", 10, "'Hidden' is not an attribute"),
      ("swift =x", 10, "'' is not an attribute"),
      ("swift throws=a traps=b", 19, "'throws' and 'traps' contradict each other"),
      ("swift compile-only rejected=b", 23, "'rejected' and 'compile-only' contradict each other"),
      ("swift points=3", 10, "'points' does not belong to a Swift block"),
      ("swift exercise=a hidden", 21, "'hidden' does not belong to the starter of an exercise"),
      ("swift exercise=a check=a", 21, "'exercise' and 'check' contradict each other"),
      ("swift exercise", 10, "exercise= takes an exercise's name"),
      ("swift exercise=../a", 19, "exercise= takes an exercise's name"),
      ("swift exercise=\"\"", 19, "exercise= takes an exercise's name"),
      ("swift exercise=a starter=broken", 29, "starter= takes 'rejected' only"),
      ("text hint", 9, "hint= takes an exercise's name"),
      ("text wrap", 9, "unknown attribute 'wrap' of a text fence: it takes hint"),
      ("json lines", 9, "unknown attribute 'lines' of a fence in 'json': it takes none"),
      ("Swift", 4, "'Swift' is not a language gradbook knows: write 'swift'"),
      ("swift,hidden", 4, "'swift,hidden' is not a language"),
      ("exercise=a", 4, "'exercise=a' is not a language"),
    ])
  func attributes(info: String, column: Int, message: String) throws {
    let found = read("# T\n\n```\(info)\n```\n").diagnostics
    let error = try #require(found.first)
    #expect(found.count == 1)
    #expect(error.severity == .error)
    #expect(error.position == SourcePosition(file: "Chapters/01-tensor.md", line: 3, column: column))
    #expect(error.message.hasPrefix(message), "\(error.message)")
  }

  @Test(
    "a wrong attribute of an output, a twin or a check is an error at its column",
    arguments: [
      ("output tolerance=-1", 21, "tolerance= takes a number of at least 0"),
      ("output tolerance=inf", 21, "tolerance= takes a number of at least 0"),
      ("output tolerance", 11, "tolerance= takes a number of at least 0"),
      ("output tolerance=1 nondeterministic", 23, "'tolerance' and 'nondeterministic' contradict each other"),
      ("output exact", 11, "unknown attribute 'exact' of an output fence: it takes tolerance, nondeterministic"),
      ("python differs=\"\"", 19, "'differs' needs the reason why Python must differ"),
      ("python hidden", 11, "unknown attribute 'hidden' of a python fence: it takes differs"),
    ])
  func attributesBelow(info: String, column: Int, message: String) throws {
    let found = read("# T\n\n```swift\n```\n```\(info)\n```\n").diagnostics
    let error = try #require(found.first)
    #expect(found.count == 1)
    #expect(error.position.line == 5)
    #expect(error.position.column == column)
    #expect(error.message.hasPrefix(message), "\(error.message)")
  }

  @Test(
    "a check needs points, in whole numbers",
    arguments: [
      ("check=a", "3:10 the check has no points: add points=N"),
      ("check=a points", "3:18 points= takes a whole number from 0 to 1000000"),
      ("check=a points=-1", "3:25 points= takes a whole number from 0 to 1000000"),
      ("check=a points=1.5", "3:25 points= takes a whole number from 0 to 1000000"),
      ("check=a points=99999999999999999999", "3:25 points= takes a whole number from 0 to 1000000"),
      ("check=a points=1 name=\"\"", "3:32 'name' needs the check's name: write name=\"…\""),
      ("check=a points=1 rejected", "3:27 'rejected' needs the text of the compiler's diagnostic: write rejected=\"…\""),
      ("check=a points=1 rejected=\"\"", "3:36 'rejected' needs the text of the compiler's diagnostic: write rejected=\"…\""),
      (
        "check=a points=1 throws=\"x\"",
        "3:27 'throws' does not belong to a check: it takes check, points, name, hidden, rejected"
      ),
    ])
  func checks(attributes: String, error: String) {
    #expect(errors(in: "# T\n\n```swift \(attributes)\n```\n\n```swift exercise=a\n```\n") == [error])
  }

  @Test(
    "an output or python without a Swift block right above it is an error",
    arguments: [
      "text",
      "```text\n```",
      "<!-- a comment -->",
      "> ```swift\n> x\n> ```",
      "- ```swift\n  x\n  ```",
      "```swift\nx\n```\n\ntext",
      "```swift\nx\n```\n\n<!-- a comment -->",
      "```swift\nx\n```\n\n## S",
    ],
    ["output", "python"])
  func orphan(above: String, language: String) {
    let found = read("# T\n\n\(above)\n\n```\(language)\n1\n```\n").diagnostics
    #expect(
      found.map(\.message) == [
        "there is no Swift block right above this \(language) fence: it belongs right after its block, with nothing between but blank lines"
      ])
  }

  @Test("a second output, a second twin and an output after the twin are errors")
  func order() {
    let swift = "# T\n\n```swift\n```\n"
    let output = "```output\n```\n"
    let python = "```python\n```\n"
    #expect(errors(in: swift + output + python).isEmpty)
    #expect(errors(in: swift + output + output) == ["7:1 a second output for the block: the first is on line 5"])
    #expect(errors(in: swift + python + python) == ["7:1 a second python twin for the block: the first is on line 5"])
    #expect(
      errors(in: swift + python + output) == ["7:1 this output comes after the python twin: the order is Swift block, output, python"])
  }

  @Test("what is not run has no output", arguments: ["compile-only", "rejected=x"])
  func outputOfWhatIsNotRun(attribute: String) {
    let found = errors(in: "# T\n\n```swift \(attribute)\n```\n```output\n```\n")
    #expect(found == ["5:1 a block that is not run prints nothing: take out this output, or the block's promise"])
  }

  @Test("a starter and a check have neither output nor twin", arguments: ["output", "python"])
  func outputOfAnExercise(language: String) {
    let found = errors(in: "# T\n\n```swift exercise=a\n```\n```\(language)\n```\n\n```swift check=a points=1\n```\n```\(language)\n```\n")
    let message = "a starter or check is not run with the page, so it has no \(language): take this fence out"
    #expect(found == ["5:1 \(message)", "10:1 \(message)"])
  }

  @Test("a second exercise of a name is an error, and so is a check or hint of an unknown one")
  func exerciseNames() {
    let text = "# T\n\n```swift exercise=a\n```\n```swift exercise=a\n```\n```swift check=b points=1\n```\n```text hint=c\n```\n"
    #expect(
      errors(in: text) == [
        "5:1 a second exercise 'a': the first is on line 3; give this one another name",
        "7:1 a check of the unknown exercise 'b': no fence of this chapter has 'swift exercise=b'",
        "9:1 a hint of the unknown exercise 'c': no fence of this chapter has 'swift exercise=c'",
      ])
  }

  @Test(
    "a chapter without a title says so",
    arguments: [
      ("", "1:1 the chapter is empty: begin it with '# ' and its title"),
      (" \n\t\r\n\n", "1:1 the chapter is empty: begin it with '# ' and its title"),
      ("\u{FEFF}\n", "1:1 the chapter is empty: begin it with '# ' and its title"),
      ("text\n", "1:1 the chapter has no title: begin it with '# ' and its title"),
      ("> # T\n", "1:1 the chapter has no title: begin it with '# ' and its title"),
      ("```\n# T\n```\n", "1:1 the chapter has no title: begin it with '# ' and its title"),
      ("\n#\n", "2:1 the title is empty: write it after the '#'"),
      ("# A\n\ntext\n\n # B\n", "5:2 a second '#' heading: the title is on line 1, and a section's heading has '##'"),
    ])
  func titles(text: String, error: String) {
    #expect(errors(in: text) == [error])
  }

  @Test(
    "a fence that is not closed is an error where it opens",
    arguments: [
      ("```swift\nx\n", "3:1", "```"),
      ("```swift\nx\n``", "3:1", "```"),
      ("````swift\nx\n```\n", "3:1", "````"),
      ("~~~swift\nx\n```\n", "3:1", "~~~"),
      ("```swift", "3:1", "```"),
      ("```text\n# x\n", "3:1", "```"),
      ("```swift\n    ```\n", "3:1", "```"),
      ("> ```swift\n> x\n\ntext\n", "3:3", "```"),
      ("> ```swift\n> x\ntext ```\n", "3:3", "```"),
      ("- ```swift\n  x\n\ntext\n", "3:3", "```"),
    ])
  func unclosed(text: String, place: String, fence: String) {
    #expect(
      errors(in: "# T\n\n" + text) == [
        "\(place) the fence is not closed before the end of the file, list item or block quote it is in: close it with \(fence)"
      ])
  }

  @Test("a backtick in the info string of a fence of backticks is the error, not the fence that was to end it")
  func backtickInInfoString() {
    let error = "no fence begins here, because what follows the backticks of a fence has no backtick in CommonMark: write ~~~ for the fence"
    #expect(errors(in: "# T\n\n```swift traps=\"a ` b\"\nx\n```\n") == ["3:1 \(error)"])
    #expect(errors(in: "# T\n\n> ```swift traps=\"a ` b\"\n> x\n> ```\n") == ["3:3 \(error)"])
    #expect(errors(in: "# T\n\n~~~swift traps=\"a ` b\"\nx\n~~~\n").isEmpty)
  }

  @Test("a fence longer than cmark counts is closed by one of 255")
  func longFences() {
    func fence(_ length: Int) -> String { String(repeating: "`", count: length) }
    #expect(errors(in: "# T\n\n\(fence(300))swift\n\(fence(254))\n\(fence(255))\n").isEmpty)
    #expect(errors(in: "# T\n\n\(fence(255))swift\n\(fence(254))\n").count == 1)
  }

  @Test("a fence that the next container's fence seems to close is not closed")
  func seeminglyClosed() {
    let found = errors(in: "# T\n\n> ```swift\n> x\n```\ny\n```\n")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("3:3 the fence is not closed") == true)
  }

  @Test(
    "a fence whose end was forgotten is an error, not the end of what it swallowed",
    arguments: [
      ("```swift\nx\n\n```output\n1\n```\n", 6), ("```sh\nx\n\n  ````swift hidden\nx\n````\n", 6),
      ("~~~text\n~~~ swift throws=\"`a`\"\nx\n~~~\n", 4),
    ])
  func forgottenEnd(text: String, line: Int) {
    #expect(
      errors(in: "# T\n\n" + text) == [
        "3:1 the fence is not closed before another one opens on line \(line): "
          + "close it above that line, or make it longer if the line is its text"
      ])
  }

  @Test(
    "a longer fence may hold others, and what is no fence of its kind",
    arguments: [
      "````text\n```swift\n```\n````", "```text\n~~~swift\n~~~\n```", "```text\n    ```swift\n```", "```text\n```a`\n```",
      "```text\n/// ```swift\n```",
    ])
  func fencesInFences(text: String) {
    #expect(errors(in: "# T\n\n" + text).isEmpty)
  }

  @Test(
    "a closed fence is closed, however it is written",
    arguments: ["```swift\n```", "```swift\nx\n   `````  \t", "- > ```swift\n  > ```", "~~~swift\n```\n~~~~"])
  func closed(text: String) {
    #expect(errors(in: "# T\n\n" + text).isEmpty)
  }

  @Test(
    "bytes that are not UTF-8 are an error at the first of them",
    arguments: [
      ([0xFF], 1, 3), ([0x0A, 0x0A, 0x61, 0xC3, 0x28], 3, 2), ([0xED, 0xA0, 0x80], 1, 3), ([0xC0, 0x80], 1, 3), ([0x61, 0xF0, 0x9F], 1, 4),
    ] as [([UInt8], Int, Int)])
  func invalidUTF8(bytes: [UInt8], line: Int, column: Int) throws {
    let parsed = ParsedChapter(bytes: Array("# ".utf8) + bytes, path: "a.md")
    let error = try #require(parsed.diagnostics.first)
    #expect(parsed.diagnostics.count == 1)
    #expect(error.position == SourcePosition(file: "a.md", line: line, column: column))
    #expect(error.message.hasPrefix("this is not UTF-8"))
  }

  @Test("a NUL byte is an error at its place")
  func nul() {
    #expect(errors(in: "# T\n\na\0b\n") == ["3:2 there is a NUL byte here, which Markdown cannot hold: take it out"])
  }

  @Test("all errors are found, in the order of the file")
  func all() {
    let text = "text\n\n```swift bad worse=1\n```\n\ntext\n\n```output nondeterministic=1\n```\n\n```python\n"
    #expect(
      read(text).diagnostics.map { [$0.position.line, $0.position.column] } == [[1, 1], [3, 10], [3, 14], [8, 1], [8, 28], [11, 1]])
  }
}
