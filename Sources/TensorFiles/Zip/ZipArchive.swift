import Czlib

/// A zip archive that is read: its directory checked, its members found.
///
/// No two members share bytes (an archive that unpacks to a million times its size does it that way), none lies outside of the file, none has
/// another's name, and each one's own header says the same name as the directory.
struct ZipArchive {
  let file: ByteRegion
  /// In the order of the directory.
  private(set) var entries: [ZipEntry] = []
  private var places: [String: Int] = [:]
  /// How many bytes may still be unpacked.
  private var inflatable: Int

  init(_ file: ByteRegion, inflatedLimit: Int) throws(TensorFileError) {
    self.file = file
    inflatable = inflatedLimit
    let directory = try ZipDirectory(file)
    var cursor = ByteCursor(file.part(0, directory.end), at: directory.start)
    entries.reserveCapacity(directory.entryCount)
    for _ in 0..<directory.entryCount {
      let before = cursor
      var entry = try ZipEntry(directory: &cursor)
      try entry.findData(in: file, before: directory.start)
      if places.updateValue(entries.count, forKey: entry.name) != nil {
        throw before.region.error(.malformed, "the member \(shown(entry.name)) stands in the archive twice", at: before.position)
      }
      entries.append(entry)
    }
    if cursor.remaining > 0 { throw cursor.error(.malformed, "the directory has more bytes than its entries") }
    try checkOverlaps()
  }

  private func checkOverlaps() throws(TensorFileError) {
    let inOrder = entries.sorted { $0.headerOffset < $1.headerOffset }
    for (entry, next) in zip(inOrder, inOrder.dropFirst()) where next.headerOffset < entry.dataEnd {
      throw TensorFileError(
        .malformed, "overlaps \(shown(entry.name)), which ends at \(entry.dataEnd)", file: file.memory.name, entry: next.name,
        offset: next.headerOffset)
    }
  }

  func entry(_ name: String) -> ZipEntry? { places[name].map { entries[$0] } }

  /// A member's bytes: where they lie in the file, or unpacked.
  mutating func contents(of entry: ZipEntry) throws(TensorFileError) -> ByteRegion {
    let packed = file.part(entry.dataOffset, entry.dataEnd, entry: entry.name)
    if entry.method == .stored { return packed }
    if entry.size > inflatable {
      throw packed.error(.tooLarge, "unpacks to \(entry.size) bytes, and \(inflatable) may still be unpacked", at: 0)
    }
    inflatable -= entry.size
    var inflated = try packed.inflated(to: entry.size).region
    inflated.entry = entry.name
    return inflated
  }

  func checkSum(of contents: ByteRegion, _ entry: ZipEntry) throws(TensorFileError) {
    let sum = contents.bytes.checkSum
    if sum != entry.checkSum {
      let (is_, should) = (String(sum, radix: 16), String(entry.checkSum, radix: 16))
      throw contents.error(.malformed, "its check sum is \(is_), and should be \(should): the bytes have changed")
    }
  }
}

extension ZipEntry {
  /// Reads the directory's description of an entry.
  fileprivate init(directory cursor: inout ByteCursor) throws(TensorFileError) {
    let start = cursor
    let what = "an entry of the directory"
    guard try cursor.integer(UInt32.self, what) == ZipSignature.directoryHeader else {
      throw start.error(.malformed, "\(what) should be here")
    }
    _ = try cursor.take(4, what)
    let flags = try cursor.integer(UInt16.self, what)
    let method = try cursor.integer(UInt16.self, what)
    _ = try cursor.take(4, what)
    let checkSum = try cursor.integer(UInt32.self, what)
    var packed = UInt64(try cursor.integer(UInt32.self, what))
    var size = UInt64(try cursor.integer(UInt32.self, what))
    let nameSize = Int(try cursor.integer(UInt16.self, what))
    let extraSize = Int(try cursor.integer(UInt16.self, what))
    let commentSize = Int(try cursor.integer(UInt16.self, what))
    _ = try cursor.take(8, what)
    var offset = UInt64(try cursor.integer(UInt32.self, what))
    let name = try cursor.text(nameSize, "a member's name")
    func fault(_ reason: TensorFileError.Reason, _ detail: String) -> TensorFileError {
      TensorFileError(reason, detail, file: start.region.memory.name, entry: name, offset: start.position)
    }
    if flags & 0x2041 != 0 { throw fault(.unsupported, "is encrypted") }
    let extra = cursor.position..<cursor.position + extraSize
    _ = try cursor.take(extraSize, what)
    try ZipEntry.widen(&size, &packed, &offset, from: start.region.part(extra.lowerBound, extra.upperBound))
    _ = try cursor.take(commentSize, what)
    let known: [UInt16: Method] = [0: .stored, 8: .deflated]
    guard let packing = known[method] else {
      throw fault(.unsupported, "is packed by method \(method): only stored and deflated members can be read")
    }
    guard let packedSize = Int(exactly: packed), let size = Int(exactly: size), let headerOffset = Int(exactly: offset) else {
      throw fault(.malformed, "is said to have \(size) bytes, packed \(packed), at \(offset)")
    }
    if method == 0 && size != packedSize {
      throw fault(.malformed, "is stored as it is, and said to have \(size) bytes in \(packedSize)")
    }
    // Deflate never packs more than 1032 bytes into one.
    if method == 8 && size / 1032 > packedSize { throw fault(.malformed, "can't unpack to \(size) bytes from \(packedSize)") }
    self.init(name: name, method: packing, checkSum: checkSum, packedSize: packedSize, size: size, headerOffset: headerOffset)
  }

  /// Numbers that are too wide stand in an extra field, in this order, each only if its own place is full of ones.
  private static func widen(
    _ size: inout UInt64, _ packed: inout UInt64, _ offset: inout UInt64, from extra: ByteRegion
  ) throws(TensorFileError) {
    var cursor = ByteCursor(extra)
    while cursor.remaining >= 4 {
      let identifier = try cursor.integer(UInt16.self, "an extra field")
      let end = cursor.position + 2 + Int(try cursor.integer(UInt16.self, "an extra field"))
      if end > extra.count { throw cursor.error(.malformed, "an extra field passes the end of its entry") }
      if identifier == 1 {
        var field = ByteCursor(extra.part(0, end), at: cursor.position)
        if size == UInt32.max { size = try field.integer(UInt64.self, "a member's size") }
        if packed == UInt32.max { packed = try field.integer(UInt64.self, "a member's packed size") }
        if offset == UInt32.max { offset = try field.integer(UInt64.self, "a member's offset") }
      }
      cursor.skip(end - cursor.position)
    }
  }

  /// Reads the entry's own header, after which its bytes stand.
  fileprivate mutating func findData(in file: ByteRegion, before limit: Int) throws(TensorFileError) {
    func fault(_ detail: String) -> TensorFileError {
      TensorFileError(.malformed, detail, file: file.memory.name, entry: name, offset: headerOffset)
    }
    if headerOffset > limit - 30 { throw fault("is said to begin at \(headerOffset), and the directory begins at \(limit)") }
    var cursor = ByteCursor(file.part(0, limit), at: headerOffset)
    guard try cursor.integer(UInt32.self, "a member's header") == ZipSignature.localHeader else {
      throw fault("has no header where the directory says")
    }
    _ = try cursor.take(22, "a member's header")
    let nameSize = Int(try cursor.integer(UInt16.self, "a member's header"))
    let extraSize = Int(try cursor.integer(UInt16.self, "a member's header"))
    guard try cursor.take(nameSize, "a member's name").elementsEqual(name.utf8) else { throw fault("has another name in its own header") }
    _ = try cursor.take(extraSize, "a member's header")
    dataOffset = cursor.position
    if packedSize > limit - dataOffset { throw fault("has \(packedSize) bytes at \(dataOffset), and the directory begins at \(limit)") }
  }
}
