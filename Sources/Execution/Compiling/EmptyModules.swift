import SystemPackage

/// The module map of empty modules that stand in for C modules that a section never sees (see `LibraryBuild.emptyModules`).
///
/// At a place of its own, not in a temporary folder: the compiler keeps what it makes of a module map by its path.
struct EmptyModules: Hashable, Sendable {
  private let names: [String]
  /// Nil where no module needs one.
  let map: String?

  /// - Parameter root: the folder that holds `Chapters`; "" for the current one.
  init(names: [String], root: String) {
    self.init(names: names, map: realPath(root.isEmpty ? "." : root).map { "\($0)/.gradbook/module.modulemap" })
  }

  /// - Parameter map: an absolute path.
  init(names: [String], map: String?) {
    self.names = names
    self.map = names.isEmpty ? nil : map
  }

  /// Writes the map where it is not there.
  func write() throws(SetupError) {
    guard let map else { return }
    let text = names.map { "module \($0) {}\n" }.joined()
    if let known = try? readFile(map), known == Array(text.utf8) { return }
    do {
      try makeFolder(String(map.dropLast("/module.modulemap".count)))
      try replaceFile(map, with: Array(text.utf8), synchronizing: false)
    } catch {
      throw SetupError("\(map) cannot be written: \(error); gradbook keeps its cache there")
    }
  }
}
