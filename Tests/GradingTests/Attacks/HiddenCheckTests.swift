import Testing

@testable import Execution
@testable import Grading

@Suite("A submission that would tell the learner what a hidden check is", .serialized)
struct HiddenCheckTests {
  /// Prints the words that lie in memory, and the files beside the submission's own image; `tell` is where to.
  private static let reader = """
    /// In pieces, so that it is not found in the attack itself.
    let needle = ["secret", "of", "this"].joined(separator: " ")
    struct Image { var path: UnsafePointer<CChar>?, base: UnsafeRawPointer?, name: UnsafePointer<CChar>?, symbol: UnsafeRawPointer? }
    @_silgen_name("dladdr") func find(_ address: UnsafeRawPointer, _ image: inout Image) -> Int32
    let here: @convention(c) () -> Void = {}
    var image = Image()
    _ = find(unsafeBitCast(here, to: UnsafeRawPointer.self), &image)

    func words(_ bytes: UnsafeRawBufferPointer) -> String {
      String(decoding: bytes.map { $0 >= 0x20 && $0 < 0x7f ? $0 : 0x0a }, as: UTF8.self).split(separator: "\\n").filter { $0.count > 9 }
        .joined(separator: " ")
    }

    /// The segments that the ELF header names.
    func wordsInMemory() -> String {
      guard let base = image.base else { return "" }
      let first = base + base.load(fromByteOffset: 32, as: Int.self)
      return (0..<Int(base.load(fromByteOffset: 56, as: UInt16.self))).map { number in
        let segment = first + 56 * number
        guard segment.load(as: UInt32.self) == 1 else { return "" }
        let start = base + segment.load(fromByteOffset: 16, as: Int.self)
        return words(UnsafeRawBufferPointer(start: start, count: segment.load(fromByteOffset: 32, as: Int.self)))
      }.joined(separator: " ")
    }

    func wordsInFiles() -> String {
      var found = ""
      let path = String(cString: image.path!)
      let folder = String(path[..<path.lastIndex(of: "/")!])
      guard let names = opendir(folder) else { return "" }
      while let entry = readdir(names) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let file = open(folder + "/" + name, O_RDONLY)
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { $1 = max(0, read(file, $0.baseAddress, 1 << 20)) }
        close(file)
        found += bytes.withUnsafeBytes(words)
      }
      closedir(names)
      return found
    }

    """

  /// What the reader finds of the hidden check.
  private static let sentence = "secret of this"

  /// Writes a frame of the host's protocol (see `CSection.h`).
  private static let sender = """
    func send(_ kind: UInt32, _ section: UInt32, _ block: UInt32, text: String) {
      let header: [UInt32] = [kind, section, block, 0, 0, 0, UInt32(text.utf8.count), 0x6b6f_6f62]
      let frame = header.withUnsafeBytes(Array.init) + Array(text.utf8)
      let channel = (100..<256 as Range<Int32>).first { fcntl($0, F_GETFD) >= 0 } ?? 0
      write(channel, frame, frame.count)
    }

    """

  /// Declares `attack` for a visible check, and `leak` for what a hidden one calls with its input.
  private static func inHidden(_ leak: String, visible: String = "") -> String {
    "func attack(_ x: Tensor) -> Tensor? {\n  if x.dtype == .int64 { leak(\"LEAK \\(x)\") }\n  \(visible)\n  return nil\n}\n\(leak)"
  }

  static let attacks = [
    Attack(
      "calls the hidden check from a visible one, and prints its input", .right,
      reader + """
        var seen = ""
        func attack(_ x: Tensor) -> Tensor? {
          if x.dtype == .int64 {
            seen = "LEAK \\(x)"
          } else if seen.isEmpty, let symbol = dlsym(dlopen(image.path, RTLD_NOW), "gradbook_check_1") {
            typealias Check = @convention(c) (Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32
            var arguments = [strdup("main"), strdup("1"), strdup("1")]
            _ = unsafeBitCast(symbol, to: Check.self)(3, &arguments)
          }
          print(seen)
          return nil
        }
        """),
    Attack(
      "reads the hidden check in its own memory", .right,
      reader + "func attack(_ x: Tensor) -> Tensor? { print(wordsInMemory()); return nil }"),
    Attack(
      "reads the hidden check in the files beside it", .right,
      reader + "func attack(_ x: Tensor) -> Tensor? { print(wordsInFiles()); return nil }"),
    Attack(
      "leaves a process that waits for the hidden check's files", .right,
      reader + """
        @_silgen_name("fork") func another() -> Int32
        var isWaiting = false
        func attack(_ x: Tensor) -> Tensor? {
          print(String(repeating: ".", count: 4000))
          guard !isWaiting, x.dtype != .int64 else { return nil }
          isWaiting = true
          fflush(stdout)
          if another() == 0 {
            setsid()
            if another() != 0 { _exit(0) }
            while true {
              let words = wordsInFiles()
              if words.contains(needle) { pwrite(1, words, words.utf8.count, 0) }
              usleep(1000)
            }
          }
          return nil
        }
        """),
    Attack(
      "says that the visible checks are over, and waits for the hidden check's files", .right,
      reader + sender + """
        func attack(_ x: Tensor) -> Tensor? {
          guard x.dtype != .int64 else { return nil }
          send(2, 0, 0, text: "")
          send(10, 0, 0, text: "")
          while true {
            let words = wordsInFiles()
            if words.contains(needle) {
              print(words)
              send(1, 0, 0, text: "")
              send(3, 0, 0, text: String(words.suffix(2000)))
              _exit(0)
            }
            usleep(1000)
          }
        }
        """),
    Attack(
      "writes into what a visible check printed", .right,
      reader
        + inHidden(
          """
          func leak(_ text: String) {
            let made = String(cString: image.path!).split(separator: "/").dropLast(2).joined(separator: "/")
            for name in ["output-0", "output-1"] {
              let file = open("/\\(made)/\\(name)", O_WRONLY)
              pwrite(file, text, text.utf8.count, 0)
            }
          }
          """, visible: "print(String(repeating: \".\", count: 400))")),
    Attack(
      "sends an error in a visible check's name", .right,
      sender + inHidden("func leak(_ text: String) { send(1, 0, 0, text: \"\"); send(3, 0, 0, text: text) }")),
    Attack("prints in the hidden check", .right, inHidden("func leak(_ text: String) { print(text) }")),
    Attack("traps in the hidden check with its input", .right, inHidden("func leak(_ text: String) { fatalError(text) }")),
    Attack(
      "could not be loaded for the hidden check, and says why", .right,
      sender + inHidden("func leak(_ text: String) { send(12, 0, 0, text: text); send(12, 1, 0, text: text); _exit(0) }")),
    Attack(
      "ends the hidden check with a status of its own", .right,
      inHidden("func leak(_ text: String) { print(text); exit(Int32(77)) }")),
    Attack(
      "traps before the checks with what it found in its memory", .right,
      reader + """
        let found = wordsInMemory()
        if let place = found.firstRange(of: needle) { fatalError(String(found[place.lowerBound...].prefix(30))) }
        func attack(_ x: Tensor) -> Tensor? { nil }
        """),
  ]

  private static func told(_ verdict: Verdict) -> String {
    let places = verdict.checks.filter(\.isHidden).compactMap(\.line).map { "LEAK of a line: \($0)" }
    return ([verdict.output] + verdict.checks.map(\.message) + verdict.diagnostics.map(\.message) + places).joined(separator: "\n")
  }

  @Test("is judged as it should be without the attack")
  func control() async throws {
    let book = try AttackedBook.patient.get()
    for kind in [Attack.Kind.right, .wrong] {
      let verdict = try await book.verdict(on: "\(Self.reader)\(Self.sender)\(Attack.control(kind))")
      #expect(verdict.status == (kind == .right ? .passed : .failed) && verdict.output == "" && verdict.diagnostics == [])
    }
  }

  @Test("tells nothing", arguments: attacks)
  func leak(_ attack: Attack) async throws {
    let verdict = try await AttackedBook.patient.get().verdict(on: attack.source)
    // What does not compile attacks nobody.
    #expect(verdict.diagnostics == [])
    let told = Self.told(verdict)
    for secret in [Self.sentence, "LEAK", "status 77", "twice.swift:"] {
      #expect(!told.contains(secret), "\(told.prefix(2000))\(told.suffix(500))")
    }
  }

  @Test("tells nothing on a machine without user namespaces either", arguments: attacks)
  func leakWithoutNamespaces(_ attack: Attack) async throws {
    let told = Self.told(try await AttackedBook.patientWithoutNamespaces.get().verdict(on: attack.source))
    for secret in [Self.sentence, "LEAK", "status 77", "twice.swift:"] { #expect(!told.contains(secret), "\(told.prefix(2000))") }
  }
}
