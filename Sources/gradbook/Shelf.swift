import Execution
import Glibc
import Workbook

/// The book's chapters, as found from the current directory upwards.
struct Shelf {
  /// The folder that holds `Chapters`; "" for the current one.
  var root: String
  var paths: [String]

  /// - Parameter names: paths, names (`01-tensor`) or numbers; all chapters if there are none.
  static func find(_ names: [String]) throws(SetupError) -> Shelf {
    var root = ""
    var climbs = 0
    while !isFolder("\(root)Chapters"), climbs < 64 {
      root += "../"
      climbs += 1
    }
    let hasChapters = climbs < 64
    let folder = "\(root)Chapters"
    var found: [String] = []
    if hasChapters { found = Book.chapters(among: try fileNames(in: folder)).map { "\(folder)/\($0)" } }
    guard !names.isEmpty else {
      guard hasChapters else { throw SetupError("no folder 'Chapters' here or above: go to a book's folder, or name a chapter's file") }
      guard !found.isEmpty else { throw SetupError("\(folder) holds no chapter: a chapter's name is like 01-tensor.md") }
      return Shelf(root: rootPath(root), paths: found)
    }
    var paths: [String] = []
    for name in names {
      for path in try matches(name, among: found) where !paths.contains(path) { paths.append(path) }
    }
    // A chapter of no book: its folder holds the cache.
    if !hasChapters, let first = paths.first {
      root = first.lastIndex(of: "/").map { String(first[...$0]) } ?? ""
    }
    return Shelf(root: rootPath(root), paths: paths)
  }

  private static func rootPath(_ root: String) -> String { root.hasSuffix("/") ? String(root.dropLast()) : root }

  private static func matches(_ name: String, among found: [String]) throws(SetupError) -> [String] {
    if name.contains("/") || name.hasSuffix(".md") {
      guard access(name, F_OK) != 0, !name.contains("/") else { return [name] }
      let inBook = found.filter { $0.hasSuffix("/\(name)") }
      return inBook.isEmpty ? [name] : inBook
    }
    let files = found.filter { path in
      let stem = path.split(separator: "/").last.map { String($0.dropLast(3)) } ?? ""
      if stem == name { return true }
      guard let number = Int(name), let dash = stem.firstIndex(of: "-") else { return false }
      return Int(stem[..<dash]) == number
    }
    guard !files.isEmpty else {
      throw SetupError("no chapter '\(name)': give a path, a name such as 01-tensor, or a number")
    }
    return files
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func fileNames(in folder: String) throws(SetupError) -> [String] {
    guard let directory = opendir(folder) else { throw SetupError("\(folder) cannot be read: \(String(cString: strerror(errno)))") }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}
