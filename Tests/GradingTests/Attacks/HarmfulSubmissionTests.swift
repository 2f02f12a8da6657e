import Glibc
import Testing

@testable import Execution
@testable import Grading

@Suite("A right solution that does harm", .serialized)
struct HarmfulSubmissionTests {
  static let attacks = [
    Attack("loops", .right, "func attack(_ x: Tensor) -> Tensor? { while true {} }"),
    Attack(
      "loops and hears no signal", .right,
      """
      func attack(_ x: Tensor) -> Tensor? {
        for number in 1..<65 { signal(Int32(number), SIG_IGN) }
        var all = sigset_t()
        sigfillset(&all)
        sigprocmask(SIG_BLOCK, &all, nil)
        while true {}
      }
      """),
    Attack("sleeps", .right, "func attack(_ x: Tensor) -> Tensor? { while true { sleep(100) } }"),
    Attack(
      "takes all memory", .right,
      """
      func attack(_ x: Tensor) -> Tensor? {
        for _ in 0..<2000 { memset(malloc(50 << 20)!, 1, 50 << 20) }
        return nil
      }
      """),
    Attack("takes 100 GB at once", .right, "func attack(_ x: Tensor) -> Tensor? { Tensor.ones(25 << 30) }"),
    Attack(
      "forks without end", .right,
      """
      @_silgen_name("fork") func another() -> Int32
      func attack(_ x: Tensor) -> Tensor? { while true { _ = another() } }
      """),
    Attack(
      "starts threads without end", .right,
      """
      func attack(_ x: Tensor) -> Tensor? {
        while true {
          var thread = pthread_t()
          pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
        }
      }
      """),
    Attack(
      "prints without end", .right,
      #"func attack(_ x: Tensor) -> Tensor? { while true { print(String(repeating: "x", count: 1 << 20)) } }"#),
    Attack(
      "fills its temporary folder without end", .right,
      """
      func attack(_ x: Tensor) -> Tensor? {
        let block = [UInt8](repeating: 1, count: 1 << 20)
        var number = 0
        while true {
          let file = open("/tmp/fill-\\(number)", O_WRONLY | O_CREAT, 0o666)
          if file >= 0 { for _ in 0..<8 { write(file, block, block.count) } }
          close(file)
          number += 1
        }
      }
      """),
    Attack("ends its parent", .right, "func attack(_ x: Tensor) -> Tensor? { kill(getppid(), SIGKILL); sleep(1); return nil }"),
    Attack(
      "stops its parent, and sleeps", .right,
      "func attack(_ x: Tensor) -> Tensor? { kill(getppid(), SIGSTOP); while true { sleep(100) } }"),
    Attack(
      "answers in millions of pieces", .right,
      """
      func attack(_ x: Tensor) -> Tensor? {
        let frame = [14, 0, 0, 0, 0, 0, 0, 0x6b6f_6f62].flatMap { (word: UInt32) in withUnsafeBytes(of: word, Array.init) }
        let piece = (0..<1000).flatMap { _ in frame }
        let channel = (100..<256 as Range<Int32>).first { fcntl($0, F_GETFD) >= 0 } ?? 0
        for _ in 0..<4000 { write(channel, piece, piece.count) }
        return nil
      }
      """),
    Attack("ends all that it can", .right, "func attack(_ x: Tensor) -> Tensor? { kill(-1, SIGKILL); return nil }"),
    Attack("ends itself well", .right, "func attack(_ x: Tensor) -> Tensor? { exit(0) }"),
    Attack("ends itself at once", .right, "func attack(_ x: Tensor) -> Tensor? { _exit(0) }"),
    understudied("loops", "while true {}"),
    understudied("says that it is over, and loops", "sayOver(); while true {}"),
    understudied(
      "says that it is over, and takes all memory", "sayOver(); for _ in 0..<2000 { memset(malloc(50 << 20)!, 1, 50 << 20) }"),
  ]

  /// Another process answers and ends well in the place of the one that does harm.
  private static func understudied(_ name: String, _ harm: String) -> Attack {
    Attack(
      "has another process answer in its place, \(name)", .right,
      """
      @_silgen_name("fork") func another() -> Int32
      var calls = 0
      func sayOver() {
        let channel = (100..<256 as Range<Int32>).first { fcntl($0, F_GETFD) >= 0 } ?? 0
        for section in [0, 1] as [UInt32] {
          let frame = [10, section, 0, 0, 0, 0, 0, 0x6b6f_6f62] as [UInt32]
          write(channel, frame, 32)
        }
      }
      func attack(_ x: Tensor) -> Tensor? {
        calls += 1
        guard calls == 3 else { return nil }
        let understudy = another()
        guard understudy != 0 else { return nil }
        waitpid(understudy, nil, 0)
        \(harm)
        return nil
      }
      """)
  }

  @Test("does not pass, and ends within its limits", .timeLimit(.minutes(10)), arguments: attacks)
  func harm(_ attack: Attack) async throws {
    let verdict = try await AttackedBook.shared.get().verdict(on: attack.source)
    #expect(verdict.status == .failed || verdict.status == .error)
    #expect(verdict.score == 0)
    // What does not compile attacks nobody.
    #expect(verdict.diagnostics == [])
    #expect(verdict.checks.contains { !$0.message.isEmpty })
    // As the sandbox counts, however long it waited for its turn.
    #expect(verdict.checkSeconds < AttackedBook.longestRun)
  }

  @Test("passes without it")
  func control() async throws {
    let verdict = try await AttackedBook.patient.get().verdict(on: Attack.control(.right))
    #expect(verdict.status == .passed && verdict.score == 5)
  }

  @Test("leaves others' verdicts as they are")
  func others() async throws {
    let book = try AttackedBook.patient.get()
    let hostile = Task { [attack = Self.attacks[5]] in try await AttackedBook.shared.get().verdict(on: attack.source) }
    for _ in 0..<3 { #expect(try await book.verdict(on: Attack.control(.right)).status == .passed) }
    #expect(try await hostile.value.status != .passed)
  }
}
