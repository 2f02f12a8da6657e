import Foundation
import GoldenTraces
import Testing

@Suite("Files of traces")
struct TraceFileTests {
  private func withFile<Result>(_ contents: Data, _ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("traces-\(UUID().uuidString)")
    try contents.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  private static let line = #"{"id": "a", "tier": 1, "inputs": {}, "steps": [], "expect": {}}"#

  @Test("the semantics traces are read whole")
  func semantics() throws {
    let traces = try Trace.read(contentsOf: Fixtures.semantics)
    #expect(traces.count == 1500)
    #expect(traces.allSatisfy { !$0.expectations.isEmpty })
  }

  @Test("a plain file is read too, and empty lines are passed over")
  func plain() throws {
    try withFile(Data("\(Self.line)\n\n\(Self.line)".utf8)) { path throws in
      #expect(try Trace.read(contentsOf: path).map(\.id) == ["a", "a"])
    }
  }

  @Test("a file that was cut off is refused")
  func cutOff() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: Fixtures.semantics))
    try withFile(whole.prefix(whole.count / 2)) { path throws in
      let error = #expect(throws: TraceFileError.self) { try Trace.read(contentsOf: path) }
      #expect(error?.description.hasPrefix("\(path): damaged: ") == true)
    }
  }

  @Test("a line that is no trace is named with its number")
  func malformedLine() throws {
    try withFile(Data("\(Self.line)\n{\"id\": 3}".utf8)) { path throws in
      let error = #expect(throws: TraceFileError.self) { try Trace.read(contentsOf: path) }
      #expect(error?.description == "\(path):2: id is not a text")
    }
  }

  @Test("a file that is not there is named")
  func missing() throws {
    let error = #expect(throws: TraceFileError.self) { try Trace.read(contentsOf: "/no/such/file") }
    #expect(error?.description == "/no/such/file: cannot be read: No such file or directory")
  }
}

enum Fixtures {
  static let operators = golden("opinfo.jsonl.gz")
  static let semantics = golden("semantics.jsonl.gz")

  private static func golden(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/golden/\(name)").path
  }
}
