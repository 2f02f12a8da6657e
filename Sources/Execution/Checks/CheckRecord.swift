import CSection
import Workbook

/// A check to be run.
package struct CheckQuestion: Hashable, Sendable {
  /// The check's number.
  package var check: Int
  /// What its inputs are drawn from: for each of these it is run once, one after the other, in one process.
  package var seeds: [UInt64]

  /// A question.
  package init(check: Int, seeds: [UInt64]) {
    self.check = check
    self.seeds = seeds
  }
}

/// What came of running checks.
package struct CheckRun: Sendable {
  /// By question, a record for each of its seeds.
  package var records: [[CheckRecord]]
  /// How long they ran, as the sandbox counts: without the time that they waited for their turn.
  package var seconds: Double
}

/// What a check really did with the inputs of one seed: nothing of it can be believed of a submission but that it said so.
package struct CheckRecord: Hashable, Sendable {
  /// How its process ended.
  package enum Ending: Hashable, Sendable {
    /// It came to its end.
    case completed
    /// An error left it; the learner's line where it was thrown, if that is known.
    case threw(String, line: Int?)
    /// A fatal signal, with the message of the trap if there is one, and the learner's line if that is known.
    case trapped(signal: Int32, message: String, line: Int?)
    /// It left in the middle, with this status.
    case exited(status: Int32)
    /// It wrote more than it may.
    case printedTooMuch
    /// It took longer than a check may; less than usual, where another had used up its own time.
    case timedOut(limit: Duration, isShortened: Bool)
    /// The whole sandbox broke a limit while it ran.
    case limit(SandboxOutcome.Limit)
    /// It was not run: those before it had taken all the time there is.
    case notReached
    /// It could not be loaded.
    case unloadable(String)
    /// Nothing is known of its end: what ran it is gone, or something else was written to its channel.
    case lost
  }

  /// Its answer, in bytes that are yet to be read.
  package var answer: [UInt8]
  /// How its process ended.
  package var ending: Ending
  /// Whether the check itself began: the submission's own statements come before it.
  package var hasBegun: Bool
  /// What the submission's own statements printed, before the check began.
  package var programOutput: String
  /// What was printed while the check ran.
  package var output: String

  /// Nothing of it is known.
  package static let lost = CheckRecord(answer: [], ending: .lost, hasBegun: false, programOutput: "", output: "")
}

/// Makes records of the frames that a host sent.
struct CheckRecording {
  /// The submission as it was compiled.
  let source: String
  let submission: Submission
  let symbolizer: Symbolizer
  let folder: CheckFolder

  /// - Parameters:
  ///   - number: which run of the session it was.
  ///   - image: what was run. Of a hidden one nobody reads what it printed, nor looks for lines.
  ///   - timedOut: how it ended if it took too long.
  /// - Returns: a record a trial; those after one that ended the process are lost.
  func records(_ number: Int, of image: CompiledChecks.Image, trials: Int, among frames: [HostFrame], timedOut: CheckRecord.Ending) async
    -> [CheckRecord]
  {
    let own = frames.filter { $0.section == number }
    let (output, errors) = image.isHidden ? ([], []) : folder.outputs(number)
    var lines: [String: Int] = [:]
    // The last of each is what counts; there may be thousands, and each takes a process.
    let last = [gradbook_kind_died, gradbook_kind_thrown_from].compactMap { kind in own.last { $0.kind == kind } }
    for frame in last where !image.isHidden {
      lines[frame.text] = await symbolizer.line(of: frame.text, in: image.object, file: source)
    }
    // A check is a section, a trial one of its blocks.
    let place = SourcePosition(file: source, line: 1)
    let block = SwiftBlock(source: FencedText(text: "", fence: place, firstLine: 1, prefixLengths: []))
    let section = Section(heading: nil, position: place, blocks: Array(repeating: block, count: trials))
    let recording = SectionRecording(section: section, frames: own, output: output, errors: errors, line: { lines[$0] })
    let began = own.filter { $0.kind == gradbook_kind_began }
    let start = began.first.map { max(0, min($0.offset, output.count)) } ?? output.count
    let programOutput = String(decoding: output[..<start], as: UTF8.self)
    var answers: [Int: [UInt8]] = [:]
    for frame in own where frame.kind == gradbook_kind_answer { answers[frame.block, default: []] += frame.bytes }
    return recording.record().blocks.enumerated().map { trial, record in
      CheckRecord(
        answer: answers[trial] ?? [], ending: ending(of: record.outcome, timedOut), hasBegun: began.contains { $0.block == trial },
        programOutput: programOutput, output: String(decoding: record.output, as: UTF8.self))
    }
  }

  private func ending(of outcome: BlockRecord.Outcome, _ timedOut: CheckRecord.Ending) -> CheckRecord.Ending {
    switch outcome {
    case .completed: return .completed
    case .threw(let text, let line): return .threw(shown(text), line: line)
    case .trapped(let signal, let errors, let line):
      let said = SectionJudgement.fatalError(in: errors, file: source)
      return .trapped(signal: signal, message: shown(said.text), line: said.line ?? line)
    case .exited(let status): return .exited(status: status)
    case .printedTooMuch: return .printedTooMuch
    case .timedOut: return timedOut
    case .unloadable(let why): return .unloadable(why)
    case .lost, .notRun, .caught, .threwNothing, .childEnded, .childThrew, .compiled, .diagnosed: return .lost
    }
  }

  private func shown(_ text: String) -> String { text.replacing(source, with: submission.path) }
}
