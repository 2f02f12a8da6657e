import Observations
import Testing

@Suite("An answer in bytes")
struct AnswerTests {
  static let answer: [Answer] = [
    .input(Answer.Input(line: 12, column: 9, text: "tensor([1.])")),
    .mistake(.list([.int(-3), .none]), sentence: "That is the sum."),
    .observation(
      Observation(
        label: "all", says: "why", tolerance: 0.5, line: 14,
        value: .entries([
          .init(
            key: "w",
            value: .tensor(
              ObservedTensor(
                element: .int16, shape: [2, 1], requiresGrad: false, isLeaf: false, graph: .init(node: nil), bytes: [1, 0, 255, 255]))),
          .init(key: "meta", value: .tensor(ObservedTensor(element: .float64, shape: [1 << 40], requiresGrad: true, bytes: nil))),
          .init(key: "é", value: .list([.bool(true), .number(.infinity, isFloat: false), .number(0.5, isFloat: true)])),
        ]), text: "shown")),
    .observation(Observation(value: .list([.string(""), .dtype("float32"), .thrown(nil), .trapped("x"), .printed("a\nb")]))), .end,
  ]

  static let bytes: [UInt8] = {
    var writer = AnswerWriter()
    for answer in answer { writer.write(answer) }
    return writer.bytes
  }()

  @Test("is read as it was written")
  func roundTrip() throws { #expect(try AnswerReader.read(Self.bytes) == Self.answer) }

  @Test("that stops anywhere is no answer")
  func truncated() {
    for length in Self.bytes.indices {
      #expect(throws: AnswerReader.Malformed.truncated, "\(length) bytes") { try AnswerReader.read(Array(Self.bytes[..<length])) }
    }
  }

  @Test("with something after its end is no answer")
  func longer() {
    #expect(throws: AnswerReader.Malformed.unknown("something after the end")) { try AnswerReader.read(Self.bytes + [4]) }
  }

  @Test("with any one byte changed is read or refused, and never ends the reader")
  func changed() {
    for place in Self.bytes.indices {
      for change: UInt8 in [1, 0x80, 0xff] {
        var bytes = Self.bytes
        bytes[place] ^= change
        let (answers, problem) = AnswerReader.readPrefix(bytes)
        #expect(problem != nil || answers.last == .end)
      }
    }
  }

  @Test(
    "may not be larger than it can be compared",
    arguments: [
      ([Int](repeating: 1, count: 65), "a tensor of 65 dimensions"), ([1 << 62], "a tensor of shape [4611686018427387904]"),
      ([1 << 31, 1 << 31, 1 << 31], "a tensor of shape [2147483648, 2147483648, 2147483648]"),
      ([1 << 20, 2], "a tensor of shape [1048576, 2]"),
    ])
  func largeTensors(shape: [Int], what: String) {
    var writer = AnswerWriter()
    writer.write(.observation(Observation(value: .tensor(ObservedTensor(element: .uint8, shape: shape, requiresGrad: false, bytes: [])))))
    writer.write(.end)
    #expect(throws: AnswerReader.Malformed.tooLarge(what)) { try AnswerReader.read(writer.bytes) }
  }

  @Test("may not have a negative size, nor lists without end")
  func nonsense() {
    var writer = AnswerWriter()
    writer.write(.observation(Observation(value: .tensor(ObservedTensor(element: .bool, shape: [-1], requiresGrad: false, bytes: [])))))
    #expect(throws: AnswerReader.Malformed.unknown("a negative size")) { try AnswerReader.read(writer.bytes) }
    var nested = ObservedValue.none
    for _ in 0...AnswerLimits.depth { nested = .list([nested]) }
    var deep = AnswerWriter()
    deep.write(.observation(Observation(value: nested)))
    #expect(throws: AnswerReader.Malformed.tooLarge("lists in more than 16 lists")) { try AnswerReader.read(deep.bytes) }
    var wide = AnswerWriter()
    wide.write(.observation(Observation(value: .list([ObservedValue](repeating: .none, count: AnswerLimits.values)))))
    #expect(throws: AnswerReader.Malformed.tooLarge("more than 262144 values")) { try AnswerReader.read(wide.bytes) }
  }

  @Test("tells of texts for display only their beginning")
  func longTexts() throws {
    var writer = AnswerWriter()
    writer.write(.observation(Observation(value: .none, text: String(repeating: "x", count: 100_000))))
    writer.write(.end)
    guard case .observation(let observation) = try AnswerReader.read(writer.bytes).first else {
      Issue.record("no observation")
      return
    }
    #expect(observation.text == String(repeating: "x", count: 4096) + "…")
  }
}
