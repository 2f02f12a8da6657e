import Glibc

/// The bytes of a file, or of one unpacked entry of it, in memory of their own.
///
/// A big file is mapped, privately: a page is read when it is first looked at, and a write to it stays in this process. Whoever makes a tensor
/// on the memory keeps this object, and so the mapping. (As with every mapping, somebody who cuts the file short meanwhile takes the pages away;
/// replacing the file, as this library's own writers do, is harmless.)
final class FileBytes {
  /// The path, or what stands for it in messages.
  let name: String
  let memory: UnsafeMutableRawBufferPointer
  private let isMapped: Bool
  /// Whether tensors may lie in this memory: that of a small file is let go with the file, and its tensors have their own.
  let isShareable: Bool

  /// A file is mapped if it has so many bytes.
  static let mappingSize = 1 << 20

  /// Zeroed memory, for what is unpacked.
  init(name: String, zeroed count: Int) throws(TensorFileError) {
    guard let block = calloc(max(count, 1), 1) else {
      throw TensorFileError(.tooLarge, "there is no memory for \(count) bytes", file: name)
    }
    self.name = name
    memory = UnsafeMutableRawBufferPointer(start: block, count: count)
    isMapped = false
    isShareable = true
  }

  init(name: String, copying bytes: [UInt8]) {
    self.name = name
    memory = UnsafeMutableRawBufferPointer(start: malloc(max(bytes.count, 1))!, count: bytes.count)
    memory.copyBytes(from: bytes)
    isMapped = false
    isShareable = false
  }

  init(path: String) throws(TensorFileError) {
    name = path
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw .system("can't be opened", file: path) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw .system("can't be looked at", file: path) }
    if status.st_mode & S_IFMT != S_IFREG { throw TensorFileError(.malformed, "is not a regular file", file: path) }
    let count = Int(status.st_size)
    isMapped = count >= FileBytes.mappingSize
    isShareable = isMapped
    if isMapped {
      guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor, 0), start != MAP_FAILED else {
        throw .system("can't be mapped", file: path)
      }
      memory = UnsafeMutableRawBufferPointer(start: start, count: count)
    } else {
      memory = try FileBytes.contents(of: descriptor, count, path)
    }
  }

  private static func contents(of descriptor: Int32, _ count: Int, _ path: String) throws(TensorFileError) -> UnsafeMutableRawBufferPointer
  {
    let memory = malloc(max(count, 1))!
    var filled = 0
    while filled < count {
      let step = Glibc.read(descriptor, memory + filled, count - filled)
      if step < 0 && errno == EINTR { continue }
      if step < 0 {
        let error = TensorFileError.system("can't be read", file: path)
        free(memory)
        throw error
      }
      if step == 0 { break }
      filled += step
    }
    return UnsafeMutableRawBufferPointer(start: memory, count: filled)
  }

  /// All the bytes.
  var region: ByteRegion { ByteRegion(memory: self, range: 0..<memory.count) }

  deinit {
    if isMapped { munmap(memory.baseAddress!, memory.count) } else { free(memory.baseAddress!) }
  }
}

extension TensorFileError {
  /// What the operating system says of the call before.
  static func system(_ what: String, file: String) -> TensorFileError {
    let code = errno
    return TensorFileError(.system(code: code), what + ": " + String(cString: strerror(code)), file: file)
  }
}
