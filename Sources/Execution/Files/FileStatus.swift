import Glibc

/// What tells one build of a file from another without reading it.
package struct FileStatus: Hashable {
  var path: String
  var size: Int
  var inode: UInt64
  /// Nanoseconds.
  var modified: Int
  var isDirectory: Bool
  /// Neither a folder nor a device, a pipe or a socket.
  package var isRegular: Bool

  /// Nil where there is no such file. Follows links.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.path = path
    size = Int(status.st_size)
    inode = UInt64(status.st_ino)
    modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }

  /// One line of a cache key.
  package var identity: String { "\(path) \(size) \(inode) \(modified)" }
}
