import Execution
import SystemPackage
import Workbook

/// The learner's folder, `exercises` beside `Chapters`: a file for each exercise begun, and how far they are.
public struct Workplace: Sendable {
  /// The folder's path.
  public let folder: String
  /// How far the learner is.
  public let progress: ProgressFile

  /// - Parameter root: the folder that holds `Chapters`; "" for the current one.
  public init(root: String) {
    folder = (root.isEmpty ? "" : "\(root)/") + "exercises"
    progress = ProgressFile(folder: folder)
  }

  /// Where the learner's solution of an exercise is.
  public func path(of exercise: String) -> String { "\(folder)/\(exercise).swift" }

  /// The learner's file.
  public func solution(of exercise: String) throws(SetupError) -> [UInt8] {
    let path = path(of: exercise)
    guard FileStatus(path: path) != nil else { throw SetupError("\(path) is not there: 'gradbook start \(exercise)' writes it") }
    return try submittedFile(path)
  }

  /// Whether the learner has begun it.
  public func hasBegun(_ exercise: String) -> Bool { FileStatus(path: path(of: exercise)) != nil }

  /// Writes the starter, unless there is a file.
  /// - Returns: whether it was written.
  public func start(_ exercise: Exercise) throws(SetupError) -> Bool {
    let path = path(of: exercise.id)
    do {
      try makeFolder(folder)
      try createFile(path, with: Array(exercise.starter.text.utf8))
      return true
    } catch .fileExists {
      return false
    } catch {
      throw SetupError("\(path) cannot be written: \(error)")
    }
  }

  /// Puts the starter in the place of the learner's file, which is kept under another name.
  /// - Returns: the name under which it is kept; nil where there was none, or the starter itself.
  public func reset(_ exercise: Exercise) throws(SetupError) -> String? {
    let path = path(of: exercise.id)
    let starter = Array(exercise.starter.text.utf8)
    var kept: String?
    do {
      if let work = try? readFile(path), work != starter {
        var number = 1
        while kept == nil {
          do throws(Errno) {
            try createFile("\(path).\(number)", with: work)
            kept = "\(path).\(number)"
          } catch .fileExists {
            number += 1
          }
        }
      }
      try makeFolder(folder)
      try replaceFile(path, with: starter)
    } catch {
      throw SetupError("\(path) cannot be replaced: \(error)")
    }
    return kept
  }
}

/// The bytes of a file that is to be judged; of one that is far too large only its beginning, which the judge refuses.
/// - Throws: that it cannot be read, or is no file.
public func submittedFile(_ path: String) throws(SetupError) -> [UInt8] {
  guard FileStatus(path: path)?.isRegular ?? true else { throw SetupError("\(path) is not a file") }
  do {
    return try readFile(path, atMost: Submission.largestSize + 1)
  } catch {
    throw SetupError("\(path) cannot be read: \(error)")
  }
}
