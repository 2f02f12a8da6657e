import CSection
import Glibc
import Workbook

/// Makes a section's record of the frames that its process sent and of the files that it wrote.
struct SectionRecording {
  let section: Section
  /// The frames of this section.
  let frames: [HostFrame]
  let output: [UInt8]
  let errors: [UInt8]
  /// From offsets in the section's object to a line of the chapter.
  let line: (String) -> Int?

  /// More than this of the output of a block that printed without end is of no use.
  private static let largestKept = 64 * 1024

  func record() -> SectionRecord {
    var records = section.blocks.map { block in
      switch block.promise {
      case .compiles: BlockRecord(outcome: .compiled)
      case .rejected: BlockRecord(outcome: .diagnosed([]))
      default: BlockRecord(outcome: .notRun)
      }
    }
    var current: (block: Int, start: Int)?
    var last: (block: Int, start: Int)?
    var outcome: BlockRecord.Outcome?
    var died: HostFrame?
    var thrownFrom: String?
    var ended = false
    var isLoaded = true
    var timedOut = false
    var isRepeatable = true
    var hasEnd = false
    var figure: [UInt8] = []

    func close(_ end: Int, _ outcome: BlockRecord.Outcome) {
      guard let open = current, records.indices.contains(open.block) else { return }
      // A check's frames may be forged.
      let start = max(0, min(open.start, output.count))
      records[open.block].outcome = outcome
      records[open.block].output = Array(output[start..<max(start, min(end, output.count))])
      current = nil
    }

    for frame in frames {
      switch frame.kind {
      case gradbook_kind_began:
        close(frame.offset, outcome ?? .completed)
        current = (frame.block, frame.offset)
        last = current
        (outcome, died, thrownFrom) = (nil, nil, nil)
      case gradbook_kind_ended:
        close(frame.offset, outcome ?? .completed)
        ended = true
      case gradbook_kind_threw:
        close(frame.offset, .threw(frame.text, line: thrownFrom.flatMap(line)))
        ended = true
      case gradbook_kind_caught: outcome = .caught(frame.text)
      case gradbook_kind_fell_through: outcome = .threwNothing
      case gradbook_kind_fork_threw: outcome = .childThrew(frame.text)
      case gradbook_kind_fork_died:
        // What the child sent of its own death is not this process's.
        died = nil
        if case .childThrew = outcome {} else { outcome = .childEnded(status: frame.code, errors: frame.text) }
      case gradbook_kind_died: died = frame
      case gradbook_kind_thrown_from: thrownFrom = frame.text
      case gradbook_kind_closed:
        if records.indices.contains(frame.block) { records[frame.block].closedOutput = true }
      case gradbook_kind_figure:
        figure += frame.bytes
        guard frame.code == 1, records.indices.contains(frame.block) else { break }
        records[frame.block].figures.append(String(decoding: figure, as: UTF8.self))
        figure = []
      case gradbook_kind_timed_out:
        timedOut = true
      case gradbook_kind_not_loaded:
        isRepeatable = false
        (ended, isLoaded) = (true, false)
        if let first = firstRun { records[first].outcome = .unloadable(frame.text) }
      case gradbook_kind_exited:
        hasEnd = true
        // The end is what a section says of itself, and this what the host saw.
        if ended, !isLoaded || frame.code == 0 && !timedOut { break }
        let failure = failure(status: frame.code, died: died, thrownFrom: thrownFrom, timedOut: timedOut)
        if failure == .timedOut { isRepeatable = false }
        if current == nil { current = last }
        let end =
          failure == .printedTooMuch || timedOut
          ? min(output.count, min(current?.start ?? 0, output.count) + Self.largestKept) : output.count
        if current == nil, let first = firstRun { current = (first, 0) }
        close(end, failure)
      default: break
      }
    }
    if !hasEnd {
      isRepeatable = false
      if let index = current?.block ?? firstRun, records.indices.contains(index) { records[index].outcome = .lost }
    }
    return SectionRecord(blocks: records, messages: [], isRepeatable: isRepeatable)
  }

  private var firstRun: Int? {
    section.blocks.firstIndex { block in
      switch block.promise {
      case .compiles, .rejected: false
      default: true
      }
    }
  }

  private func failure(status: Int32, died: HostFrame?, thrownFrom: String?, timedOut: Bool) -> BlockRecord.Outcome {
    if timedOut { return .timedOut }
    let signal = status & 0x7f
    if signal == SIGXFSZ { return .printedTooMuch }
    let said = String(decoding: errors.suffix(8192), as: UTF8.self)
    if let died {
      // An error that left a script: the runtime traps, and says which.
      if let range = firstRange(of: "Error raised at top level: ", in: said[...]) {
        let text = said[range.upperBound...].split(separator: "\n").first.map(String.init) ?? ""
        return .threw(text, line: thrownFrom.flatMap(line))
      }
      return .trapped(signal: died.code, errors: said, line: line(died.text))
    }
    if signal != 0 { return .trapped(signal: signal, errors: said, line: nil) }
    return .exited(status: (status >> 8) & 0xff)
  }
}
