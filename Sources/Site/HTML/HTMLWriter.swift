/// HTML in the making. Markup comes from literals of the program alone; whatever comes from anywhere else is escaped.
struct HTMLWriter: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Markup: a literal of this program.
  mutating func markup(_ markup: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
  }

  /// HTML that a writer made.
  mutating func html(_ other: HTMLWriter) { bytes += other.bytes }

  /// Text, which comes out as it is read: also within the quotes of an attribute.
  mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { self.text(UnsafeRawBufferPointer($0)) }
  }

  mutating func text(_ text: some Sequence<UInt8>) { for byte in text { escape(byte) } }

  mutating func text(_ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    self.text(UnsafeRawBufferPointer(start: text, count: stringLength(text)))
  }

  mutating func text(_ text: UnsafeRawBufferPointer) {
    var start = 0
    for (index, byte) in text.enumerated() where byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 {
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<index]))
      escape(byte)
      start = index + 1
    }
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start...]))
  }

  /// Text between tags, where a quote may stand: pages have many.
  mutating func code(_ text: some Sequence<UInt8>) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): markup("&amp;")
      case UInt8(ascii: "<"): markup("&lt;")
      default: bytes.append(byte)
      }
    }
  }

  mutating func code(_ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    code(UnsafeRawBufferPointer(start: text, count: stringLength(text)))
  }

  mutating func number(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

  /// ` name="value"`, the name a literal.
  mutating func attribute(_ name: StaticString, _ value: String) {
    bytes.append(UInt8(ascii: " "))
    markup(name)
    markup("=\"")
    text(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// An address in an attribute: what an address cannot hold is percent-encoded, what is encoded already stays.
  mutating func address(_ url: String) {
    for byte in url.utf8 {
      switch byte {
      case UInt8(ascii: "&"): markup("&amp;")
      case UInt8(ascii: "'"): markup("&#x27;")
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "!"), UInt8(ascii: "*"),
        UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "%"), UInt8(ascii: "#"), UInt8(ascii: "@"),
        UInt8(ascii: "?"), UInt8(ascii: "="), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "$"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        let digits = Array("0123456789ABCDEF".utf8)
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  /// Text that may be markup: CommonMark's raw HTML, where it is allowed.
  mutating func unescaped(_ text: String) { bytes += text.utf8 }

  /// A line end, unless there is one or nothing stands before.
  mutating func newline() {
    if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "&"): markup("&amp;")
    case UInt8(ascii: "<"): markup("&lt;")
    case UInt8(ascii: ">"): markup("&gt;")
    case UInt8(ascii: "\""): markup("&quot;")
    default: bytes.append(byte)
    }
  }
}
