import Workbook

/// What a chapter's code is turned into: a Swift file for each section.
///
/// A section that is *plain* becomes one function, so that all of a chapter's plain sections fit in one whole-module frontend: its types,
/// extensions and those functions that use no variable of the section are lifted to the file's level, the rest are the function's statements.
/// Any other section, and one that does not compile that way, becomes a `main.swift` of its own: what the compiler says of that is what is
/// reported. No expected output is in either.
struct SectionProgram {
  /// `import` lines in force, each where it first stood.
  struct Import: Hashable {
    var text: String
    var position: SourcePosition
  }

  let section: Section
  let outlines: [BlockOutline]
  let imports: [Import]
  /// The number in the entry symbol.
  let number: Int

  var entry: String { "gradbook_section_\(number)" }

  /// - Parameter imports: those of the sections before; the section's own are added.
  init(section: Section, number: Int, imports: [Import]) {
    self.section = section
    self.number = number
    outlines = section.blocks.map { BlockOutline($0.source.text) }
    var all = imports
    for (block, outline) in zip(section.blocks, outlines) {
      if case .rejected = block.promise { continue }
      for declaration in outline.declarations where declaration.kind == .import {
        guard !all.contains(where: { $0.text == declaration.name }) else { continue }
        let line = block.source.firstLine + outline.lexer.tokens[declaration.tokens.lowerBound].line
        all.append(Import(text: declaration.name, position: SourcePosition(file: block.source.fence.file, line: line)))
      }
    }
    self.imports = all
  }

  // MARK: Plain

  /// A file of the chapter's common module.
  struct Plain {
    var text: String
    /// Names that the other files of the module must not mention: a section must not see another's.
    var definedNames: Set<String>
    var words: Set<String>
  }

  /// Nil where the section is not plain.
  func plain() -> Plain? {
    guard let lifted = liftedDeclarations() else { return nil }
    var file = GeneratedFile()
    file.add(imports: imports)
    file.addCalls(for: section.blocks.map(\.promise), shows: showsFigures)
    var definedNames: Set<String> = []
    for (index, outline) in outlines.enumerated() {
      for declaration in lifted[index] {
        let source = section.blocks[index].source
        let range = outline.byteRange(of: declaration)
        let firstToken = outline.lexer.tokens[declaration.tokens.lowerBound]
        let indent = Self.column(of: range.lowerBound, in: outline.lexer.bytes)
        let isPrivate = !declaration.modifiers.filter { $0 == "private" || $0 == "fileprivate" }.isEmpty
        let line = source.firstLine + firstToken.line
        switch declaration.kind {
        case .function where !isPrivate, .extension where !isPrivate && !definesType(declaration.name):
          file.add(place: SourcePosition(file: source.fence.file, line: line - 1))
          file.add("fileprivate\n" + String(repeating: " ", count: indent))
        default:
          definedNames.insert(declaration.name)
          file.add(place: SourcePosition(file: source.fence.file, line: line))
          file.add(String(repeating: " ", count: indent))
        }
        file.add(String(decoding: outline.lexer.bytes[range], as: UTF8.self) + "\n")
      }
    }
    file.endPlaces()
    file.add("@_cdecl(\"\(entry)\") public func _\(entry)() -> Never {\ndo {\n")
    for (index, block) in section.blocks.enumerated() {
      let blanked = outlines[index].declarations.filter { $0.kind == .import } + lifted[index]
      add(block, number: index, blanking: blanked, to: &file)
    }
    file.add("_gradbook_end()\n} catch { _gradbook_threw(error) }\n}\n")
    return Plain(text: file.text, definedNames: definedNames, words: outlines.reduce(into: []) { $0.formUnion($1.words) })
  }

  private var showsFigures: Bool {
    outlines.contains { $0.words.contains("show") }
      && !outlines.contains { $0.variables.contains("show") || $0.declarations.contains { $0.name == "show" } }
  }

  private func definesType(_ name: String) -> Bool {
    outlines.contains { $0.declarations.contains { $0.kind == .type && $0.name == name } }
  }

  /// What goes to the file's level, by block; nil where the section is not plain.
  private func liftedDeclarations() -> [[BlockOutline.Declaration]]? {
    var lifted: [[BlockOutline.Declaration]] = []
    var variables: Set<String> = []
    for (block, outline) in zip(section.blocks, outlines) {
      if case .rejected = block.promise {
        lifted.append([])
        continue
      }
      // Top-level `defer` runs when a script ends, and `await` makes it asynchronous; `#function` would show the function.
      guard outline.isBalanced, outline.directives.isEmpty, outline.statementKeywords.isEmpty, !outline.words.contains("await") else {
        return nil
      }
      variables.formUnion(outline.variables)
      let declarations = outline.declarations.filter { $0.kind != .import }
      for declaration in declarations {
        if declaration.kind == .fileOnly || !declaration.ownsItsLines || declaration.modifiers.contains("@main") { return nil }
        if case .extension(conforms: true) = declaration.kind, !definesType(declaration.name) { return nil }
      }
      switch block.promise {
      case .runs: lifted.append(declarations)
      // Their names stay inside: only what Swift allows at a file's level alone goes there.
      default:
        let cannotBeLocal = declarations.contains { if case .extension = $0.kind { true } else { false } }
        lifted.append(cannotBeLocal && block.promise == .compiles ? declarations : [])
      }
    }
    // A function that uses a variable, or a function that does, stays where it stands.
    var free: [String: Set<String>] = [:]
    var functions: [(name: String, free: Set<String>)] = []
    for (outline, declarations) in zip(outlines, lifted) {
      for declaration in declarations {
        let names = outline.freeNames(of: declaration)
        if declaration.kind == .function {
          functions.append((declaration.name, names))
        } else {
          free[declaration.name, default: []].formUnion(names)
        }
      }
    }
    var local = variables
    var changed = true
    while changed {
      changed = false
      for function in functions where !local.contains(function.name) && !function.free.isDisjoint(with: local) {
        local.insert(function.name)
        changed = true
      }
    }
    guard free.values.allSatisfy({ $0.isDisjoint(with: local) }), free.keys.allSatisfy({ !local.contains($0) }) else { return nil }
    return lifted.map { $0.filter { $0.kind != .function || !local.contains($0.name) } }
  }

  private static func column(of offset: Int, in bytes: [UInt8]) -> Int {
    offset - ((bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
  }

  // MARK: A main.swift of its own

  /// The section as a script; with `rejected`, only what comes before that block, and the block itself.
  func script(rejected: Int? = nil) -> String {
    var file = GeneratedFile()
    file.add(imports: imports)
    file.addCalls(for: section.blocks.map(\.promise), shows: showsFigures)
    for (index, block) in section.blocks.enumerated() {
      let outline = outlines[index]
      if let rejected {
        if index > rejected { break }
        if index == rejected {
          file.add(place: SourcePosition(file: block.source.fence.file, line: block.source.firstLine))
          file.add(block.source.text + "\n")
          file.endPlaces()
          break
        }
        if case .runs = block.promise {} else { continue }
      }
      var blanked = outline.declarations.filter { $0.kind == .import }
      if block.promise == .compiles {
        let moved = outline.declarations.contains { if case .extension = $0.kind { true } else { $0.kind == .fileOnly } }
        if moved {
          let declarations = outline.declarations.filter { $0.kind != .import }
          let kept = declarations.reduce(into: Set<Int>()) { $0.formUnion(outline.byteRange(of: $1)) }
          file.add(place: SourcePosition(file: block.source.fence.file, line: block.source.firstLine))
          file.add(Self.blank(outline.lexer.bytes) { !kept.contains($0) } + "\n")
          file.endPlaces()
          blanked += declarations
        }
      }
      add(block, number: index, blanking: blanked, to: &file)
    }
    // With a `defer` of its own the script must fall off its end; the host ends it then.
    if rejected == nil, !outlines.contains(where: { $0.statementKeywords.contains("defer") }) { file.add("_gradbook_end()\n") }
    return file.text
  }

  // MARK: Both

  private func add(_ block: SwiftBlock, number: Int, blanking: [BlockOutline.Declaration], to file: inout GeneratedFile) {
    let open: String
    let close: String
    switch block.promise {
    case .rejected: return
    // The semicolon keeps a block that begins with a brace from being a trailing closure.
    case .runs: (open, close) = ("_gradbook_begin(\(number));\n", "")
    case .throws:
      open = "_gradbook_begin(\(number));\ndo {\n"
      close = "_gradbook_fell_through()\n} catch { _gradbook_caught(error) }\n"
    case .traps:
      open = "_gradbook_begin(\(number));\nif _gradbook_fork() {\ndo {\n"
      close = "_gradbook_fork_end()\n} catch { _gradbook_fork_threw(error) }\n}\n"
    case .compiles: (open, close) = ("if _gradbook_never() {\n", "}\n")
    }
    file.add(open)
    file.add(place: SourcePosition(file: block.source.fence.file, line: block.source.firstLine))
    let outline = outlines[number]
    if blanking.isEmpty {
      file.add(block.source.text)
    } else {
      let ranges = blanking.map { outline.byteRange(of: $0) }
      file.add(Self.blank(outline.lexer.bytes, ranges))
    }
    file.add("\n")
    file.endPlaces()
    file.add(close)
  }

  private static func blank(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> String {
    var bytes = bytes
    for range in ranges {
      for index in range where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func blank(_ bytes: [UInt8], where isBlank: (Int) -> Bool) -> String {
    var bytes = bytes
    for index in bytes.indices where isBlank(index) && bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
