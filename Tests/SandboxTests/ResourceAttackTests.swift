import Glibc
import Testing

@testable import Execution

@Suite("A program that takes too much")
struct ResourceAttackTests {
  @Test("of the processor is ended, also when it hears no signal", arguments: Mode.confined, ["loop", "loop-deaf"])
  func loops(_ mode: Mode, _ name: String) async throws {
    let outcome = try await attack(name, in: mode)
    #expect(outcome.end == .limit(.processorTime))
    // The kernel's own limit, in whole seconds and of each process, is two seconds higher.
    #expect(outcome.processorSeconds >= 1 && outcome.processorSeconds < 3)
    #expect(outcome.seconds < small.wallClock.inSeconds + margin)
  }

  @Test("of time without using it is ended by the wall clock", arguments: Mode.confined)
  func sleeps(_ mode: Mode) async throws {
    var limits = small
    limits.wallClock = .milliseconds(500)
    let outcome = try await attack("sleep", in: mode, limits: limits)
    #expect(outcome.end == .limit(.wallClock))
    #expect(outcome.seconds >= 0.4 && outcome.seconds < 0.5 + margin)
  }

  @Test("of memory is ended, private or shared", arguments: Mode.confined, ["memory", "memory-shared"])
  func memory(_ mode: Mode, _ name: String) async throws {
    let outcome = try await attack(name, ["100000"], in: mode)
    #expect(outcome.end == .limit(.memory))
    #expect(outcome.reached == [])
    #expect(outcome.seconds < small.wallClock.inSeconds + margin)
    let control = try await attack(name, ["16"], in: mode)
    #expect(control.end == .exited(0))
  }

  @Test("of memory in one call is refused", arguments: Mode.confined)
  func memoryAtOnce(_ mode: Mode) async throws {
    #expect(try await attack("memory-at-once", ["100"], in: mode).end == .exited(1))
    #expect(try await attack("memory-at-once", ["1"], in: mode).end == .exited(0))
    #expect(try await attack("memory-at-once", ["100"], in: .trust, limits: SandboxLimits(memory: 200 << 30)).end == .exited(0))
  }

  @Test("of memory in many processes, each with little, is ended", arguments: Mode.confined)
  func memoryInProcesses(_ mode: Mode) async throws {
    // On a busy machine touching so many pages takes a second by itself.
    var limits = small
    limits.processorTime = .seconds(5)
    let end = try await attack("memory-in-processes", ["8", "32"], in: mode, limits: limits).end
    #expect(end == .limit(.memory))
  }

  @Test("of processes is ended with all of them", arguments: Mode.confined)
  func forkBomb(_ mode: Mode) async throws {
    let name = String("gb-bomb-\(mode)".prefix(15))
    // 2 to the 12th, were they let.
    let outcome = try await attack("forks", ["12", name], in: mode)
    #expect(outcome.end != .terminated)
    #expect(outcome.seconds < small.wallClock.inSeconds + margin)
    #expect(processes(named: name) == [])
    #expect(try await attack("forks", ["2", name], in: mode).end == .exited(0))
  }

  /// The kernel refuses them: to count what is there already is too late, since many forks slow each other down and their end as well.
  @Test("of processes gets no more than its limit", arguments: Mode.confined)
  func children(_ mode: Mode) async throws {
    #expect(try await attack("children", ["1000"], in: mode).end == .exited(1))
    #expect(try await attack("children", ["16"], in: mode).end == .exited(0))
  }

  @Test("of threads gets no more of them", arguments: Mode.confined)
  func threads(_ mode: Mode) async throws {
    let outcome = try await attack("threads", ["100000"], in: mode)
    #expect(outcome.end == .exited(1) || outcome.end == .limit(.processes))
    #expect(try await attack("threads", ["8"], in: mode).end == .exited(0))
  }

  @Test("of output is ended, and no more than the limit is kept", arguments: Mode.confined, ["output", "errors"])
  func output(_ mode: Mode, _ name: String) async throws {
    let outcome = try await attack(name, ["10000"], in: mode)
    #expect(outcome.end == .limit(.output))
    #expect(outcome.standardOutput.count + outcome.standardError.count <= small.output + 65536)
  }

  @Test("of its temporary folder gets no more, in bytes and in names")
  func temporary() async throws {
    let full = try await attack("fill", ["/tmp", "1000"], in: .namespaces)
    #expect(full.reached.first.flatMap { Int($0) }.map { $0 >= 12 && $0 <= 16 } == true, "\(full.reached)")
    var limits = small
    limits.processorTime = .seconds(5)
    #expect(try await attack("fill-names", ["/tmp", "2000000"], in: .namespaces, limits: limits).end == .limit(.temporaryFiles))
    #expect(try await attack("fill-names", ["/tmp", "100"], in: .namespaces).end == .exited(0))
  }

  @Test("of one file is ended", arguments: Mode.confined)
  func largeFile(_ mode: Mode) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let results = folder.file("results")
    mkdir(results, 0o777)
    chmod(results, 0o777)
    #expect(try await attack("large-file", [results, "5"], in: mode, writable: [results]).end == .limit(.fileSize))
    #expect(try await attack("large-file", [results, "3"], in: mode, writable: [results]).end == .exited(0))
    #expect(try readSandboxFile("large", in: results, limit: 4 << 20).count == 4 << 20)
  }

  @Test("of its channel waits until the wall clock ends it", arguments: Mode.confined)
  func flood(_ mode: Mode) async throws {
    var limits = small
    limits.wallClock = .milliseconds(500)
    let outcome = try await attack("flood", ["1000"], in: mode, channel: .descriptor3, limits: limits)
    #expect(outcome.end == .limit(.wallClock))
    #expect(outcome.seconds < 0.5 + margin)
  }

  @Test("does not slow the next one's verdict: others run meanwhile")
  func others() async throws {
    let hostile = Task { try await attack("forks", ["12", "gb-others"], in: .namespaces) }
    for _ in 0..<5 { #expect(try await attack("read", ["/etc/ld.so.cache"], in: .namespaces).end == .exited(0)) }
    _ = try await hostile.value
  }
}
