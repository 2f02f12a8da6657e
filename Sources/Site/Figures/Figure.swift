import Execution

/// An SVG that was read and found harmless, ready to stand in a page.
///
/// Only elements and attributes that draw are allowed: no script, no link, nothing from elsewhere. Its ids and its style are made its own,
/// so that figures on one page do not meet.
struct Figure: Sendable {
  /// What is wrong with a figure, with the line of its file.
  struct Failure: Error {
    var line: Int
    var message: String
  }

  /// The name of its class, and what its ids begin with.
  let name: String
  /// Its style, which a page takes from the site's style sheet of figures.
  let css: String
  private let tokens: [XMLToken]
  private let ids: Set<String>
  /// Whether it says in words what it shows.
  let hasTitle: Bool

  private static let elements: Set<String> = [
    "svg", "g", "defs", "title", "desc", "style", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "marker", "use", "symbol", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop",
  ]
  /// What has text in it and nothing else: a browser would take elements there for HTML.
  private static let textElements: Set<String> = ["title", "desc", "style"]

  private static let spacedElements: Set<String> = ["text", "tspan", "title", "desc"]

  init(_ bytes: [UInt8]) throws(Failure) {
    let name = "f" + String(hash(bytes) % 78_364_164_096, radix: 36)
    var reader = XMLReader(bytes)
    var tokens: [XMLToken] = []
    var open: [String] = []
    var style = ""
    var ids: Set<String> = []
    func failure(_ message: String) -> Failure { Failure(line: reader.line, message: message) }
    while true {
      let next: XMLToken?
      do { next = try reader.next() } catch { throw Failure(line: error.line, message: error.message) }
      guard let token = next else { break }
      switch token {
      case .open(let element, let attributes, let closesItself):
        guard Self.elements.contains(element) else { throw failure("a figure in a page has no element '\(element)'") }
        guard open.isEmpty == (element == "svg") else {
          throw failure(open.isEmpty ? "a figure begins with <svg>" : "a figure has one svg element: take out the inner one")
        }
        if let outer = open.last, Self.textElements.contains(outer) {
          throw failure("\(outer) has text only: '\(element)' cannot stand in it")
        }
        for (key, value) in attributes { if let message = Self.check(key, value) { throw failure(message) } }
        if let id = attributes.first(where: { $0.name == "id" })?.value { ids.insert(id) }
        if !closesItself { open.append(element) }
        if element == "style" { continue }
      case .close(let element):
        guard open.popLast() == element else { throw failure("</\(element)> closes what is not open") }
        if element == "style" { continue }
      case .text(let text):
        if open.last == "style" {
          style += text
          continue
        }
        if open.isEmpty, !text.allSatisfy(\.isWhitespace) { throw failure("text outside of <svg>") }
        // Blanks count in text alone.
        if !Self.spacedElements.contains(open.last ?? ""), text.allSatisfy(\.isWhitespace) { continue }
      }
      tokens.append(token)
    }
    guard open.isEmpty, !tokens.isEmpty else {
      throw failure(tokens.isEmpty ? "the figure is empty" : "<\(open.last ?? "svg")> is not closed")
    }
    self.name = name
    self.tokens = tokens
    self.ids = ids
    hasTitle = tokens.contains { if case .open(name: "title", _, _) = $0 { true } else { false } }
    do { css = try FigureStyle(style, scope: name).css } catch { throw failure(error.message) }
  }

  /// What is wrong with an attribute; nil if nothing.
  private static func check(_ name: String, _ value: String) -> String? {
    let small = name.lowercased()
    if small.hasPrefix("on") { return "the attribute \(name) would run a script: take it out" }
    if small == "style" { return "the attribute style does not work in a page: write attributes such as fill=, or classes and a <style>" }
    if small == "href" || small == "xlink:href" {
      return value.hasPrefix("#") ? nil : "\(name)=\"\(value)\": a figure refers to its own parts only, as in href=\"#id\""
    }
    if value.has("(") && value.lowercased().replacingAll("url(#", with: "").has("url(") {
      return "\(name) fetches something with url(): only url(#id) is allowed"
    }
    return nil
  }

  /// The figure as it stands in a page.
  /// - Parameters:
  ///   - alternative: what it shows, in words; if empty, its own title and description say so.
  ///   - occurrence: counts the places of the same figure on one page from 1, so that its ids stay its own.
  func write(alternative: String, occurrence: Int, into html: inout HTMLWriter) {
    let prefix = occurrence == 1 ? "\(name)-" : "\(name)-\(occurrence)-"
    var isRoot = true
    for token in tokens {
      switch token {
      case .open(let element, let attributes, let closesItself):
        html.markup("<")
        html.text(element)
        for (key, value) in attributes where !(isRoot && Self.isReplaced(key, hasAlternative: !alternative.isEmpty)) {
          html.markup(" ")
          html.text(key)
          html.markup("=\"")
          html.text(renamed(value, of: key, prefix: prefix))
          html.markup("\"")
        }
        if isRoot {
          let own = attributes.first { $0.name == "class" }.map { " \($0.value)" } ?? ""
          html.attribute("class", name + own)
          html.markup(" role=\"img\"")
          if !alternative.isEmpty { html.attribute("aria-label", alternative) }
          isRoot = false
        }
        html.markup(closesItself ? "/>" : ">")
      case .close(let element):
        html.markup("</")
        html.text(element)
        html.markup(">")
      case .text(let text): html.text(text)
      }
    }
  }

  private static func isReplaced(_ key: String, hasAlternative: Bool) -> Bool {
    key == "class" || key == "role" || key == "xmlns" || hasAlternative && key.hasPrefix("aria-")
  }

  private func renamed(_ value: String, of key: String, prefix: String) -> String {
    switch key {
    case "id": return prefix + value
    case "href", "xlink:href": return "#" + prefix + value.dropFirst()
    case "aria-labelledby", "aria-describedby": return value.split(separator: " ").map { prefix + $0 }.joined(separator: " ")
    default: return value.replacingAll("url(#", with: "url(#\(prefix)")
    }
  }
}
