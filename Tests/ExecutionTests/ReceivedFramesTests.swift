import CSection
import Testing

@testable import Execution

@Suite("Frames that come without end")
struct ReceivedFramesTests {
  private static func frame(_ text: String) -> [UInt8] {
    let header = gradbook_frame(
      kind: gradbook_kind_answer.rawValue, section: 0, block: 0, code: 0, offset: 0, length: UInt32(text.utf8.count),
      mark: UInt32(gradbook_frame_mark))
    return withUnsafeBytes(of: header, Array.init) + Array(text.utf8)
  }

  @Test("are taken up to a number, however small each is")
  func number() {
    var received = ReceivedFrames()
    let piece = (0..<1000).flatMap { _ in Self.frame("") }
    for _ in 0..<400 { received.add(piece) }
    #expect(received.frames.count > ReceivedFrames.most && received.frames.count <= ReceivedFrames.most + 1000)
  }

  @Test("are taken up to what is no frame, also where it is cut in two")
  func noise() {
    var received = ReceivedFrames()
    let whole = Self.frame("one") + Self.frame("two")
    received.add(Array(whole.prefix(40)))
    received.add(Array(whole.dropFirst(40)))
    received.add([UInt8](repeating: 0xff, count: 100))
    received.add(Self.frame("three"))
    #expect(received.frames.map(\.text) == ["one", "two"])
  }
}
