import Autograd
import TensorFiles
import Testing

/// Files of the form before PyTorch 1.6, put together by hand.
@Suite("Hostile files of the old form")
struct LegacyCheckpointTests {
  /// Magic number, version and system, as PyTorch wrote them in legacy-format.pt.
  private let head: [UInt8]

  init() throws { head = Array(try Fixtures.bytes("legacy-format.pt")[..<137]) }

  private func text(_ text: String) -> [UInt8] { [0x58] + number(text.utf8.count, 4) + Array(text.utf8) }

  /// A tensor of two floats on a storage of so many, with the description of a part of it.
  private func tensor(key: String = "7", count: Int = 4, part: [UInt8] = [0x4E], offset: UInt8 = 0) -> [UInt8] {
    let call = Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8) + text("storage") + Array("ctorch\nFloatStorage\n".utf8) + text(key)
    let storage = text("cpu") + [0x8A, 8] + number(count, 8) + part + Array("tQ".utf8)
    return call + storage + [0x4B, offset, 0x4B, 2, 0x85, 0x4B, 1, 0x85, 0x89] + Array("ccollections\nOrderedDict\n)RtR".utf8)
  }

  private func file(_ value: [UInt8], keys: [String] = ["7"], storages: [UInt8]) -> [UInt8] {
    head + [0x80, 2] + value + [0x2E, 0x80, 2, 0x5D, 0x28] + keys.flatMap { text($0) } + [0x65, 0x2E] + storages
  }

  private let fourFloats = number(4, 8) + [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40]

  /// A tuple of a name, an offset and a size.
  private func part(_ start: UInt8, _ count: UInt8) -> [UInt8] { text("8") + [0x4B, start, 0x4B, count, 0x87] }

  @Test("a storage, and a part of one under a name of its own, are read")
  func valid() throws {
    let whole = try Checkpoint.load(bytes: file(tensor(offset: 1), storages: fourFloats)).tensor
    #expect(whole?.array(of: Float.self) == [2, 3])
    let part = try Checkpoint.load(bytes: file(tensor(part: part(2, 2)), storages: fourFloats)).tensor
    #expect(part?.array(of: Float.self) == [3, 4] && part?.storageOffset == 2)
  }

  @Test("what the keys and the storages say otherwise than the values is refused")
  func lies() {
    let wrong: [([UInt8], String)] = [
      (file(tensor(), keys: [], storages: fourFloats), "the storage '7' is not in the file"),
      (file(tensor(), keys: ["9"], storages: fourFloats), "the storage '9' is listed, and no tensor has it, or it is listed twice"),
      (file(tensor(), keys: ["7", "7"], storages: fourFloats + fourFloats), "no tensor has it, or it is listed twice"),
      (file(tensor(count: 3), storages: fourFloats), "the storage '7' is said to have 3 elements, and then 4"),
      (file(tensor(count: 1 << 40), storages: fourFloats), "for which the file is too short"),
      (file(tensor(count: .max), storages: fourFloats), "for which the file is too short"),
      (file(tensor(count: -1), storages: fourFloats), "a storage is said to have -1 elements"),
      (file(tensor(), storages: fourFloats + [0]), "something follows the last storage"),
      (file(tensor(), storages: Array(fourFloats.dropLast())), "the storage '7' should have 16 bytes, and 15 are left"),
      (file(tensor(part: part(3, 2)), storages: fourFloats), "a part of storage '7' lies outside of it"),
      (file(tensor(part: part(2, 1)), storages: fourFloats), "passes the end of a storage of 1 elements"),
      (file(tensor() + [0x30] + tensor(count: 3), storages: fourFloats), "the storage '7' is described in two ways"),
      (head + [0x80, 2, 0x4E, 0x2E, 0x80, 2] + tensor() + [0x2E], "a storage stands outside of the values"),
      ([0x80, 2, 0x4E, 0x2E], "it does not begin with PyTorch's magic number"),
      (Array(head[..<15]) + [0x80, 2, 0x4B, 1, 0x2E], "its version is not 1001"),
    ]
    for (file, text) in wrong {
      #expect(thrown { _ = try Checkpoint.load(bytes: file) }?.detail.contains(text) == true, "\(text)")
    }
  }

  @Test("a tar archive, as PyTorch wrote before that, is told from damage")
  func tar() {
    let file = Array("sys_info".utf8) + [UInt8](repeating: 0, count: 249) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 600)
    #expect(thrown { _ = try Checkpoint.load(bytes: file) }?.reason == .unsupported)
  }
}
