/// The line tables of an ELF file: DWARF's `.debug_line`, versions 2 to 5 (DWARF 5, section 6.2).
struct DebugImage {
  private let lineSection: UnsafeRawBufferPointer
  private let strings: LineUnit.Strings

  /// Nil for a file without line tables.
  init?(_ file: UnsafeRawBufferPointer) {
    guard file.count > 64, file.loadUnaligned(as: UInt32.self) == 0x464c_457f, file[4] == 2 else { return nil }
    let headers = Int(file.loadUnaligned(fromByteOffset: 0x28, as: UInt64.self))
    let headerSize = Int(file.loadUnaligned(fromByteOffset: 0x3a, as: UInt16.self))
    let count = Int(file.loadUnaligned(fromByteOffset: 0x3c, as: UInt16.self))
    let namesIndex = Int(file.loadUnaligned(fromByteOffset: 0x3e, as: UInt16.self))
    guard headers > 0, headerSize >= 64, headers + count * headerSize <= file.count, namesIndex < count else { return nil }

    func section(_ i: Int) -> UnsafeRawBufferPointer {
      let header = headers + i * headerSize
      let isCompressed = file.loadUnaligned(fromByteOffset: header + 8, as: UInt64.self) & 0x800 != 0
      let offset = Int(truncatingIfNeeded: file.loadUnaligned(fromByteOffset: header + 24, as: UInt64.self))
      let size = Int(truncatingIfNeeded: file.loadUnaligned(fromByteOffset: header + 32, as: UInt64.self))
      let isInside = offset >= 0 && size >= 0 && offset <= file.count && size <= file.count - offset
      return UnsafeRawBufferPointer(rebasing: file[isInside && !isCompressed ? offset..<offset + size : 0..<0])
    }

    let names = section(namesIndex)
    var lines: UnsafeRawBufferPointer?
    var strings = LineUnit.Strings()
    for i in 0..<count {
      let header = headers + i * headerSize
      var cursor = DebugCursor(names, at: Int(file.loadUnaligned(fromByteOffset: header, as: UInt32.self)))
      switch cursor.string() {
      case ".debug_line": lines = section(i)
      case ".debug_line_str": strings.lineStrings = section(i)
      case ".debug_str": strings.strings = section(i)
      default: break
      }
    }
    guard let lines, lines.count > 0 else { return nil }
    lineSection = lines
    self.strings = strings
  }

  /// The user's line of each address (relative to where the image is loaded), or nil.
  func lines(of addresses: [UInt]) -> [SourceLine?] {
    var results = [SourceLine?](repeating: nil, count: addresses.count)
    var cursor = DebugCursor(lineSection)
    while !cursor.isAtEnd {
      var length = Int(cursor.unsigned(4))
      let offsetSize = length == 0xffff_ffff ? 8 : 4
      if offsetSize == 8 { length = Int(truncatingIfNeeded: cursor.unsigned(8)) }
      let end = cursor.position + length
      guard length > 0, end <= lineSection.count else { break }
      var unit = LineUnit(cursor.limited(to: end), offsetSize: offsetSize, strings: strings)
      unit?.run(addresses, into: &results)
      cursor.position = end
    }
    return results
  }
}

/// A reader of little-endian debug information; beyond the end there are zeros.
struct DebugCursor {
  private let bytes: UnsafeRawBufferPointer
  var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position >= bytes.count }

  func limited(to end: Int) -> DebugCursor { DebugCursor(UnsafeRawBufferPointer(rebasing: bytes[0..<end]), at: position) }

  mutating func byte() -> UInt8 {
    defer { position += 1 }
    return position >= 0 && position < bytes.count ? bytes[position] : 0
  }

  mutating func unsigned(_ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<count { value |= UInt64(byte()) << UInt64(8 * i) }
    return value
  }

  mutating func uleb() -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = byte()
      if shift < 64 { value |= UInt64(next & 0x7f) << shift }
      shift += 7
      if next & 0x80 == 0 { return Int(truncatingIfNeeded: value) }
    }
  }

  mutating func sleb() -> Int {
    var value: Int64 = 0
    var shift: Int64 = 0
    while true {
      let next = byte()
      if shift < 64 { value |= Int64(next & 0x7f) << shift }
      shift += 7
      if next & 0x80 == 0 {
        if shift < 64 && next & 0x40 != 0 { value |= -1 << shift }
        return Int(value)
      }
    }
  }

  mutating func string() -> String {
    let start = Swift.min(Swift.max(position, 0), bytes.count)
    var end = start
    while end < bytes.count && bytes[end] != 0 { end += 1 }
    position = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
