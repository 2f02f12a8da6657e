import SystemPackage

/// Module maps of empty modules that stand in for C modules that compiled code never sees: that a module imports another is reason enough for
/// the compiler to load it, and the C library's is the largest of all.
///
/// At a place of their own, not in a temporary folder: the compiler keeps what it makes of a module map by its path.
struct EmptyModules: Hashable, Sendable {
  /// Absolute paths.
  private let folder: String
  /// For code that imports more than the library: the modules of C that the library's own modules import.
  var map: String { "\(folder)/module.modulemap" }
  /// For code that imports the library alone: the C library's as well. (5 ms of a compilation's 95.)
  var largerMap: String { "\(folder)/library.modulemap" }

  /// The modules of C that the library's own modules import.
  private static let names = ["CKernels", "CThreadState", "COpenBLAS", "Czlib"]

  /// - Parameter folder: an absolute path.
  init(folder: String) { self.folder = folder }

  /// Writes the maps where they are not there.
  func write() throws(SetupError) {
    try Self.write(Self.names, to: map)
    try Self.write(Self.names + ["SwiftGlibc"], to: largerMap)
  }

  private static func write(_ names: [String], to map: String) throws(SetupError) {
    let text = Array(names.map { "module \($0) {}\n" }.joined().utf8)
    if let known = try? readFile(map), known == text { return }
    do {
      if let slash = map.lastIndex(of: "/") { try makeFolder(String(map[..<slash])) }
      try replaceFile(map, with: text, synchronizing: false)
    } catch {
      throw SetupError("\(map) cannot be written: \(error); gradbook keeps its cache there")
    }
  }
}
