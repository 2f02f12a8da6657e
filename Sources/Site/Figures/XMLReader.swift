/// What a piece of XML is made of.
enum XMLToken: Sendable {
  case open(name: String, attributes: [(name: String, value: String)], closesItself: Bool)
  case close(name: String)
  /// With its references resolved.
  case text(String)
}

/// Reads the XML that figures are written in: elements, attributes, text, comments. What could hold anything else (entities of its own,
/// processing instructions) is an error.
struct XMLReader {
  struct Failure: Error {
    var line: Int
    var message: String
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The line that is being read.
  var line: Int { bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1 }

  private func failure(_ message: String) -> Failure { Failure(line: line, message: message) }

  /// The next token; nil at the end. Comments and the XML declaration are passed over.
  mutating func next() throws(Failure) -> XMLToken? {
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else { return .text(try text(endingAt: UInt8(ascii: "<"))) }
      if starts(with: "<!--") {
        try skip(past: "-->", of: "a comment")
      } else if starts(with: "<?xml ") {
        try skip(past: "?>", of: "the XML declaration")
      } else if starts(with: "<!") || starts(with: "<?") {
        throw failure("a figure has elements, text and comments only: take out what begins with '<!' or '<?' here")
      } else {
        return try tag()
      }
    }
    return nil
  }

  private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private mutating func skip(past end: String, of what: String) throws(Failure) {
    while position < bytes.count {
      if starts(with: end) {
        position += end.utf8.count
        return
      }
      position += 1
    }
    throw failure("\(what) is not closed: write \(end)")
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) { position += 1 }
  }

  private mutating func name() -> String {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "."):
        position += 1
      default: return String(decoding: bytes[start..<position], as: UTF8.self)
      }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func tag() throws(Failure) -> XMLToken {
    position += 1
    if take(UInt8(ascii: "/")) {
      let name = name()
      skipBlanks()
      guard take(UInt8(ascii: ">")) else { throw failure("the tag </\(name) is not closed: write >") }
      return .close(name: name)
    }
    let name = name()
    guard !name.isEmpty else { throw failure("a '<' that begins no element: write &lt; for the sign") }
    var attributes: [(name: String, value: String)] = []
    while true {
      skipBlanks()
      if take(UInt8(ascii: ">")) { return .open(name: name, attributes: attributes, closesItself: false) }
      if take(UInt8(ascii: "/")) {
        guard take(UInt8(ascii: ">")) else { throw failure("the element \(name) is not closed: write />") }
        return .open(name: name, attributes: attributes, closesItself: true)
      }
      let attribute = self.name()
      skipBlanks()
      guard !attribute.isEmpty, take(UInt8(ascii: "=")) else { throw failure("the element \(name) has something that is no attribute") }
      skipBlanks()
      let quote = peek()
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw failure("the value of \(attribute) is not in quotes") }
      position += 1
      let value = try text(endingAt: quote)
      guard take(quote) else { throw failure("the value of \(attribute) is not closed") }
      guard !attributes.contains(where: { $0.name == attribute }) else { throw failure("\(attribute) is given twice") }
      attributes.append((attribute, value))
    }
  }

  /// Text up to a byte or the end, its references resolved.
  private mutating func text(endingAt end: UInt8) throws(Failure) -> String {
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != end {
      guard bytes[position] == UInt8(ascii: "&") else {
        text.append(bytes[position])
        position += 1
        continue
      }
      let reference = bytes[(position + 1)...].prefix(12).prefix { $0 != UInt8(ascii: ";") }
      guard let character = Self.character(String(decoding: reference, as: UTF8.self)) else {
        throw failure("an '&' that begins no reference known in XML: write &amp; for the sign")
      }
      text += String(character).utf8
      position += reference.count + 2
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func character(_ reference: String) -> Character? {
    let named: [String: Character] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    if let character = named[reference] { return character }
    guard reference.hasPrefix("#") else { return nil }
    let digits = reference.dropFirst()
    let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap { Unicode.Scalar($0) }.flatMap { $0.value >= 0x20 || $0.value == 0x0A ? Character($0) : nil }
  }
}
