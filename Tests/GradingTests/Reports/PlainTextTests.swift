import Testing

@testable import Grading

@Suite("Text of a submission in a report")
struct PlainTextTests {
  @Test(
    "loses escape sequences and keeps what is around them",
    arguments: [
      ("a\u{1B}[1;31mb\u{1B}[0mc", "abc"), ("a\u{1B}]0;title\u{7}b", "ab"), ("a\u{1B}]8;;x\u{1B}\\b", "ab"), ("a\u{9B}2Jb", "ab"),
      ("a\u{1B}(Bb", "ab"), ("a\u{1B}]no end", "ano end"), ("a\u{1B}", "a"), ("a\u{1B}[", "a"),
    ])
  func escapes(text: String, plain: String) { #expect(PlainText.text(text, limit: 100) == plain) }

  @Test("has one kind of line end, and a mark for every other control character and every turn of direction")
  func controls() {
    #expect(PlainText.text("a\r\nb\rc\u{2028}d\te", limit: 100) == "a\nb\nc\nd\te")
    #expect(
      PlainText.text("\u{0}\u{8}\u{7F}\u{85}\u{202E}\u{2066}\u{FFFF}\u{1FFFE}é😀", limit: 100) == String(repeating: "\u{FFFD}", count: 8)
        + "é😀")
  }

  @Test(
    "is never longer than its limit in UTF-16 units, whole characters only, and says when it was cut", arguments: [40, 41, 42, 43, 100])
  func limits(limit: Int) {
    let text = PlainText.text(String(repeating: "😀", count: 1000), limit: limit)
    #expect(text.utf16.count <= limit && text.utf16.count > limit - 2)
    #expect(text.hasPrefix("😀") || limit < 44)
    #expect(text.hasSuffix("… (shortened: 4000 bytes in all)"))
    #expect(PlainText.text("short", limit: 5) == "short")
    #expect(PlainText.text("longer", limit: 0) == "")
  }

  @Test("one character of a million marks is cut as well")
  func marks() { #expect(PlainText.line("e" + String(repeating: "\u{301}", count: 100_000)).unicodeScalars.count <= 200) }

  @Test("many sequences without an end take no more time than their length")
  func unterminated() {
    let clock = ContinuousClock()
    let text = String(repeating: "\u{1B}]", count: 100_000)
    #expect(clock.measure { _ = PlainText.text(text, limit: 1000) } < .seconds(5))
  }

  @Test("two names that differ behind the place where they are cut stay different")
  func cutNames() {
    let names = ["one", "two"].map { PlainText.line(String(repeating: "a", count: 300) + $0) }
    #expect(names[0] != names[1] && names[0].hasPrefix("aaa") && names.allSatisfy { $0.utf16.count <= 200 })
    #expect(PlainText.line(String(repeating: "a", count: 200)) == String(repeating: "a", count: 200))
  }

  @Test("a name is one line")
  func line() { #expect(PlainText.line("a\nb\tc") == "a b c") }
}
