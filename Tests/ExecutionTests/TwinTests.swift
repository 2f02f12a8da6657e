import Glibc
import Testing
import Workbook

@testable import Execution

/// The twins of a chapter with this text.
private func twins(_ text: String) -> [Twin] { ParsedChapter(bytes: Array(text.utf8), path: "Chapters/01-a.md").chapter.twins }

/// A chapter with one block, its output, and its twin on line 11.
private func twin(_ python: String, output: String = "1", attributes: String = "", differs: String = "") -> Twin {
  twins(
    "# A\n\n```swift\(attributes)\nprint(1)\n```\n\n```output\n\(output)\n```\n```python\(differs)\n\(python)\n```\n"
  )[0]
}

@Suite("Python twins: what is compared")
struct TwinJudgementTests {
  @Test("a twin prints what the page says, by the rules of an output fence")
  func printing() {
    #expect(twin("print(1)").judgement(of: TwinRun(printed: "1\n", ending: .completed)) == nil)
    #expect(twin("f()", output: "a [...] c").judgement(of: TwinRun(printed: "a b c\n", ending: .completed)) == nil)
    let other = twin("print(2)").judgement(of: TwinRun(printed: "2\n", ending: .completed))
    #expect(other?.severity == .error && other?.position.line == 10)
    #expect(other?.message == "PyTorch prints something else (- the page, line 7; + PyTorch)\n-1\n+2")
  }

  @Test("Python's True, False and None are true, false and nil, as whole words and also where the page has Python's spelling")
  func spelling() {
    let block = twin("f()", output: "true nil tensor([ True, False])")
    #expect(block.judgement(of: TwinRun(printed: "True None tensor([ True, False])\n", ending: .completed)) == nil)
    for other in ["False None tensor([ True, False])\n", "True None tensor([ True,  True])\n", "TrueNone tensor([ True, False])\n"] {
      #expect(block.judgement(of: TwinRun(printed: other, ending: .completed)) != nil)
    }
  }

  @Test("an error of a twin is one of the page, at its line, unless its block promises that text")
  func raising() {
    let raised = TwinRun(printed: "", ending: .raised("RuntimeError: no grad here", line: 11))
    let plain = twin("f()").judgement(of: raised)
    #expect(plain == Diagnostic(at: SourcePosition(file: "Chapters/01-a.md", line: 11), "the twin raises RuntimeError: no grad here"))
    let promising = { (text: String, differs: String) in
      twins("# A\n```swift throws=\"\(text)\"\nf()\n```\n```python\(differs)\nf()\n```\n")[0]
    }
    #expect(promising("no grad", "").judgement(of: raised) == nil)
    #expect(
      promising("other", "").judgement(of: raised)?.message == "the twin raises RuntimeError: no grad here; the block promises 'other'")
    #expect(promising("other", " differs=\"why\"").judgement(of: raised)?.severity == .note)
    let completed = TwinRun(printed: "", ending: .completed)
    #expect(promising("other", "").judgement(of: completed)?.severity == .error)
    #expect(promising("other", " differs=\"why\"").judgement(of: completed)?.severity == .note)
  }

  @Test("a twin that differs may print what it likes, but it is Python")
  func differing() {
    let differing = twin("print(2)", differs: " differs=\"why\"")
    #expect(differing.judgement(of: TwinRun(printed: "2\n", ending: .completed)) == nil)
    #expect(differing.judgement(of: TwinRun(printed: "", ending: .malformed("SyntaxError: x", line: 11)))?.severity == .error)
    #expect(differing.judgement(of: TwinRun(printed: "", ending: .lost))?.severity == .error)
  }

  @Test("a block that prints has a twin, even if it only differs")
  func missing() {
    let text = """
      # A
      ```swift
      print(1)
      ```
      ```output
      1
      ```
      ```swift
      let x = 1
      ```
      ```swift
      print(2)
      ```
      ```output
      2
      ```
      ```python differs="why"
      ```
      """
    #expect(ParsedChapter(bytes: Array(text.utf8), path: "01-a.md").chapter.blocksWithoutTwin.map(\.source.fence.line) == [2])
  }
}

@Suite("Python twins: what is remembered")
struct VerifiedTwinsTests {
  @Test("a twin's key changes with itself, with its output and with what is before it in its section, and with nothing else")
  func keys() {
    let block = { (python: String, output: String) in "```swift\nf()\n```\n```output\n\(output)\n```\n```python\n\(python)\n```\n" }
    let key = { (text: String) in twins(text).last?.key }
    let text = "# A\n" + block("a", "1") + "## B\n" + block("b", "2") + block("c", "3")
    let original = key(text)
    #expect(original?.hasPrefix("01-a ") == true)
    #expect(key("# Other\n\nmore text\n" + block("x", "1") + "## C\n" + block("b", "9") + block("c", "3")) == original)
    #expect(key("# A\n## B\n" + block("x", "2") + block("c", "3")) != original)
    #expect(key("# A\n## B\n" + block("b", "2") + block("x", "3")) != original)
    #expect(key("# A\n## B\n" + block("b", "2") + block("c", "4")) != original)
  }

  @Test("what is written is read again; chapters stand in their order, each replaced as a whole")
  func roundTrip() throws {
    let first = twin("print(1)")
    var second = twin("print(2)")
    second.key = "02-b 0000000000000000"
    var verified = VerifiedTwins()
    verified.version = "2.15.0"
    verified.replace(chapter: "02-b", by: [second])
    verified.replace(chapter: "01-a", by: [first, first])
    #expect(verified.text == "{\n\"\(first.key)\": \"verified\",\n\"\(second.key)\": \"verified\",\n\"PyTorch\": \"2.15.0\"\n}\n")
    let again = try VerifiedTwins(verified.text, path: "verified.json")
    #expect(again == verified && again.contains(first) && again.contains(second))
    verified.replace(chapter: "01-a", by: [])
    #expect(!verified.contains(first) && verified.contains(second))
  }

  @Test("lines that two authors added are taken together; the marks of a merge are refused with their line")
  func merging() throws {
    let merged = "{\n\"01-a 1\": \"verified\",\n\"01-a 1\": \"verified\",\n\"02-b 2\": \"verified\",\n\"PyTorch\": \"2.15.0\"\n}\n"
    #expect(try VerifiedTwins(merged, path: "v").text.split(separator: "\n").count == 5)
    #expect(throws: Diagnostic.self) { try VerifiedTwins("{\n<<<<<<< ours\n}\n", path: "v") }
    do { _ = try VerifiedTwins("{\n<<<<<<< ours\n}\n", path: "v") } catch { #expect(error.position.line == 2) }
  }
}

@Suite("Python twins: how they are run", .enabled(if: access("/usr/bin/python3", X_OK) == 0))
struct TwinRunnerTests {
  /// What each twin of a chapter did. (These twins need no PyTorch.)
  private func run(_ text: String) async throws -> [TwinRun] {
    let file = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    return try await TwinRunner(python: "/usr/bin/python3", driver: "\(file)/scripts/run-twins.py").run(twins(text)).runs
  }

  private func block(_ python: String, _ attributes: String = "") -> String {
    "```swift\(attributes)\nf()\n```\n```python\n\(python)\n```\n"
  }

  @Test("a section is a scope, and imports carry through the chapter")
  func scopes() async throws {
    let runs = try await run(
      "# A\n" + block("import math\nx = 4") + block("print(x)") + "## B\n" + block("print(math.sqrt(4))") + block("print(x)"))
    #expect(runs.map(\.printed) == ["", "4\n", "2.0\n", ""])
    #expect(runs[3].ending == .raised("NameError: name 'x' is not defined", line: 26))
  }

  @Test("nothing stays of a twin whose block traps, and no name of one whose block throws")
  func promises() async throws {
    let runs = try await run(
      "# A\n" + block("x = [1]") + block("x[0] = 2\nprint(x)", " traps=\"a\"") + block("print(x)")
        + block("x[0] = 3; y = 1", " throws=\"a\"")
        + block("print(x, 'y' in globals())") + block("print(9)", " compile-only"))
    #expect(runs.map(\.printed) == ["", "[2]\n", "[1]\n", "", "[3] False\n", ""])
  }

  @Test("what is no Python is told with its line in the chapter, and a process that ends with what it did not run")
  func failures() async throws {
    let runs = try await run("# A\n" + block("print(1)") + block("print(1)\nx = = 1") + block("import os\nos._exit(0)") + block("print(1)"))
    #expect(runs[0] == TwinRun(printed: "1\n", ending: .completed))
    guard case .malformed(_, line: 13) = runs[1].ending else {
      Issue.record("\(runs[1])")
      return
    }
    #expect(runs[2...].map(\.ending) == [.lost, .lost])
  }

  @Test("a Python that is not there is said to be missing")
  func noPython() async throws {
    await #expect(throws: (any Error).self) { _ = try await TwinRunner(python: "/nowhere/python", driver: "x").run([]) }
  }
}
