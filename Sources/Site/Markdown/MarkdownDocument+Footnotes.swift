import Ccmark

extension MarkdownDocument {
  /// Puts formulas and references to footnotes in the place of the marks, and the footnotes that are referred to at the end.
  ///
  /// Footnotes are numbered in the order of their first references; those in footnotes count where the footnote stands.
  func addFootnotesAndFormulas() {
    let texts = root.nodes { $0.kind == CMARK_NODE_TEXT }
    let definitions = takeDefinitions()
    var references: [String: (footnote: Footnote, count: Int)] = [:]
    for node in texts {
      replaceMarks(in: node) { label in
        let key = Footnote.normalized(label)
        guard let definition = definitions.first(where: { Footnote.normalized($0.label) == key }) else { return nil }
        let known = references[key] ?? (Footnote(label: definition.label, number: references.count + 1), 0)
        references[key] = (known.footnote, known.count + 1)
        return .footnoteReference(known.footnote, occurrence: known.count + 1)
      }
    }
    guard let section = make(CMARK_NODE_CUSTOM_BLOCK, .footnotes) else { return }
    var used: [(footnote: Footnote, node: MarkdownNode)] = []
    var labels: Set<String> = []
    for definition in definitions {
      let key = Footnote.normalized(definition.label)
      guard let reference = references[key], labels.insert(key).inserted,
        let node = make(CMARK_NODE_CUSTOM_BLOCK, .footnote(reference.footnote, references: reference.count))
      else {
        definition.body.free()
        continue
      }
      node.takeChildren(of: definition.body)
      definition.body.free()
      used.append((reference.footnote, node))
    }
    for footnote in used.sorted(by: { $0.footnote.number < $1.footnote.number }) { section.append(footnote.node) }
    if used.isEmpty { section.free() } else { root.append(section) }
  }

  /// Takes the footnotes' texts out of the tree. (Each is a list item there.)
  private func takeDefinitions() -> [(label: String, body: MarkdownNode)] {
    guard !text.footnoteLabels.isEmpty else { return [] }
    var definitions: [(label: String, body: MarkdownNode)] = []
    for item in root.nodes(where: { $0.kind == CMARK_NODE_ITEM }) {
      guard let label = text.footnoteLabels[item.line], let body = MarkdownNode.make(CMARK_NODE_CUSTOM_BLOCK) else { continue }
      body.takeChildren(of: item)
      definitions.append((label, body))
      let list = item.parent
      item.free()
      if let list, list.firstChild == nil { list.free() }
    }
    return definitions
  }

  /// Splits a text node at its marks.
  /// - Parameter reference: what a reference to a label is to be; nil if there is no such footnote.
  private func replaceMarks(in node: MarkdownNode, reference: (String) -> MarkdownAddition?) {
    guard let literal = node.literal else { return }
    let bytes = Array(UnsafeRawBufferPointer(start: literal, count: stringLength(literal)))
    guard bytes.contains(0xF3) else { return }
    var start = 0
    var index = 0
    while index + 3 < bytes.count {
      guard let mark = PreparedText.markIndex(bytes[index], bytes[index + 1], bytes[index + 2], bytes[index + 3]), mark < text.marks.count
      else {
        index += 1
        continue
      }
      let addition: MarkdownAddition?
      var (before, after) = (index, index + 4)
      switch text.marks[mark] {
      case .formula(let formula): addition = .formula(formula)
      case .other: addition = nil
      case .footnote(let label):
        let isBracketed =
          before > start && bytes[before - 1] == UInt8(ascii: "[") && after < bytes.count && bytes[after] == UInt8(ascii: "]")
        addition = isBracketed ? reference(label) : nil
        if addition != nil { (before, after) = (before - 1, after + 1) }
      }
      insertText(bytes[start..<before], before: node)
      if let addition, let made = make(CMARK_NODE_CUSTOM_INLINE, addition) {
        made.insertBefore(node)
      } else {
        insertText(text.originals[mark], before: node)
      }
      start = after
      index = after
    }
    guard start > 0 else { return }
    insertText(bytes[start...], before: node)
    node.free()
  }

  private func insertText(_ bytes: ArraySlice<UInt8>, before node: MarkdownNode) {
    guard !bytes.isEmpty, let text = MarkdownNode.make(CMARK_NODE_TEXT) else { return }
    cmark_node_set_literal(text.pointer, String(decoding: bytes, as: UTF8.self))
    text.insertBefore(node)
  }
}
