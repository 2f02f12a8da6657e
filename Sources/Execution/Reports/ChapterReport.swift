import Workbook

/// What came of running a chapter.
public struct ChapterReport: Hashable, Sendable {
  /// Something that did not pass.
  public struct Failure: Hashable, Sendable {
    /// In the chapter, or in the file of a solution.
    public var position: SourcePosition
    /// `chapter` (it could not be read), `compile`, `output`, `throw`, `trap`, `exit`, `timeout`, `promise` or `setup`.
    public var kind: String
    /// The first line says what; the others give the compiler's or the difference's lines.
    public var message: String
  }

  /// As in `Chapter.name`: `01-tensor`.
  public var name: String
  /// As it was given to the runner.
  public var path: String
  /// All Swift blocks of its sections.
  public var blocks = 0
  /// Blocks that did as the page says.
  public var passed = 0
  /// Blocks whose section had not to be run, because nothing that it depends on changed.
  public var cached = 0
  /// From the first look at the chapter to the verdict, waiting for other chapters included.
  public var seconds = 0.0
  /// In the order of the file.
  public var failures: [Failure] = []
  /// What blocks showed, as SVG, by the line of the block's fence.
  public var figures: [Int: [String]] = [:]
  /// Blocks whose output `--update` wrote.
  public var updated = 0

  /// Blocks that did not do as the page says, those that did not run because of another's failure included.
  public var failed: Int { blocks - passed }
  /// Nothing failed, exercises included.
  public var isAllRight: Bool { failures.isEmpty && passed == blocks }

  init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}
