/// Writes answers in bytes, little-endian, each length before what it counts. `AnswerReader` reads them, and trusts none of it.
public struct AnswerWriter {
  /// What was written.
  public private(set) var bytes: [UInt8] = []

  /// The first byte of every answer: a form that changes has another.
  static let version: UInt8 = 2

  /// A writer at the beginning of an answer.
  public init() { bytes.append(Self.version) }

  /// Takes what was written, to send it; what is written next goes on from there.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Writes the next thing that a check says.
  public mutating func write(_ answer: Answer) {
    switch answer {
    case .input(let input):
      bytes.append(1)
      write(input.line)
      write(input.column)
      write(shown: input.text)
    case .observation(let observation):
      bytes.append(2)
      write(observation.label)
      write(observation.says)
      write(observation.tolerance != nil)
      write(observation.tolerance ?? 0)
      write(observation.line)
      write(observation.value)
      write(shown: observation.text)
    case .mistake(let value, let sentence):
      bytes.append(3)
      write(value)
      write(sentence)
    case .end: bytes.append(4)
    }
  }

  // MARK: Values

  private mutating func write(_ value: ObservedValue) {
    switch value {
    case .none: bytes.append(0)
    case .bool(let value):
      bytes.append(1)
      write(value)
    case .int(let value):
      bytes.append(2)
      write(UInt64(bitPattern: value))
    case .number(let value, let isFloat):
      bytes.append(isFloat ? 4 : 3)
      write(value)
    case .string(let text):
      bytes.append(5)
      write(text)
    case .dtype(let name):
      bytes.append(6)
      write(name)
    case .tensor(let tensor):
      bytes.append(7)
      write(tensor)
    case .list(let values):
      bytes.append(8)
      write(values.count)
      for value in values { write(value) }
    case .entries(let entries):
      bytes.append(9)
      write(entries.count)
      for entry in entries {
        write(entry.key)
        write(entry.value)
      }
    case .thrown(let text):
      bytes.append(10)
      write(text)
    case .trapped(let text):
      bytes.append(11)
      write(text)
    case .printed(let text):
      bytes.append(12)
      write(text)
    }
  }

  private mutating func write(_ tensor: ObservedTensor) {
    bytes.append(tensor.element.rawValue)
    write(tensor.requiresGrad)
    write(tensor.isLeaf)
    write(tensor.graph != nil)
    if let graph = tensor.graph { write(graph.node) }
    write(tensor.shape.count)
    for size in tensor.shape { write(size) }
    write(tensor.bytes != nil)
    bytes += tensor.bytes ?? []
  }

  // MARK: Parts

  private mutating func write(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
  private mutating func write(_ number: Int) { write(UInt64(bitPattern: Int64(number))) }
  private mutating func write(_ number: Double) { write(number.bitPattern) }
  private mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  private mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  private mutating func write(_ text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  /// A text for display, cut where it is too long.
  private mutating func write(shown text: String) {
    guard text.utf8.count > AnswerLimits.shownText else { return write(text) }
    write(String(decoding: text.utf8.prefix(AnswerLimits.shownText), as: UTF8.self) + "…")
  }
}
