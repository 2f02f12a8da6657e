import Execution
import FoundationEssentials
import Glibc
import SystemPackage

/// The file in the learner's folder that keeps how far they are: read and replaced as a whole, so that it is never half written, and by one
/// gradbook at a time, so that what `watch` notes and what `hint` notes are both there.
public struct ProgressFile: Sendable {
  private let folder: String
  private var path: String { "\(folder)/\(Self.name)" }

  /// The name of the file.
  public static let name = ".gradbook-progress.json"

  /// - Parameter folder: the learner's, `exercises`. It need not be there.
  public init(folder: String) { self.folder = folder }

  /// What it says; nothing begun where there is none.
  /// - Throws: that it cannot be read, or is damaged; then it is left as it is.
  public func read() throws(SetupError) -> LearnerProgress {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path)
    } catch .noSuchFileOrDirectory {
      return LearnerProgress()
    } catch {
      throw SetupError("\(path) cannot be read: \(error)")
    }
    do {
      return try JSONDecoder().decode(LearnerProgress.self, from: Data(bytes))
    } catch {
      throw SetupError("\(path) is damaged: mend it, or remove it to begin anew")
    }
  }

  /// Changes what it says.
  public func update<Result>(_ body: (inout LearnerProgress) -> Result) throws(SetupError) -> Result {
    do {
      try makeFolder(folder)
    } catch {
      throw SetupError("\(folder) cannot be made: \(error)")
    }
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(lock) }
    // Let go of when it is closed.
    while lock >= 0, flock(lock, LOCK_EX) != 0, errno == EINTR {}
    var progress = try read()
    let result = body(&progress)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      try replaceFile(path, with: Array(try encoder.encode(progress)) + [UInt8(ascii: "\n")])
    } catch {
      throw SetupError("\(path) cannot be written: \(error)")
    }
    return result
  }
}
