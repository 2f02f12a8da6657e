import Testing
import Workbook

@Suite("The rules between chapters")
struct BookTests {
  @Test("chapters are NN-slug.md, in the order of their numbers")
  func order() {
    let names = [
      "10-optim.md", "README.md", "06-detach-and-data.md", "01-tensor.md", "100-end.md", "1-a.md", "02_x.md", "06-a.md", "03-.md",
      "03-A.md",
    ]
    #expect(Book.chapters(among: names) == ["01-tensor.md", "06-a.md", "06-detach-and-data.md", "10-optim.md", "100-end.md"])
    #expect(ChapterFileName("06-detach-and-data.md")?.number == 6)
    #expect(ChapterFileName("06-detach-and-data.md")?.slug == "detach-and-data")
  }

  @Test(
    "other names are no chapters",
    arguments: [
      "", ".md", "-.md", "01.md", "01-.md", "01-a", "01-a--b.md", "01-a.txt", "a1-a.md", "٠١-a.md", "99999999999999999999-a.md", "01-é.md",
    ])
  func otherNames(name: String) {
    #expect(ChapterFileName(name) == nil)
  }

  @Test("an exercise set in two chapters is an error at the second")
  func duplicateExercises() {
    let chapters = [
      read("# A\n\n```swift exercise=sum\n```\n", path: "01-a.md"), read("# B\n\n```swift exercise=mean\n```\n", path: "02-b.md"),
      read("# C\n\ntext\n\n```swift exercise=sum\n```\n", path: "03-c.md"),
    ].map(\.chapter)
    #expect(
      Book.duplicateExercises(in: chapters) == [
        Diagnostic(
          at: SourcePosition(file: "03-c.md", line: 5),
          "a second exercise 'sum': the first is in 01-a.md, line 3; give this one another name")
      ])
    #expect(Book.duplicateExercises(in: []).isEmpty)
  }
}
