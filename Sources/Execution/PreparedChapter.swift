import SystemPackage
import Workbook

/// A chapter read, with what the cache knows of it.
struct PreparedChapter: Sendable {
  /// A file of an exercise that must compile, or must not.
  struct ExerciseFile: Sendable {
    var source: FencedText
    var mustCompile: Bool
    var key: [UInt8]
    var record: SectionRecord?
  }

  var path: String
  var bytes: [UInt8] = []
  var chapter: Chapter
  /// Why it cannot be run; then nothing else of it is of use.
  var failures: [ChapterReport.Failure] = []
  /// By section.
  var keys: [[UInt8]] = []
  var records: [SectionRecord?] = []
  var exercises: [ExerciseFile] = []

  var isStale: Bool { failures.isEmpty && (records.contains { $0 == nil } || exercises.contains { $0.record == nil }) }

  init(path: String, solutions: String, identity: [UInt8], cache: RunCache?) {
    self.path = path
    do {
      bytes = try readFile(path)
    } catch {
      chapter = Chapter(path: path, name: chapterName(path), title: "", sections: [], exercises: [])
      failures = [
        ChapterReport.Failure(
          position: SourcePosition(file: path, line: 1), kind: "chapter", message: "the chapter cannot be read: \(error)")
      ]
      return
    }
    let parsed = ParsedChapter(bytes: bytes, path: path)
    chapter = parsed.chapter
    failures = parsed.diagnostics.filter { $0.severity == .error }.map {
      ChapterReport.Failure(position: $0.position, kind: "chapter", message: $0.message)
    }
    guard failures.isEmpty else { return }
    prepareSections(identity: identity, cache: cache)
    for exercise in chapter.exercises {
      add(exercise.starter, mustCompile: !exercise.starterIsRejected, identity: identity, cache: cache)
      let file = "\(solutions)/\(exercise.id).swift"
      guard FileStatus(path: file) != nil else { continue }
      do {
        let text = String(decoding: try readFile(file), as: UTF8.self)
        let lines = text.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let place = SourcePosition(file: file, line: 1)
        let source = FencedText(text: text, fence: place, firstLine: 1, prefixLengths: [Int](repeating: 0, count: lines))
        add(source, mustCompile: true, identity: identity, cache: cache)
      } catch {
        let place = SourcePosition(file: file, line: 1)
        failures.append(ChapterReport.Failure(position: place, kind: "chapter", message: "the solution cannot be read: \(error)"))
      }
    }
  }

  private mutating func add(_ source: FencedText, mustCompile: Bool, identity: [UInt8], cache: RunCache?) {
    let key = identity + Array("exercise\n\(source.fence.file)\n\(source.firstLine)\n\(source.text)".utf8)
    exercises.append(
      ExerciseFile(source: source, mustCompile: mustCompile, key: key, record: cache?.record(for: key, at: Self.place(of: source))))
  }

  /// Where an exercise's record is kept.
  static func place(of source: FencedText) -> RunCache.Place { RunCache.Place(file: source.fence.file, number: -source.firstLine) }

  /// A section's key holds all that goes into its code: its blocks, where they stand, and any line before it that may be an import.
  private mutating func prepareSections(identity: [UInt8], cache: RunCache?) {
    var imports: [UInt8] = []
    for (number, section) in chapter.sections.enumerated() {
      var key = identity + imports
      for block in section.blocks {
        // Where lines stand only matters to columns: mostly all at the same one.
        let lengths = block.source.prefixLengths
        let prefixes = lengths.allSatisfy { $0 == lengths.first } ? lengths.prefix(1) : lengths[...]
        key += Array("\n\(block.source.fence.file)\n\(block.source.firstLine) \(Array(prefixes)) \(block.promise)\n".utf8)
        key += Array(block.source.text.utf8)
        guard contains(block.source.text, "import") else { continue }
        for (line, text) in block.source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where firstRange(of: "import", in: text) != nil {
          imports += Array("\(block.source.firstLine + line) \(text)\n".utf8)
        }
      }
      keys.append(key)
      records.append(
        section.blocks.isEmpty
          ? SectionRecord(blocks: [], messages: []) : cache?.record(for: key, at: RunCache.Place(file: path, number: number)))
    }
  }
}

func chapterName(_ path: String) -> String {
  let file = path.split(separator: "/").last.map(String.init) ?? path
  return file.hasSuffix(".md") ? String(file.dropLast(3)) : file
}
