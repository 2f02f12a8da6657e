/// A part of a file's bytes, which knows what to call itself in an error.
struct ByteRegion {
  let memory: FileBytes
  let range: Range<Int>
  /// The part's name, where it has one.
  var entry: String?

  var count: Int { range.count }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory.memory[range]) }

  /// The part from `start` to `end`, counted from this one's beginning.
  ///
  /// - Precondition: It lies in this one.
  func part(_ start: Int, _ end: Int, entry: String? = nil) -> ByteRegion {
    precondition(0 <= start && start <= end && end <= count)
    return ByteRegion(memory: memory, range: range.lowerBound + start..<range.lowerBound + end, entry: entry ?? self.entry)
  }

  /// An error at a byte counted from this part's beginning; nil if it is about the whole of it.
  func error(_ reason: TensorFileError.Reason, _ detail: String, at position: Int? = nil) -> TensorFileError {
    TensorFileError(reason, detail, file: memory.name, entry: entry, offset: position.map { range.lowerBound + $0 })
  }
}

/// Reads a region from front to back. What would pass its end is an error.
struct ByteCursor {
  let region: ByteRegion
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ region: ByteRegion, at position: Int = 0) {
    self.region = region
    bytes = region.bytes
    self.position = min(position, region.count)
  }

  var remaining: Int { bytes.count - position }

  func error(_ reason: TensorFileError.Reason, _ detail: String) -> TensorFileError { region.error(reason, detail, at: position) }

  /// The next bytes, without a copy: valid as long as the region's memory.
  mutating func take(_ count: Int, _ what: @autoclosure () -> String) throws(TensorFileError) -> UnsafeRawBufferPointer {
    if count < 0 { throw error(.malformed, "\(what()) is said to have \(count) bytes") }
    if count > remaining { throw error(.truncated, "\(what()) should have \(count) bytes, and \(remaining) are left") }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  /// The next bytes as a little-endian number.
  mutating func integer<Number: FixedWidthInteger>(
    _ type: Number.Type, _ what: @autoclosure () -> String
  ) throws(TensorFileError) -> Number {
    let size = MemoryLayout<Number>.size
    if size > remaining { throw error(.truncated, "\(what()) should have \(size) bytes, and \(remaining) are left") }
    defer { position += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// The next bytes as text, which must be UTF-8.
  mutating func text(_ count: Int, _ what: @autoclosure () -> String) throws(TensorFileError) -> String {
    let start = self
    guard let text = String(validating: try take(count, what()), as: UTF8.self) else {
      throw start.error(.malformed, "\(what()) is not UTF-8")
    }
    return text
  }

  /// The bytes up to a line feed, as text.
  mutating func line(_ what: @autoclosure () -> String) throws(TensorFileError) -> String {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw error(.truncated, "\(what()) has no end") }
    let result = try text(end - position, what())
    position += 1
    return result
  }

  /// The next byte, which stays the next.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skip(_ count: Int) { position = min(position + count, bytes.count) }
}
