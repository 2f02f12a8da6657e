import Testing
import Workbook

@testable import Execution
@testable import Grading

/// A book with one exercise, whose submissions are attacks.
final class AttackedBook: Sendable {
  let folder: ScratchFolder
  private let exercise: Exercise
  private let confined: Grader
  private let trusted: Grader

  /// Right is `x * 2`.
  static let chapter = """
    # Twice

    ```swift exercise=twice
    import Autograd

    func twice(_ x: Tensor) -> Tensor {
      x // TODO
    }
    ```

    ```swift check=twice points=2 name="any matrix"
    let x = draw.tensor(draw.shape(rank: 2))
    observe(twice(x))
    ```

    ```swift check=twice points=3 name="whole numbers" hidden
    let x = draw.integers(2, 3, in: 1...9)
    _ = draw.element(of: ["a secret of this book", "another secret"])
    observe(twice(x), says: "Try whole numbers.")
    ```

    """

  var solution: String { folder.file("Solutions/twice.swift") }

  /// - Parameter sandboxes: nil for those that the machine has.
  private init(_ limits: CheckEngine.Limits, in sandboxes: [Sandbox.Confinement]? = nil) throws {
    folder = try ScratchFolder()
    for name in ["Chapters", "Solutions"] { try makeFolder(folder.file(name)) }
    let page = folder.file("Chapters/01-twice.md")
    try replaceFile(page, with: Array(Self.chapter.utf8))
    let right = "import Autograd\nfunc twice(_ x: Tensor) -> Tensor { x * 2 }\n"
    try replaceFile(folder.file("Solutions/twice.swift"), with: Array(right.utf8))
    exercise = try ExerciseBook(reading: [page]).exercise("twice")
    confined = Grader(
      root: folder.path,
      engine: try CheckEngine(root: "\(folder.path)/", confinement: .sandbox, sandboxes: sandboxes, limits: limits), .confined)
    trusted = Grader(root: folder.path, engine: try CheckEngine(root: "\(folder.path)/", confinement: .none, limits: limits), .trusted)
  }

  deinit { folder.remove() }

  /// One for all attacks, so that what the compiler keeps is made once; its limits are small, so that they are soon over.
  static let shared = Result { try AttackedBook(hostileLimits) }

  static let hostileLimits = {
    var limits = CheckEngine.Limits()
    // The first is that of the reference solution, and attacks keep the machine busy.
    limits.compilation = .seconds(30)
    limits.check = .seconds(2)
    limits.checks = .seconds(8)
    limits.memory = 512 << 20
    return limits
  }()

  /// What the wall clock of a host allows, and seconds by which a busy machine may be late. It counts from when there is something to run.
  static let longestRun = (hostileLimits.checks + CheckHost.grace).inSeconds + 5

  /// As on a machine without user namespaces.
  static let withoutNamespaces = Result { try AttackedBook(hostileLimits, in: landlock) }
  static let patientWithoutNamespaces = Result { try AttackedBook(patientLimits, in: landlock) }

  static let endlessWithoutNamespaces = Result {
    var limits = patientLimits
    (limits.check, limits.checkAfterTimeOut) = (.seconds(8), .seconds(8))
    return try AttackedBook(limits, in: landlock)
  }

  private static let landlock = Sandbox.candidates().filter { if case .landlock = $0 { true } else { false } }

  /// One for solutions that deserve an answer, however busy the attacks keep the machine.
  static let patient = Result { try AttackedBook(patientLimits) }

  private static let patientLimits = {
    var limits = CheckEngine.Limits()
    (limits.check, limits.checks) = (.seconds(30), .seconds(90))
    return limits
  }()

  func verdict(on bytes: [UInt8], path: String = "twice.swift", trusts: Bool = false) async throws -> Verdict {
    try await (trusts ? trusted : confined).verdict(on: bytes, path: path, of: exercise)
  }

  func verdict(on source: String, trusts: Bool = false) async throws -> Verdict {
    try await verdict(on: Array(source.utf8), trusts: trusts)
  }
}

/// A submission that is not what it seems.
struct Attack: Sendable, CustomTestStringConvertible {
  /// What is left when the attack is taken out.
  enum Kind: Sendable {
    /// A solution that would pass.
    case right
    /// One that would fail, and tries to pass.
    case wrong
  }

  var name: String
  var kind: Kind
  /// Declares `attack`, which gives back an answer, or nil.
  var code: String

  var testDescription: String { name }

  init(_ name: String, _ kind: Kind, _ code: String) {
    self.name = name
    self.kind = kind
    self.code = code
  }

  var source: String { "import Autograd\nimport Glibc\n\(code)\n\(Self.body(kind))" }

  private static func body(_ kind: Kind) -> String {
    "func twice(_ x: Tensor) -> Tensor { attack(x) ?? x * \(kind == .right ? 2 : 3) }\n"
  }

  /// The file without its attack.
  static func control(_ kind: Kind) -> String {
    "import Autograd\nimport Glibc\nfunc attack(_ x: Tensor) -> Tensor? { nil }\n\(body(kind))"
  }
}
