import CSection

/// A block shows a figure: an SVG image as text, which goes to its page.
@_silgen_name("gradbook_show")
public func show(_ svg: String) {
  var svg = svg
  svg.withUTF8 { bytes in
    bytes.withMemoryRebound(to: CChar.self) { gradbook_show_bytes($0.baseAddress, $0.count) }
  }
}
