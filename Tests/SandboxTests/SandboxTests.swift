import Glibc
import Testing

@testable import Execution

@Suite("A sandbox")
struct SandboxTests {
  @Test("runs a program and says what it wrote and how it ended", arguments: Mode.allCases)
  func runs(_ mode: Mode) async throws {
    let sandbox = try await Sandboxes.sandbox(mode)
    let outcome = try await sandbox.run(
      SandboxedProgram(path: "/usr/bin/sh", arguments: ["-c", "echo out; echo err >&2; exit 3"], compiles: true))
    #expect(outcome.end == .exited(3))
    #expect(outcome.standardOutput == Array("out\n".utf8))
    #expect(outcome.standardError == Array("err\n".utf8))
  }

  @Test("tells the signal that ended a program", arguments: Mode.allCases)
  func signal(_ mode: Mode) async throws {
    // It writes what a report looks like, and aborts: only what comes after a program's end is a report.
    let outcome = try await attack("report", in: mode)
    // Without signals `abort` ends with the instruction that nobody may execute.
    #expect(outcome.end == .signalled(mode == .landlock ? SIGSEGV : SIGABRT))
    #expect(outcome.standardError.count == 32)
  }

  @Test("gives a program a socket as descriptor 3, and nothing on standard input", arguments: Mode.allCases)
  func channel(_ mode: Mode) async throws {
    let sandbox = try await Sandboxes.sandbox(mode)
    let process = try sandbox.start(
      SandboxedProgram(
        path: "/usr/bin/bash", arguments: ["-c", "read -r line <&3; echo \"got $line\" >&3; read -r none || echo nothing"],
        channel: .descriptor3,
        compiles: true))
    let channel = try await process.channel()
    await channel.send(Array("hello\n".utf8))
    #expect(await channel.receive() == Array("got hello\n".utf8))
    #expect(await channel.receive() == [])
    let outcome = try await process.outcome()
    #expect(outcome.end == .exited(0))
    #expect(outcome.standardOutput == Array("nothing\n".utf8))
  }

  @Test("can be started before it is needed: the wall clock is set back when it is", arguments: Mode.allCases)
  func warm(_ mode: Mode) async throws {
    let sandbox = try await Sandboxes.sandbox(mode)
    let process = try sandbox.start(try attacker("sleep", channel: .descriptor3), limits: SandboxLimits(wallClock: .seconds(8)))
    _ = try await process.channel()
    let begin = ContinuousClock.now
    try await Task.sleep(for: .seconds(2))
    process.restartWallClock()
    let outcome = try await process.outcome()
    #expect(outcome.end == .limit(.wallClock))
    #expect(outcome.seconds >= 7.9 && outcome.seconds < 8 + margin)
    #expect(ContinuousClock.now - begin >= .milliseconds(9_900))
  }

  @Test("ends when nobody needs it any more, also while it is being made", arguments: Mode.allCases)
  func terminated(_ mode: Mode) async throws {
    let sandbox = try await Sandboxes.sandbox(mode)
    for milliseconds in [0, 1, 2, 4, 8, 30] {
      let process = try sandbox.start(try attacker("loop-deaf"), limits: small)
      try await Task.sleep(for: .milliseconds(milliseconds))
      process.terminate()
      #expect(try await process.outcome().end == .terminated)
    }
  }

  @Test("ends with the task that waits for it", arguments: Mode.allCases)
  func cancelled(_ mode: Mode) async throws {
    let task = Task { try await attack("sleep", in: mode) }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    #expect(try await task.value.end == .terminated)
  }

  @Test("ends with gradbook, even where that is killed")
  func orphaned() async throws {
    // A process of its own in the place of gradbook; it can be handed no arguments.
    await #expect(processExitsWith: .signal(SIGKILL)) { try await beKilled(beside: .namespaces) }
    await #expect(processExitsWith: .signal(SIGKILL)) { try await beKilled(beside: .landlock) }
    try await Task.sleep(for: .milliseconds(500))
    for mode in Mode.confined { #expect(processes(named: "gb-orphan-\(mode)".prefix(15)) == []) }
  }

  @Test("that cannot be started is an error that says why")
  func broken() async throws {
    let error = await #expect(throws: SetupError.self) {
      _ = try await Sandbox.attempt(.namespaces(bubblewrap: "/usr/bin/false"), library: LibraryBuild())
    }
    #expect(error?.description == "the sandbox did not start: it ended without a word")
    let sandbox = try await Sandboxes.sandbox(.namespaces)
    let missing = await #expect(throws: SetupError.self) {
      _ = try await sandbox.run(SandboxedProgram(path: "/usr/bin/true", readOnly: ["/nowhere/at/all"]))
    }
    #expect(missing?.description.contains("/nowhere/at/all") == true)
  }

  @Test(
    "lets the Swift compiler and the linker work, which find C modules in a cache that they cannot write to, whichever sandbox filled it",
    arguments: Mode.confined, Mode.confined)
  func compiles(_ mode: Mode, filledIn other: Mode) async throws {
    let sandbox = try await Sandboxes.sandbox(mode)
    let toolchain = try Toolchain.find()
    let library = try LibraryBuild()
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let (sources, results, cache) = (folder.file("sources"), folder.file("results"), folder.file("cache"))
    for path in [sources, results] { try makeFolder(path) }
    chmod(results, 0o777)
    let flags = ["-module-name", "main", "-target", toolchain.target, "-Onone"]
    try await SandboxedTools.fillModuleCache(
      cache, sandbox: Sandboxes.sandbox(other), library: library, arguments: flags, readOnly: [])
    try replaceFile("\(sources)/main.swift", with: Array("import Glibc\nprint([3, 1, 2].sorted(), getpid())\n".utf8))
    let tools = SandboxedTools(sandbox: sandbox, library: library, moduleCache: cache)
    let compiled = try await tools.run(
      toolchain.frontend, ["-frontend", "-c", "\(sources)/main.swift", "-o", "\(results)/main.o"] + flags, readOnly: [sources],
      writable: results)
    #expect(compiled.end == .exited(0), "\(String(decoding: compiled.standardError, as: UTF8.self))")
    let linked = try await tools.run(
      toolchain.linker, ["-shared", "-o", "\(results)/main.so", "\(results)/main.o", toolchain.runtimeObject], readOnly: [],
      writable: results)
    #expect(linked.end == .exited(0), "\(String(decoding: linked.standardError, as: UTF8.self))")
    #expect(try readSandboxFile("main.so", in: results, limit: 1 << 20).starts(with: Array("\u{7F}ELF".utf8)))
  }
}

/// Starts a program that does not end by itself, makes sure that it runs, and is killed.
private func beKilled(beside mode: Mode) async throws {
  let name = "gb-orphan-\(mode)".prefix(15)
  let process = try await Sandboxes.sandbox(mode).start(try attacker("sleep", [String(name)], channel: .descriptor3))
  _ = try await process.channel()
  while processes(named: name).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
  kill(getpid(), SIGKILL)
}
