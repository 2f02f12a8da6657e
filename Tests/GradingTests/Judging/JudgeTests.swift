import Observations
import Testing

@testable import Execution
@testable import Grading

@Suite("The judge")
struct JudgeTests {
  private static let reference: [Answer] = [
    .mistake(.int(7), sentence: "That is the sum."),
    .observation(Observation(label: "a", tolerance: 0.5, value: .number(1, isFloat: false))),
    .observation(Observation(says: "why", value: .int(2))), .end,
  ]

  private func failure(_ answers: [Answer], _ ending: CheckRecord.Ending = .completed) -> Judge.Failure? {
    var writer = AnswerWriter()
    for answer in answers { writer.write(answer) }
    let record = CheckRecord(answer: writer.bytes, ending: ending, hasBegun: true, programOutput: "", output: "")
    return Judge(reference: Self.reference).failure(of: record)
  }

  private func number(_ value: Double, label: String = "a", tolerance: Double? = nil, says: String? = nil) -> Answer {
    .observation(Observation(label: label, says: says, tolerance: tolerance, value: .number(value, isFloat: false)))
  }

  private let two = Answer.observation(Observation(value: .int(2)))

  @Test("passes what the reference answers, within the reference's tolerance")
  func passes() { #expect(failure([number(1.4), two, .end]) == nil) }

  @Test("takes tolerances from the reference alone")
  func tolerance() {
    guard case .differs(let deviation) = failure([number(3, tolerance: 100, says: "all is well"), two, .end]) else {
      Issue.record("it passed")
      return
    }
    #expect(deviation.expected.tolerance == 0.5)
    #expect(deviation.difference.sentence == "it is 3.0, and should be 1.0")
  }

  @Test("knows a mistake that was foreseen")
  func mistakes() {
    let answers: [Answer] = [
      .mistake(.number(5, isFloat: false), sentence: "Halves."), .observation(Observation(value: .number(1, isFloat: false))), .end,
    ]
    var writer = AnswerWriter()
    writer.write(.observation(Observation(value: .number(5, isFloat: false))))
    writer.write(.end)
    let record = CheckRecord(answer: writer.bytes, ending: .completed, hasBegun: true, programOutput: "", output: "")
    guard case .differs(let deviation) = Judge(reference: answers).failure(of: record) else {
      Issue.record("it passed")
      return
    }
    #expect(deviation.mistake == "Halves.")
  }

  @Test("fails an answer with something missing, more, or in another order")
  func counts() {
    #expect(failure([]) == .malformed("its answer stops in the middle"))
    #expect(failure([number(1), .end]) == .malformed("it observes 1 things, and 2 were asked for"))
    #expect(failure([number(1), two, two, .end]) == .malformed("it observes 3 things, and 2 were asked for"))
    #expect(failure([number(1), two]) == .malformed("its answer stops in the middle"))
    #expect(failure([two, number(1), .end]) == .malformed("it observes something else than it was asked"))
    #expect(failure([number(1, label: "b"), two, .end]) == .malformed("it observes something else than it was asked"))
  }

  @Test(
    "fails a right answer of a process that did not come to its end",
    arguments: [
      CheckRecord.Ending.exited(status: 0), .timedOut(limit: .seconds(5), isShortened: false), .lost, .notReached,
      .trapped(signal: 4, message: "", line: nil), .printedTooMuch, .limit(.memory),
    ])
  func endings(ending: CheckRecord.Ending) {
    #expect(failure([number(1), two, .end], ending) == .ended(ending, hasBegun: true, pending: nil))
  }

  @Test("knows which observation a process that ended owes")
  func pending() {
    guard case .ended(.trapped, true, let pending) = failure([number(1)], .trapped(signal: 4, message: "", line: nil)) else {
      Issue.record("it did not end")
      return
    }
    #expect(pending?.says == "why")
  }

  @Test("says what is wrong with a value even if the process dies later")
  func valueBeforeEnding() {
    guard case .differs = failure([number(9)], .trapped(signal: 4, message: "", line: nil)) else {
      Issue.record("the value was not judged")
      return
    }
  }
}
