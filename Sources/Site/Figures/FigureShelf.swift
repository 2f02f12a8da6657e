/// The files beside the chapters, as chapters may show them: each checked once.
struct FigureShelf: Sendable {
  /// What a chapter's picture is.
  enum Picture: Sendable {
    /// To be written into the page.
    case drawing(Figure)
    /// A file of the site.
    case file
    /// What is wrong in the figure's own file.
    case failure(Figure.Failure)
  }

  private let pictures: [String: Picture]

  init(files: [String: [UInt8]]) {
    var pictures: [String: Picture] = [:]
    for (path, bytes) in files { pictures[path] = path.hasSuffix(".svg") ? Self.drawing(bytes) : .file }
    self.pictures = pictures
  }

  private static func drawing(_ bytes: [UInt8]) -> Picture {
    do { return .drawing(try Figure(bytes)) } catch { return .failure(error) }
  }

  func hasFile(_ path: String) -> Bool { pictures[path] != nil }

  func picture(_ path: String) -> Picture? { pictures[path] }

  /// What there is, for those who look for something else.
  var names: String { pictures.isEmpty ? "nothing" : pictures.keys.sorted().joined(separator: ", ") }
}

/// What a chapter's page takes from beside the chapters: the styles of its figures, and the files that it refers to.
struct FigureUse: Sendable {
  private(set) var figures: [Figure] = []
  private(set) var files: [String] = []

  mutating func add(_ figure: Figure) { if !figures.contains(where: { $0.name == figure.name }) { figures.append(figure) } }
  mutating func add(file: String) { if !files.contains(file) { files.append(file) } }

  mutating func add(_ other: FigureUse) {
    for figure in other.figures { add(figure) }
    for file in other.files { add(file: file) }
  }

  /// The style sheet of the figures.
  var css: String { figures.map(\.css).joined() }
}
