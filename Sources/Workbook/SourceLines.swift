/// A Markdown file's bytes, found by line. A line ends where CommonMark says: at LF, at CR LF, or at a CR alone.
public struct SourceLines: Sendable {
  /// The file, as it is.
  public let bytes: [UInt8]
  /// The offset of each line's first byte, the byte-order mark not counted; at the end, the file's length.
  private let starts: [Int]

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Finds the lines of a file.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0]
    bytes.withUnsafeBufferPointer { bytes in
      var offset = starts[0]
      while offset < bytes.count {
        let byte = bytes[offset]
        offset += 1
        guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
        if byte == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
        starts.append(offset)
      }
    }
    // What follows the last line end is a line only if there is something of it.
    if starts[starts.count - 1] != bytes.count { starts.append(bytes.count) }
    self.starts = starts
  }

  /// The number of lines; lines are counted from 1.
  public var count: Int { starts.count - 1 }

  /// Where the text begins: after the byte-order mark, if there is one.
  public var textStart: Int { starts[0] }

  /// The offset of the first byte of `line`; of the file's end for the line after the last.
  public func start(ofLine line: Int) -> Int { starts[line - 1] }

  /// The bytes of `line` with its line end.
  func fullRange(ofLine line: Int) -> Range<Int> { starts[line - 1]..<starts[line] }

  /// The bytes of `line` without its line end.
  public func range(ofLine line: Int) -> Range<Int> {
    let full = fullRange(ofLine: line)
    var end = full.upperBound
    while end > full.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return full.lowerBound..<end
  }

  /// The bytes that end `line`: none for a last line that the file's end cuts off.
  func lineEnd(ofLine line: Int) -> ArraySlice<UInt8> {
    bytes[range(ofLine: line).upperBound..<fullRange(ofLine: line).upperBound]
  }

  /// The line and the column, both from 1, of the byte at `offset`.
  public func place(ofOffset offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, max(offset - starts[low], 0) + 1)
  }
}
