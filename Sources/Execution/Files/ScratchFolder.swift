import Glibc
import SystemPackage

/// A private temporary folder, gone with all that is in it when it is removed.
package struct ScratchFolder: Sendable {
  /// Where it is.
  package let path: String

  /// In `TMPDIR`, else `/tmp`.
  package init() throws(SetupError) {
    let parent = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/gradbook-XXXXXX".utf8CString)
    guard template.withUnsafeMutableBufferPointer({ buffer in buffer.baseAddress.flatMap { mkdtemp($0) } }) != nil else {
      let why = Errno(rawValue: errno)
      throw SetupError("no temporary folder can be made in \(parent): \(why); set TMPDIR to a folder that can be written to")
    }
    let made = template.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { String(cString: $0) } ?? parent }
    path = realPath(made) ?? made
    ScratchFolders.add(path)
  }

  /// The path of a file in it.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Removes it.
  package func remove() {
    removeTree(path)
    ScratchFolders.forget(path)
  }
}

/// Removes a file or a folder; what is not there is no error. Never follows a link.
package func removeTree(_ path: String) {
  if unlink(path) == 0 || errno == ENOENT { return }
  // A block may have taken the rights away.
  chmod(path, 0o700)
  if let folder = opendir(path) {
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { removeTree("\(path)/\(name)") }
    }
    closedir(folder)
  }
  rmdir(path)
}
