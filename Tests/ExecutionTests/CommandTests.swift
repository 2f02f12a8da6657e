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

  @Test(
    "gradbook twins remembers what Python printed as the page says, and finds what was changed since and what has no twin",
    .enabled(if: access("/usr/bin/python3", X_OK) == 0))
  func twins() async throws {
    let block = { (output: String, twin: String) in "```swift\nprint(1)\n```\n```output\n\(output)\n```\n\(twin)\n" }
    let twin = "```python\nprint(1)\n```"
    let book = try TemporaryBook(["01-a": "# A\n" + block("1", twin), "02-b": "# B\n" + block("1", twin)])
    defer { book.folder.remove() }
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    try makeFolder(book.folder.file("scripts"))
    try replaceFile(book.folder.file("scripts/run-twins.py"), with: try readFile("\(root)/scripts/run-twins.py"))
    func run(_ arguments: String...) async throws -> (status: TerminationStatus, output: String, errors: String) {
      try await gradbook(["twins"] + arguments, in: book.folder.path)
    }

    #expect(try await run().status == .exited(1))
    #expect(try await run("--python", "/usr/bin/python3").output == "2 chapters, 2 twins: all verified\n")
    #expect(try await run().status == .exited(0))

    try book.write("02-b", "# B\n" + block("2", twin) + block("1", ""))
    let changed = try await run()
    #expect(changed.status == .exited(1))
    #expect(changed.output.contains("Chapters/02-b.md:8:1: error: PyTorch has not run this twin as it is now: make verify-pytorch\n"))
    #expect(changed.output.contains("Chapters/02-b.md:11:1: error: the block prints and has no twin"))
    // A chapter that does not pass is forgotten, the other is not.
    #expect(try await run("--python", "/usr/bin/python3", "2").status == .exited(1))
    #expect(try await run("1").status == .exited(0))
    #expect(try await run("--python", "/nowhere/python3").status == .exited(2))
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
