import Glibc
import Testing

@testable import Execution

@Suite("Files")
struct FilesTests {
  @Test("a replaced file keeps its mode, and a link is followed to what it names")
  func replacement() throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let (file, link) = (folder.file("file"), folder.file("link"))
    try replaceFile(file, with: [1, 2, 3])
    chmod(file, 0o640)
    symlink("file", link)
    try replaceFile(link, with: [4])
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(lstat(file, &status) == 0 && status.st_mode & 0o7777 == 0o640)
    #expect(try readFile(file) == [4])
  }

  @Test("a file that cannot be replaced is left as it is, and nothing stays beside it")
  func failedReplacement() throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    try makeFolder(folder.file("a/b"))
    #expect(throws: (any Error).self) { try replaceFile(folder.file("a"), with: [1]) }
    #expect(FileStatus(path: folder.file("a"))?.isDirectory == true)
    #expect(throws: (any Error).self) { try replaceFile(folder.file("none/file"), with: [1]) }
  }

  @Test("a file that is written to a pipe is known when it is closed, and one that nobody writes when that is told")
  func pipe() async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let pipe = try FilePipe(folder.file("pipe"))
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    async let written: Void = Task.detached {
      let descriptor = open(pipe.path, O_WRONLY)
      for start in stride(from: 0, to: bytes.count, by: 50_000) { _ = write(descriptor, Array(bytes[start..<start + 50_000]), 50_000) }
      close(descriptor)
    }.value
    #expect(await pipe.bytes() == bytes)
    await written
    let silent = try FilePipe(folder.file("silent"))
    async let nothing = silent.bytes()
    silent.stop()
    #expect(await nothing == [])
    #expect(throws: (any Error).self) { try FilePipe(folder.file("silent")) }
  }

  @Test("a scratch folder goes with all that is in it, but not with what a link in it names")
  func removal() throws {
    let (folder, other) = (try ScratchFolder(), try ScratchFolder())
    defer { other.remove() }
    try replaceFile(other.file("kept"), with: [1])
    try makeFolder(folder.file("deep/er"))
    symlink(other.path, folder.file("deep/link"))
    chmod(folder.file("deep/er"), 0)
    folder.remove()
    #expect(FileStatus(path: folder.path) == nil)
    #expect(FileStatus(path: other.file("kept")) != nil)
  }
}
