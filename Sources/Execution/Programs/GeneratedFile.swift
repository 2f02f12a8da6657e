import Workbook

/// A Swift file in the making. What stands after `add(place:)` counts as standing in the Markdown file: a line of it is a line there, and
/// columns are the block's own.
struct GeneratedFile {
  private(set) var text = ""
  private var isPlaced = false

  mutating func add(_ piece: String) { text += piece }

  mutating func add(place: SourcePosition) {
    isPlaced = true
    text += "#sourceLocation(file: \(Self.literal(place.file)), line: \(max(place.line, 1)))\n"
  }

  /// What follows is generated again. (The directive is an error where no place was given.)
  mutating func endPlaces() {
    if isPlaced { text += "#sourceLocation()\n" }
    isPlaced = false
  }

  mutating func add(imports: [SectionProgram.Import]) {
    for declaration in imports {
      add(place: declaration.position)
      text += declaration.text + "\n"
    }
    if !imports.isEmpty { endPlaces() }
  }

  /// The calls that `gradbook-host` answers, as far as these promises need them: declared by symbol, so that nothing needs importing.
  ///
  /// - Parameter shows: whether `show` is among them: for a section that has the word, and no `show` of its own.
  mutating func addCalls(for promises: [BlockPromise], shows: Bool) {
    let calls = [
      ("begin", "(_ block: Int32)"), ("end", "() -> Never"), ("threw", "(_ error: any Error) -> Never"),
      ("caught", "(_ error: any Error)"), ("fell_through", "()"), ("fork", "() -> Bool"), ("fork_end", "() -> Never"),
      ("fork_threw", "(_ error: any Error) -> Never"), ("never", "() -> Bool"),
    ]
    var needed: Set = ["begin", "end", "threw"]
    for promise in promises {
      switch promise {
      case .runs, .rejected: break
      case .throws: needed.formUnion(["caught", "fell_through"])
      case .traps: needed.formUnion(["fork", "fork_end", "fork_threw"])
      case .compiles: needed.insert("never")
      }
    }
    for (name, signature) in calls where needed.contains(name) {
      text += "@_silgen_name(\"gradbook_\(name)\") private func _gradbook_\(name)\(signature)\n"
    }
    if shows { text += "@_silgen_name(\"gradbook_show\") private func show(_ svg: String)\n" }
  }

  private static func literal(_ string: String) -> String {
    var literal = "\""
    for character in string.unicodeScalars {
      if character == "\"" || character == "\\" { literal += "\\" }
      literal.unicodeScalars.append(character)
    }
    return literal + "\""
  }
}
