import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import Execution

/// On a terminal of its own, which util-linux's `script` makes and a person's keys are written to.
@Suite("gradbook watch on a terminal", .enabled(if: access("/usr/bin/script", X_OK) == 0))
struct WatchTests {
  private static func exercise(_ name: String, _ factor: Int) -> String {
    """
    ```swift exercise=\(name)
    import Autograd

    func \(name)(_ x: Tensor) -> Tensor {
      return x  // TODO: multiply it.
    }
    ```

    ```swift check=\(name) points=1 name="a vector"
    observe(\(name)(draw.tensor(3)), says: "It is \(factor) times x.")
    ```

    """
  }

  private static func solution(_ name: String, _ factor: Int) -> [UInt8] {
    Array("import Autograd\n\nfunc \(name)(_ x: Tensor) -> Tensor { x * \(factor) }\n".utf8)
  }

  @Test("shows the verdict when a file is saved, goes on to the next exercise, and ends with Ctrl-C, leaving the terminal as it was")
  func session() async throws {
    let book = try TemporaryBook(["01-a": "# A\n\n" + Self.exercise("twice", 2) + "\n" + Self.exercise("thrice", 3)])
    defer { book.folder.remove() }
    for folder in ["Solutions", "tmp"] { try makeFolder(book.folder.file(folder)) }
    try replaceFile(book.folder.file("Solutions/twice.swift"), with: Self.solution("twice", 2))
    try replaceFile(book.folder.file("Solutions/thrice.swift"), with: Self.solution("thrice", 3))
    let program = try LibraryBuild().folder + "/gradbook"
    let command = "trap : INT; stty -a > before; \(program) watch; echo status $?; stty -a > after; cmp before after && echo same"

    var keys: [CInt] = [-1, -1]
    try #require(pipe(&keys) == 0)
    for end in keys { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (typed, shown) = (keys[1], book.folder.file("shown"))
    defer { close(typed) }
    let screen = try FileDescriptor.open(
      shown, .writeOnly, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite])
    /// Waits until the screen shows a text after what it showed before.
    @Sendable func wait(for text: String, after start: Int = 0) async throws {
      for _ in 0..<6000 {
        if String(decoding: try readFile(shown).dropFirst(start), as: UTF8.self).contains(text) { return }
        try await Task.sleep(for: .milliseconds(20))
      }
      Issue.record("'\(text)' is not shown")
    }

    async let ended = Subprocess.run(
      .path("/usr/bin/script"), arguments: ["-qec", command, "/dev/null"],
      environment: .inherit.updating(["TMPDIR": book.folder.file("tmp"), "TERM": "xterm", "SHELL": "/bin/sh"]),
      workingDirectory: FilePath(book.folder.path),
      input: .fileDescriptor(FileDescriptor(rawValue: keys[0]), closeAfterSpawningProcess: true),
      output: .fileDescriptor(screen, closeAfterSpawningProcess: true), error: .discarded)
    try await wait(for: "not finished yet")
    let file = book.folder.file("exercises/twice.swift")
    try replaceFile(file, with: Self.solution("twice", 5))
    try await wait(for: "not passed")
    #expect(String(decoding: try readFile(shown), as: UTF8.self).contains("It is 2 times x."))
    try replaceFile(file, with: Self.solution("twice", 2))
    try await wait(for: "Next: ")
    try await wait(for: "exercises/thrice.swift")
    #expect(FileStatus(path: book.folder.file("exercises/thrice.swift")) != nil)
    // While a check runs that would never end.
    let length = try readFile(shown).count
    try replaceFile(
      book.folder.file("exercises/thrice.swift"),
      with: Array("import Autograd\nfunc thrice(_ x: Tensor) -> Tensor { while true {} }\n".utf8))
    try await wait(for: "thrice", after: length)
    try await Task.sleep(for: .milliseconds(500))
    _ = write(typed, "\u{3}", 1)

    #expect(try await ended.terminationStatus.isSuccess)
    try await wait(for: "status 130")
    try await wait(for: "same")
    #expect(rmdir(book.folder.file("tmp")) == 0, "the temporary folder is not empty")
  }
}
