import Glibc
import SystemPackage

/// Reads a whole file.
/// - Parameter limit: more bytes than these are left out.
public func readFile(_ path: String, atMost limit: Int = .max) throws(Errno) -> [UInt8] {
  let descriptor = try openFile(path, .readOnly)
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw Errno(rawValue: errno) }
  if status.st_mode & S_IFMT == S_IFDIR { throw Errno.isDirectory }
  var bytes: [UInt8] = []
  var capacity = min(max(Int(status.st_size), 0) + 1, limit)
  while true {
    var failure: Errno?
    let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let length = read(descriptor, buffer.baseAddress, buffer.count)
      if length < 0 { failure = Errno(rawValue: errno) }
      count = max(length, 0)
    }
    if failure == .interrupted { continue }
    if let failure { throw failure }
    if chunk.isEmpty { return bytes }
    if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    guard bytes.count < limit else { return bytes }
    capacity = min(65536, limit - bytes.count)
  }
}

private func openFile(_ path: String, _ mode: FileDescriptor.AccessMode) throws(Errno) -> CInt {
  while true {
    let descriptor = open(path, mode.rawValue | O_CLOEXEC)
    if descriptor >= 0 { return descriptor }
    if errno != EINTR { throw Errno(rawValue: errno) }
  }
}

/// Replaces a file as a whole: whoever reads sees the old bytes or the new ones, even if the machine stops in between.
///
/// The new file is written beside the old one and renamed over it; it keeps the old one's mode, and a link is followed to what it names.
public func replaceFile(_ path: String, with bytes: [UInt8], synchronizing: Bool = true) throws(Errno) {
  let target = realPath(path) ?? path
  try write(bytes, beside: target, synchronizing: synchronizing) { temporary in rename(temporary, target) == 0 }
}

/// Makes a file that is not there yet, as a whole.
/// - Throws: `Errno.fileExists` if it is there: then nothing of it changes.
public func createFile(_ path: String, with bytes: [UInt8]) throws(Errno) {
  try write(bytes, beside: path, synchronizing: true) { temporary in
    guard link(temporary, path) == 0 else { return false }
    unlink(temporary)
    return true
  }
}

/// Writes a file beside `target`, and puts it in its place.
private func write(_ bytes: [UInt8], beside target: String, synchronizing: Bool, place: (String) -> Bool) throws(Errno) {
  let temporary = "\(target).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
  var status = stat()
  let mode = stat(target, &status) == 0 ? status.st_mode & 0o7777 : 0o666
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
  guard descriptor >= 0 else { throw Errno(rawValue: errno) }
  PendingFiles.add(temporary)
  defer { PendingFiles.forget(temporary) }
  do {
    var written = 0
    while written < bytes.count {
      let length = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written) }
      if length < 0, errno != EINTR { throw Errno(rawValue: errno) }
      written += max(length, 0)
    }
    // `open` took the caller's umask from it.
    if mode != 0o666 { fchmod(descriptor, mode) }
    if synchronizing, fsync(descriptor) != 0 { throw Errno(rawValue: errno) }
    guard place(temporary) else { throw Errno(rawValue: errno) }
    close(descriptor)
  } catch {
    close(descriptor)
    unlink(temporary)
    throw error as? Errno ?? .ioError
  }
}

/// Makes a folder and those above it.
package func makeFolder(_ path: String) throws(Errno) {
  if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
  guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw Errno(rawValue: errno) }
  try makeFolder(String(path[..<slash]))
  guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
}

/// The names in a folder, in order, hidden ones left out; none where there is no such folder.
public func folderEntries(_ path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}
