import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import Execution

@Suite("gradbook run as a command", .serialized)
struct CommandTests {
  private func gradbook(_ arguments: [String], in folder: String) async throws -> (
    status: TerminationStatus, output: String, errors: String
  ) {
    let program = try LibraryBuild().folder + "/gradbook"
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments), workingDirectory: FilePath(folder), output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20))
    return (result.terminationStatus, result.standardOutput, result.standardError)
  }

  @Test("exit statuses, formats and names of chapters")
  func statuses() async throws {
    let book = try TemporaryBook([
      "01-good": "# Good\n\n```swift\nprint(1)\n```\n```output\n1\n```\n", "02-bad": "# Bad\n\n```swift\nprint(1)\n```\n",
    ])
    defer { book.folder.remove() }
    let chapters = book.folder.file("Chapters")
    let good = try await gradbook(["run", "1"], in: chapters)
    #expect(good.status == .exited(0))
    #expect(good.output.hasPrefix("ok      01-good  1 of 1 blocks ran and matched") && good.errors.isEmpty)
    let both = try await gradbook(["run", "--format", "json"], in: book.folder.path)
    #expect(both.status == .exited(1))
    #expect(both.output.hasPrefix("{\"chapters\": [{\"name\": \"01-good\"") && both.errors.isEmpty)
    #expect(try await gradbook(["run", "02-bad", "--format", "junit"], in: book.folder.path).output.hasPrefix("<?xml"))
    for wrong in [["run", "--nonsense"], ["run", "--jobs", "0"], ["run", "9"]] {
      let result = try await gradbook(wrong, in: book.folder.path)
      #expect(result.status == .exited(2) && result.output.isEmpty && !result.errors.isEmpty)
    }
  }

  @Test("an interrupt ends every process and leaves nothing behind")
  func interrupt() async throws {
    let endless = "# A\n\n```swift\nimport Glibc\nif fork() == 0 { setsid(); while true { sleep(99) } }\nwhile true { sleep(99) }\n```\n"
    let book = try TemporaryBook(["01-a": endless])
    defer { book.folder.remove() }
    let temporary = book.folder.file("tmp")
    try makeFolder(temporary)
    let program = try LibraryBuild().folder + "/gradbook"
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: ["run"], environment: .inherit.updating(["TMPDIR": temporary]),
      workingDirectory: FilePath(book.folder.path), input: .none, output: .discarded, error: .discarded
    ) { execution in
      while !isRunning(in: temporary) { try await Task.sleep(for: .milliseconds(20)) }
      try execution.send(signal: .interrupt)
    }
    #expect(result.terminationStatus == .exited(130))
    #expect(!isRunning(in: temporary))
    #expect(rmdir(temporary) == 0, "the temporary folder is not empty")
  }

  /// Whether some process works in a folder below this one.
  private func isRunning(in folder: String) -> Bool {
    guard let processes = opendir("/proc") else { return false }
    defer { closedir(processes) }
    while let entry = readdir(processes) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if Int(name) != nil, let path = realPath("/proc/\(name)/cwd"), path.hasPrefix(folder + "/") { return true }
    }
    return false
  }
}
