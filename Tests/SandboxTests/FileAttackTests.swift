import Glibc
import SystemPackage
import Testing

@testable import Execution

@Suite("A program in a sandbox")
struct FileAttackTests {
  @Test("reads nothing but what it is given", arguments: Mode.confined)
  func reads(_ mode: Mode) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let (solution, sources) = (folder.file("solution.swift"), folder.file("sources"))
    try replaceFile(solution, with: Array("42".utf8))
    mkdir(sources, 0o755)
    try replaceFile("\(sources)/submission.swift", with: Array("1".utf8))
    let own = realPath("/proc/self/cwd") ?? "/"
    let forbidden = [
      solution, folder.path, own, "\(own)/Solutions", "\(own)/Chapters", "/etc/passwd", "/etc/hostname", "/root", "/home",
      "/proc/self/environ",
      "/proc/1/environ", "/proc/\(getpid())/environ", "/proc/\(getpid())/fd", "/sys/kernel", "/dev/shm", "/dev/mem", "/var/log",
    ]
    let outcome = try await attack("read", forbidden, in: mode, readOnly: [sources])
    // What lies above what it was given is there, and empty but for that.
    let given = try LibraryBuild().folder + sources
    #expect(outcome.reached.filter { !given.contains($0) } == [])
    let control = try await attack("read", ["\(sources)/submission.swift"], in: mode, readOnly: [sources])
    #expect(control.reached == ["\(sources)/submission.swift"])
    let trusted = try await attack("read", forbidden, in: .trust)
    #expect(trusted.reached.contains(solution) && trusted.reached.contains("/proc/self/environ"))
  }

  @Test("has none of gradbook's environment", arguments: Mode.confined)
  func environment(_ mode: Mode) async throws {
    setenv("GRADBOOK_TEST_SECRET", "xyzzy-4711", 1)
    #expect(try await attack("environment", ["xyzzy-4711"], in: mode).end == .exited(1))
    let control = try await attack("environment", ["xyzzy-4711"], in: mode, environment: ["GIVEN": "xyzzy-4711"])
    #expect(control.reached == ["GIVEN=xyzzy-4711"])
  }

  @Test("writes nowhere but in the folders that are meant for it", arguments: Mode.confined)
  func writes(_ mode: Mode) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let (sources, results) = (folder.file("sources"), folder.file("results"))
    for path in [sources, results] {
      mkdir(path, 0o777)
      chmod(path, 0o777)
    }
    var forbidden = [sources, "/", "/usr", "/usr/lib", "/etc", "/dev", "/dev/shm", "/var/tmp", "/root", "/home", "/run"]
    if mode == .landlock { forbidden += ["/tmp", folder.path] }
    #expect(try await attack("write", forbidden, in: mode, readOnly: [sources], writable: [results]).reached == [])
    #expect(try await attack("write", [results], in: mode, writable: [results]).reached.first == "\(results)/attack")
    #expect(try await attack("write", [sources], in: .trust).reached.first == "\(sources)/attack")
  }

  @Test("leaves no link, pipe or closed folder that gradbook would follow, wait for or stumble over", arguments: Mode.confined)
  func links(_ mode: Mode) async throws {
    let folder = try ScratchFolder()
    let (secret, results) = (folder.file("secret"), folder.file("results"))
    try replaceFile(secret, with: Array("42".utf8))
    mkdir(results, 0o777)
    chmod(results, 0o777)
    let outcome = try await attack("link", [results, secret], in: mode, writable: [results])
    #expect(outcome.reached.starts(with: ["link"]))
    #expect(throws: Errno.tooManySymbolicLinkLevels) { try readSandboxFile("result", in: results, limit: 100) }
    if outcome.reached.contains("pipe") { #expect(throws: Errno.invalidArgument) { try readSandboxFile("pipe", in: results, limit: 100) } }
    #expect(throws: Errno.fileTooLarge) { try readSandboxFile("secret", in: folder.path, limit: 1) }
    #expect(throws: Errno.invalidArgument) { try readSandboxFile("../secret", in: results, limit: 100) }
    #expect(try readSandboxFile("secret", in: folder.path, limit: 2) == Array("42".utf8))
    folder.remove()
    #expect(FileStatus(path: folder.path) == nil)
  }
}
