import Testing
import Workbook

@testable import Execution

@Suite("Reports")
struct ReportTests {
  private var report: ChapterReport {
    var report = ChapterReport(name: "01-a", path: "Chapters/01-a.md")
    report.blocks = 3
    report.passed = 2
    report.seconds = 1.5
    report.failures = [
      ChapterReport.Failure(position: SourcePosition(file: "a\"b.md", line: 4, column: 5), kind: "output", message: "<&>\n\u{1}'\"")
    ]
    return report
  }

  @Test("JSON has the promised keys and escapes what it must")
  func json() {
    #expect(
      JSONReport.text([report])
        == #"{"chapters": [{"name": "01-a", "blocks": 3, "passed": 2, "failed": 1, "cached": 0, "seconds": 1.50, "failures": "#
        + #"[{"file": "a\"b.md", "line": 4, "column": 5, "kind": "output", "message": "<&>\n\u0001'\""}]}]}"#)
  }

  @Test("JUnit escapes what XML cannot hold")
  func junit() {
    let text = JUnitReport.text([report])
    #expect(text.contains("name=\"a&quot;b.md:4:5\""))
    #expect(text.contains("message=\"&lt;&amp;&gt;\""))
    #expect(text.contains("&lt;&amp;&gt;&#10;\u{FFFD}&apos;&quot;</failure>"))
    #expect(text.contains("tests=\"3\" failures=\"1\""))
  }

  @Test("the compiler's messages are read with their carets and notes")
  func messages() {
    let output = """
      a.md:3:5: error: cannot find 'x' in scope
      let y = x
          ^
      b.md:1:2: note: did you mean this?
      z
      ^
      a.md:9:1: error: second: with colons
      """
    let messages = CompilerMessage.parse(output)
    #expect(messages.map(\.line) == [3, 9])
    #expect(messages[0].details.contains("did you mean this?"))
    #expect(messages[1].text == "second: with colons")
  }
}
