import Czlib

/// zlib, whose counts have 32 bits, for memory of any size.
extension UnsafeRawBufferPointer {
  /// The CRC-32 of the bytes.
  var checkSum: UInt32 { checkSum(after: 0) }

  /// The CRC-32 of what has the given one and the bytes after it.
  func checkSum(after sum: UInt32) -> UInt32 {
    guard let baseAddress else { return sum }
    return UInt32(crc32_z(UInt(sum), baseAddress.assumingMemoryBound(to: UInt8.self), count))
  }

  /// The next bytes for a stream, as many as it can count.
  fileprivate func piece(from start: Int) -> (UnsafeMutablePointer<UInt8>?, UInt32) {
    let next = baseAddress.map { UnsafeMutablePointer(mutating: ($0 + start).assumingMemoryBound(to: UInt8.self)) }
    return (next, UInt32(Swift.min(count - start, 1 << 30)))
  }
}

extension ByteRegion {
  /// Unpacks a raw deflate stream, which must give exactly so many bytes.
  func inflated(to size: Int) throws(TensorFileError) -> FileBytes {
    let output = try FileBytes(name: memory.name, zeroed: size)
    var stream = z_stream()
    if inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) != Z_OK {
      throw error(.tooLarge, "there is no memory to unpack it")
    }
    defer { inflateEnd(&stream) }
    let target = UnsafeRawBufferPointer(output.memory)
    var (consumed, produced) = (0, 0)
    // A stream may still end when the output is full: one spare byte shows whether it goes on.
    var spare: UInt8 = 0
    while true {
      (stream.next_in, stream.avail_in) = bytes.piece(from: consumed)
      let isFull = produced == size
      if !isFull { (stream.next_out, stream.avail_out) = target.piece(from: produced) }
      let (input, room) = (stream.avail_in, isFull ? 1 : stream.avail_out)
      let status = withUnsafeMutablePointer(to: &spare) { spare in
        if isFull { (stream.next_out, stream.avail_out) = (spare, 1) }
        return inflate(&stream, Z_NO_FLUSH)
      }
      consumed += Int(input - stream.avail_in)
      let written = Int(room - stream.avail_out)
      if isFull && written > 0 { throw error(.malformed, "unpacks to more than the \(size) bytes it is said to have", at: consumed) }
      produced += written
      if status == Z_STREAM_END { break }
      if status != Z_OK || (input == stream.avail_in && written == 0) {
        let reason: TensorFileError.Reason = consumed == count ? .truncated : .malformed
        throw error(reason, "can't be unpacked: the deflated bytes are damaged or cut short", at: consumed)
      }
    }
    if produced != size { throw error(.malformed, "unpacks to \(produced) bytes, and is said to have \(size)", at: consumed) }
    if consumed != count { throw error(.malformed, "has \(count - consumed) bytes after what is unpacked", at: consumed) }
    return output
  }
}

/// Packs bytes, one part after the other, as a raw deflate stream; nil if there is no memory for it.
func deflated(_ parts: [UnsafeRawBufferPointer]) -> [UInt8]? {
  var stream = z_stream()
  let memoryLevel: Int32 = 8
  let began = deflateInit2_(
    &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  if began != Z_OK { return nil }
  defer { deflateEnd(&stream) }
  var result: [UInt8] = []
  let blockSize = 1 << 16
  let block = UnsafeMutablePointer<UInt8>.allocate(capacity: blockSize)
  defer { block.deallocate() }
  func run(_ flush: Int32) -> Int32 {
    (stream.next_out, stream.avail_out) = (block, UInt32(blockSize))
    let status = deflate(&stream, flush)
    result.append(contentsOf: UnsafeBufferPointer(start: block, count: blockSize - Int(stream.avail_out)))
    return status
  }
  for part in parts {
    var consumed = 0
    while consumed < part.count {
      (stream.next_in, stream.avail_in) = part.piece(from: consumed)
      let input = stream.avail_in
      if run(Z_NO_FLUSH) != Z_OK { return nil }
      consumed += Int(input - stream.avail_in)
    }
  }
  stream.avail_in = 0
  while true {
    let status = run(Z_FINISH)
    if status == Z_STREAM_END { return result }
    if status != Z_OK { return nil }
  }
}
