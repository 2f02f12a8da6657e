import Synchronization

/// The files beside the chapters, as chapters may show them: each is read when it is first shown.
final class FigureShelf: Sendable {
  /// What a chapter's picture is.
  enum Picture: Sendable {
    /// To be written into the page.
    case drawing(Figure)
    /// A file of the site.
    case file
    /// What is wrong in the figure's own file.
    case failure(Figure.Failure)
  }

  private let files: [String: [UInt8]]
  private let read = Mutex<[String: Picture]>([:])

  init(files: [String: [UInt8]]) { self.files = files }

  func hasFile(_ path: String) -> Bool { files[path] != nil }

  /// Nil if there is no such file.
  func picture(_ path: String) -> Picture? {
    guard let bytes = files[path] else { return nil }
    guard path.hasSuffix(".svg") else { return .file }
    if let picture = read.withLock({ $0[path] }) { return picture }
    let picture = Self.drawing(bytes)
    read.withLock { $0[path] = picture }
    return picture
  }

  private static func drawing(_ bytes: [UInt8]) -> Picture {
    do { return .drawing(try Figure(bytes)) } catch { return .failure(error) }
  }

  /// What there is, for those who look for something else.
  var names: String { files.isEmpty ? "nothing" : files.keys.sorted().joined(separator: ", ") }
}

/// What a chapter's page takes from beside the chapters: the styles of its figures, and the files that it refers to.
struct FigureUse: Hashable, Sendable {
  /// A figure's style by the name of its class.
  struct Style: Hashable, Sendable {
    var name: String
    var css: String
  }

  private(set) var styles: [Style] = []
  private(set) var files: [String] = []

  mutating func add(_ style: Style) { if !styles.contains(where: { $0.name == style.name }) { styles.append(style) } }
  mutating func add(file: String) { if !files.contains(file) { files.append(file) } }

  mutating func add(_ other: FigureUse) {
    for style in other.styles { add(style) }
    for file in other.files { add(file: file) }
  }

  /// The style sheet of the figures.
  var css: String { styles.map(\.css).joined() }
}
