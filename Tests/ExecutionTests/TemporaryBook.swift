import Glibc
import Testing

@testable import Execution

/// A book in a temporary folder, run with the library that was built beside the tests.
struct TemporaryBook {
  let folder: ScratchFolder

  init(_ chapters: [String: String]) throws {
    folder = try ScratchFolder()
    try makeFolder(folder.file("Chapters"))
    for (name, text) in chapters { try write(name, text) }
  }

  func path(_ name: String) -> String { folder.file("Chapters/\(name).md") }

  func write(_ name: String, _ text: String) throws { try replaceFile(path(name), with: Array(text.utf8)) }

  func text(_ name: String) throws -> String { String(decoding: try readFile(path(name)), as: UTF8.self) }

  func run(_ names: [String], _ options: RunOptions = RunOptions(usesCache: false)) async throws -> [ChapterReport] {
    try await BookRunner(root: folder.path, options: options).run(names.map(path))
  }

  /// Runs one chapter of this text.
  static func report(_ text: String, _ options: RunOptions = RunOptions(usesCache: false)) async throws -> ChapterReport {
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    return try #require(try await book.run(["01-a"], options).first)
  }
}

/// A chapter of sections, each a list of Swift blocks, each with the attributes and output given.
func chapter(_ sections: [[(attributes: String, code: String, output: String?)]]) -> String {
  var text = "# A chapter\n"
  for (number, blocks) in sections.enumerated() {
    text += "\n## Section \(number)\n"
    for block in blocks {
      text += "\n```swift\(block.attributes.isEmpty ? "" : " " + block.attributes)\n\(block.code)\n```\n"
      if let output = block.output { text += "\n```output\n\(output)\n```\n" }
    }
  }
  return text
}

extension ChapterReport {
  /// Kinds and lines of the failures.
  var summary: [String] { failures.map { "\($0.position.line) \($0.kind)" } }
}
