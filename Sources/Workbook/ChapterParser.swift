/// A chapter as it was read, with everything that is wrong in it.
public struct ParsedChapter: Hashable, Sendable {
  /// What could be understood; worth running only if there are no errors.
  public var chapter: Chapter
  /// Every error found, in the order of the file.
  public var diagnostics: [Diagnostic]

  /// Reads the bytes of a Markdown file. It never fails: what is wrong is in `diagnostics`.
  ///
  /// A byte-order mark is passed over; columns on the first line are counted without it. Lines end at LF, CR LF or CR; blocks' text has LF.
  ///
  /// - Parameters:
  ///   - bytes: the file, as it is.
  ///   - path: its path, for the diagnostics and the chapter's name.
  /// - Complexity: linear in the size of the file.
  public init(bytes: [UInt8], path: String) {
    var parser = ChapterParser(path: path)
    parser.parse(SourceLines(bytes))
    chapter = parser.chapter
    diagnostics = parser.diagnostics.sorted { $0.position < $1.position }
  }
}

/// Gathers a chapter from its headings and fences, in the order of the file.
struct ChapterParser {
  private(set) var chapter: Chapter
  private(set) var diagnostics: [Diagnostic] = []
  /// The chapter's fences, of every kind, in the order of the file.
  private(set) var fences: [Fence] = []

  /// What an `output` or `python` fence that comes next would belong to.
  private enum Above {
    /// The last block of the last section.
    case block
    /// The starter of an exercise, or a check: code that is not run with the page.
    case codeOfExercise
    /// A fence with an error of its own: what follows it is not judged.
    case malformed
    case nothing
  }

  private var above = Above.nothing
  private var titlePlace: SourcePosition?
  private var exerciseIndices: [String: Int] = [:]
  private var checks: [(id: String, check: ExerciseCheck)] = []
  private var hints: [(id: String, hint: FencedText)] = []

  init(path: String) {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.lastIndex(of: ".").flatMap { $0 == file.startIndex ? nil : String(file[..<$0]) } ?? file
    chapter = Chapter(path: path, name: stem, title: "", sections: [], exercises: [])
  }

  mutating func parse(_ lines: SourceLines) {
    guard isReadable(lines) else { return }
    guard !lines.bytes[lines.textStart...].allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else {
      report(1, 1, "the chapter is empty: begin it with '# ' and its title")
      return
    }
    chapter.sections = [Section(heading: nil, position: place(1, 1))]
    for element in lines.markdownElements() {
      switch element {
      case .heading(let level, let text, let line, let column): addHeading(level: level, text: text, at: place(line, column))
      case .fence(let fence): addFence(fence, lines: lines)
      }
    }
    if titlePlace == nil { report(1, 1, "the chapter has no title: begin it with '# ' and its title") }
    if chapter.sections[0].blocks.isEmpty { chapter.sections.removeFirst() }
    gatherExercises()
  }

  /// Text that isn't text can't be parsed, and columns in it would mean nothing.
  private mutating func isReadable(_ lines: SourceLines) -> Bool {
    guard lines.bytes.count <= Chapter.largestSize else {
      report(1, 1, "the chapter has \(lines.bytes.count) bytes: more than \(Chapter.largestSize) is not read")
      return false
    }
    var isReadable = true
    do {
      _ = try UTF8Span(validating: lines.bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let (line, column) = lines.place(ofOffset: offset)
      let byte = String(lines.bytes[offset], radix: 16, uppercase: true)
      report(line, column, "this is not UTF-8: the byte 0x\(byte) cannot stand here; save the file as UTF-8")
      isReadable = false
    }
    if let offset = lines.bytes.firstIndex(of: 0) {
      let (line, column) = lines.place(ofOffset: offset)
      report(line, column, "there is a NUL byte here, which Markdown cannot hold: take it out")
      isReadable = false
    }
    return isReadable
  }

  private func place(_ line: Int, _ column: Int) -> SourcePosition {
    SourcePosition(file: chapter.path, line: line, column: column)
  }

  private mutating func report(_ line: Int, _ column: Int, _ message: String) {
    diagnostics.append(Diagnostic(at: place(line, column), message))
  }

  // MARK: Headings

  private mutating func addHeading(level: Int, text: String, at position: SourcePosition) {
    switch level {
    case 1:
      if let first = titlePlace {
        diagnostics.append(
          Diagnostic(at: position, "a second '#' heading: the title is on line \(first.line), and a section's heading has '##'"))
        return
      }
      titlePlace = position
      chapter.title = text
      if text.isEmpty { diagnostics.append(Diagnostic(at: position, "the title is empty: write it after the '#'")) }
    case 2: chapter.sections.append(Section(heading: text, position: position))
    default: break
    }
  }

  // MARK: Fences

  private mutating func addFence(_ fence: Fence, lines: SourceLines) {
    let info = InfoString(lines.bytes[fence.infoRange], column: fence.column + fence.length)
    var reader = FenceKindReader(info)
    let kind = reader.kind()
    for problem in reader.problems { report(fence.line, problem.column, problem.message) }
    if !fence.isClosed, let opening = lines.brokenFence(before: fence) {
      report(
        opening.line, opening.column,
        "no fence begins here, because what follows the backticks of a fence has no backtick in CommonMark: write ~~~ for the fence")
    } else if !fence.isClosed {
      report(
        fence.line, fence.column,
        "the fence is not closed before the end of the file, list item or block quote it is in: close it with "
          + String(repeating: Character(Unicode.Scalar(fence.character)), count: min(fence.length, Fence.longestLength)))
    } else if let line = fence.lineOpeningAnother {
      report(
        fence.line, fence.column,
        "the fence is not closed before another one opens on line \(line): close it above that line, or make it longer if the line is its text"
      )
    }
    if !fence.followsPreviousFence { above = .nothing }
    fences.append(fence)

    let source = FencedText(
      text: fence.text, fence: place(fence.line, fence.column), firstLine: fence.line + 1, prefixLengths: fence.prefixLengths)
    switch kind {
    case .swift(let promise, let isHidden):
      chapter.sections[chapter.sections.count - 1].blocks.append(SwiftBlock(source: source, promise: promise, isHidden: isHidden))
      above = .block
    case .exercise(let id, let isRejected):
      addExercise(Exercise(id: id, starter: source, starterIsRejected: isRejected))
      above = .codeOfExercise
    case .check(let id, let points, let name, let isHidden, let rejected):
      checks.append((id, ExerciseCheck(source: source, points: points, name: name, isHidden: isHidden, rejected: rejected)))
      above = .codeOfExercise
    case .hint(let id):
      hints.append((id, source))
      above = .nothing
    case .output(let tolerance, let isNondeterministic):
      attach("output", to: source.fence) { block in
        if block.python != nil { return "this output comes after the python twin: the order is Swift block, output, python" }
        if let output = block.output { return "a second output for the block: the first is on line \(output.source.fence.line)" }
        block.output = ExpectedOutput(source: source, tolerance: tolerance, isNondeterministic: isNondeterministic)
        return switch block.promise {
        case .rejected, .compiles: "a block that is not run prints nothing: take out this output, or the block's promise"
        case .runs, .throws, .traps: nil
        }
      }
    case .python(let differs):
      attach("python", to: source.fence) { block in
        if let python = block.python { return "a second python twin for the block: the first is on line \(python.source.fence.line)" }
        block.python = PythonTwin(source: source, differs: differs)
        return nil
      }
    case .listing: above = .nothing
    case .malformed: above = .malformed
    }
  }

  /// Gives a fence to the Swift block right above it; `add` says what is wrong with that, if anything is.
  private mutating func attach(_ language: String, to position: SourcePosition, add: (inout SwiftBlock) -> String?) {
    let problem: String?
    switch above {
    case .block:
      let section = chapter.sections.count - 1
      let block = chapter.sections[section].blocks.count - 1
      problem = add(&chapter.sections[section].blocks[block])
    case .codeOfExercise:
      problem = "a starter or check is not run with the page, so it has no \(language): take this fence out"
    case .nothing:
      problem =
        "there is no Swift block right above this \(language) fence: it belongs right after its block, with nothing between but blank lines"
    case .malformed: problem = nil
    }
    guard let problem else { return }
    diagnostics.append(Diagnostic(at: position, problem))
    if above != .block { above = .malformed }
  }

  // MARK: Exercises

  private mutating func addExercise(_ exercise: Exercise) {
    if let first = exerciseIndices[exercise.id] {
      let line = chapter.exercises[first].starter.fence.line
      diagnostics.append(
        Diagnostic(
          at: exercise.starter.fence, "a second exercise '\(exercise.id)': the first is on line \(line); give this one another name"))
      return
    }
    exerciseIndices[exercise.id] = chapter.exercises.count
    chapter.exercises.append(exercise)
  }

  /// Checks and hints find their exercise at the end: they may stand before it.
  private mutating func gatherExercises() {
    for (id, check) in checks {
      guard let index = exercise(id, at: check.source.fence, named: "check") else { continue }
      chapter.exercises[index].checks.append(check)
    }
    for (id, hint) in hints {
      guard let index = exercise(id, at: hint.fence, named: "hint") else { continue }
      chapter.exercises[index].hints.append(hint)
    }
  }

  private mutating func exercise(_ id: String, at position: SourcePosition, named what: String) -> Int? {
    if let index = exerciseIndices[id] { return index }
    diagnostics.append(
      Diagnostic(at: position, "a \(what) of the unknown exercise '\(id)': no fence of this chapter has 'swift exercise=\(id)'"))
    return nil
  }
}

extension Chapter {
  /// The largest Markdown file that is read, in bytes: libcmark ends the process on far larger ones.
  public static let largestSize = 256 << 20
}
