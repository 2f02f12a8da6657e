import Execution
import SystemPackage
import Workbook

/// The exercises of a book, in the order of its pages.
public struct ExerciseBook: Sendable {
  /// A chapter's exercises.
  public struct Part: Hashable, Sendable {
    /// The chapter's name: `01-tensor`.
    public var chapter: String
    /// Its title.
    public var title: String
    /// In the order of the page.
    public var exercises: [Exercise]
  }

  /// By chapter, those without exercises too.
  public var parts: [Part]

  /// All of them, in the order of the book.
  public var exercises: [Exercise] { parts.flatMap(\.exercises) }

  /// Reads the chapters at these paths.
  /// - Throws: the first error of a chapter, since its exercises may not be what its author meant.
  public init(reading paths: [String]) throws(SetupError) {
    var chapters: [Chapter] = []
    for path in paths {
      let bytes: [UInt8]
      do {
        bytes = try readFile(path)
      } catch {
        throw SetupError("\(path) cannot be read: \(error)")
      }
      let parsed = ParsedChapter(bytes: bytes, path: path)
      if let error = parsed.diagnostics.first(where: { $0.severity == .error }) { throw Self.fault(error) }
      chapters.append(parsed.chapter)
    }
    if let error = Book.duplicateExercises(in: chapters).first { throw Self.fault(error) }
    parts = chapters.map { Part(chapter: $0.name, title: $0.title, exercises: $0.exercises) }
  }

  private static func fault(_ error: Diagnostic) -> SetupError {
    SetupError("\(error.position.file):\(error.position.line):\(error.position.column): \(error.message)")
  }

  /// The exercise of a name.
  /// - Throws: that there is none, with those whose names are alike.
  public func exercise(_ name: String) throws(SetupError) -> Exercise {
    if let exercise = exercises.first(where: { $0.id == name }) { return exercise }
    let like = exercises.map(\.id).filter { $0.contains(name) || name.contains($0) || $0.hasPrefix(name.prefix(4)) }
    let hint = like.isEmpty ? "'gradbook list' shows all" : "do you mean \(like.prefix(3).joined(separator: ", "))?"
    throw SetupError("no exercise '\(name)': \(hint)")
  }
}
