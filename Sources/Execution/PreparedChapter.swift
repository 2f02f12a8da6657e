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
  let extent: RunOptions.Extent
  var bytes: [UInt8] = []
  var chapter: Chapter
  /// Why it cannot be run; then nothing else of it is of use.
  var failures: [ChapterReport.Failure] = []
  /// By section.
  var keys: [[UInt8]] = []
  var records: [SectionRecord?] = []
  /// By section, where figures are wanted: what a section's key holds but the places of its lines.
  private(set) var figureKeys: [[UInt8]] = []
  /// The sections whose records were kept for their figures.
  private(set) var hasKeptFigures: Set<Int> = []
  var exercises: [ExerciseFile] = []

  var isStale: Bool { failures.isEmpty && (records.contains { $0 == nil } || exercises.contains { $0.record == nil }) }

  /// Whether a section is to be run.
  func isWanted(_ section: Section) -> Bool { extent == .whole || section.mayShowFigures }

  /// Where a section's figures are kept. Sections that show none are not counted: they may come and go.
  func figurePlace(ofSection number: Int) -> RunCache.Place {
    RunCache.Place(file: path, number: chapter.sections[..<number].count(where: isWanted), isOfFigures: true)
  }

  init(path: String, extent: RunOptions.Extent, solutions: String, identity: [UInt8], cache: RunCache?) {
    self.path = path
    self.extent = extent
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
    guard extent == .whole else { return }
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
    var importsAnywhere: [UInt8] = []
    for (number, section) in chapter.sections.enumerated() {
      var key = identity + imports
      var keyAnywhere = identity + importsAnywhere
      for block in section.blocks {
        // Where lines stand only matters to columns: mostly all at the same one.
        let lengths = block.source.prefixLengths
        let prefixes = lengths.allSatisfy { $0 == lengths.first } ? lengths.prefix(1) : lengths[...]
        let place = "\n\(block.source.fence.file)\n\(block.source.firstLine) \(Array(prefixes)) \(block.promise)\n"
        let code = Array(block.source.text.utf8)
        key += Array(place.utf8) + code
        // Only code that asks for its place has another result in another.
        keyAnywhere += Array((contains(block.source.text, "#") ? place : "\n\(block.promise)\n").utf8) + code
        guard contains(block.source.text, "import") else { continue }
        for (line, text) in block.source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where firstRange(of: "import", in: text) != nil {
          imports += Array("\(block.source.firstLine + line) \(text)\n".utf8)
          importsAnywhere += Array("\(text)\n".utf8)
        }
      }
      keys.append(key)
      figureKeys.append(keyAnywhere)
      records.append(record(of: section, number: number, cache: cache))
    }
  }

  private mutating func record(of section: Section, number: Int, cache: RunCache?) -> SectionRecord? {
    guard !section.blocks.isEmpty, isWanted(section) else { return SectionRecord(blocks: [], messages: []) }
    if extent == .figures,
      let record = cache?.record(for: figureKeys[number], at: figurePlace(ofSection: number))
    {
      hasKeptFigures.insert(number)
      return record
    }
    return cache?.record(for: keys[number], at: RunCache.Place(file: path, number: number))
  }
}

extension Section {
  /// Whether the code of a block calls what shows a figure.
  fileprivate var mayShowFigures: Bool { blocks.contains { contains($0.source.text, "show(") } }
}

func chapterName(_ path: String) -> String {
  let file = path.split(separator: "/").last.map(String.init) ?? path
  return file.hasSuffix(".md") ? String(file.dropLast(3)) : file
}
