/// What a fence is in a chapter, by its language and attributes.
enum FenceKind: Hashable {
  case swift(BlockPromise, isHidden: Bool)
  case exercise(id: String, starterIsRejected: Bool)
  case check(id: String, points: Int, name: String?, isHidden: Bool, rejected: String?)
  case output(tolerance: Double?, isNondeterministic: Bool)
  case python(differs: String?)
  case hint(id: String)
  /// Any other language: text to be read, nothing more.
  case listing
  /// What it should have been can't be told; a problem says why.
  case malformed
}

/// Reads the attributes of one fence: each is taken once by name, and what was not taken is an error.
struct FenceKindReader {
  private let info: InfoString
  private(set) var problems: [(column: Int, message: String)]

  init(_ info: InfoString) {
    self.info = info
    problems = info.problems
  }

  mutating func kind() -> FenceKind {
    switch info.language {
    case "swift": return swiftKind()
    case "output":
      checkAttributes(of: "an output fence", allowed: ["tolerance", "nondeterministic"])
      refuseTogether("tolerance", "nondeterministic", because: "what is nondeterministic is compared with nothing")
      return .output(tolerance: tolerance(), isNondeterministic: flag("nondeterministic"))
    case "python":
      checkAttributes(of: "a python fence", allowed: ["differs"])
      return .python(differs: text("differs", meaning: "the reason why Python must differ", mayBeEmpty: false))
    case "text":
      checkAttributes(of: "a text fence", allowed: ["hint"])
      guard attribute("hint") != nil else { return info.problems.isEmpty ? .listing : .malformed }
      return identifier("hint").map { .hint(id: $0) } ?? .malformed
    default:
      if let known = ["swift", "output", "python", "text"].first(where: { $0 == info.language.lowercased() }) {
        problems.append((info.languageColumn, "'\(info.language)' is not a language gradbook knows: write '\(known)'"))
        return .malformed
      }
      checkAttributes(of: info.language.isEmpty ? "a fence without a language" : "a fence in '\(info.language)'", allowed: [])
      return info.problems.isEmpty ? .listing : .malformed
    }
  }

  // MARK: Swift

  private static let promises = ["throws", "traps", "rejected", "compile-only"]

  private mutating func swiftKind() -> FenceKind {
    let isExercise = attribute("exercise") != nil
    let isCheck = attribute("check") != nil
    if isExercise, isCheck {
      refuseTogether("exercise", "check", because: "a fence is the starter of an exercise or a check of one")
      return .malformed
    }
    let known = Self.promises + ["hidden", "exercise", "starter", "check", "points", "name"]
    if isExercise {
      checkAttributes(of: "the starter of an exercise", allowed: ["exercise", "starter"], known: known)
      let isRejected = starterIsRejected()
      return identifier("exercise").map { .exercise(id: $0, starterIsRejected: isRejected) } ?? .malformed
    }
    if isCheck {
      checkAttributes(of: "a check", allowed: ["check", "points", "name", "hidden", "rejected"], known: known)
      let points = points()
      let name = text("name", meaning: "the check's name", mayBeEmpty: false)
      let isHidden = flag("hidden")
      let rejected = text("rejected", meaning: "the text of the compiler's diagnostic", mayBeEmpty: false)
      return identifier("check").map { .check(id: $0, points: points, name: name, isHidden: isHidden, rejected: rejected) } ?? .malformed
    }
    checkAttributes(of: "a Swift block", allowed: Self.promises + ["hidden", "exercise", "check"], known: known)
    return .swift(promise(), isHidden: flag("hidden"))
  }

  private mutating func promise() -> BlockPromise {
    let given = Self.promises.filter { attribute($0) != nil }
    if given.count > 1 {
      refuseTogether(given[0], given[1], because: "a block does one thing")
    }
    let thrown = text("throws", meaning: "the text of the error it throws")
    let trapped = text("traps", meaning: "the text it traps with")
    let rejected = text("rejected", meaning: "the text of the compiler's diagnostic")
    let isCompileOnly = flag("compile-only")
    // A promise whose text is malformed is still that promise: what follows the block should not be judged as if it ran.
    return switch given.first {
    case "throws": .throws(thrown ?? "")
    case "traps": .traps(trapped ?? "")
    case "rejected": .rejected(rejected ?? "")
    case "compile-only" where isCompileOnly: .compiles
    default: .runs
    }
  }

  private mutating func starterIsRejected() -> Bool {
    guard let starter = attribute("starter") else { return false }
    if starter.value == "rejected" { return true }
    problems.append((starter.valueColumn, "starter= takes 'rejected' only: the starter does not compile, and the task is to make it"))
    return false
  }

  private mutating func points() -> Int {
    guard let points = attribute("points") else {
      if let check = attribute("check") {
        problems.append((check.column, "the check has no points: add points=N"))
      }
      return 0
    }
    if let value = points.value, value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(value), number <= 1_000_000
    {
      return number
    }
    problems.append((points.valueColumn, "points= takes a whole number from 0 to 1000000"))
    return 0
  }

  // MARK: Attributes

  private func attribute(_ key: String) -> FenceAttribute? { info.attributes.first { $0.key == key } }

  private mutating func flag(_ key: String) -> Bool {
    guard let attribute = attribute(key) else { return false }
    if attribute.value != nil { problems.append((attribute.valueColumn, "'\(key)' takes no value: write '\(key)' alone")) }
    return true
  }

  private mutating func text(_ key: String, meaning: String, mayBeEmpty: Bool = true) -> String? {
    guard let attribute = attribute(key) else { return nil }
    guard let value = attribute.value, mayBeEmpty || !value.isEmpty else {
      problems.append((attribute.valueColumn, "'\(key)' needs \(meaning): write \(key)=\"…\""))
      return nil
    }
    return value
  }

  /// An exercise's name. It is the name of files too (`Solutions/ID.swift`), so it is held to what is harmless there.
  private mutating func identifier(_ key: String) -> String? {
    guard let attribute = attribute(key) else { return nil }
    if let value = attribute.value, Exercise.isIdentifier(value) { return value }
    problems.append(
      (attribute.valueColumn, "\(key)= takes an exercise's name: letters, digits, '-' and '_', a letter or digit first, at most 64 in all"))
    return nil
  }

  private mutating func tolerance() -> Double? {
    guard let attribute = attribute("tolerance") else { return nil }
    if let value = attribute.value, let tolerance = Double(value), tolerance.isFinite, tolerance >= 0 { return tolerance }
    problems.append((attribute.valueColumn, "tolerance= takes a number of at least 0, such as tolerance=1e-6"))
    return nil
  }

  private mutating func refuseTogether(_ a: String, _ b: String, because reason: String) {
    guard let first = attribute(a), let second = attribute(b) else { return }
    problems.append((max(first.column, second.column), "'\(a)' and '\(b)' contradict each other (\(reason)): keep one of the two"))
  }

  /// Every attribute that is not allowed is an error: one that is `known` in another place is told from one that is not known at all.
  private mutating func checkAttributes(of owner: String, allowed: [String], known: [String] = []) {
    for attribute in info.attributes where !allowed.contains(attribute.key) {
      let takes = allowed.isEmpty ? "it takes none" : "it takes \(allowed.joined(separator: ", "))"
      let what = known.contains(attribute.key) ? "'\(attribute.key)' does not belong to" : "unknown attribute '\(attribute.key)' of"
      problems.append((attribute.column, "\(what) \(owner): \(takes)"))
    }
  }
}

extension Exercise {
  /// Whether `text` can name an exercise: ASCII letters, digits, `-` and `_`, a letter or digit first, at most 64 in all.
  public static func isIdentifier(_ text: String) -> Bool {
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }
}
