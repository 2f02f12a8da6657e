/// Writes a zip archive, member by member.
///
/// A member that is stored begins at a multiple of 64 bytes, as in the files that PyTorch writes: the gap is an extra field of its header.
package final class ZipWriter {
  private let sink: any ByteSink
  private var directory: [UInt8] = []
  private var entryCount = 0
  /// From this size or offset on a number stands in a field of 64 bits.
  private let wideFrom: Int

  static let alignment = 64

  package init(_ sink: any ByteSink, wideFrom: Int = 0xFFFF_FFFF) {
    self.sink = sink
    self.wideFrom = wideFrom
  }

  /// Adds a member, whose bytes are these one after the other. The names must differ.
  func add(_ name: String, _ parts: [UnsafeRawBufferPointer], compressed: Bool = false) throws(TensorFileError) {
    if name.utf8.count > 0xFFFF - 1024 {
      throw TensorFileError(.notWritable, "the name is too long for an archive", file: sink.name, entry: name)
    }
    let checkSum = parts.reduce(UInt32(0)) { $1.checkSum(after: $0) }
    let size = parts.reduce(0) { $0 + $1.count }
    if !compressed { return try add(name, parts, packedSize: size, size, checkSum, method: 0) }
    guard let packed = deflated(parts) else { throw TensorFileError(.tooLarge, "can't be packed", file: sink.name, entry: name) }
    try packed.span.withUnsafeBytes { (bytes) throws(TensorFileError) in
      try add(name, [bytes], packedSize: bytes.count, size, checkSum, method: 8)
    }
  }

  /// Adds a short member.
  package func add(_ name: String, _ bytes: [UInt8]) throws(TensorFileError) {
    try bytes.span.withUnsafeBytes { (bytes) throws(TensorFileError) in try add(name, [bytes]) }
  }

  private func add(
    _ name: String, _ packed: [UnsafeRawBufferPointer], packedSize: Int, _ size: Int, _ checkSum: UInt32, method: UInt16
  ) throws(TensorFileError) {
    let offset = sink.count
    let isWide = max(size, packedSize) >= wideFrom
    var wide: [UInt8] = []
    if isWide { wide = ZipWriter.wideField([size, packedSize]) }
    // What the two headers share: version to read it, flags (names are UTF-8), method, no time, 1980-01-01, check sum, sizes.
    var shared: [UInt8] = []
    shared.append(littleEndian: UInt16(45))
    shared.append(littleEndian: UInt16(0x0800))
    shared.append(littleEndian: method)
    shared.append(littleEndian: UInt16(0))
    shared.append(littleEndian: UInt16(0x21))
    shared.append(littleEndian: checkSum)
    shared.append(littleEndian: isWide ? UInt32.max : UInt32(packedSize))
    shared.append(littleEndian: isWide ? UInt32.max : UInt32(size))
    shared.append(littleEndian: UInt16(name.utf8.count))

    var header: [UInt8] = []
    header.append(littleEndian: ZipSignature.localHeader)
    header += shared
    let padding = method == 0 ? ZipWriter.padding(after: offset + 30 + name.utf8.count + wide.count) : []
    header.append(littleEndian: UInt16(wide.count + padding.count))
    try sink.write(header + Array(name.utf8) + wide + padding)
    for part in packed { try sink.write(part) }

    let isFar = offset >= wideFrom
    let extra = isWide || isFar ? ZipWriter.wideField((isWide ? [size, packedSize] : []) + (isFar ? [offset] : [])) : []
    directory.append(littleEndian: ZipSignature.directoryHeader)
    directory.append(littleEndian: UInt16(45))
    directory += shared
    directory.append(littleEndian: UInt16(extra.count))
    // No comment, the first file of one, no attributes.
    directory += [UInt8](repeating: 0, count: 10)
    directory.append(littleEndian: isFar ? UInt32.max : UInt32(offset))
    directory += Array(name.utf8) + extra
    entryCount += 1
  }

  private static func wideField(_ numbers: [Int]) -> [UInt8] {
    var field: [UInt8] = []
    field.append(littleEndian: UInt16(1))
    field.append(littleEndian: UInt16(8 * numbers.count))
    for number in numbers { field.append(littleEndian: UInt64(number)) }
    return field
  }

  /// The extra field that PyTorch fills the gap with: `FB`, its length, and as many Z as are needed.
  private static func padding(after end: Int) -> [UInt8] {
    let count = (alignment - (end + 4) % alignment) % alignment
    var field = Array("FB".utf8)
    field.append(littleEndian: UInt16(count))
    return field + [UInt8](repeating: UInt8(ascii: "Z"), count: count)
  }

  /// Writes the directory: nothing may be added after.
  package func finish() throws(TensorFileError) {
    let start = sink.count
    try sink.write(directory)
    var end: [UInt8] = []
    let isWide = start >= wideFrom || directory.count >= wideFrom || entryCount >= min(0xFFFF, wideFrom)
    if isWide {
      end.append(littleEndian: ZipSignature.directoryEnd64)
      end.append(littleEndian: UInt64(44))
      end.append(littleEndian: UInt16(45))
      end.append(littleEndian: UInt16(45))
      end.append(littleEndian: UInt64(0))
      for number in [entryCount, entryCount, directory.count, start] { end.append(littleEndian: UInt64(number)) }
      end.append(littleEndian: ZipSignature.directoryEnd64Locator)
      end.append(littleEndian: UInt32(0))
      end.append(littleEndian: UInt64(start + directory.count))
      end.append(littleEndian: UInt32(1))
    }
    end.append(littleEndian: ZipSignature.directoryEnd)
    end.append(littleEndian: UInt32(0))
    for _ in 0..<2 { end.append(littleEndian: isWide ? UInt16.max : UInt16(entryCount)) }
    end.append(littleEndian: isWide ? UInt32.max : UInt32(directory.count))
    end.append(littleEndian: isWide ? UInt32.max : UInt32(start))
    end.append(littleEndian: UInt16(0))
    try sink.write(end)
  }
}
