import Foundation
import XMLTree

/// An XSD of Tests/Fixtures/schemas, by what stands there: global elements that are a sequence of others, or text, with attributes.
struct XMLSchema {
  private let elements: [String: XMLElement]

  init(_ name: String) throws {
    let root = XMLElement.parse(try Schemas.bytes("\(name).xsd"))
    elements = Dictionary(uniqueKeysWithValues: (root?.children ?? []).map { ($0.attributes["name"] ?? "", $0) })
  }

  /// What is wrong with a text; nothing where it is valid.
  func faults(in text: String) -> [String] { XMLElement.parse(text).map(faults) ?? ["not well-formed"] }

  private func faults(in element: XMLElement) -> [String] {
    guard let declaration = elements[element.name] else { return ["<\(element.name)> is not foreseen"] }
    let type = declaration.children.first { $0.name == "xs:complexType" }
    let sequence = type?.children.first { $0.name == "xs:sequence" }?.children ?? []
    var faults: [String] = []
    var rest = element.children[...]
    for particle in sequence {
      let matching = rest.prefix { $0.name == particle.attributes["ref"] }
      let (least, most) = (Int(particle.attributes["minOccurs"] ?? "1") ?? 1, Int(particle.attributes["maxOccurs"] ?? "1") ?? .max)
      if !(least...most).contains(matching.count) { faults.append("<\(element.name)>: \(matching.count) of \(particle.attributes)") }
      rest = rest.dropFirst(matching.count)
    }
    if let surplus = rest.first { faults.append("<\(element.name)>: <\(surplus.name)> does not belong there") }
    let isText = declaration.attributes["type"] == "xs:string" || type?.attributes["mixed"] == "true"
    if !isText, element.text.contains(where: { !$0.isWhitespace }) { faults.append("<\(element.name)> holds text") }
    let attributes = type?.children.filter { $0.name == "xs:attribute" } ?? []
    for attribute in attributes {
      let name = attribute.attributes["name"] ?? ""
      if let value = element.attributes[name] {
        if !Self.isOf(type: attribute.attributes["type"] ?? "", value) { faults.append("<\(element.name) \(name)=\"\(value)\">") }
      } else if attribute.attributes["use"] == "required" {
        faults.append("<\(element.name)> has no \(name)")
      }
    }
    let known = attributes.compactMap { $0.attributes["name"] }
    for name in element.attributes.keys where !known.contains(name) { faults.append("<\(element.name)>: \(name) is not foreseen") }
    return faults + element.children.flatMap(self.faults)
  }

  private static func isOf(type: String, _ value: String) -> Bool {
    switch type {
    case "xs:string": true
    case "xs:nonNegativeInteger": Int(value).map { $0 >= 0 } ?? false
    case "xs:decimal": Double(value) != nil && value.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
    default: false
    }
  }
}
