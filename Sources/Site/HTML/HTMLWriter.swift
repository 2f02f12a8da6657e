/// HTML in the making. Markup comes from literals of the program alone; whatever comes from anywhere else is escaped.
struct HTMLWriter: Sendable {
  private(set) var bytes: [UInt8] = []

  init() {}

  /// - Parameter bytes: HTML that a writer made, and that was kept since.
  init(kept bytes: [UInt8]) { self.bytes = bytes }

  /// Markup: a literal of this program.
  mutating func markup(_ markup: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
  }

  /// HTML that a writer made.
  mutating func html(_ other: HTMLWriter) { bytes += other.bytes }

  /// Text, which comes out as it is read: also within the quotes of an attribute.
  mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { escape(UnsafeRawBufferPointer($0), isInTags: false) }
  }

  mutating func text(_ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    escape(UnsafeRawBufferPointer(start: text, count: stringLength(text)), isInTags: false)
  }

  /// Text between tags, where a quote may stand: pages have many.
  mutating func code(_ text: String) {
    var text = text
    text.withUTF8 { escape(UnsafeRawBufferPointer($0), isInTags: true) }
  }

  mutating func code(_ text: ArraySlice<UInt8>) { text.withUnsafeBytes { escape($0, isInTags: true) } }

  mutating func code(_ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    escape(UnsafeRawBufferPointer(start: text, count: stringLength(text)), isInTags: true)
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

  /// Appends text, piece by piece between what has to be escaped.
  /// - Parameter isInTags: whether it stands between tags, and never in an attribute.
  private mutating func escape(_ text: UnsafeRawBufferPointer, isInTags: Bool) {
    var start = 0
    var index = 0
    while index < text.count {
      let reference: StaticString
      switch text[index] {
      case UInt8(ascii: "&"): reference = "&amp;"
      case UInt8(ascii: "<"): reference = "&lt;"
      case UInt8(ascii: ">") where !isInTags: reference = "&gt;"
      case UInt8(ascii: "\"") where !isInTags: reference = "&quot;"
      default:
        index += 1
        continue
      }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<index]))
      markup(reference)
      index += 1
      start = index
    }
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start...]))
  }
}
