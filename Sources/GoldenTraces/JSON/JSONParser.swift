import Glibc

/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What stands there that should not, or what is missing.
  public var reason: String
  /// Counted from 0, in bytes from the start of the text.
  public var offset: Int

  /// The reason with its column, as a reader counts it.
  public var description: String { "\(reason) at column \(offset + 1)" }
}

extension JSON {
  /// Reads one JSON value, with nothing but white space around it.
  ///
  /// - Throws: `JSONError`.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads one JSON value from UTF-8, with nothing but white space around it.
  ///
  /// - Throws: `JSONError`.
  public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
    // strtod reads on until something is no number: the zero stops it at the end.
    let terminated = Array(bytes) + [0]
    let result = terminated.withUnsafeBufferPointer { buffer in
      var parser = JSONParser(bytes: buffer)
      return Result { () throws(JSONError) in try parser.parseWhole() }
    }
    self = try result.get()
  }
}

/// A recursive-descent parser over bytes that end in a zero.
private struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  /// Traces nest a handful of levels; a hostile text must not overflow the stack.
  static let deepest = 200

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func parseWhole() throws(JSONError) -> JSON {
    let value = try parseValue(depth: 0)
    skipSpace()
    guard position == bytes.count - 1 else { throw error("unexpected text after the value") }
    return value
  }

  func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

  mutating func skipSpace() {
    while true {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
      default: return
      }
    }
  }

  mutating func parseValue(depth: Int) throws(JSONError) -> JSON {
    guard depth < Self.deepest else { throw error("nested too deeply") }
    skipSpace()
    switch bytes[position] {
    case UInt8(ascii: "{"): return try parseObject(depth: depth)
    case UInt8(ascii: "["): return try parseArray(depth: depth)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", as: .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", as: .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", as: .null)
    default: return try parseNumber()
    }
  }

  mutating func parseWord(_ word: StaticString, as value: JSON) throws(JSONError) -> JSON {
    for index in 0..<word.utf8CodeUnitCount {
      // The zero at the end differs from every letter, so this never reads past it.
      guard bytes[position + index] == word.utf8Start[index] else { throw error("unexpected word") }
    }
    position += word.utf8CodeUnitCount
    return value
  }

  mutating func parseNumber() throws(JSONError) -> JSON {
    var end = position
    var isWhole = true
    scan: while true {
      switch bytes[end] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"): isWhole = false
      default: break scan
      }
      end += 1
    }
    guard end > position else { throw error(position == bytes.count - 1 ? "unexpected end" : "unexpected character") }
    if isWhole, let value = parseWholeNumber(upTo: end) {
      position = end
      return .integer(value)
    }
    let start = UnsafeRawPointer(bytes.baseAddress! + position).assumingMemoryBound(to: CChar.self)
    var stop: UnsafeMutablePointer<CChar>?
    let value = strtod(start, &stop)
    guard let stop, UnsafePointer(stop) - start == end - position else { throw error("malformed number") }
    position = end
    return .float(value)
  }

  /// Nil if it is malformed or too large for 64 bits.
  func parseWholeNumber(upTo end: Int) -> Int64? {
    let isNegative = bytes[position] == UInt8(ascii: "-")
    let digits = (isNegative ? position + 1 : position)..<end
    guard !digits.isEmpty else { return nil }
    var magnitude: UInt64 = 0
    for index in digits {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (tens, overflows) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = tens.addingReportingOverflow(UInt64(digit))
      if overflows || overflowsToo { return nil }
      magnitude = sum
    }
    if isNegative { return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  mutating func parseArray(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var values: [JSON] = []
    skipSpace()
    if bytes[position] == UInt8(ascii: "]") {
      position += 1
      return .array(values)
    }
    while true {
      values.append(try parseValue(depth: depth + 1))
      skipSpace()
      switch bytes[position] {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(values)
      default: throw error("',' or ']' expected")
      }
    }
  }

  mutating func parseObject(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var object = JSONObject()
    skipSpace()
    if bytes[position] == UInt8(ascii: "}") {
      position += 1
      return .object(object)
    }
    while true {
      skipSpace()
      guard bytes[position] == UInt8(ascii: "\"") else { throw error("a name in quotes expected") }
      let name = try parseString()
      skipSpace()
      guard bytes[position] == UInt8(ascii: ":") else { throw error("':' expected") }
      position += 1
      object.members.append(.init(name: name, value: try parseValue(depth: depth + 1)))
      skipSpace()
      switch bytes[position] {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(object)
      default: throw error("',' or '}' expected")
      }
    }
  }

  mutating func parseString() throws(JSONError) -> String {
    position += 1
    var start = position
    var text = ""
    while true {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        text += String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        text += String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        text.unicodeScalars.append(try parseEscape())
        start = position
      case 0..<0x20: throw error(position == bytes.count - 1 ? "unclosed string" : "control character in a string")
      default: position += 1
      }
    }
  }

  /// What follows a backslash.
  mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
    let letter = bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try parseUnicodeEscape()
    default:
      position -= 1
      throw error("unknown escape")
    }
  }

  /// What follows `\u`: four hexadecimal digits, or two surrogates of four each.
  mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let first = try parseHexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") else {
      throw error("unpaired surrogate")
    }
    position += 2
    let second = try parseHexadecimal()
    guard (0xDC00..<0xE000).contains(second) else { throw error("unpaired surrogate") }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))!
  }

  mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else { throw error("hexadecimal digit expected") }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
