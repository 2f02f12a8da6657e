import Autograd
import NN
import TensorFiles
import Testing

@Suite("Archives")
struct ZipTests {
  private func member(_ change: (inout ZipBuilder.Member) -> Void = { _ in }) throws -> ZipBuilder.Member {
    let bytes = try NPY.encoded(.arange(3))
    var member = ZipBuilder.Member(name: "x.npy", bytes: bytes)
    change(&member)
    return member
  }

  private func refusal(_ members: [ZipBuilder.Member], _ change: (inout ZipBuilder) -> Void = { _ in }) -> TensorFileError? {
    var builder = ZipBuilder(members: members)
    change(&builder)
    return thrown { _ = try NPZ.load(bytes: builder.bytes) }
  }

  @Test("what the directory says and the file does not hold is refused")
  func lies() throws {
    let one = try member()
    let wrong: [(String, (inout ZipBuilder) -> Void)] = [
      ("the directory is said to have 7 entries in 51 bytes", { $0.entryCount = 7 }),
      ("the directory has more bytes than its entries", { $0.entryCount = 0 }),
      ("and must end by", { $0.directorySize = 1 << 30 }),
      ("and must end by", { $0.directoryOffset = 1 << 30 }),
      ("an entry of the directory should be here", { $0.directoryOffset = 0 }),
      ("has no header where the directory says", { $0.members[0].offset = 1 }),
      ("is said to begin at 4000, and the directory begins at", { $0.members[0].offset = 4000 }),
      ("has another name in its own header", { $0.members[0].localName = "y.npy" }),
      ("stands in the archive twice", { $0.members.append($0.members[0]) }),
      ("is encrypted", { $0.members[0].flags = 1 }),
      ("is packed by method 12", { $0.members[0].method = 12 }),
      ("is stored as it is, and said to have", { $0.members[0].size = 1 }),
      (
        "bytes at",
        {
          $0.members[0].size = 1 << 31; $0.members[0].packedSize = 1 << 31
        }
      ),
      (
        "can't unpack to",
        {
          $0.members[0].method = 8; $0.members[0].size = 1 << 31
        }
      ),
      ("unpacks to 6 bytes, and is said to have 152", { $0.members[0].method = 8 }),
      (
        "can't be unpacked: the deflated bytes are damaged",
        {
          $0.members[0].method = 8
          $0.members[0].bytes[0] = 7
        }
      ),
      ("an extra field passes the end of its entry", { $0.members[0].extra = [1, 0, 200, 0] }),
    ]
    for (text, change) in wrong {
      let error = try #require(refusal([one], change))
      #expect(error.detail.contains(text))
    }
  }

  @Test("members that share bytes are refused, so that none unpack to a million times the file")
  func overlap() throws {
    let x = try member()
    // The second member's bytes are the first's header and bytes.
    var bomb = ZipBuilder(members: [x])
    bomb.members[0].bytes = ZipBuilder(members: [x]).bytes
    bomb.members[0].name = "outer.npy"
    var inner = x
    inner.offset = 30 + "outer.npy".utf8.count
    bomb.members.append(inner)
    #expect(thrown { _ = try NPZ.load(bytes: bomb.bytes) }?.detail.hasPrefix("overlaps 'outer.npy', which ends at") == true)
  }

  @Test("bytes that have changed since they were written are noticed")
  func checkSum() throws {
    var bytes = try NPZ.encoded(["x": .arange(300)])
    bytes[400] ^= 1
    let error = try #require(thrown { _ = try NPZ.load(bytes: bytes) })
    #expect(error.entry == "x.npy" && error.detail.hasSuffix("the bytes have changed"))
  }

  @Test("a small file that unpacks to more than the limit is refused, and read under a higher one")
  func bomb() throws {
    let zeros = try NPZ.encoded(["x": .zeros(1 << 20), "y": .zeros(1 << 20)], compressed: true)
    #expect(zeros.count < 20_000)
    let error = try #require(thrown { _ = try NPZ.load(bytes: zeros, inflatedLimit: 5 << 20) })
    #expect(error.reason == .tooLarge && error.entry == "y.npy")
    #expect(try NPZ.load(bytes: zeros, inflatedLimit: 9 << 20)["y"]?.numel == 1 << 20)
  }

  @Test("a deflated member that unpacks to more or less than it says is refused")
  func inflatedSize() throws {
    let bytes = try NPZ.encoded(["x": .zeros(1000)], compressed: true)
    let end = bytes.count - 22
    let directory = Int(bytes[end + 16]) | Int(bytes[end + 17]) << 8
    for change in [-1, 1] {
      var lying = bytes
      let size = Int(bytes[directory + 24]) | Int(bytes[directory + 25]) << 8
      lying.replaceSubrange(directory + 24..<directory + 26, with: number(size + change, 2))
      #expect(thrown { _ = try NPZ.load(bytes: lying) }?.detail.contains("unpacks to") == true)
    }
  }

  @Test("numbers of 64 bits are written where they are needed, and read")
  func wide() throws {
    let buffer = ByteBuffer(name: "wide")
    let writer = ZipWriter(buffer, wideFrom: 100)
    for name in ["x.npy", "y.npy"] { try writer.add(name, NPY.encoded(.arange(5))) }
    try writer.finish()
    let read = try NPZ.load(bytes: buffer.bytes)
    #expect(read["x"]?.array(of: Int.self) == [0, 1, 2, 3, 4] && read["y"]?.array(of: Int.self) == [0, 1, 2, 3, 4])
  }

  @Test("a member that is no array is refused")
  func otherMember() {
    #expect(thrown { _ = try NPZ.load(bytes: zip([("readme.txt", [65])])) }?.reason == .unsupported)
  }

  @Test("elements begin at multiples of 64 bytes")
  func alignment() throws {
    let bytes = try Checkpoint.encoded(["x": .tensor(Tensor([7.0])), "y": .tensor(Tensor([7.0]))])
    let places = bytes.indices.dropLast(3).filter { Array(bytes[$0..<$0 + 4]) == [0, 0, 0xE0, 0x40] }
    #expect(places.count == 2 && places.allSatisfy { $0 % 64 == 0 })
  }
}
