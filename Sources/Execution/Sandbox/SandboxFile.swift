import Glibc
import SystemPackage

/// Reads a file that a sandboxed program left in a folder that it could write in.
///
/// The program may have put anything there: a link to a file of the reader's, a pipe that nobody writes to, more than fits in memory. Only a
/// plain file of at most `limit` bytes is read, and only once the program has ended can it not change any more.
/// - Parameter name: its name in the folder, without a slash.
/// - Throws: `tooManySymbolicLinkLevels` for a link, `invalidArgument` for what else is no plain file, `fileTooLarge`, and what `open` says.
public func readSandboxFile(_ name: String, in folder: String, limit: Int) throws(Errno) -> [UInt8] {
  guard !name.contains("/") else { throw Errno.invalidArgument }
  // Non-blocking: to open a pipe would wait for somebody who writes to it.
  let file = open("\(folder)/\(name)", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
  guard file >= 0 else { throw Errno(rawValue: errno) }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0 else { throw Errno(rawValue: errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw Errno.invalidArgument }
  var bytes: [UInt8] = []
  while bytes.count <= limit {
    var failure: Errno?
    let chunk = [UInt8](unsafeUninitializedCapacity: min(limit - bytes.count + 1, 1 << 20)) { buffer, count in
      let length = read(file, buffer.baseAddress, buffer.count)
      if length < 0 { failure = Errno(rawValue: errno) }
      count = max(length, 0)
    }
    if failure == .interrupted { continue }
    if let failure { throw failure }
    if chunk.isEmpty { return bytes }
    bytes += chunk
  }
  throw Errno.fileTooLarge
}
