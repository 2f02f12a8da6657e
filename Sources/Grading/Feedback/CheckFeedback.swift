import Execution
import Glibc
import Observations
import Workbook

/// What a learner reads of a check that did not pass.
struct CheckFeedback {
  let check: ExerciseCheck
  let exercise: Exercise
  /// The learner's file, as messages call it.
  let path: String
  /// What the check drew.
  let inputs: [Answer.Input]
  /// The trials with other inputs that it passed before.
  var earlierTrials = 0

  /// More inputs than these help nobody.
  private static let mostInputs = 8

  func message(of failure: Judge.Failure) -> String {
    switch failure {
    case .differs(let deviation): differs(deviation)
    case .ended(let ending, let hasBegun, let pending): ended(ending, hasBegun: hasBegun, says: pending?.says)
    case .malformed(let why): check.isHidden ? Self.general : "The check has no answer that can be compared: \(why)."
    }
  }

  // MARK: A wrong value

  private static let general = "For an input that is not shown, something else comes out than should."

  private func differs(_ deviation: Judge.Deviation) -> String {
    let expected = deviation.expected
    let sentences = [deviation.mistake, expected.says].compactMap { $0 }
    if check.isHidden { return sentences.isEmpty ? Self.general : sentences.joined(separator: "\n") }
    let source = CheckSource(check: check)
    let name = expected.label.isEmpty ? source.observed(onLine: expected.line) ?? "the observation" : expected.label
    var lines = sentences
    lines.append(Self.sentence(name, deviation.difference))
    lines += otherInputs
    lines += shownInputs(source)
    switch expected.value {
    case .thrown, .trapped: break
    default:
      lines += Self.shown("came out:", deviation.found)
      lines += Self.shown("expected:", expected.text)
    }
    return lines.joined(separator: "\n")
  }

  /// `unitRows(x): its shape is …`
  private static func sentence(_ name: String, _ difference: Difference) -> String {
    stopped("\(name)\(difference.place): \(difference.text)")
  }

  /// With a full stop, unless what is quoted at its end has brought one.
  private static func stopped(_ text: String) -> String {
    text.last.map { ".?!…".contains($0) } == true || text.hasSuffix(".\"") ? text : text + "."
  }

  /// Who passes now and then should know that it is not by luck that the check fails.
  private var otherInputs: [String] { earlierTrials > 0 ? ["With other inputs it came out right; with these it does not:"] : [] }

  private func shownInputs(_ source: CheckSource) -> [String] {
    let named = source.named(inputs)
    var lines = named.prefix(Self.mostInputs).flatMap { Self.shown("\($0.name) =", $0.text) }
    if named.count > Self.mostInputs { lines.append("… and \(named.count - Self.mostInputs) more inputs") }
    return lines
  }

  /// A value under its title, its lines beginning below each other.
  private static func shown(_ title: String, _ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let indent = String(repeating: " ", count: title.count + 1)
    return lines.enumerated().map { "  " + ($0.offset == 0 ? title + " " : indent) + $0.element }
  }

  // MARK: No answer

  private func ended(_ ending: CheckRecord.Ending, hasBegun: Bool, says: String?) -> String {
    // What the submission says there may be what the check drew, or the check's own code.
    let what = Self.stopped(check.isHidden ? Self.untold(ending, path: path) : Self.ending(ending, path: path))
    // The statements that belong to no function are the learner's own, whatever the check.
    if !hasBegun, Self.isKnown(ending) { return "Before the check began, the file's own statements \(what)" }
    var lines = ["The check \(what)"]
    switch ending {
    case .threw, .trapped: if let says { lines.append(says) }
    default: break
    }
    if !check.isHidden { lines += otherInputs + shownInputs(CheckSource(check: check)) }
    return lines.joined(separator: "\n")
  }

  /// Whether what ended the process is known to have been in it.
  private static func isKnown(_ ending: CheckRecord.Ending) -> Bool {
    switch ending {
    case .timedOut, .notReached, .lost: false
    default: true
    }
  }

  /// Nothing that the submission could choose: no text, line or number.
  private static func untold(_ ending: CheckRecord.Ending, path: String) -> String {
    switch ending {
    case .threw: "threw an error; which and where is not shown, since the check is hidden"
    case .trapped: "trapped; why and where is not shown, since the check is hidden"
    case .exited: "ended the process, which no solution should do"
    case .unloadable: "could not be loaded"
    default: Self.ending(ending, path: path)
    }
  }

  private static func ending(_ ending: CheckRecord.Ending, path: String) -> String {
    let at = { (line: Int?) in line.map { " at \(path):\($0)" } ?? "" }
    switch ending {
    case .completed: return "came to its end without an answer"
    case .threw(let text, let line): return "threw an error\(at(line))\(text.isEmpty ? "" : ": \(text)")"
    case .trapped(let signal, let message, let line):
      if !message.isEmpty { return "trapped\(at(line)): \(message)" }
      return "\(signalled(signal))\(at(line))"
    case .exited(let status): return "ended the process with status \(status), which no solution should do"
    case .printedTooMuch: return "printed more than it may"
    case .timedOut(let limit, isShortened: false):
      return "took longer than the \(Self.seconds(limit)) that it may: is there a loop without end?"
    case .timedOut(let limit, isShortened: true):
      return "took longer than \(Self.seconds(limit)): it had no more, since another check had used up its time"
    case .notReached: return "was not run: no time was left for it"
    case .limit(let limit): return Self.broken(limit)
    case .unloadable(let why): return "could not be loaded: \(why)"
    case .lost: return "came to no end that anything is known of"
    }
  }

  private static func broken(_ limit: SandboxOutcome.Limit) -> String {
    switch limit {
    case .wallClock, .processorTime: "took longer than it may: is there a loop without end?"
    case .memory: "took more memory than it may"
    case .processes: "started more processes or threads than it may"
    case .fileSize, .temporaryFiles: "wrote more to files than it may"
    case .output: "printed more than it may"
    }
  }

  /// `5 s`, `0.5 s`.
  private static func seconds(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }

  private static func signalled(_ signal: Int32) -> String {
    switch signal {
    case SIGSEGV, SIGBUS: "ended by a memory fault: a recursion without end, or an unsafe pointer"
    case SIGKILL: "was killed: it took more memory or time than it may"
    case SIGILL, SIGTRAP, SIGABRT: "trapped without a message: an overflow, a nil that was force-unwrapped, or a cast (as!) that failed"
    case SIGFPE: "ended by an arithmetic fault"
    default: "ended by signal \(signal)"
    }
  }

  // MARK: A check that does not compile with the file

  func message(ofUnbuildable diagnostics: [Diagnostic]) -> String {
    let declarations = Declarations(of: exercise)
    for diagnostic in diagnostics {
      guard let name = Self.missingName(in: diagnostic.message) else { continue }
      if let signature = declarations.signature(of: name) { return "\(path) must declare `\(signature)`." }
      if !check.isHidden { return "\(path) must declare '\(name)', which the check uses." }
    }
    var lines = ["What \(path) declares does not fit this check."]
    let used = declarations.all.filter { check.source.text.contains($0.name) }
    lines += used.map { "It must be `\($0.signature)`." }
    if !check.isHidden, let first = diagnostics.first { lines.append("The compiler, in the check: \(first.message)") }
    return lines.joined(separator: "\n")
  }

  /// The name in `cannot find 'NAME' in scope`.
  private static func missingName(in message: String) -> String? {
    let line = message.split(separator: "\n").first ?? ""
    guard line.hasPrefix("cannot find ") else { return nil }
    let parts = line.split(separator: "'", omittingEmptySubsequences: false)
    return parts.count >= 2 ? String(parts[1]) : nil
  }

  // MARK: A check that promises not to compile

  /// - Returns: nil where the promise is kept.
  func message(ofPromise text: String, diagnostics: [Diagnostic]) -> String? {
    if diagnostics.contains(where: { $0.message.contains(text) }) { return nil }
    if diagnostics.isEmpty {
      return check.isHidden ? Self.general : "The check's statements must not compile, and the compiler takes them."
    }
    if check.isHidden { return Self.general }
    return "The check's statements do not compile, but not for the reason they should (\(text)).\nThe compiler: \(diagnostics[0].message)"
  }
}
