import Testing

@testable import Site

struct LinkTests {
  private func errors(_ text: String) -> [String] {
    site(
      [("01-a.md", "# A\n\n## Views\n\n\(text)\n"), ("04-b.md", "# B\n\n## Kept\n")],
      files: ["figures/a.svg": "<svg/>", "figures/b.png": "x"]
    ).errors
  }

  @Test(
    "links that lead somewhere pass",
    arguments: [
      "[x](04-b.md)", "[x](04-b.md#kept)", "[x](#views)", "[x](https://a.b)", "<mailto:a@b.c>", "[x](figures/b.png)", "![x](figures/a.svg)",
    ])
  func good(text: String) {
    #expect(errors(text) == [])
  }

  @Test(
    "a broken link is an error at its line, with what there is instead",
    arguments: [
      ("one\n[x](05-c.md)", "Chapters/01-a.md:6 a link to '05-c.md': there is no such chapter, and no such file beside the chapters"),
      ("[x](04-b.md#lost)", "Chapters/01-a.md:5 a link to '#lost': 04-b.md has no such heading; it has #kept"),
      ("[x](#lost)", "Chapters/01-a.md:5 a link to '#lost': this chapter has no such heading; it has #views"),
      ("[x]()", "Chapters/01-a.md:5 a link that leads nowhere: write where to, as in [Parameter](04-parameter.md) or [views](#views)"),
      ("[x](../README.md)", "Chapters/01-a.md:5 a link to '../README.md': there is no such chapter, and no such file beside the chapters"),
      ("[x](/a)", "Chapters/01-a.md:5 a link to '/a': write https: before it, or the name of a chapter's file"),
      (
        "![x](figures/c.svg)",
        "Chapters/01-a.md:5 the figure 'figures/c.svg' is not there; beside the chapters there is figures/a.svg, figures/b.png"
      ),
      (
        "![](figures/a.svg)",
        "Chapters/01-a.md:5 the figure 'figures/a.svg' has no text for those who cannot see it: write it between the brackets, ![like this](figures/a.svg)"
      ),
      (
        "![x](https://a.b/c.png)",
        "Chapters/01-a.md:5 a picture from 'https://a.b/c.png': pages ask nothing of other hosts; put it into the folder figures beside the chapters"
      ),
    ])
  func broken(text: String, message: String) {
    #expect(errors(text) == [message])
  }

  @Test(
    "an address that could run a script is an error, however it is disguised",
    arguments: [
      "[x](javascript:alert(1))", "[x](JAVASCRIPT:alert(1))", "[x](<java\tscript:alert(1)>)", "[x](&#106;avascript:alert(1))",
      "[x](data:text/html,a)", "[x](vbscript:a)", "[x](file:///etc/passwd)", "<javascript:alert(1)>", "[x](//evil.example)",
      "[x](\\\\evil.example)",
    ])
  func scripts(text: String) {
    #expect(errors(text).count == 1)
  }

  @Test("in tables and in what follows them a broken link names its line")
  func lines() {
    #expect(errors("| a |\n| - |\n| b |\n| [x](#lost) |\n    [y](#lost)\n").first?.hasPrefix("Chapters/01-a.md:8 ") == true)
    #expect(errors("| a |\n| - |\n2. [y](#lost)\n").first?.hasPrefix("Chapters/01-a.md:7 ") == true)
  }

  @Test("where something is wrong there are no pages")
  func nothingWritten() {
    #expect(site("[x](#lost)").files == [])
  }
}
