/// A whole number of any size, as Python has them. A checkpoint holds one where a number does not fit `Int`.
public struct LongInteger: Hashable, Sendable, CustomStringConvertible {
  /// Two's complement, least significant byte first, as few bytes as will do; none for 0.
  public let bytes: [UInt8]

  /// A number by its two's complement, least significant byte first.
  public init(twosComplement bytes: [UInt8]) {
    var bytes = bytes
    while let last = bytes.last {
      // The last byte can go if it only repeats the sign.
      let sign = bytes.count > 1 ? bytes[bytes.count - 2] & 0x80 : 0
      guard (last == 0 && sign == 0) || (last == 0xFF && bytes.count > 1 && sign != 0) else { break }
      bytes.removeLast()
    }
    self.bytes = bytes
  }

  /// A number that fits.
  public init(_ number: Int) {
    self.init(twosComplement: withUnsafeBytes(of: number.littleEndian) { Array($0) })
  }

  /// The number as an Int; nil if it does not fit.
  public var int: Int? {
    if bytes.count > 8 { return nil }
    let fill: UInt8 = isNegative ? 0xFF : 0
    var bits: UInt64 = 0
    for place in (0..<8).reversed() { bits = bits << 8 | UInt64(place < bytes.count ? bytes[place] : fill) }
    return Int(truncatingIfNeeded: bits)
  }

  private var isNegative: Bool { (bytes.last ?? 0) & 0x80 != 0 }

  /// In decimal digits.
  public var description: String {
    var magnitude = bytes
    if isNegative {
      var carry = true
      for place in magnitude.indices {
        let (digit, overflow) = (~magnitude[place]).addingReportingOverflow(carry ? 1 : 0)
        magnitude[place] = digit
        carry = overflow
      }
    }
    // Nine digits at a time.
    let unit: UInt64 = 1_000_000_000
    var digits = ""
    while magnitude.contains(where: { $0 != 0 }) {
      var rest: UInt64 = 0
      for place in magnitude.indices.reversed() {
        rest = rest << 8 | UInt64(magnitude[place])
        magnitude[place] = UInt8(rest / unit)
        rest %= unit
      }
      let group = String(rest)
      digits = String(repeating: "0", count: 9 - group.count) + group + digits
    }
    let shown = digits.drop { $0 == "0" }
    return (isNegative ? "-" : "") + (shown.isEmpty ? "0" : String(shown))
  }
}
