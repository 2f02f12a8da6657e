import Autograd

/// Where bytes are written, from front to back.
package protocol ByteSink: AnyObject {
  /// What stands for it in messages.
  var name: String { get }
  /// How many bytes were written.
  var count: Int { get }
  func write(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError)
}

extension ByteSink {
  func write(_ bytes: [UInt8]) throws(TensorFileError) {
    try bytes.span.withUnsafeBytes { (buffer) throws(TensorFileError) in try write(buffer) }
  }
}

/// Bytes written to memory.
package final class ByteBuffer: ByteSink {
  package let name: String
  package private(set) var bytes: [UInt8] = []
  package var count: Int { bytes.count }

  package init(name: String) { self.name = name }

  package func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
}

extension [UInt8] {
  /// Appends a number, least significant byte first.
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

extension Tensor {
  /// The elements in row-major order, as they lie in memory or as a copy.
  func withRowMajorBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(TensorFileError) -> Result
  ) throws(TensorFileError) -> Result {
    let rows = detach().contiguous()
    defer { withExtendedLifetime(rows) {} }
    if rows.numel == 0 { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    let start = rows.storageOffset * rows.dtype.byteCount
    return try body(UnsafeRawBufferPointer(rebasing: rows.storageBytes[start..<start + rows.numel * rows.dtype.byteCount]))
  }
}
