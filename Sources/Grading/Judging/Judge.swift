import Execution
import Observations
import Workbook

/// Compares what a submission answered with what the reference answered to the same question.
///
/// Nothing in the submission's answer is believed but the values: what the learner reads, the tolerances and the mistakes that were
/// foreseen come from the reference's.
struct Judge {
  /// Why a check did not pass.
  enum Failure: Hashable {
    /// Something came out that should not have.
    case differs(Deviation)
    /// It ended before it had answered; `pending` is what it had to observe next, as the reference saw it.
    case ended(CheckRecord.Ending, hasBegun: Bool, pending: Observation?)
    /// Its answer cannot be read, or has more in it than was asked.
    case malformed(String)
  }

  /// An observation that is not what it should be.
  struct Deviation: Hashable {
    /// What the reference saw.
    var expected: Observation
    /// What came out, as the submission's process prints it.
    var found: String
    /// What differs.
    var difference: Difference
    /// The sentence of the mistake that was foreseen, if it is one.
    var mistake: String?
  }

  /// An observation of the reference, and the mistakes that its author foresaw.
  private struct Expectation {
    var observation: Observation
    var mistakes: [(value: ObservedValue, sentence: String)] = []
  }

  /// The reference's answer.
  let reference: [Answer]

  /// What the reference drew.
  var inputs: [Answer.Input] {
    reference.compactMap { if case .input(let input) = $0 { input } else { nil } }
  }

  /// - Parameter record: what the submission's process did.
  /// - Returns: nil if the check passed.
  func failure(of record: CheckRecord) -> Failure? {
    let (answers, problem) = AnswerReader.readPrefix(record.answer)
    return failure(of: answers, problem: problem, record)
  }

  private func failure(of answers: [Answer], problem: AnswerReader.Malformed?, _ record: CheckRecord) -> Failure? {
    let expectations = expectations
    let found = answers.compactMap { if case .observation(let observation) = $0 { observation } else { nil } }
    for (expectation, observation) in zip(expectations, found) {
      let expected = expectation.observation
      guard observation.label == expected.label else { return .malformed("it observes something else than it was asked") }
      let comparison = Comparison(tolerance: expected.tolerance)
      guard let difference = comparison.difference(observation.value, from: expected.value) else { continue }
      let values = Comparison(tolerance: expected.tolerance, comparesValuesAlone: true)
      let mistake = expectation.mistakes.first { values.difference(observation.value, from: $0.value) == nil }
      return .differs(
        Deviation(expected: expected, found: observation.text, difference: difference, mistake: mistake?.sentence))
    }
    // An answer that stops with its process has nothing wrong with it but that.
    guard record.ending == .completed else {
      let pending = expectations.indices.contains(found.count) ? expectations[found.count].observation : nil
      return .ended(record.ending, hasBegun: record.hasBegun, pending: pending)
    }
    switch problem {
    case .truncated: return .malformed("its answer stops in the middle")
    case .tooLarge(let what): return .malformed("\(what) is more than a check can compare")
    case .unknown(let what): return .malformed("\(what) in its answer cannot be read")
    case nil: break
    }
    guard found.count == expectations.count, answers.last == .end else {
      return .malformed("it observes \(found.count) things, and \(expectations.count) were asked for")
    }
    return nil
  }

  private var expectations: [Expectation] {
    var expectations: [Expectation] = []
    var mistakes: [(value: ObservedValue, sentence: String)] = []
    for answer in reference {
      switch answer {
      case .input, .end: break
      case .mistake(let value, let sentence): mistakes.append((value, sentence))
      case .observation(let observation):
        expectations.append(Expectation(observation: observation, mistakes: mistakes))
        mistakes = []
      }
    }
    return expectations
  }
}
