/// Where on a line of a check's code something is drawn: what it is bound to, and whether another draw takes it in.
struct DrawPlace {
  /// `x` of `let x = draw.…`, `b` of `let (a, b) = (draw.…, draw.…)` and of `let a = draw.…, b = draw.…`.
  private(set) var name: String?
  /// It is an argument of another draw.
  private(set) var isInDraw = false

  /// - Parameter before: the line up to `draw.`.
  init(before: [UInt8]) {
    // What is open there, outermost first: the code before each bracket, and how many commas have come after it.
    var open: [(before: String, commas: Int)] = []
    var current: [UInt8] = []
    var commas = 0
    var isInString = false
    for (index, byte) in before.enumerated() {
      if byte == UInt8(ascii: "\""), index == 0 || before[index - 1] != UInt8(ascii: "\\") { isInString.toggle() }
      switch byte {
      case _ where isInString: current.append(byte)
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        open.append((String(decoding: current, as: UTF8.self), commas))
        (current, commas) = ([], 0)
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        // What was in brackets is part of what stood before them.
        guard let outer = open.popLast() else { continue }
        let inner = String(decoding: current, as: UTF8.self)
        current = Array("\(outer.before)(\(inner))".utf8)
        commas = outer.commas
      case UInt8(ascii: ","):
        commas += 1
        // A tuple's names are all needed; elsewhere a new thing begins.
        if open.isEmpty { current = Array("let ".utf8) } else { current.append(byte) }
      case UInt8(ascii: ";"): current = []
      default: current.append(byte)
      }
    }
    isInDraw = open.contains { outer in
      outer.before.trimmed.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "_" }).last?.hasPrefix("draw.")
        == true
    }
    let text = String(decoding: current, as: UTF8.self)
    if open.isEmpty {
      name = Self.bound(Self.withoutTry(text)).flatMap { $0.hasPrefix("(") ? nil : $0 }
    } else if open.count == 1, let tuple = Self.bound(open[0].before), tuple.hasPrefix("("), tuple.hasSuffix(")"),
      Self.withoutTry(text.split(separator: ",", omittingEmptySubsequences: false).last.map(String.init) ?? "").isEmpty
    {
      let names = tuple.dropFirst().dropLast().split(separator: ",").map { String($0).trimmed }
      if names.indices.contains(commas) { name = names[commas] }
    }
  }

  /// What stands between `let` and `=`, without its type: a name, or a tuple of names.
  private static func bound(_ text: String) -> String? {
    let text = text.trimmed
    guard text.hasSuffix("="), let keyword = ["let ", "var "].first(where: text.hasPrefix) else { return nil }
    let pattern = String(text.dropFirst(keyword.count).dropLast()).trimmed
    if pattern.hasPrefix("(") { return pattern }
    let name = pattern.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let rest = String(pattern.dropFirst(name.count)).trimmed
    return name.isEmpty || !(rest.isEmpty || rest.hasPrefix(":")) ? nil : String(name)
  }

  private static func withoutTry(_ text: String) -> String {
    let text = text.trimmed
    for keyword in ["try!", "try"] where text.hasSuffix(keyword) { return String(text.dropLast(keyword.count)).trimmed }
    return text
  }
}
