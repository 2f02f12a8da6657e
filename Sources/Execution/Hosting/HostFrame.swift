import CSection
import Glibc

/// What comes over the control pipe of `gradbook-host` (see `CSection.h`).
struct HostFrame: Hashable {
  var kind: gradbook_kind
  var section: Int
  var block: Int
  var code: Int32
  var offset: Int
  var bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Reads frames from the front of `bytes`; what is not whole stays.
  /// - Returns: nil where something else stands: a block wrote to the pipe.
  static func take(from bytes: inout [UInt8]) -> [HostFrame]? {
    var frames: [HostFrame] = []
    let size = MemoryLayout<gradbook_frame>.size
    var start = 0
    while bytes.count - start >= size {
      let header = bytes[start..<start + size].withUnsafeBytes { $0.loadUnaligned(as: gradbook_frame.self) }
      guard header.mark == UInt32(gradbook_frame_mark), header.length <= UInt32(PIPE_BUF) else { return nil }
      let end = start + size + Int(header.length)
      guard end <= bytes.count else { break }
      frames.append(
        HostFrame(
          kind: gradbook_kind(header.kind), section: Int(header.section), block: Int(header.block), code: header.code,
          offset: Int(truncatingIfNeeded: header.offset), bytes: Array(bytes[(start + size)..<end])))
      start = end
    }
    bytes.removeFirst(start)
    return frames
  }
}

extension gradbook_kind: @retroactive Hashable {}
