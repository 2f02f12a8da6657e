/// A place in a source file: what every error points to.
public struct SourcePosition: Hashable, Sendable, Comparable {
  /// The path as the user gave it or as found from the current directory (`Chapters/01-tensor.md`).
  public var file: String
  /// Counted from 1.
  public var line: Int
  /// Counted from 1, in UTF-8 bytes.
  public var column: Int

  /// A place; without a column, the line's beginning.
  public init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// By file, then in the order of the file.
  public static func < (a: SourcePosition, b: SourcePosition) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// Something wrong in a chapter, with its place and, where it helps, the mend.
public struct Diagnostic: Hashable, Sendable, Error {
  /// How bad it is; the raw value is the word that reports use.
  public enum Severity: String, Hashable, Sendable { case error, warning, note }

  /// An error unless it is said otherwise.
  public var severity: Severity
  /// Where the fault stands.
  public var position: SourcePosition
  /// One line or more; the compiler's own text, source line and caret included, where the compiler said it.
  public var message: String

  /// A diagnostic, an error unless it is said otherwise.
  public init(_ severity: Severity = .error, at position: SourcePosition, _ message: String) {
    self.severity = severity
    self.position = position
    self.message = message
  }
}

/// What a Swift block promises to do.
public enum BlockPromise: Hashable, Sendable {
  /// Compiles, runs and falls through.
  case runs
  /// `throws="TEXT"`: throws an error whose text contains TEXT; what it did before stays, its names don't.
  case `throws`(String)
  /// `traps="TEXT"`: traps with TEXT, in a forked child of which nothing stays.
  case traps(String)
  /// `rejected="TEXT"`: does not compile, with TEXT in a diagnostic.
  case rejected(String)
  /// `compile-only`: compiled with its section, never run.
  case compiles
}

/// The lines of a fence as they stand in the Markdown file.
public struct FencedText: Hashable, Sendable {
  /// The text between the fences, line ends as LF, container prefixes (quote marks, list indents) taken away.
  public var text: String
  /// The opening fence.
  public var fence: SourcePosition
  /// The line of the first line of `text`.
  public var firstLine: Int
  /// How many bytes of the Markdown line stand before each line of `text` (0 outside of lists and quotes), by line.
  public var prefixLengths: [Int]

  /// The lines of a fence.
  public init(text: String, fence: SourcePosition, firstLine: Int, prefixLengths: [Int]) {
    self.text = text
    self.fence = fence
    self.firstLine = firstLine
    self.prefixLengths = prefixLengths
  }
}

/// An `output` fence.
public struct ExpectedOutput: Hashable, Sendable {
  /// What the block is to print.
  public var source: FencedText
  /// `tolerance=t`: numbers a and b agree if |a − b| ≤ t·max(1, |b|), b the page's.
  public var tolerance: Double?
  /// `nondeterministic`: shown in the page, compared with nothing.
  public var isNondeterministic: Bool

  /// An output; without a tolerance its numbers are compared as text.
  public init(source: FencedText, tolerance: Double? = nil, isNondeterministic: Bool = false) {
    self.source = source
    self.tolerance = tolerance
    self.isNondeterministic = isNondeterministic
  }
}

/// A `python` fence: the twin of the Swift block before it.
public struct PythonTwin: Hashable, Sendable {
  /// The Python code.
  public var source: FencedText
  /// `differs="reason"`: why Python must differ here.
  public var differs: String?

  /// A twin, which prints the same as its block unless `differs` says why not.
  public init(source: FencedText, differs: String? = nil) {
    self.source = source
    self.differs = differs
  }
}

/// A `swift` fence that belongs to its section (not an exercise's starter, not a check).
public struct SwiftBlock: Hashable, Sendable {
  /// The Swift code.
  public var source: FencedText
  /// What it is to do; without an attribute, to run.
  public var promise: BlockPromise
  /// Run, but not shown in the page.
  public var isHidden: Bool
  /// What it is to print; a block without one is to print nothing.
  public var output: ExpectedOutput?
  /// The same in PyTorch.
  public var python: PythonTwin?

  /// A block; by default one that runs, is shown and prints nothing.
  public init(
    source: FencedText, promise: BlockPromise = .runs, isHidden: Bool = false, output: ExpectedOutput? = nil,
    python: PythonTwin? = nil
  ) {
    self.source = source
    self.promise = promise
    self.isHidden = isHidden
    self.output = output
    self.python = python
  }
}

/// A `##` section, or what stands before the first: the scope in which blocks share names.
public struct Section: Hashable, Sendable {
  /// The heading's plain text; nil for what stands before the first `##`.
  public var heading: String?
  /// The heading; the chapter's beginning for what stands before the first `##`.
  public var position: SourcePosition
  /// In the order of the page.
  public var blocks: [SwiftBlock]

  /// A section of the page.
  public init(heading: String?, position: SourcePosition, blocks: [SwiftBlock] = []) {
    self.heading = heading
    self.position = position
    self.blocks = blocks
  }
}

/// A check of an exercise.
public struct ExerciseCheck: Hashable, Sendable {
  /// The Swift code of the check.
  public var source: FencedText
  /// What passing it is worth; at least 0.
  public var points: Int
  /// What the learner is told it checks.
  public var name: String?
  /// `hidden`: its code is not shown to the learner.
  public var isHidden: Bool
  /// `rejected="TEXT"`: its statements, compiled with the submission, must not compile, with TEXT in a diagnostic.
  public var rejected: String?

  /// A check; by default one that is to compile and run.
  public init(source: FencedText, points: Int, name: String?, isHidden: Bool, rejected: String? = nil) {
    self.source = source
    self.points = points
    self.name = name
    self.isHidden = isHidden
    self.rejected = rejected
  }
}

/// An exercise: its starter, checks and hints, gathered from the chapter's fences.
public struct Exercise: Hashable, Sendable {
  /// `exercise=ID`: ASCII letters, digits, `-` and `_`, so that it can name files.
  public var id: String
  /// What the learner begins with.
  public var starter: FencedText
  /// `starter=rejected`: the task is to make it compile.
  public var starterIsRejected: Bool
  /// In the order of the page.
  public var checks: [ExerciseCheck]
  /// In the order in which they are given.
  public var hints: [FencedText]

  /// An exercise.
  public init(id: String, starter: FencedText, starterIsRejected: Bool, checks: [ExerciseCheck] = [], hints: [FencedText] = []) {
    self.id = id
    self.starter = starter
    self.starterIsRejected = starterIsRejected
    self.checks = checks
    self.hints = hints
  }
}

/// A Markdown file of the book, read: its sections with their blocks, its exercises.
public struct Chapter: Hashable, Sendable {
  /// As in `SourcePosition.file`.
  public var path: String
  /// The file's name without its extension: `01-tensor`.
  public var name: String
  /// The plain text of the one `#` heading.
  public var title: String
  /// In the order of the page; what stands before the first `##` is one only if it has blocks.
  public var sections: [Section]
  /// In the order of the page.
  public var exercises: [Exercise]

  /// A chapter. (`ParsedChapter` reads one from its Markdown.)
  public init(path: String, name: String, title: String, sections: [Section], exercises: [Exercise]) {
    self.path = path
    self.name = name
    self.title = title
    self.sections = sections
    self.exercises = exercises
  }
}

extension FencedText {
  /// The place in the Markdown file of a place in `text`, both from 1, columns in UTF-8 bytes.
  /// A line beyond the text (where a compiler points to the end of its input) is the last of it; of an empty text, the fence.
  public func position(line: Int, column: Int) -> SourcePosition {
    guard !prefixLengths.isEmpty else { return fence }
    let index = min(max(line, 1), prefixLengths.count) - 1
    return SourcePosition(file: fence.file, line: firstLine + index, column: prefixLengths[index] + max(column, 1))
  }
}
