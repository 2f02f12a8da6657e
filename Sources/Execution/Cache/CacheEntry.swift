import Glibc

/// A file of a cache: a value with the key that it is of.
///
/// It holds the whole key, not only a hash of it, so that no collision can be believed; and a checksum, so that no damage can.
package struct CacheEntry {
  private let path: String

  package init(path: String) { self.path = path }

  private static let magic: UInt64 = 0x6772_6164_626f_6f31

  /// What is kept for this key, as `read` understands it. What is damaged, half-written or of another key is thrown away.
  package func value<Value>(for key: [UInt8], read: (ArraySlice<UInt8>) -> Value?) -> Value? {
    guard let bytes = try? readFile(path) else { return nil }
    guard let range = Self.valueRange(in: bytes, key: key), let value = read(bytes[range]) else {
      unlink(path)
      return nil
    }
    return value
  }

  /// What cannot be written is not kept.
  package func store(_ value: [UInt8], for key: [UInt8]) {
    var bytes: [UInt8] = []
    for number in [Self.magic, UInt64(key.count), UInt64(value.count)] { bytes += withUnsafeBytes(of: number, Array.init) }
    bytes += key
    bytes += value
    bytes += withUnsafeBytes(of: hash(bytes), Array.init)
    try? replaceFile(path, with: bytes, synchronizing: false)
  }

  private static func valueRange(in bytes: [UInt8], key: [UInt8]) -> Range<Int>? {
    guard bytes.count >= 32 else { return nil }
    let header = (0..<3).map { index in bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) } }
    let (keySize, valueSize) = (header[1], header[2])
    guard header[0] == magic, keySize == key.count, valueSize <= UInt64(bytes.count), bytes.count == 32 + key.count + Int(valueSize) else {
      return nil
    }
    let end = bytes.count - 8
    let checksum = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: end, as: UInt64.self) }
    guard hash(bytes[..<end]) == checksum, bytes[24..<24 + key.count].elementsEqual(key) else { return nil }
    return 24 + key.count..<end
  }
}

/// FNV-1a over words of eight bytes: for finding and for noticing damage, not against an enemy.
package func hash(_ bytes: some Sequence<UInt8> & ContiguousBytes) -> UInt64 {
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

package protocol ContiguousBytes {
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result
}

extension Array<UInt8>: ContiguousBytes {
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { withUnsafeBytes(body) }
}

extension ArraySlice<UInt8>: ContiguousBytes {
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { withUnsafeBytes(body) }
}
