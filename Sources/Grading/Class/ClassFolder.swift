import Execution
import Glibc
import SystemPackage
import Workbook

/// `DIRECTORY/STUDENT/EXERCISE.swift`: what a class handed in, as somebody else's files that may be named and made to do harm.
///
/// Names are bytes to the system and may be no text, so files are opened by these, each beneath its folder, and links are never followed.
struct ClassFolder: Sendable {
  /// A file name as it is, and as it can be shown.
  struct Name: Hashable, Sendable, Comparable {
    var bytes: [UInt8]
    /// Bytes that are no UTF-8 as `\xFF`.
    var text: String

    init(bytes: [UInt8]) {
      self.bytes = bytes
      text =
        String(validating: bytes, as: UTF8.self)
        ?? bytes.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16, uppercase: true) }.joined()
    }

    static func < (first: Name, second: Name) -> Bool { first.bytes.lexicographicallyPrecedes(second.bytes) }
  }

  /// A file that may be a submission.
  struct File: Hashable, Sendable {
    var student: Name
    var name: Name
    /// The name without `.swift`.
    var exercise: String

    var path: String { "\(student.text)/\(name.text)" }
  }

  /// The folders of students, also those with nothing in them.
  private(set) var students: [Name] = []
  private(set) var files: [File] = []
  private(set) var ignored: [ClassGrades.Ignored] = []
  private let folder: OpenFolder

  init(path: String) throws(SetupError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SetupError("\(PlainText.line(path)) cannot be read: \(Errno(rawValue: errno)); name a folder with a folder for each student")
    }
    folder = OpenFolder(descriptor: descriptor)
    for name in folder.names() {
      guard let student = OpenFolder(name, in: folder) else {
        ignored.append(ClassGrades.Ignored(path: name.text, reason: folder.isLink(name) ? "a link is not followed" : "not a folder"))
        continue
      }
      students.append(name)
      for file in student.names() where file.text.hasSuffix(".swift") {
        files.append(File(student: name, name: file, exercise: String(file.text.dropLast(".swift".count))))
      }
    }
  }

  /// The file's bytes, no more of them than a submission may have; or why it cannot be one.
  func read(_ file: File) -> Result<[UInt8], Refusal> {
    guard let student = OpenFolder(file.student, in: folder) else { return .failure(Refusal("its folder is not there any more")) }
    // Without waiting: a pipe has no end.
    let descriptor = student.open(file.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      let why = Errno(rawValue: errno)
      return .failure(Refusal(why == .tooManySymbolicLinkLevels ? "it is a link, which is not followed" : "it cannot be read: \(why)"))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .failure(Refusal("it is not a file")) }
    guard status.st_size <= Submission.largestSize else { return .failure(Refusal(tooLarge: Int(status.st_size))) }
    var bytes: [UInt8] = []
    while bytes.count <= Submission.largestSize {
      let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
        count = max(Glibc.read(descriptor, buffer.baseAddress, buffer.count), 0)
      }
      if chunk.isEmpty { break }
      bytes += chunk
    }
    // It may have grown meanwhile.
    return bytes.count <= Submission.largestSize ? .success(bytes) : .failure(Refusal(tooLarge: bytes.count))
  }

  /// Why a file is no submission.
  struct Refusal: Error, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }

    init(tooLarge size: Int) { reason = "the file has \(size) bytes: a submission may have \(Submission.largestSize)" }
  }
}

/// A folder held open, so that what is opened beneath it is beneath this one, whatever its path names by then.
private final class OpenFolder: Sendable {
  private let descriptor: CInt

  init(descriptor: CInt) { self.descriptor = descriptor }

  /// Nil for what is no folder, a link to one included.
  convenience init?(_ name: ClassFolder.Name, in folder: OpenFolder) {
    let descriptor = folder.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    self.init(descriptor: descriptor)
  }

  deinit { close(descriptor) }

  func open(_ name: ClassFolder.Name, _ flags: CInt) -> CInt {
    (name.bytes + [0]).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { openat(descriptor, $0.baseAddress.unsafelyUnwrapped, flags | O_CLOEXEC) }
    }
  }

  func isLink(_ name: ClassFolder.Name) -> Bool {
    var status = stat()
    let result = (name.bytes + [0]).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { fstatat(descriptor, $0.baseAddress.unsafelyUnwrapped, &status, AT_SYMLINK_NOFOLLOW) }
    }
    return result == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// In order; without those that begin with a point, which systems put there by themselves.
  func names() -> [ClassFolder.Name] {
    // `closedir` closes what it is given, and this one stays open.
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let directory = fdopendir(copy) else { return [] }
    defer { closedir(directory) }
    rewinddir(directory)
    var names: [ClassFolder.Name] = []
    while let entry = readdir(directory) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes.first != UInt8(ascii: ".") { names.append(ClassFolder.Name(bytes: bytes)) }
    }
    return names.sorted()
  }
}
