import Grading
import Testing

@Suite("A verdict")
struct VerdictTests {
  @Test("has the points of the checks that passed, of all that there are")
  func points() {
    let verdict = Verdict(
      exercise: "unit-rows", status: .failed,
      checks: [
        CheckVerdict(name: "a matrix", status: .passed, score: 2, maximumScore: 2),
        CheckVerdict(name: "a vector", status: .failed, score: 0, maximumScore: 3),
      ])
    #expect(verdict.score == 2)
    #expect(verdict.maximumScore == 5)
  }
}
