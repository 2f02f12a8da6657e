import TensorFiles

/// A zip archive of stored members, with whatever lies in its fields that a test wants.
struct ZipBuilder {
  struct Member {
    var name: String
    var bytes: [UInt8]
    var method: UInt16 = 0
    var size: Int?
    var packedSize: Int?
    var offset: Int?
    var flags: UInt16 = 0
    var localName: String?
    var checkSum: UInt32 = 0
    var extra: [UInt8] = []
  }

  var members: [Member]
  var entryCount: Int?
  var directorySize: Int?
  var directoryOffset: Int?
  var comment: [UInt8] = []

  var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = member.offset ?? file.count
      let localName = Array((member.localName ?? member.name).utf8)
      file += number(0x0403_4B50, 4) + number(20, 2) + number(Int(member.flags), 2) + number(Int(member.method), 2)
      file += number(0, 16) + number(localName.count, 2) + number(0, 2) + localName + member.bytes
      directory += number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(Int(member.flags), 2)
      directory += number(Int(member.method), 2) + number(0, 4) + number(Int(member.checkSum), 4)
      directory += number(member.packedSize ?? member.bytes.count, 4) + number(member.size ?? member.bytes.count, 4)
      directory += number(member.name.utf8.count, 2) + number(member.extra.count, 2) + number(0, 10) + number(offset, 4)
      directory += Array(member.name.utf8) + member.extra
    }
    let start = directoryOffset ?? file.count
    file += directory
    file += number(0x0605_4B50, 4) + number(0, 4) + number(entryCount ?? members.count, 2) + number(entryCount ?? members.count, 2)
    return file + number(directorySize ?? directory.count, 4) + number(start, 4) + number(comment.count, 2) + comment
  }
}

/// A number, least significant byte first.
func number(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
}

/// An archive of plain members.
func zip(_ members: [(String, [UInt8])]) -> [UInt8] {
  ZipBuilder(members: members.map { ZipBuilder.Member(name: $0.0, bytes: $0.1) }).bytes
}
