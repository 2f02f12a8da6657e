import Workbook

extension ByteWriter {
  mutating func write(_ record: SectionRecord) {
    write(record.messages)
    write(record.blocks.count)
    for block in record.blocks {
      write(block.outcome)
      write(block.output)
      write(block.closedOutput ? 1 : 0)
      write(block.figures.count)
      for figure in block.figures { write(figure) }
    }
  }

  private mutating func write(_ messages: [CompilerMessage]) {
    write(messages.count)
    for message in messages {
      write(message.severity.rawValue)
      write(message.file)
      write(message.line)
      write(message.column)
      write(message.text)
      write(message.details)
    }
  }

  private mutating func write(_ outcome: BlockRecord.Outcome) {
    switch outcome {
    case .completed: write(0)
    case .threw(let text, let line):
      write(1)
      write(text)
      write(line ?? 0)
    case .caught(let text):
      write(2)
      write(text)
    case .threwNothing: write(3)
    case .childEnded(let status, let errors):
      write(4)
      write(Int(status))
      write(errors)
    case .childThrew(let text):
      write(5)
      write(text)
    case .trapped(let signal, let errors, let line):
      write(6)
      write(Int(signal))
      write(errors)
      write(line ?? 0)
    case .exited(let status):
      write(7)
      write(Int(status))
    case .printedTooMuch: write(8)
    case .timedOut: write(9)
    case .unloadable(let why):
      write(10)
      write(why)
    case .notRun: write(11)
    case .compiled: write(12)
    case .diagnosed(let messages):
      write(13)
      write(messages)
    case .lost: write(14)
    }
  }
}

extension ByteReader {
  mutating func readSection() -> SectionRecord? {
    guard let messages = readMessages(), let count = readCount() else { return nil }
    var blocks: [BlockRecord] = []
    for _ in 0..<count {
      guard let outcome = readOutcome(), let output = readBytes(), let closed = readNumber(), let figureCount = readCount() else {
        return nil
      }
      var figures: [String] = []
      for _ in 0..<figureCount {
        guard let figure = readText() else { return nil }
        figures.append(figure)
      }
      blocks.append(BlockRecord(outcome: outcome, output: output, closedOutput: closed == 1, figures: figures))
    }
    return isAtEnd ? SectionRecord(blocks: blocks, messages: messages) : nil
  }

  private mutating func readStatus() -> Int32? { readNumber().flatMap { Int32(exactly: $0) } }

  private mutating func readMessages() -> [CompilerMessage]? {
    guard let count = readCount() else { return nil }
    var messages: [CompilerMessage] = []
    for _ in 0..<count {
      guard let severity = readText().flatMap(Diagnostic.Severity.init(rawValue:)), let file = readText(), let line = readNumber(),
        let column = readNumber(), let text = readText(), let details = readText()
      else { return nil }
      messages.append(CompilerMessage(severity: severity, file: file, line: line, column: column, text: text, details: details))
    }
    return messages
  }

  private mutating func readLine() -> Int?? { readNumber().map { $0 == 0 ? nil : $0 } }

  private mutating func readOutcome() -> BlockRecord.Outcome? {
    switch readNumber() {
    case 0: return .completed
    case 1:
      guard let text = readText(), let line = readLine() else { return nil }
      return .threw(text, line: line)
    case 2: return readText().map { .caught($0) }
    case 3: return .threwNothing
    case 4:
      guard let status = readStatus(), let errors = readText() else { return nil }
      return .childEnded(status: status, errors: errors)
    case 5: return readText().map { .childThrew($0) }
    case 6:
      guard let signal = readStatus(), let errors = readText(), let line = readLine() else { return nil }
      return .trapped(signal: signal, errors: errors, line: line)
    case 7: return readStatus().map { .exited(status: $0) }
    case 8: return .printedTooMuch
    case 9: return .timedOut
    case 10: return readText().map { .unloadable($0) }
    case 11: return .notRun
    case 12: return .compiled
    case 13: return readMessages().map { .diagnosed($0) }
    case 14: return .lost
    default: return nil
    }
  }
}
