import Workbook

/// What came of running a chapter.
public struct ChapterReport: Hashable, Sendable {
  /// Something that did not pass.
  public struct Failure: Hashable, Sendable {
    public var position: SourcePosition
    /// `chapter` (it could not be read), `compile`, `output`, `throw`, `trap`, `exit`, `timeout`, `promise` or `setup`.
    public var kind: String
    /// The first line says what; the others give the compiler's or the difference's lines.
    public var message: String
  }

  public var name: String
  public var path: String
  /// All Swift blocks of its sections.
  public var blocks = 0
  /// Blocks that did as the page says.
  public var passed = 0
  /// Blocks whose section had not to be run, because nothing that it depends on changed.
  public var cached = 0
  public var seconds = 0.0
  public var failures: [Failure] = []
  /// Blocks whose output `--update` wrote.
  public var updated = 0

  public var failed: Int { blocks - passed }
  public var isAllRight: Bool { failures.isEmpty && passed == blocks }

  init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}
