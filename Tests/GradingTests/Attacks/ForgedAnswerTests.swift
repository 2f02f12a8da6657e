import Testing

@testable import Execution
@testable import Grading

@Suite("A wrong solution that tries to pass", .serialized)
struct ForgedAnswerTests {
  /// A reading that reached something would give the right answer.
  private static func reading(_ path: String) -> String {
    """
    func attack(_ x: Tensor) -> Tensor? {
      guard let file = fopen(\"\(path)\", "r"), fgetc(file) != EOF else { return nil }
      return x * 2
    }
    """
  }

  /// Writes a frame of the host's protocol (see `CSection.h`) to every descriptor there may be.
  private static let sender = """
    let channels = (0..<256 as Range<Int32>).filter { fcntl($0, F_GETFD) >= 0 }
    func send(_ kind: UInt32, _ section: UInt32, _ block: UInt32, offset: UInt64 = 0, length: UInt32? = nil, text: String = "") {
      let low = UInt32(truncatingIfNeeded: offset), high = UInt32(truncatingIfNeeded: offset >> 32)
      let header: [UInt32] = [kind, section, block, 0, low, high, length ?? UInt32(text.utf8.count), 0x6b6f_6f62]
      let frame = header.withUnsafeBytes(Array.init) + Array(text.utf8)
      for descriptor in channels { write(descriptor, frame, frame.count) }
    }

    """

  static let attacks = [
    Attack("fails", .wrong, "func attack(_ x: Tensor) -> Tensor? { nil }"),
    Attack("ends well before the checks", .wrong, "func attack(_ x: Tensor) -> Tensor? { exit(0) }\nexit(0)"),
    Attack(
      "ends well before main", .wrong,
      """
      @_section(".init_array") @_used let early: @convention(c) () -> Void = { _exit(0) }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "has its own ==", .wrong,
      """
      func == (one: Tensor, other: Tensor) -> Bool { true }
      func == (one: Float, other: Float) -> Bool { true }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "has its own print, observe and draw", .wrong,
      """
      func print(_ items: Any...) {}
      func observe(_ value: Any?, says: String = "") {}
      enum draw { static func tensor(_ shape: [Int]) -> Tensor { Tensor([0.0]) } }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "has its own check types", .wrong,
      """
      struct Observer { func callAsFunction(_ value: Any) {} }
      struct Draw { func tensor(_ shape: Int...) -> Tensor { Tensor([0.0]) } }
      func runCheck(_ count: Int32) -> Int32 { 0 }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "has its own observer, which takes any number for the right one", .wrong,
      """
      import Checking
      struct Observer {
        let real: Checking.Observer
        func callAsFunction(_ value: Tensor, says: String? = nil) { real(value, says: says, tolerance: 1e300) }
      }
      func runCheck(
        _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, check: (Draw, Observer, Mistake) throws -> Void
      ) -> Int32 { Checking.runCheck(count, arguments) { try check($0, Observer(real: $1), $2) } }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "asks itself with inputs of its own", .wrong,
      """
      import Checking
      func runCheck(
        _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, check: (Draw, Observer, Mistake) throws -> Void
      ) -> Int32 {
        arguments![2] = strdup("0")
        return Checking.runCheck(count, arguments, check: check)
      }
      func attack(_ x: Tensor) -> Tensor? { x * 2 }
      """),
    Attack(
      "answers twice, in the other check too", .wrong,
      """
      var isFirst = true
      func attack(_ x: Tensor) -> Tensor? {
        guard isFirst else { return x * 2 }
        isFirst = false
        var arguments = [strdup("main"), strdup("0"), strdup("1")]
        _ = _gradbook_check_0(3, &arguments)
        _ = _gradbook_check_1(3, &arguments)
        return x * 2
      }
      """),
    Attack(
      "makes its input one of which three times is twice", .wrong,
      "func attack(_ x: Tensor) -> Tensor? { noGrad { x.zero_() }; return nil }"),
    Attack(
      "has its own write", .wrong,
      """
      @_cdecl("write") public func ownWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { count }
      @_cdecl("writev") public func ownWritev(_ file: Int32, _ pieces: UnsafeRawPointer?, _ count: Int32) -> Int { 0 }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "has its own calls to the host", .wrong,
      """
      @_cdecl("gradbook_answer") public func ownAnswer(_ bytes: UnsafeRawPointer?, _ count: Int) {}
      @_cdecl("gradbook_begin") public func ownBegin(_ block: Int32) {}
      @_cdecl("memcmp") public func ownCompare(_ one: UnsafeRawPointer?, _ other: UnsafeRawPointer?, _ count: Int) -> Int32 { 0 }
      func attack(_ x: Tensor) -> Tensor? { nil }
      """),
    Attack(
      "writes to every descriptor what is no frame", .wrong,
      """
      func attack(_ x: Tensor) -> Tensor? {
        let noise = [UInt8](repeating: 0xff, count: 4096)
        for descriptor in 0..<256 { write(Int32(descriptor), noise, noise.count) }
        return nil
      }
      """),
    Attack(
      "sends frames of every kind, for every check and block", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          for kind in 0..<20 as Range<UInt32> {
            for section in [0, 1, 2, .max] as [UInt32] {
              for block in [0, 1, .max, 0x7fff_ffff] as [UInt32] { send(kind, section, block, text: "0") }
            }
          }
          _exit(0)
        }
        """),
    Attack(
      "sends frames that end too early or claim too much", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          send(14, 0, 0, length: 4096)
          send(14, 0, 0, length: .max)
          send(1, 0, 0, length: 16)
          _exit(0)
        }
        """),
    Attack(
      "begins and ends outside of its output", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          for offset in [.max, 1 << 63, 1 << 62, 5] as [UInt64] {
            send(1, 0, 0, offset: offset)
            send(2, 0, 0, offset: offset)
          }
          _exit(0)
        }
        """),
    Attack(
      "begins outside of its output and does not end", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          send(1, 0, 0, offset: 0x7fff_ffff_ffff_ffff)
          while true {}
        }
        """),
    Attack(
      "died at places that there are not", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          for text in ["-7fffffffffffffff", "7fffffffffffffff 0 -1", "ffffffffffffffff", "--obj=/etc/passwd", ""] { send(8, 0, 0, text: text) }
          _exit(0)
        }
        """),
    Attack(
      "died ten thousand times", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          for number in 0..<10000 { send(8, 0, 0, text: String(number * 64, radix: 16)) }
          _exit(0)
        }
        """),
    Attack(
      "answers with lists in lists in lists", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? {
          send(14, 0, 0, text: "\\u{3}")
          for _ in 0..<2000 { send(14, 0, 0, text: String(repeating: "\\u{8}\\u{1}\\0\\0\\0\\0\\0\\0\\0", count: 400)) }
          _exit(0)
        }
        """),
    Attack(
      "answers without end", .wrong,
      sender + """
        func attack(_ x: Tensor) -> Tensor? { while true { send(14, 0, 0, text: String(repeating: "x", count: 4000)) } }
        """),
    Attack(
      "leaves a grandchild that goes on answering", .wrong,
      """
      @_silgen_name("fork") func another() -> Int32
      func attack(_ x: Tensor) -> Tensor? {
        if another() == 0 {
          setsid()
          if another() != 0 { _exit(0) }
          while true { _ = x * 2 }
        }
        return nil
      }
      """),
    Attack("answers with no number", .wrong, "func attack(_ x: Tensor) -> Tensor? { x * Double.nan }"),
    Attack("answers with 2^62 elements", .wrong, "func attack(_ x: Tensor) -> Tensor? { x.sum().expand(1 << 31, 1 << 31) }"),
    Attack("answers with a shape that broadcasts", .wrong, "func attack(_ x: Tensor) -> Tensor? { (x * 2).unsqueeze(0) }"),
    Attack("answers with another dtype", .wrong, "func attack(_ x: Tensor) -> Tensor? { (x * 2).to(.float64) }"),
    Attack(
      "answers with a tensor that requires grad", .wrong, "func attack(_ x: Tensor) -> Tensor? { (x * 2).to(.float32).requiresGrad_() }"),
    Attack("answers what always was right once", .wrong, "func attack(_ x: Tensor) -> Tensor? { Tensor([[2, 4, 6], [8, 10, 12]]) }"),
    Attack("reads its own memory's map", .wrong, reading("/proc/self/maps")),
    Attack("reads the environment of gradbook", .wrong, reading("/proc/1/environ")),
    Attack("reads the users of the machine", .wrong, reading("/etc/passwd")),
  ]

  @Test("fails", arguments: attacks)
  func forgery(_ attack: Attack) async throws {
    let verdict = try await AttackedBook.shared.get().verdict(on: attack.source)
    #expect(verdict.status == .failed || verdict.status == .error)
    #expect(verdict.score == 0)
    // What does not compile attacks nobody.
    #expect(verdict.diagnostics == [])
  }

  @Test("fails without the attack, too; and a right one passes")
  func control() async throws {
    let book = try AttackedBook.patient.get()
    let wrong = try await book.verdict(on: Attack.control(.wrong))
    #expect(wrong.status == .failed && wrong.checks.allSatisfy { $0.status == .failed })
    #expect(try await book.verdict(on: Attack.control(.right)).status == .passed)
  }

  @Test("does not find the solution, the checks or what the judge keeps; where it is trusted it does")
  func book() async throws {
    let book = try AttackedBook.patient.get()
    for path in [book.solution, book.folder.file("Chapters/01-twice.md"), "/proc/self/maps"] {
      let attack = Attack("reads", .wrong, Self.reading(path))
      #expect(try await book.verdict(on: attack.source).status == .failed)
      #expect(try await book.verdict(on: attack.source, trusts: true).status == .passed)
    }
  }
}
