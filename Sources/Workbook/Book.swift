/// The rules that hold between the chapters of a book.
public enum Book {
  /// The names of files that are chapters, in the order of the book: by number, then by name. Other names (`README.md`) are left out.
  public static func chapters(among fileNames: [String]) -> [String] {
    fileNames.compactMap { name in ChapterFileName(name).map { ($0, name) } }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// The exercises that are set in more than one chapter: an error at each but the first. (Within one chapter its parser finds them.)
  public static func duplicateExercises(in chapters: [Chapter]) -> [Diagnostic] {
    duplicateExercises(among: chapters.flatMap(\.exercises).map { ($0.id, $0.starter.fence) })
  }

  /// Likewise, of exercises by their ids and the places where they are set, in the order of the book.
  public static func duplicateExercises(among exercises: [(id: String, place: SourcePosition)]) -> [Diagnostic] {
    var first: [String: SourcePosition] = [:]
    var diagnostics: [Diagnostic] = []
    for exercise in exercises {
      guard let other = first.updateValue(exercise.place, forKey: exercise.id) else { continue }
      first[exercise.id] = other
      diagnostics.append(
        Diagnostic(
          at: exercise.place,
          "a second exercise '\(exercise.id)': the first is in \(other.file), line \(other.line); give this one another name"))
    }
    return diagnostics
  }
}

/// The name of a chapter's file: `NN-slug.md`, two digits or more, then words of small letters and digits joined by `-`.
public struct ChapterFileName: Hashable, Sendable, Comparable {
  /// The chapter's number, which gives its place; numbers may leave room for others.
  public var number: Int
  /// What follows the number: `detach-and-data`.
  public var slug: String

  /// Nil if `fileName`, a name without folders, is not that of a chapter.
  public init?(_ fileName: String) {
    guard fileName.hasSuffix(".md"), let dash = fileName.firstIndex(of: "-") else { return nil }
    let digits = fileName[..<dash].utf8
    guard digits.count >= 2, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(fileName[..<dash])
    else { return nil }
    let slug = fileName[fileName.index(after: dash)...].dropLast(3)
    let words = slug.split(separator: "-", omittingEmptySubsequences: false)
    let isWord = { (word: Substring) in
      !word.isEmpty
        && word.utf8.allSatisfy {
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }
    guard words.allSatisfy(isWord) else { return nil }
    self.number = number
    self.slug = String(slug)
  }

  /// By number, then by slug.
  public static func < (a: ChapterFileName, b: ChapterFileName) -> Bool { (a.number, a.slug) < (b.number, b.slug) }
}
