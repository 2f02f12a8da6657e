import Glibc

/// A file that appears whole or not at all: written beside its place under another name, forced to the disk, and then moved over what was there.
final class AtomicFile: ByteSink {
  /// The path that the caller gave.
  let name: String
  private(set) var count = 0

  /// Where the path leads: a link stays, what it points to is replaced.
  private let target: String
  private let pending: String
  private var descriptor: Int32
  private var isFinished = false
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  /// Writes a file with `body`; if it throws, what was at the path before is still there.
  static func write(to path: String, _ body: (AtomicFile) throws(TensorFileError) -> Void) throws(TensorFileError) {
    let file = try AtomicFile(path)
    try body(file)
    try file.finish()
  }

  private init(_ path: String) throws(TensorFileError) {
    name = path
    target = AtomicFile.resolved(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists && status.st_mode & S_IFMT != S_IFREG {
      throw TensorFileError(.notWritable, "is there and not a regular file: choose another path", file: path)
    }
    let (folder, last) = AtomicFile.parts(of: target)
    // Short enough for any file system, also where the name is as long as it may be.
    let start = String(decoding: last.utf8.prefix(100), as: UTF8.self)
    pending = folder + ".\(start).\(getpid())-" + String(UInt32.random(in: 0 ... .max), radix: 36) + ".part"
    descriptor = open(pending, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .system("can't be written", file: path) }
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func parts(of path: String) -> (folder: String, last: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
    count += bytes.count
    if buffer.count + bytes.count > AtomicFile.bufferSize { try flush() }
    if bytes.count > AtomicFile.bufferSize { try put(bytes) } else { buffer.append(contentsOf: bytes) }
  }

  private func flush() throws(TensorFileError) {
    let filled = buffer
    buffer = []
    try filled.span.withUnsafeBytes { (bytes) throws(TensorFileError) in try put(bytes) }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let step = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
      if step < 0 && errno == EINTR { continue }
      if step < 0 { throw .system("can't be written", file: name) }
      rest = rest.dropFirst(step)
    }
  }

  private func finish() throws(TensorFileError) {
    try flush()
    if fsync(descriptor) != 0 { throw .system("can't be written", file: name) }
    let closed = close(descriptor)
    descriptor = -1
    if closed != 0 { throw .system("can't be written", file: name) }
    if rename(pending, target) != 0 { throw .system("can't be replaced", file: name) }
    isFinished = true
    // The new name is safe once its folder is. Not every file system can be asked for that, and the file stands in either case.
    let folder = open(AtomicFile.parts(of: target).folder + ".", O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isFinished { unlink(pending) }
  }
}
