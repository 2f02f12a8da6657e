import Execution
import Glibc

/// What stands in a site's folder before a render: the last render's files, and what others put there.
struct OldSite {
  let mode: mode_t
  private let path: String
  /// Written by a render, and unchanged since.
  private var own: Set<String> = []
  /// Files and links of others, by path.
  private var others: [String] = []
  /// Every folder, an outer one before those in it.
  private var folders: [(path: String, mode: mode_t)] = []

  /// Nil if there is no folder yet.
  init?(at path: String, replacedBy files: [SiteFile]) throws(SetupError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw SetupError("\(path) is not a folder: give another with --output") }
    self.path = path
    mode = status.st_mode & 0o7777
    try Self.refuseBook(path)
    let manifest = SiteManifest(reading: (try? readFile("\(path)/\(SiteManifest.fileName)")) ?? [])
    try gather("", manifest: manifest)

    let written = Set(files.map(\.path))
    let folderPaths = Set(folders.map(\.path))
    for other in others {
      let isAbove = written.contains { $0.hasPrefix(other + "/") }
      guard !written.contains(other), !isAbove else {
        throw SetupError(
          "\(path)/\(other) was not written by gradbook, or was changed since: move it away, or give another folder with --output")
      }
    }
    for file in written where folderPaths.contains(file) {
      throw SetupError("\(path)/\(file) is a folder, and a page has that name: move it away, or give another folder with --output")
    }
  }

  /// A book's own folder, or one above the place where gradbook runs, is no place for a site: it would be replaced whole.
  private static func refuseBook(_ path: String) throws(SetupError) {
    let here = resolved(".") ?? ""
    let full = resolved(path) ?? path
    guard access("\(path)/Chapters", F_OK) != 0, here != full, !here.hasPrefix(full == "/" ? "/" : full + "/") else {
      throw SetupError("\(path) holds the book or the current folder: give the site a folder of its own with --output")
    }
  }

  private mutating func gather(_ folder: String, manifest: SiteManifest) throws(SetupError) {
    let full = folder.isEmpty ? path : "\(path)/\(folder)"
    guard let directory = opendir(full) else { throw SetupError("\(full) cannot be read: \(lastError())") }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) })
    }
    closedir(directory)
    for name in names.sorted() where name != "." && name != ".." {
      let inner = folder.isEmpty ? name : "\(folder)/\(name)"
      var status = stat()
      guard lstat("\(path)/\(inner)", &status) == 0 else { throw SetupError("\(path)/\(inner) cannot be read: \(lastError())") }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        folders.append((inner, status.st_mode & 0o7777))
        try gather(inner, manifest: manifest)
      case S_IFREG where inner == SiteManifest.fileName: own.insert(inner)
      case S_IFREG where manifest.files[inner] != nil:
        if let bytes = try? readFile("\(path)/\(inner)"), manifest.wrote(bytes, at: inner) {
          own.insert(inner)
        } else {
          others.append(inner)
        }
      default: others.append(inner)
      }
    }
  }

  /// Whether a folder has to stay: it holds something of others, or nothing at all.
  private func isKept(_ folder: String) -> Bool {
    others.contains { $0.hasPrefix(folder + "/") } || !own.contains { $0.hasPrefix(folder + "/") }
  }

  /// Links what others put here into the new folder.
  func linkOthers(into new: String) throws(SetupError) {
    for folder in folders where isKept(folder.path) {
      if mkdir("\(new)/\(folder.path)", 0o700) != 0, errno != EEXIST {
        throw SetupError("\(path)/\(folder.path) cannot be kept: \(lastError())")
      }
    }
    for file in others where link("\(path)/\(file)", "\(new)/\(file)") != 0 {
      throw SetupError("\(path)/\(file) was not written by gradbook and cannot be kept: \(lastError()); give another folder with --output")
    }
    // After their files: a folder may let nobody write.
    for folder in folders.reversed() where isKept(folder.path) { chmod("\(new)/\(folder.path)", folder.mode) }
  }

  /// Removes the old folder, which is now at `place`: what the render wrote, and links that the new one has too. What came in between stays.
  func remove(at place: String) throws(SetupError) {
    for folder in folders { chmod("\(place)/\(folder.path)", folder.mode | 0o700) }
    for file in own.union(others) { unlink("\(place)/\(file)") }
    for folder in folders.reversed() { rmdir("\(place)/\(folder.path)") }
    guard rmdir(place) == 0 || errno == ENOENT else {
      throw SetupError("the pages are written; files that came into the old folder meanwhile are now in \(place)")
    }
  }
}
