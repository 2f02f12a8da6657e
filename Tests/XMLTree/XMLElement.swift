import Foundation
import FoundationXML

/// An element of an XML text, as a strict parser reads it: for tests of what is written as XML.
public final class XMLElement {
  /// As it stands in the text.
  public let name: String
  /// By name, entities resolved.
  public let attributes: [String: String]
  /// In their order.
  public fileprivate(set) var children: [XMLElement] = []
  /// What stands in it outside of its children.
  public fileprivate(set) var text = ""

  fileprivate init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// The root; nil where the text is not well-formed.
  public static func parse(_ text: String) -> XMLElement? { parse(Data(text.utf8)) }

  /// The root; nil where the bytes are not well-formed.
  public static func parse(_ data: Data) -> XMLElement? {
    let parser = XMLParser(data: data)
    let builder = Builder()
    parser.delegate = builder
    // An element that is left open is no error to the parser.
    return parser.parse() && !builder.hasFault && builder.open.isEmpty ? builder.root : nil
  }

  /// All elements of a name, itself included.
  public func all(_ name: String) -> [XMLElement] { (self.name == name ? [self] : []) + children.flatMap { $0.all(name) } }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: XMLElement?
    private(set) var open: [XMLElement] = []
    private(set) var hasFault = false

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
      let element = XMLElement(name: name, attributes: attributes)
      open.last?.children.append(element)
      if root == nil { root = element }
      open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) { hasFault = true }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
  }
}
