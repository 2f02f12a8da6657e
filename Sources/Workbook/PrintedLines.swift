/// Printed text, by line, in the form in which a fence can hold it.
///
/// A CommonMark fence knows no difference between the line ends CR LF, CR and LF, and cannot hold a NUL. So in printed text CR LF and CR
/// count as LF, and NUL as U+FFFD, which CommonMark puts in its place. A last line counts the same with its line end and without:
/// what is printed as `1` and as `1\n` is one line, and nothing printed is none.
struct PrintedLines: RandomAccessCollection {
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]

  init(_ text: String) {
    bytes = Self.normalized(text)
    var ranges: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
        ranges.append(start..<offset)
        start = offset + 1
      }
      if start < bytes.count { ranges.append(start..<bytes.count) }
    }
    self.ranges = ranges
  }

  var startIndex: Int { 0 }
  var endIndex: Int { ranges.count }
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[ranges[index]] }

  private static func normalized(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    guard bytes.contains(where: { $0 == UInt8(ascii: "\r") || $0 == 0 }) else { return bytes }
    var previous: UInt8 = 0
    bytes = bytes.reduce(into: []) { result, byte in
      switch byte {
      case UInt8(ascii: "\r"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
      case 0: result += [0xEF, 0xBF, 0xBD]
      default: result.append(byte)
      }
      previous = byte
    }
    return bytes
  }
}
