import Observations
import Testing
import Workbook

@testable import Grading

@Suite("The names in a check's code")
struct CheckSourceTests {
  private func source(_ code: String) -> CheckSource {
    let place = SourcePosition(file: "Chapters/01-a.md", line: 9)
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false).count
    let text = FencedText(text: code, fence: place, firstLine: 10, prefixLengths: [Int](repeating: 0, count: lines))
    return CheckSource(check: ExerciseCheck(source: text, points: 1, name: nil, isHidden: false))
  }

  @Test(
    "what is observed is called by its code",
    arguments: [
      ("observe(unitRows(x))", "unitRows(x)"), ("observe(f(x, y), \"a label\", says: \"no\")", "f(x, y)"),
      ("try observe(printed: { try show([1, 2]) })", "{ try show([1, 2]) }"), ("for _ in 1...2 { observe(m(\"a, b)\")) }", "m(\"a, b)\")"),
    ])
  func observations(code: String, name: String) { #expect(source(code).observed(onLine: 10) == name) }

  @Test("an observation over several lines has no name")
  func several() {
    #expect(source("observe(\n  x)").observed(onLine: 10) == nil)
    #expect(source("observe(x)").observed(onLine: 11) == nil)
  }

  @Test("an input is called by what it is bound to, else by the code that draws it; what another draw takes is left out")
  func inputs() {
    let code = """
      let x = draw.tensor(draw.shape(rank: 2), layout: .strided)
      var count: Int = draw.int(1...3)
      observe(f(x, draw.double(0...1)))
      """
    let drawn = [(10, 31, "[2, 3]"), (10, 20, "tensor"), (11, 26, "2"), (12, 25, "0.5")].map {
      Answer.Input(line: $0.0, column: $0.1, text: $0.2)
    }
    let named = source(code).named(drawn)
    #expect(named.map(\.name) == ["x", "count", "draw.double(0...1)"])
    #expect(named.map(\.text) == ["tensor", "2", "0.5"])
  }

  @Test(
    "several draws on a line have a name each",
    arguments: [
      ("let (a, b) = (draw.int(1...2), draw.tensor(2, 3))", ["a", "b"]),
      ("let (a, b) = (try f(draw.name()), draw.int(1...2))", ["draw.name()", "b"]),
      ("let a = draw.int(1...2), b: Tensor = draw.tensor([1, 2])", ["a", "b"]),
      ("var a = draw.int(1...2); let b = draw.bool()", ["a", "b"]),
      ("observe(f(draw.int(1...2), \"(, \" + draw.name()))", ["draw.int(1...2)", "draw.name()"]),
      ("let x = draw.tensor([draw.int(1...2), 3])", ["x"]),
      ("let x = f(draw.int(1...2))", ["draw.int(1...2)"]),
    ])
  func severalDraws(code: String, names: [String]) {
    var drawn: [Answer.Input] = []
    var rest = code[...]
    while let range = rest.firstRange(of: "draw.") {
      // `#column` is where the call's name ends and its parenthesis begins, at the earliest where `draw` begins.
      drawn.append(Answer.Input(line: 10, column: code.utf8.distance(from: code.startIndex, to: range.upperBound) + 1, text: ""))
      rest = rest[range.upperBound...]
    }
    #expect(source(code).named(drawn).map(\.name) == names)
  }
}
