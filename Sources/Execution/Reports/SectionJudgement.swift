import Glibc
import Observations
import Workbook

/// Holds what a section did against what the page says: only here, and outside of the process that ran it.
struct SectionJudgement {
  let section: Section
  let record: SectionRecord
  /// With `--update`, an output that differs will be written: no failure.
  let updates: Bool

  private(set) var failures: [ChapterReport.Failure] = []
  private(set) var passed = 0
  /// What blocks printed that did as they promised, by the line of their fence.
  private(set) var printed: [Int: String] = [:]

  init(section: Section, record: SectionRecord, updates: Bool) {
    self.section = section
    self.record = record
    self.updates = updates
    for message in record.messages { failures.append(Self.failure(for: message, in: section)) }
    for (block, blockRecord) in zip(section.blocks, record.blocks) {
      let before = failures.count
      judge(block, blockRecord)
      if !record.messages.isEmpty, !block.isRejection { continue }
      if failures.count == before, blockRecord.outcome != .notRun { passed += 1 }
    }
  }

  private mutating func fail(_ kind: String, _ position: SourcePosition, _ message: String) {
    failures.append(ChapterReport.Failure(position: position, kind: kind, message: message))
  }

  private mutating func judge(_ block: SwiftBlock, _ record: BlockRecord) {
    let fence = block.source.fence
    if record.closedOutput { fail("output", fence, "the block closed its standard output: what was printed after that is lost") }
    switch record.outcome {
    case .completed, .compiled: judgeOutput(block, record)
    case .caught(let text):
      guard case .throws(let expected) = block.promise else { return }
      if contains(text, expected) {
        judgeOutput(block, record)
      } else {
        fail("promise", fence, "the block throws, but not with the promised text\n  promised: \(expected)\n  thrown:   \(text)")
      }
    case .threwNothing: fail("promise", fence, "the block promises to throw and does not")
    case .childThrew(let text): fail("promise", fence, "the block promises to trap; it throws an error instead: \(text)")
    case .childEnded(let status, let errors): judgeTrap(block, record, status: status, errors: errors)
    case .threw(let text, let line): fail("throw", place(block, line), "an error was thrown: \(text)")
    case .trapped(let signal, let errors, let line):
      let said = Self.fatalError(in: errors, file: fence.file)
      fail("trap", place(block, line ?? said.line), Self.describe(signal: signal, said.text))
    case .exited(let status):
      fail("exit", fence, "the program ended in this block (exit status \(status)): the blocks after it did not run")
    case .printedTooMuch: fail("output", fence, "the block prints more than 16 MB (or writes a file larger than that)")
    case .timedOut: fail("timeout", fence, "the chapter's time ran out in this block; --timeout gives it more")
    case .unloadable(let why): fail("setup", fence, "the section's code could not be loaded: \(why)")
    case .lost:
      fail("setup", fence, "what became of this block is not known: it, or one before it, killed its parent or wrote to a file not its own")
    case .notRun: break
    case .diagnosed(let messages): judgeRejection(block, messages)
    }
  }

  private mutating func judgeTrap(_ block: SwiftBlock, _ record: BlockRecord, status: Int32, errors: String) {
    guard case .traps(let expected) = block.promise else { return }
    let signal = status & 0x7f
    guard [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE].contains(signal) else {
      fail("promise", block.source.fence, "the block promises to trap and does not")
      return
    }
    guard contains(errors, expected) else {
      let said = Self.fatalError(in: errors, file: block.source.fence.file).text
      fail("promise", block.source.fence, "the block traps, but not with the promised text\n  promised: \(expected)\n  said:     \(said)")
      return
    }
    judgeOutput(block, record)
  }

  /// The promise is kept only by an error in the block's own lines.
  private mutating func judgeRejection(_ block: SwiftBlock, _ messages: [CompilerMessage]) {
    guard case .rejected(let expected) = block.promise else { return }
    let lines = block.source.firstLine..<(block.source.firstLine + max(block.source.prefixLengths.count, 1))
    let own = messages.filter { $0.file == block.source.fence.file && lines.contains($0.line) }
    if own.contains(where: { contains($0.text, expected) || contains($0.details, expected) }) { return }
    guard !own.isEmpty else {
      // An error elsewhere is reported where it stands, by the section itself.
      let other = messages.first.map { "; the compiler stopped before it: \($0.text)" } ?? ""
      fail("promise", block.source.fence, "the block promises not to compile, and the compiler takes it\(other)")
      return
    }
    let said = own.map { "  line \($0.line): \($0.text)" }.joined(separator: "\n")
    fail("promise", block.source.fence, "the block does not compile, but not for the promised reason\n  promised: \(expected)\n\(said)")
  }

  private mutating func judgeOutput(_ block: SwiftBlock, _ record: BlockRecord) {
    let text = String(decoding: record.output, as: UTF8.self)
    guard block.output != nil || !text.isEmpty else { return }
    printed[block.source.fence.line] = text
    guard let output = block.output else {
      if !updates {
        fail(
          "output", block.source.fence, "the block prints and has no output fence (gradbook run --update adds one)\n" + Self.quoted(text))
      }
      return
    }
    if !updates, let difference = output.difference(from: text) {
      let fence = output.source.fence.line
      fail("output", difference.position, "the output differs (- the page, line \(fence); + printed)\n\(difference)")
    }
  }

  private func place(_ block: SwiftBlock, _ line: Int?) -> SourcePosition {
    guard let line, line >= block.source.firstLine, line < block.source.firstLine + max(block.source.prefixLengths.count, 1) else {
      return line.map { line in
        section.blocks.contains { line >= $0.source.firstLine && line < $0.source.firstLine + $0.source.prefixLengths.count }
          ? SourcePosition(file: block.source.fence.file, line: line) : block.source.fence
      } ?? block.source.fence
    }
    return SourcePosition(file: block.source.fence.file, line: line, column: block.source.prefixLengths[line - block.source.firstLine] + 1)
  }

  private static func quoted(_ text: String) -> String {
    let lines = text.trimmedEnd.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.prefix(10).map { "+\($0)" }.joined(separator: "\n")
    return lines.count > 10 ? shown + "\n  (\(lines.count - 10) more lines)" : shown
  }

  /// What `FILE:LINE: Fatal error: TEXT` says, and the line if it is one of this file.
  static func fatalError(in errors: String, file: String) -> (text: String, line: Int?) {
    var last: Range<Substring.Index>?
    var rest = errors[...]
    while let range = TrapMessage.beginnings.compactMap({ firstRange(of: $0, in: rest) }).min(by: { $0.lowerBound < $1.lowerBound }) {
      last = range
      rest = errors[range.upperBound...]
    }
    guard let last else { return (errors.split(separator: "\n").last.map(String.init) ?? "", nil) }
    let lineStart = errors[..<last.lowerBound].lastIndex(of: "\n").map { errors.index(after: $0) } ?? errors.startIndex
    var place = errors[lineStart..<last.lowerBound]
    while place.last == " " || place.last == ":" { place = place.dropLast() }
    let text = errors[last.lowerBound...].split(separator: "\n").first.map { TrapMessage.withoutAddresses($0) } ?? ""
    guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), place[..<colon].hasSuffix(file) else {
      return (text, nil)
    }
    return (text, line)
  }

  private static func describe(signal: Int32, _ text: String) -> String {
    let name =
      switch signal {
      case SIGSEGV, SIGBUS: "a memory fault (signal \(signal)): a stack that ran out, or an unsafe pointer"
      case SIGKILL: "signal 9 (it was killed, perhaps for the memory that it took)"
      case SIGILL, SIGTRAP, SIGABRT: "a trap"
      case SIGFPE: "an arithmetic fault"
      default: "signal \(signal)"
      }
    if !text.isEmpty { return "the block trapped: \(text)" }
    return "the block ended by \(name)" + (name == "a trap" ? " without a message (arithmetic overflow is one)" : "")
  }

  static func failure(for message: CompilerMessage, in section: Section?) -> ChapterReport.Failure {
    var position = SourcePosition(file: message.file, line: message.line, column: message.column)
    let block = section?.blocks.first {
      $0.source.fence.file == message.file && message.line >= $0.source.firstLine
        && message.line < $0.source.firstLine + $0.source.prefixLengths.count
    }
    if let block { position.column += block.source.prefixLengths[message.line - block.source.firstLine] }
    // In what gradbook generated around the blocks: the section is all that can be named.
    if let section, block == nil, section.blocks.allSatisfy({ $0.source.fence.file != message.file }) { position = section.position }
    let details = message.details.isEmpty ? "" : "\n" + message.details.trimmedEnd
    return ChapterReport.Failure(position: position, kind: "compile", message: message.text + details)
  }
}

extension SwiftBlock {
  var isRejection: Bool { if case .rejected = promise { true } else { false } }
}

extension String {
  var trimmedEnd: String {
    var text = self
    while text.last == "\n" { text.removeLast() }
    return text
  }
}
