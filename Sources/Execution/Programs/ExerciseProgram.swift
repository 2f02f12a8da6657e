import Workbook

/// A starter or a solution: a file of its own, compiled and not run.
struct ExerciseProgram {
  /// Where its text stands: the chapter, or the solution's file.
  let source: FencedText

  /// `import` lines.
  var imports: [String] { BlockOutline(source.text).declarations.filter { $0.kind == .import }.map(\.name) }

  /// Nil where it must be compiled by itself: statements at its own level, operators, what it adds to types that it does not define.
  func plain() -> SectionProgram.Plain? {
    let outline = BlockOutline(source.text)
    guard outline.isBalanced, outline.directives.isEmpty, !outline.hasStatements else { return nil }
    let types = Set(outline.declarations.filter { $0.kind == .type }.map(\.name))
    var names = outline.variables
    for declaration in outline.declarations where declaration.kind != .import {
      if declaration.kind == .fileOnly || declaration.modifiers.contains("@main") { return nil }
      if case .extension = declaration.kind, !types.contains(declaration.name) { return nil }
      names.insert(declaration.name)
    }
    return SectionProgram.Plain(text: script(), definedNames: names, words: outline.words)
  }

  func script() -> String {
    var file = GeneratedFile()
    file.add(place: SourcePosition(file: source.fence.file, line: source.firstLine))
    file.add(source.text + "\n")
    file.endPlaces()
    return file.text
  }
}
