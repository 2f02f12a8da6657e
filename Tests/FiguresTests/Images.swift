import Testing
import XMLTree

/// A figure, read as the XML that it is.
struct Image {
  let svg: XMLElement

  init(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    svg = try #require(XMLElement.parse(text), "not well-formed", sourceLocation: sourceLocation)
  }

  var title: String { svg.children.first { $0.name == "title" }?.text ?? "" }
  var description: String { svg.children.first { $0.name == "desc" }?.text ?? "" }
  /// In the order in which they are drawn.
  var texts: [String] { svg.all("text").map(\.text) }

  struct Rectangle: Hashable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func meets(_ other: Rectangle) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
  }

  /// Boxes of a colour, all if none is given.
  func boxes(_ colour: String? = nil) -> [Rectangle] {
    svg.all("rect").filter { colour == nil || $0.attributes["fill"] == colour }.map { box in
      let number = { (name: String) in Double(box.attributes[name] ?? "") ?? .nan }
      return Rectangle(x: number("x"), y: number("y"), width: number("width"), height: number("height"))
    }
  }

  var size: (width: Double, height: Double) {
    (Double(svg.attributes["width"] ?? "") ?? .nan, Double(svg.attributes["height"] ?? "") ?? .nan)
  }

  /// Everything lies within the image.
  var isWithinItself: Bool {
    boxes().allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.x + $0.width <= size.width && $0.y + $0.height <= size.height }
  }
}
