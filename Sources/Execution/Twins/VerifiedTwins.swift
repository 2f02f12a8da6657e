import Workbook

/// `Chapters/verified.json`: which twins PyTorch ran as the page says, and which PyTorch.
///
/// A line a twin, each whole in itself, in the order of the book, so that the files of two authors can be merged by line. A line too many
/// does no harm.
public struct VerifiedTwins: Hashable, Sendable {
  /// PyTorch's version; "" before the first run.
  public var version = ""
  private var keys: [String] = []
  private var known: Set<String> = []

  /// None.
  public init() {}

  /// Reads the file.
  /// - Throws: where a line is not one that was written here, such as the marks of a merge.
  public init(_ text: String, path: String) throws(Diagnostic) {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(separator: "\"", omittingEmptySubsequences: false)
      if ["", "{", "}"].contains(line) { continue }
      guard words.count == 5, words[0].isEmpty, words[2] == ": ", ["", ","].contains(words[4]) else {
        throw Diagnostic(
          at: SourcePosition(file: path, line: number + 1), "this line is not of make verify-pytorch: run it, and it writes the file anew")
      }
      if words[1] == "PyTorch" { version = String(words[3]) } else { insert(String(words[1])) }
    }
  }

  /// The whole file.
  public var text: String {
    "{\n" + keys.map { "\"\($0)\": \"verified\",\n" }.joined() + "\"PyTorch\": \"\(version)\"\n}\n"
  }

  /// Whether PyTorch ran the twin as it is now.
  public func contains(_ twin: Twin) -> Bool { known.contains(twin.key) }

  /// Puts a chapter's twins, those that PyTorch ran as the page says, in the place of what is there of it.
  public mutating func replace(chapter name: String, by twins: [Twin]) {
    let others = keys.filter { Self.chapter(of: $0) != name }
    keys = []
    known = []
    for key in others.filter({ Self.chapter(of: $0) < name }) + twins.map(\.key) + others.filter({ Self.chapter(of: $0) > name }) {
      insert(key)
    }
  }

  private mutating func insert(_ key: String) { if known.insert(key).inserted { keys.append(key) } }

  private static func chapter(of key: String) -> Substring { key.prefix { $0 != " " } }
}
