import Ccmark

/// What a search in the pages looks at: each section's heading and words. A script of its own, which a page asks for when the search opens
/// (a page from a folder may ask for scripts, not for data).
struct SearchIndex {
  /// `searchIndex({"chapters": [[page, title], …], "sections": [[chapter, id, heading, words, names], …]})`, in JSON's notation.
  let script: [UInt8]

  init(_ chapters: [ChapterOutline]) {
    var writer = JSONText()
    writer.raw("searchIndex({\"chapters\":[")
    for (place, chapter) in chapters.enumerated() {
      if place > 0 { writer.raw(",\n") }
      writer.raw("[")
      writer.string(chapter.address)
      writer.raw(",")
      writer.string(chapter.title)
      writer.raw("]")
    }
    writer.raw("],\n\"sections\":[")
    var isFirst = true
    for (place, chapter) in chapters.enumerated() {
      for section in chapter.words {
        if !isFirst { writer.raw(",\n") }
        isFirst = false
        writer.raw("[\(place),")
        writer.string(section.id)
        writer.raw(",")
        writer.string(section.heading)
        writer.raw(",")
        writer.string(section.words)
        writer.raw(",")
        writer.string(section.names)
        writer.raw("]")
      }
    }
    writer.raw("]})\n")
    script = writer.bytes
  }
}

/// The words of what stands below one heading, up to the next.
struct SectionWords: Hashable, Sendable {
  var id: String
  var heading: String
  /// The text as it is read.
  var words: String
  /// The names in its code that the text has not, with blanks between.
  var names: String

  /// In the order of the page; what stands before the title's first section belongs to the title.
  static func sections(of document: MarkdownDocument, headings: [Heading], roles: [Int: ChapterText.FenceRole]) -> [SectionWords] {
    var sections: [SectionWords] = []
    var words: [UInt8] = []
    var code: [String] = []
    var headingCount = 0
    func finish() {
      guard !sections.isEmpty else { return }
      sections[sections.count - 1].words = String(decoding: words, as: UTF8.self).trimmed
      sections[sections.count - 1].names = names(in: code, butNotIn: words)
      words = []
      code = []
    }
    document.root.walk { node, isEntering in
      guard isEntering else { return false }
      switch node.kind {
      case CMARK_NODE_HEADING:
        finish()
        let heading = headings[headingCount]
        headingCount += 1
        // The title is the page itself.
        sections.append(SectionWords(id: heading.level == 1 ? "" : heading.id, heading: heading.text, words: "", names: ""))
        return false
      case CMARK_NODE_TEXT, CMARK_NODE_CODE: document.text.restore(node.literal, into: &words)
      case CMARK_NODE_PARAGRAPH, CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_CUSTOM_BLOCK, CMARK_NODE_ITEM:
        if let last = words.last, last != UInt8(ascii: " ") { words.append(UInt8(ascii: " ")) }
      case CMARK_NODE_CODE_BLOCK: code += visibleCode(roles[node.line])
      default: break
      }
      return true
    }
    finish()
    return sections
  }

  private static func visibleCode(_ role: ChapterText.FenceRole?) -> [String] {
    switch role {
    case .block(let block): block.isHidden ? [] : [block.source.text, block.python?.source.text ?? ""]
    case .starter(let exercise): [exercise.id, exercise.starter.text]
    case .shownElsewhere, nil: []
    }
  }

  private static func names(in code: [String], butNotIn text: [UInt8]) -> String {
    var seen: Set<Name> = []
    var result: [UInt8] = []
    for name in names(in: text) where name.bytes.count > 2 { seen.insert(name) }
    for code in code {
      for name in names(in: Array(code.utf8))
      where name.bytes.count > 2 && name.bytes[name.bytes.startIndex] > UInt8(ascii: "9") && seen.insert(name).inserted {
        if !result.isEmpty { result.append(UInt8(ascii: " ")) }
        result += name.bytes
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A word of a text, hashed all at once: a slice's own hash takes byte after byte, ten times as long.
  private struct Name: Hashable {
    var bytes: ArraySlice<UInt8>

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
  }

  private static func names(in text: [UInt8]) -> [Name] {
    var names: [Name] = []
    var start = 0
    for (index, byte) in text.enumerated() where !isNamePart(byte) {
      if start < index { names.append(Name(bytes: text[start..<index])) }
      start = index + 1
    }
    if start < text.count { names.append(Name(bytes: text[start...])) }
    return names
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}

/// JSON in the making, fit to stand in a script.
private struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ text: String) { bytes += text.utf8 }

  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20, UInt8(ascii: "<"): escape(byte)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    let digits = String(byte, radix: 16)
    bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
  }
}
