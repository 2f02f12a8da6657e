import Execution

/// Chapters' pages as an earlier render made them, so that only chapters that have changed are rendered again.
///
/// A chapter has one file in the folder, which holds all that its pages were made of: what is damaged, or was made of anything else, is not
/// believed. A cache that cannot be written is no error: the next render is slower.
public struct PageCache: Sendable {
  private let folder: String
  private let program: String

  /// Nil where the program that runs cannot be told from another build of it.
  /// - Parameter folder: made when something is to be kept.
  public init?(folder: String) {
    guard let path = realPath("/proc/self/exe"), let status = FileStatus(path: path) else { return nil }
    self.init(folder: folder, program: status.identity)
  }

  /// - Parameter program: what tells one build of the program from another.
  init(folder: String, program: String) {
    self.folder = folder
    self.program = program
  }

  /// All that chapters may take from beside them: the names of the files there, and the drawings, which are written into pages.
  static func surroundings(of source: SiteSource) -> [UInt8] {
    var writer = ByteWriter()
    for (path, bytes) in source.files.sorted(by: { $0.key < $1.key }) {
      writer.write(path)
      if path.hasSuffix(".svg") { writer.write(bytes) }
    }
    return writer.bytes
  }

  /// Where a chapter is kept, and under which key.
  func entry(for file: SiteSource.ChapterFile, surroundings: [UInt8]) -> Entry {
    var key = ByteWriter()
    key.write(program)
    key.write(file.path)
    key.write(file.bytes)
    key.write(file.shownFigures.count)
    for (line, figures) in file.shownFigures.sorted(by: { $0.key < $1.key }) {
      key.write(line)
      key.write(figures.count)
      for figure in figures { key.write(figure) }
    }
    key.write(surroundings)
    let name = "\(folder)/\(String(hash(Array(file.path.utf8)), radix: 16)).page"
    return Entry(folder: folder, file: CacheEntry(path: name), key: key.bytes)
  }

  /// A chapter's place in the cache.
  struct Entry: Sendable {
    fileprivate let folder: String
    fileprivate let file: CacheEntry
    fileprivate let key: [UInt8]

    func kept() -> KeptChapter? {
      file.value(for: key) { bytes in
        var reader = ByteReader(bytes)
        return reader.readChapter()
      }
    }

    func keep(_ chapter: KeptChapter) {
      guard (try? makeFolder(folder)) != nil else { return }
      var writer = ByteWriter()
      writer.write(chapter)
      file.store(writer.bytes, for: key)
    }
  }

  /// A chapter as it was rendered, without errors.
  struct KeptChapter: Sendable {
    var outline: ChapterOutline
    /// What its links were held against: rendered anew, it might have errors now, or other links.
    var linkTargets: [String]
    var rendered: RenderedChapter
  }
}
