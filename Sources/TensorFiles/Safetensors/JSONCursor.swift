/// Reads JSON from front to back, by what is expected next.
struct JSONCursor {
  private let region: ByteRegion
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ region: ByteRegion) {
    self.region = region
    bytes = region.bytes
  }

  func error(_ reason: TensorFileError.Reason, _ detail: String, at place: Int? = nil) -> TensorFileError {
    region.error(reason, detail, at: place ?? position)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// Takes a mark such as `{` if it is next.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar, _ what: @autoclosure () -> String) throws(TensorFileError) {
    if take(mark) { return }
    if position >= bytes.count { throw error(.truncated, "the header ends where '\(mark)' of \(what()) should be") }
    throw error(.malformed, "'\(mark)' of \(what()) should be here")
  }

  /// An object; `member` reads each value, and is told the key and where it stands.
  mutating func object(
    _ member: (inout JSONCursor, _ key: String, _ position: Int) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    try expect("{", "an object")
    if take("}") { return }
    repeat {
      skipSpace()
      let place = position
      let key = try string("a name")
      try expect(":", "the value of \(shown(key))")
      try member(&self, key, place)
    } while take(",")
    try expect("}", "an object")
  }

  /// A list of whole numbers that are not negative.
  mutating func integers(_ what: @autoclosure () -> String, limit: Int) throws(TensorFileError) -> [Int] {
    try expect("[", what())
    var result: [Int] = []
    if take("]") { return result }
    repeat {
      if result.count == limit { throw error(.malformed, "\(what()) has more than \(limit) numbers") }
      result.append(try integer(what()))
    } while take(",")
    try expect("]", what())
    return result
  }

  private mutating func integer(_ what: @autoclosure () -> String) throws(TensorFileError) -> Int {
    skipSpace()
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    let isEndOfNumber = position == bytes.count || ![0x2E, 0x45, 0x65].contains(bytes[position])
    guard isEndOfNumber, let number = Int(digits), digits.count == 1 || digits.first != "0" else {
      throw error(.malformed, "\(what()) should have a whole number from 0 to 2^63 - 1 here", at: start)
    }
    return number
  }

  /// A text.
  mutating func string(_ what: @autoclosure () -> String) throws(TensorFileError) -> String {
    try expect("\"", what())
    let start = position
    var scalars: [UInt8] = []
    while true {
      guard position < bytes.count else { throw error(.truncated, "\(what()) has no closing quote", at: start) }
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22:
        guard let text = String(validating: scalars, as: UTF8.self) else { throw error(.malformed, "\(what()) is not UTF-8", at: start) }
        return text
      case 0x5C: scalars.append(contentsOf: try escaped(what()))
      case ..<0x20: throw error(.malformed, "\(what()) has a control character that is not escaped", at: position - 1)
      default: scalars.append(byte)
      }
    }
  }

  private mutating func escaped(_ what: @autoclosure () -> String) throws(TensorFileError) -> [UInt8] {
    guard position < bytes.count else { throw error(.truncated, "\(what()) has no closing quote") }
    let mark = bytes[position]
    position += 1
    switch mark {
    case 0x22, 0x5C, 0x2F: return [mark]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var value = try hexadecimal(what())
      if (0xD800..<0xDC00).contains(value), position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == UInt8(ascii: "u") {
        position += 2
        let low = try hexadecimal(what())
        if (0xDC00..<0xE000).contains(low) { value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00) }
      }
      guard let scalar = Unicode.Scalar(value) else { throw error(.malformed, "\(what()) has half of a surrogate pair", at: position - 4) }
      return Array(String(scalar).utf8)
    default: throw error(.malformed, "\(what()) has an unknown escape", at: position - 2)
    }
  }

  private mutating func hexadecimal(_ what: @autoclosure () -> String) throws(TensorFileError) -> UInt32 {
    let end = min(position + 4, bytes.count)
    let digits = bytes[position..<end]
    guard digits.count == 4, digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error(.malformed, "\(what()) needs four hexadecimal digits here") }
    position = end
    return value
  }

  /// Nothing but spaces may follow.
  mutating func end() throws(TensorFileError) {
    skipSpace()
    if position < bytes.count { throw error(.malformed, "something follows the header's object") }
  }
}

extension String {
  /// As JSON writes a text, in quotes.
  var quotedJSON: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
