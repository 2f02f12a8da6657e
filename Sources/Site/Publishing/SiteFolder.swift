import Execution
import Glibc

/// The folder that a site stands in.
///
/// A render is written into a folder beside it, which then takes its place as a whole: whoever reads sees the old site or the new one. What
/// others put into the folder stays: it is linked into the new one first. A file that has the name of a page and was not written by a
/// render, or was changed since, is an error, and nothing is touched.
public struct SiteFolder {
  private let path: String

  /// - Parameter path: a folder that need not be there yet.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    // A link is followed to what it names: that is replaced, and the link stays.
    self.path = resolved(path) ?? path
  }

  /// Puts the files in the place of those that the last render wrote here.
  /// - Throws: what stands in the way, and what to do.
  public func replace(with files: [SiteFile]) throws(SetupError) {
    let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do { try makeFolder(parent) } catch { throw SetupError("\(parent) cannot be made: \(error)") }
    let old = try OldSite(at: path, replacedBy: files)
    let new = try temporaryFolder(in: parent)
    do throws(SetupError) {
      try write(files, into: new, mode: old?.mode)
      try old?.linkOthers(into: new)
      if let old {
        ScratchFolders.forget(new)
        try exchange(new)
        try old.remove(at: new)
      } else {
        guard rename(new, path) == 0 else { throw SetupError("\(path) cannot be made: \(lastError())") }
        ScratchFolders.forget(new)
      }
    } catch {
      // Before the exchange it holds what this render wrote and links; after it, `remove` has said what is left.
      if ScratchFolders.contains(new) {
        removeTree(new)
        ScratchFolders.forget(new)
      }
      throw error
    }
  }

  private func temporaryFolder(in parent: String) throws(SetupError) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "site"
    var template = Array("\(parent)/.\(name)-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } }
    guard let made else { throw SetupError("no folder can be made in \(parent): \(lastError()); give another with --output") }
    ScratchFolders.add(made)
    return made
  }

  private func write(_ files: [SiteFile], into folder: String, mode: mode_t?) throws(SetupError) {
    for file in files + [SiteFile(path: SiteManifest.fileName, bytes: SiteManifest(files).bytes)] {
      precondition(SiteManifest.isPlain(file.path), "a site's file has a plain path")
      let target = "\(folder)/\(file.path)"
      do {
        if let slash = target.lastIndex(of: "/") { try makeFolder(String(target[..<slash])) }
        try replaceFile(target, with: file.bytes, synchronizing: false)
      } catch {
        throw SetupError("\(target) cannot be written: \(error)")
      }
    }
    // `mkdtemp` keeps others out; pages are there to be read.
    let umask = umask(0)
    Glibc.umask(umask)
    chmod(folder, mode ?? (0o777 & ~umask))
  }

  private func exchange(_ new: String) throws(SetupError) {
    if Self.exchangeNames(new, path) { return }
    // A file system that knows no exchange: two steps, and back if the second fails.
    let aside = new + "-old"
    guard rename(path, aside) == 0 else { throw SetupError("\(path) cannot be replaced: \(lastError())") }
    guard rename(new, path) == 0, rename(aside, new) == 0 else {
      let reason = lastError()
      rename(aside, path)
      throw SetupError("\(path) cannot be replaced: \(reason)")
    }
  }
}

extension SiteFolder {
  private typealias RenameAt = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

  /// Exchanges two paths in one step, where the system can: the C library has the call, and Swift's view of it has not.
  private static func exchangeNames(_ a: String, _ b: String) -> Bool {
    guard let symbol = dlsym(nil, "renameat2") else { return false }
    let renameAt = unsafeBitCast(symbol, to: RenameAt.self)
    let exchange: UInt32 = 2
    return renameAt(AT_FDCWD, a, AT_FDCWD, b, exchange) == 0
  }
}

/// The reason why the last system call failed.
func lastError() -> String { String(cString: strerror(errno)) }

/// The path without links in it; nil if nothing is there.
func resolved(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
