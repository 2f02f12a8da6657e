/// Where a zip archive's directory lies and how much is in it: what the record at the archive's very end says.
struct ZipDirectory {
  let start: Int
  let end: Int
  let entryCount: Int

  private static let endSize = 22
  private static let locatorSize = 20

  init(_ file: ByteRegion) throws(TensorFileError) {
    let place = try ZipDirectory.endRecord(file)
    var cursor = ByteCursor(file, at: place + 4)
    let disk = try cursor.integer(UInt16.self, "the end record")
    let directoryDisk = try cursor.integer(UInt16.self, "the end record")
    let countHere = try cursor.integer(UInt16.self, "the end record")
    let count = try cursor.integer(UInt16.self, "the end record")
    let size = try cursor.integer(UInt32.self, "the end record")
    let offset = try cursor.integer(UInt32.self, "the end record")
    var numbers = (
      disks: UInt64(disk | directoryDisk), here: UInt64(countHere), all: UInt64(count), size: UInt64(size), start: UInt64(offset)
    )
    var limit = place
    if countHere == .max || count == .max || size == .max || offset == .max,
      let place64 = try ZipDirectory.endRecord64(file, before: place)
    {
      var cursor = ByteCursor(file, at: place64 + 16)
      numbers.disks = UInt64(
        try cursor.integer(UInt32.self, "the 64-bit end record") | cursor.integer(UInt32.self, "the 64-bit end record"))
      numbers.here = try cursor.integer(UInt64.self, "the 64-bit end record")
      numbers.all = try cursor.integer(UInt64.self, "the 64-bit end record")
      numbers.size = try cursor.integer(UInt64.self, "the 64-bit end record")
      numbers.start = try cursor.integer(UInt64.self, "the 64-bit end record")
      limit = place64
    }
    if numbers.disks != 0 || numbers.here != numbers.all {
      throw file.error(.unsupported, "the archive is spread over several files", at: place)
    }
    let (end, overflow) = numbers.start.addingReportingOverflow(numbers.size)
    if overflow || end > limit {
      throw file.error(
        .malformed, "the directory is said to lie at \(numbers.start) with \(numbers.size) bytes, and must end by \(limit)", at: place)
    }
    // No entry of the directory has fewer than 46 bytes.
    if numbers.all > numbers.size / 46 {
      throw file.error(.malformed, "the directory is said to have \(numbers.all) entries in \(numbers.size) bytes", at: place)
    }
    self.start = Int(numbers.start)
    self.end = Int(end)
    entryCount = Int(numbers.all)
  }

  /// The record stands at the end, before a comment of at most 65,535 bytes whose length it gives.
  private static func endRecord(_ file: ByteRegion) throws(TensorFileError) -> Int {
    let bytes = file.bytes
    var place = file.count - endSize
    while place >= 0 && place >= file.count - endSize - 0xFFFF {
      if UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)) == ZipSignature.directoryEnd {
        let comment = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: place + 20, as: UInt16.self)))
        if place + endSize + comment == file.count { return place }
      }
      place -= 1
    }
    throw file.error(.truncated, "has no directory at its end: it is no zip archive, or was cut short", at: file.count)
  }

  private static func endRecord64(_ file: ByteRegion, before place: Int) throws(TensorFileError) -> Int? {
    var cursor = ByteCursor(file, at: max(place - locatorSize, 0))
    guard place >= locatorSize, try cursor.integer(UInt32.self, "the locator") == ZipSignature.directoryEnd64Locator else { return nil }
    let before = cursor
    let disk = try cursor.integer(UInt32.self, "the locator")
    let offset = try cursor.integer(UInt64.self, "the locator")
    let disks = try cursor.integer(UInt32.self, "the locator")
    guard disk == 0, disks <= 1, offset <= UInt64(place - locatorSize), place - locatorSize - Int(offset) >= 56 else {
      throw before.error(.malformed, "the locator points to \(offset), where no 64-bit end record can stand")
    }
    var record = ByteCursor(file, at: Int(offset))
    guard try record.integer(UInt32.self, "the 64-bit end record") == ZipSignature.directoryEnd64 else {
      throw before.error(.malformed, "the locator points to \(offset), where no 64-bit end record stands")
    }
    return Int(offset)
  }
}
