import Execution
import Glibc
import SystemPackage

/// Where a report goes with `--output`.
public enum ReportFile {
  /// Replaces a file as a whole, or makes it; a pipe or a device is written to.
  public static func write(_ text: String, to path: String) throws(SetupError) {
    let bytes = Array(text.utf8)
    var status = stat()
    do throws(Errno) {
      if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
        if status.st_mode & S_IFMT == S_IFDIR { throw Errno.isDirectory }
        try write(bytes, through: path)
      } else {
        try replaceFile(path, with: bytes)
      }
    } catch {
      throw SetupError("the report cannot be written to \(PlainText.line(path)): \(error)")
    }
  }

  private static func write(_ bytes: [UInt8], through path: String) throws(Errno) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if length < 0, errno != EINTR { throw Errno(rawValue: errno) }
      rest = rest.dropFirst(max(length, 0))
    }
  }
}
