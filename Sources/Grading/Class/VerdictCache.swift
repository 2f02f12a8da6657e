import Execution
import Workbook

/// Verdicts, kept by everything that they depend on, in `.gradbook/grades` beside `Chapters`.
///
/// An exercise and a submission have one place, so that what an earlier library or grader said is replaced.
struct VerdictCache: Sendable {
  let folder: String

  /// All that a verdict depends on.
  struct Key: Hashable, Sendable {
    var exercise: String
    /// The grader and the library, the exercise's checks and its solution.
    var identity: [UInt8]
    var source: [UInt8]

    var bytes: [UInt8] {
      var writer = ByteWriter()
      writer.write(exercise)
      writer.write(identity)
      writer.write(source)
      return writer.bytes
    }
  }

  func verdict(for key: Key) -> Verdict? {
    entry(for: key).value(for: key.bytes) { bytes in
      var reader = ByteReader(bytes)
      return reader.readVerdict()
    }
  }

  /// A cache that cannot be written is no error: the next run is slower.
  func store(_ verdict: Verdict, for key: Key) {
    guard (try? makeFolder(folder)) != nil else { return }
    var writer = ByteWriter()
    writer.write(verdict)
    entry(for: key).store(writer.bytes, for: key.bytes)
  }

  private func entry(for key: Key) -> CacheEntry {
    var place = ByteWriter()
    place.write(key.exercise)
    place.write(key.source)
    return CacheEntry(path: "\(folder)/\(String(hash(place.bytes), radix: 16)).verdict")
  }
}
