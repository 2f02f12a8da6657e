import Dispatch
import Glibc
import SystemPackage

/// A named pipe for the one file that a program makes: what is in it is known as soon as the program closes it, however long the program
/// takes to end. (inotify would tell as much of a file, but to close its descriptor takes 16 ms; to look every millisecond, 4 % of a core.)
final class FilePipe: Sendable {
  /// What the program takes for the file.
  let path: String
  private let descriptor: CInt

  /// - Parameter path: there is nothing there yet.
  init(_ path: String) throws(Errno) {
    self.path = path
    guard mkfifo(path, 0o600) == 0 else { throw Errno(rawValue: errno) }
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
  }

  deinit { close(descriptor) }

  /// Waits, in a thread of its own, until the program has closed the file, or until `stop`.
  /// - Returns: nothing where the program did not write the file.
  func bytes() async -> [UInt8] {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "gradbook.pipe").async { [self] in
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
          var news = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          _ = poll(&news, 1, -1)
          let length = read(descriptor, &buffer, buffer.count)
          if length == 0 { break }
          if length > 0 { bytes += buffer[..<length] }
        }
        continuation.resume(returning: bytes)
      }
    }
  }

  /// The program has ended: what it has not written will not come.
  func stop() {
    let writer = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    if writer >= 0 { close(writer) }
  }
}
