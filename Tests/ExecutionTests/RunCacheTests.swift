import Testing
import Workbook

@testable import Execution

@Suite("What is kept of a run")
struct RunCacheTests {
  private let record = SectionRecord(
    blocks: [
      BlockRecord(outcome: .completed, output: Array("tensor([1.])\n".utf8)), BlockRecord(outcome: .threw("no", line: 3)),
      BlockRecord(outcome: .threw("no", line: nil)), BlockRecord(outcome: .caught("oh")), BlockRecord(outcome: .threwNothing),
      BlockRecord(outcome: .childEnded(status: 4, errors: "Fatal error")), BlockRecord(outcome: .childThrew("x")),
      BlockRecord(outcome: .trapped(signal: 4, errors: "e", line: 9)), BlockRecord(outcome: .exited(status: 1)),
      BlockRecord(outcome: .printedTooMuch), BlockRecord(outcome: .timedOut), BlockRecord(outcome: .unloadable("why")),
      BlockRecord(outcome: .notRun), BlockRecord(outcome: .lost, figures: ["<svg/>", "ü"]),
      BlockRecord(outcome: .compiled, closedOutput: true),
      BlockRecord(outcome: .diagnosed([CompilerMessage(severity: .error, file: "a", line: 1, column: 2, text: "t", details: "d")])),
    ],
    messages: [CompilerMessage(severity: .error, file: "é.md", line: 4, column: 5, text: "cannot", details: "here\n^")])
  private let place = RunCache.Place(file: "Chapters/01-a.md", number: 2)
  private let key = Array("key of a section".utf8)

  private func withCache(_ body: (RunCache, String) throws -> Void) throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let cache = RunCache(folder: folder.file("cache"))
    cache.store(record, for: key, at: place)
    let name = "01-a-\(String(hash(Array(place.file.utf8)), radix: 16))-2.run"
    try body(cache, folder.file("cache/\(name)"))
  }

  @Test("a record comes back as it was")
  func roundTrip() throws {
    try withCache { cache, _ in
      #expect(cache.record(for: key, at: place) == record)
      #expect(cache.record(for: key + [1], at: place) == nil)
    }
  }

  @Test("an entry cut off at any byte is thrown away")
  func halfWritten() throws {
    try withCache { cache, file in
      let whole = try readFile(file)
      for length in stride(from: 0, to: whole.count, by: 7) {
        try replaceFile(file, with: Array(whole[..<length]))
        #expect(cache.record(for: key, at: place) == nil)
        #expect(FileStatus(path: file) == nil)
      }
    }
  }

  @Test("an entry with any byte changed is thrown away")
  func damaged() throws {
    try withCache { cache, file in
      let whole = try readFile(file)
      for index in stride(from: 0, to: whole.count, by: 5) {
        var bytes = whole
        bytes[index] ^= 0x20
        try replaceFile(file, with: bytes)
        #expect(cache.record(for: key, at: place) == nil)
      }
    }
  }

  @Test("what would differ the next time is not kept")
  func unrepeatable() throws {
    try withCache { cache, _ in
      var slow = record
      slow.isRepeatable = false
      cache.store(slow, for: [1], at: place)
      #expect(cache.record(for: [1], at: place) == nil)
    }
  }
}
