/// Writes numbers and texts as bytes, for caches alone: no version but gradbook's own reads them, since its identity is in the key.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func write(_ number: Int) { bytes += withUnsafeBytes(of: Int64(number), Array.init) }

  package mutating func write(_ text: [UInt8]) {
    write(text.count)
    bytes += text
  }

  package mutating func write(_ text: String) { write(Array(text.utf8)) }
}

/// Reads what `ByteWriter` wrote; nil for anything else.
package struct ByteReader {
  private var bytes: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package var isAtEnd: Bool { bytes.isEmpty }

  package mutating func readNumber() -> Int? {
    guard bytes.count >= 8 else { return nil }
    let number = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    bytes = bytes.dropFirst(8)
    return Int(number)
  }

  /// A count of things that take at least a byte each.
  package mutating func readCount() -> Int? {
    guard let count = readNumber(), count >= 0, count <= bytes.count else { return nil }
    return count
  }

  package mutating func readBytes() -> [UInt8]? {
    guard let count = readCount() else { return nil }
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }

  package mutating func readText() -> String? { readBytes().map { String(decoding: $0, as: UTF8.self) } }
}
