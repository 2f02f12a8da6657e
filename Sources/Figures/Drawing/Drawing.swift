/// An SVG image in the making.
///
/// Text and lines have the colour of the text around the image, and areas a little of a colour of middle lightness, so that it can be read on
/// light and on dark grounds alike, with no style sheet. No element has an id, so that several images may stand in one page.
struct Drawing {
  enum Anchor: String { case start, middle, end }

  var width: Double
  var height: Double
  private(set) var body = ""

  init(width: Double = 0, height: Double = 0) {
    self.width = width
    self.height = height
  }

  // MARK: Elements

  mutating func box(x: Double, y: Double, width: Double, height: Double, tone: Tone, radius: Double = 6, isDashed: Bool = false) {
    body += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    body += " rx=\"\(Self.number(radius))\" fill=\"\(tone.rawValue)\" fill-opacity=\"\(tone == .neutral ? "0.06" : "0.2")\""
    body += " stroke=\"\(tone.rawValue)\"\(isDashed ? " stroke-width=\"2\" stroke-dasharray=\"5 3\"" : "")/>\n"
  }

  /// - Parameter size: in pixels; a character of code is 0.6 of it wide.
  mutating func text(
    _ text: String, x: Double, y: Double, size: Double = 13, anchor: Anchor = .start, isCode: Bool = false, isBold: Bool = false,
    isFaint: Bool = false
  ) {
    body += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\""
    if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
    if isCode { body += " font-family=\"ui-monospace, Menlo, Consolas, monospace\"" }
    if isBold { body += " font-weight=\"600\"" }
    if isFaint { body += " fill-opacity=\"0.75\"" }
    body += ">\(Self.escaped(text))</text>\n"
  }

  mutating func line(_ path: String, tone: Tone = .neutral, width: Double = 1.4, opacity: Double = 1, dashes: String? = nil) {
    body += "<path d=\"\(path)\" fill=\"none\" stroke=\"\(tone.rawValue)\" stroke-width=\"\(Self.number(width))\""
    if opacity < 1 { body += " stroke-opacity=\"\(Self.number(opacity, places: 2))\"" }
    if let dashes { body += " stroke-dasharray=\"\(dashes)\"" }
    body += "/>\n"
  }

  /// An arrow's head that points down.
  mutating func head(x: Double, y: Double) {
    let (left, right, top) = (Self.number(x - 4), Self.number(x + 4), Self.number(y - 8))
    body += "<path d=\"M\(left) \(top)H\(right)L\(Self.number(x)) \(Self.number(y))z\" fill=\"currentColor\"/>\n"
  }

  mutating func dot(x: Double, y: Double, tone: Tone) {
    body += "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"3\" fill=\"\(tone.rawValue)\"/>\n"
  }

  // MARK: The whole

  /// - Parameter description: says in words all that is to be seen.
  func svg(title: String, description: String) -> String {
    let (width, height) = (Self.number(width), Self.number(height))
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" role=\"img\""
      + " font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"currentColor\">\n<title>\(Self.escaped(title))</title>\n"
      + "<desc>\(Self.escaped(description))</desc>\n\(body)</svg>\n"
  }

  /// A coordinate, with one digit after the point at most.
  static func number(_ value: Double, places: Int = 1) -> String {
    var text = decimal(value, places: places)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text == "-0" ? "0" : text
  }

  /// For text alone; what XML cannot hold becomes U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\u{0}"..."\u{8}", "\u{B}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Colours that have three times the contrast of their ground, white or nearly black.
enum Tone: String, CaseIterable {
  case neutral = "currentColor"
  case blue = "#3b82f6"
  case orange = "#d97706"
  case green = "#1a9561"
  case purple = "#9763da"
  case red = "#e04545"

  /// Those that tell things apart, in the order in which they are given out; red is for what is wrong.
  static func distinct(_ index: Int) -> Tone { [.blue, .orange, .green, .purple][index % 4] }
}
