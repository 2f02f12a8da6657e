import Glibc
import SystemPackage

/// What sections did, kept by everything that it depends on, in `.gradbook/cache` beside `Chapters`.
///
/// A section of a chapter has one place, so that the folder does not grow with every change. An entry holds the whole text of its key, not only a hash of it, so that no collision can be believed; and a checksum, so that no damage can.
struct RunCache: Sendable {
  let folder: String

  /// Which section or exercise an entry is of.
  struct Place: Hashable {
    /// The chapter's path, or a solution's.
    var file: String
    /// A section's number, or for an exercise the line of its text, negative.
    var number: Int
  }

  private static let magic: UInt64 = 0x6772_6164_626f_6f31

  func record(for key: [UInt8], at place: Place) -> SectionRecord? {
    guard let bytes = try? readFile(path(of: place)) else { return nil }
    guard let record = Self.record(in: bytes, key: key) else {
      // Damaged, half-written, or of another key: thrown away.
      unlink(path(of: place))
      return nil
    }
    return record
  }

  /// A cache that cannot be written is no error: the next run is slower.
  func store(_ record: SectionRecord, for key: [UInt8], at place: Place) {
    guard record.isRepeatable, (try? makeFolder(folder)) != nil else { return }
    var writer = RecordWriter()
    writer.write(record)
    var bytes: [UInt8] = []
    for number in [Self.magic, UInt64(key.count), UInt64(writer.bytes.count)] { bytes += withUnsafeBytes(of: number, Array.init) }
    bytes += key
    bytes += writer.bytes
    bytes += withUnsafeBytes(of: hash(bytes), Array.init)
    try? replaceFile(path(of: place), with: bytes, synchronizing: false)
  }

  private static func record(in bytes: [UInt8], key: [UInt8]) -> SectionRecord? {
    guard bytes.count >= 32 else { return nil }
    let header = (0..<3).map { index in bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) } }
    let (keySize, valueSize) = (header[1], header[2])
    guard header[0] == magic, keySize == key.count, valueSize <= UInt64(bytes.count), bytes.count == 32 + key.count + Int(valueSize) else {
      return nil
    }
    let end = bytes.count - 8
    let checksum = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: end, as: UInt64.self) }
    guard hash(bytes[..<end]) == checksum, bytes[24..<24 + key.count].elementsEqual(key) else { return nil }
    var reader = RecordReader(bytes[(24 + key.count)..<end])
    return reader.readSection()
  }

  private func path(of place: Place) -> String {
    "\(folder)/\(chapterName(place.file))-\(String(hash(Array(place.file.utf8)), radix: 16))-\(place.number).run"
  }
}

/// FNV-1a over words of eight bytes: for finding and for noticing damage, not against an enemy.
func hash(_ bytes: some Sequence<UInt8> & ContiguousBytes) -> UInt64 {
  bytes.withBytes { buffer in
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let words = buffer.count / 8
    for word in 0..<words {
      hash = (hash ^ buffer.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    for index in (words * 8)..<buffer.count { hash = (hash ^ UInt64(buffer[index])) &* 0x0000_0100_0000_01b3 }
    return hash ^ UInt64(buffer.count)
  }
}

protocol ContiguousBytes {
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result
}

extension Array<UInt8>: ContiguousBytes {
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { withUnsafeBytes(body) }
}

extension ArraySlice<UInt8>: ContiguousBytes {
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { withUnsafeBytes(body) }
}
