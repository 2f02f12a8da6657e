import Ccmark
import Workbook

extension MarkdownDocument {
  /// Puts tables in the place of the paragraphs (and of the headings that a line `===` or `---` under a table makes) whose lines are tables.
  func addTables() {
    let leaves = root.nodes { node in
      (node.kind == CMARK_NODE_PARAGRAPH || node.kind == CMARK_NODE_HEADING) && node.lastLine > node.line
        && TableText.mayBegin(text.lines.bytes[text.lines.start(ofLine: node.line)..<text.lines.range(ofLine: node.lastLine).upperBound])
    }
    var found: [(leaf: MarkdownNode, lines: LeafLines, table: TableText)] = []
    for leaf in leaves {
      let lines = LeafLines(leaf, in: text.lines)
      if let table = TableText(lines.texts, mayBeDashes: { lines.mayBeDashes(at: $0) }, beginsBlock: { lines.beginsBlock(at: $0) }) {
        found.append((leaf, lines, table))
      }
    }
    guard !found.isEmpty, let tree = cells(of: found.map(\.table)) else { return }
    withExtendedLifetime(tree) {
      var cell = MarkdownNode(tree.root).firstChild
      for (leaf, lines, table) in found {
        guard let node = tableNode(table, firstLine: lines.firstLine, cell: &cell) else { continue }
        node.insertBefore(leaf)
        if table.headIndex > 0, let before = part(lines.source(0..<table.headIndex), firstLine: lines.firstLine) {
          before.insertBefore(node)
        }
        if table.endIndex < lines.texts.count,
          let after = part(lines.source(table.endIndex..<lines.texts.count), firstLine: lines.firstLine + table.endIndex)
        {
          // Lazy lines leave the containers: a table's row cannot be one.
          after.insertAfter(lines.isLazy(at: table.endIndex) ? outermost(node) : node)
        }
        leaf.free()
      }
    }
  }

  /// Every cell of the tables, as a heading of a document of its own: in a heading as in a cell there are inlines and nothing else.
  private func cells(of tables: [TableText]) -> MarkdownTree? {
    var source: [UInt8] = []
    for cell in tables.lazy.flatMap(\.rows).joined() {
      source += "# ".utf8
      source += cell
      // The closing mark keeps one of the cell's own from being taken for it.
      source += " #\n".utf8
    }
    return MarkdownTree((source + definitions)[...]).map { tree in
      cmark_consolidate_text_nodes(tree.root)
      return tree
    }
  }

  /// What must be parsed after a part of the text for its links to find their definitions: all of the text, if it has any.
  private var definitions: ArraySlice<UInt8> {
    let bytes = text.lines.bytes[text.lines.textStart...]
    // A definition begins its line, with what containers put before it.
    let mayDefine = bytes.split(separator: UInt8(ascii: "\n")).contains { line in
      line.first { !" >-+*0123456789.)\t".utf8.contains($0) } == UInt8(ascii: "[")
        && zip(line, line.dropFirst()).contains { $0 == UInt8(ascii: "]") && $1 == UInt8(ascii: ":") }
    }
    guard mayDefine else { return [] }
    return "\n\n".utf8 + bytes
  }

  private func tableNode(_ text: TableText, firstLine: Int, cell: inout MarkdownNode?) -> MarkdownNode? {
    guard let table = make(CMARK_NODE_CUSTOM_BLOCK, .table) else { return nil }
    for (index, cells) in text.rows.enumerated() {
      let meaning = MarkdownAddition.tableRow(isHeader: index == 0, isFirstOfBody: index == 1, isLast: index == text.rows.count - 1)
      guard let row = make(CMARK_NODE_CUSTOM_BLOCK, meaning) else { return nil }
      table.append(row)
      // The line of dashes stands between the head and the first row.
      let line = firstLine + text.headIndex + index + (index == 0 ? 0 : 1)
      for column in cells.indices {
        let meaning = MarkdownAddition.tableCell(isHeader: index == 0, text.alignments[column], line: line)
        guard let node = make(CMARK_NODE_CUSTOM_BLOCK, meaning) else { return nil }
        row.append(node)
        if let heading = cell {
          cell = heading.next
          node.takeChildren(of: heading)
        }
      }
    }
    return table
  }

  /// The block of the document's own that the node is in.
  private func outermost(_ node: MarkdownNode) -> MarkdownNode {
    var outer = node
    while let parent = outer.parent, parent != root { outer = parent }
    return outer
  }

  /// Lines parsed as blocks of their own.
  private func part(_ source: [UInt8], firstLine: Int) -> MarkdownNode? {
    guard let alone = MarkdownTree(source[...]), let node = make(CMARK_NODE_CUSTOM_BLOCK, .part(firstLine: firstLine)) else { return nil }
    var count = 0
    var child = MarkdownNode(alone.root).firstChild
    while let block = child {
      count += 1
      child = block.next
    }
    guard let tree = MarkdownTree((source + definitions)[...]) else { return nil }
    cmark_consolidate_text_nodes(tree.root)
    withExtendedLifetime(tree) {
      for _ in 0..<count {
        if let block = MarkdownNode(tree.root).firstChild { node.append(block) }
      }
    }
    return node
  }
}

/// The source lines of a paragraph or a heading, without what the containers around it put before them.
private struct LeafLines {
  private(set) var texts: [ArraySlice<UInt8>] = []
  /// Where they begin in the file.
  private(set) var firstLine: Int
  /// How far each line is indented, in its containers.
  private var indents: [Int] = []
  /// Lines that go on with the paragraph without being in its containers.
  private var areLazy: [Bool] = []

  init(_ leaf: MarkdownNode, in lines: SourceLines) {
    firstLine = leaf.line
    var quotes = 0
    var itemIndent = 0
    var parent = leaf.parent
    while let container = parent {
      if container.kind == CMARK_NODE_BLOCK_QUOTE { quotes += 1 }
      if container.kind == CMARK_NODE_ITEM, itemIndent == 0 { itemIndent = max((container.firstChild?.column ?? 1) - 1, 0) }
      parent = container.parent
    }
    for line in leaf.line...max(leaf.line, min(leaf.lastLine, lines.count)) {
      let range = lines.range(ofLine: line)
      var rest = lines.bytes[range]
      if line == leaf.line {
        texts.append(rest.dropFirst(max(leaf.column - 1, 0)).drop(while: Self.isBlank))
        indents.append(0)
        areLazy.append(false)
        continue
      }
      var isLazy = false
      for _ in 0..<quotes {
        let inner = rest.drop(while: Self.isBlank)
        guard inner.first == UInt8(ascii: ">") else {
          isLazy = true
          break
        }
        rest = inner.dropFirst()
        if let first = rest.first, Self.isBlank(first) { rest = rest.dropFirst() }
      }
      let text = rest.drop(while: Self.isBlank)
      // A blank line is within a heading's lines only behind its end.
      if text.isEmpty { break }
      let hasTab = rest[..<text.startIndex].contains(UInt8(ascii: "\t"))
      isLazy = isLazy || text.startIndex - range.lowerBound < itemIndent && !hasTab
      indents.append(hasTab ? 4 : text.startIndex - max(rest.startIndex, range.lowerBound + itemIndent))
      areLazy.append(isLazy)
      texts.append(text)
      if leaf.kind == CMARK_NODE_HEADING, Self.isUnderline(text) { break }
    }
    endsInUnderline = leaf.kind == CMARK_NODE_HEADING
    dropDefinitions()
  }

  /// Links' definitions at the paragraph's beginning are none of its text: cmark has taken them.
  private mutating func dropDefinitions() {
    while let first = texts.first, first.first == UInt8(ascii: "["), let tree = MarkdownTree(first),
      withExtendedLifetime(tree, { MarkdownNode(tree.root).firstChild == nil })
    {
      texts.removeFirst()
      indents.removeFirst()
      areLazy.removeFirst()
      firstLine += 1
    }
  }

  /// Whether the last line is what made the lines a heading.
  private let endsInUnderline: Bool

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func isUnderline(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, first == UInt8(ascii: "=") || first == UInt8(ascii: "-") else { return false }
    return line.drop { $0 == first }.allSatisfy(isBlank)
  }

  func isLazy(at index: Int) -> Bool { areLazy[index] }

  /// Whether the line can be a table's line of dashes, by its place.
  func mayBeDashes(at index: Int) -> Bool {
    indents[index] < 4 && !areLazy[index] && !(endsInUnderline && index == texts.count - 1)
  }

  /// Whether the line, which goes on with the paragraph, would begin something else after a table.
  func beginsBlock(at index: Int) -> Bool {
    if indents[index] >= 4 || areLazy[index] { return true }
    guard let first = texts[index].first else { return false }
    switch first {
    case UInt8(ascii: "<"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard let tree = MarkdownTree(texts[index]) else { return false }
      return withExtendedLifetime(tree) { MarkdownNode(tree.root).firstChild.map { $0.kind != CMARK_NODE_PARAGRAPH } ?? false }
    default: return false
    }
  }

  func source(_ range: Range<Int>) -> [UInt8] {
    var source: [UInt8] = []
    for index in range {
      if indents[index] >= 4 { source += [UInt8](repeating: UInt8(ascii: " "), count: indents[index]) }
      source += texts[index]
      source.append(UInt8(ascii: "\n"))
    }
    return source
  }
}
