/// Reads the answers of a check from bytes that may be forged: every length is held against what is there before it is believed.
public struct AnswerReader {
  /// Why an answer cannot be read.
  public enum Malformed: Error, Hashable, Sendable {
    /// It stops in the middle, or before its end.
    case truncated
    /// More than `AnswerLimits` allows: what is.
    case tooLarge(String)
    /// No such thing can stand there: what does.
    case unknown(String)
  }

  private let bytes: [UInt8]
  private var position = 0
  /// Each takes more memory here than there, so their number has a bound of its own.
  private var valuesLeft = AnswerLimits.values

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole answer of a check, its end included and nothing after it.
  public static func read(_ bytes: [UInt8]) throws(Malformed) -> [Answer] {
    let (answers, problem) = readPrefix(bytes)
    if let problem { throw problem }
    return answers
  }

  /// What can be read from the front, and why it goes no further; no reason where it is whole.
  public static func readPrefix(_ bytes: [UInt8]) -> (answers: [Answer], problem: Malformed?) {
    var reader = AnswerReader(bytes)
    var answers: [Answer] = []
    do throws(Malformed) {
      guard bytes.count <= AnswerLimits.bytes else { throw .tooLarge("an answer of \(bytes.count) bytes") }
      guard try reader.byte() == AnswerWriter.version else { throw .unknown("a version") }
      while true {
        guard answers.count < AnswerLimits.items else { throw .tooLarge("more than \(AnswerLimits.items) observations") }
        let answer = try reader.answer()
        answers.append(answer)
        if answer == .end { break }
      }
      guard reader.position == bytes.count else { throw .unknown("something after the end") }
      return (answers, nil)
    } catch {
      return (answers, error)
    }
  }

  private mutating func answer() throws(Malformed) -> Answer {
    switch try byte() {
    case 1: return .input(Answer.Input(line: try integer(), column: try integer(), text: try text(AnswerLimits.shownText + 16)))
    case 2:
      let label = try text()
      let says = try optionalText()
      let hasTolerance = try flag()
      let tolerance = try number()
      let line = try integer()
      let value = try value()
      let shown = try text(AnswerLimits.shownText + 16)
      return .observation(
        Observation(label: label, says: says, tolerance: hasTolerance ? tolerance : nil, line: line, value: value, text: shown))
    case 3:
      let value = try value()
      return .mistake(value, sentence: try text())
    case 4: return .end
    default: throw .unknown("a kind of answer")
    }
  }

  // MARK: Values

  private mutating func value(depth: Int = 0) throws(Malformed) -> ObservedValue {
    guard depth <= AnswerLimits.depth else { throw .tooLarge("lists in more than \(AnswerLimits.depth) lists") }
    guard valuesLeft > 0 else { throw .tooLarge("more than \(AnswerLimits.values) values") }
    valuesLeft -= 1
    switch try byte() {
    case 0: return .none
    case 1: return .bool(try flag())
    case 2: return .int(Int64(try integer()))
    case 3: return .number(try number(), isFloat: false)
    case 4: return .number(try number(), isFloat: true)
    case 5: return .string(try text())
    case 6: return .dtype(try text())
    case 7: return .tensor(try tensor())
    case 8:
      let count = try count()
      var values: [ObservedValue] = []
      for _ in 0..<count { values.append(try value(depth: depth + 1)) }
      return .list(values)
    case 9:
      let count = try count()
      var entries: [ObservedValue.Entry] = []
      for _ in 0..<count { entries.append(ObservedValue.Entry(key: try text(), value: try value(depth: depth + 1))) }
      return .entries(entries)
    case 10: return .thrown(try optionalText())
    case 11: return .trapped(try optionalText())
    case 12: return .printed(try text())
    default: throw .unknown("a kind of value")
    }
  }

  private mutating func tensor() throws(Malformed) -> ObservedTensor {
    guard let element = ObservedTensor.Element(rawValue: try byte()) else { throw .unknown("a dtype") }
    let requiresGrad = try flag()
    let isLeaf = try flag()
    let graph = try flag() ? ObservedTensor.Graph(node: try optionalText()) : nil
    let dimensions = try integer()
    guard (0...AnswerLimits.dimensions).contains(dimensions) else { throw .tooLarge("a tensor of \(dimensions) dimensions") }
    var shape: [Int] = []
    for _ in 0..<dimensions {
      let size = try integer()
      guard size >= 0 else { throw .unknown("a negative size") }
      shape.append(size)
    }
    guard try flag() else {
      return ObservedTensor(element: element, shape: shape, requiresGrad: requiresGrad, isLeaf: isLeaf, graph: graph, bytes: nil)
    }
    var elements = 1
    if shape.contains(0) { elements = 0 }
    for size in shape where elements > 0 {
      let (product, overflows) = elements.multipliedReportingOverflow(by: size)
      guard !overflows, product <= AnswerLimits.elements else { throw .tooLarge("a tensor of shape \(shape)") }
      elements = product
    }
    let data = try take(elements * element.byteCount)
    return ObservedTensor(
      element: element, shape: shape, requiresGrad: requiresGrad, isLeaf: isLeaf, graph: graph, bytes: Array(data))
  }

  // MARK: Parts

  private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func byte() throws(Malformed) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func word() throws(Malformed) -> UInt64 {
    UInt64(littleEndian: try take(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
  }

  private mutating func integer() throws(Malformed) -> Int { Int(Int64(bitPattern: try word())) }
  private mutating func number() throws(Malformed) -> Double { Double(bitPattern: try word()) }

  private mutating func flag() throws(Malformed) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw .unknown("a flag")
    }
  }

  /// A count of things that take at least a byte each.
  private mutating func count() throws(Malformed) -> Int {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw .truncated }
    return count
  }

  private mutating func text(_ largest: Int = AnswerLimits.comparedText) throws(Malformed) -> String {
    let count = try count()
    guard count <= largest else { throw .tooLarge("a text of \(count) bytes") }
    return String(decoding: try take(count), as: UTF8.self)
  }

  private mutating func optionalText() throws(Malformed) -> String? { try flag() ? try text() : nil }
}
