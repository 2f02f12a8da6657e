/// What sections did, kept by everything that it depends on, in `.gradbook/cache` beside `Chapters`.
///
/// A section of a chapter has one place, so that the folder does not grow with every change.
struct RunCache: Sendable {
  let folder: String

  /// Which section or exercise an entry is of.
  struct Place: Hashable {
    /// The chapter's path, or a solution's.
    var file: String
    /// A section's number, or for an exercise the line of its text, negative.
    var number: Int
    /// Kept for its figures, wherever in the chapter it stands.
    var isOfFigures = false
  }

  func record(for key: [UInt8], at place: Place) -> SectionRecord? {
    CacheEntry(path: path(of: place)).value(for: key) { bytes in
      var reader = ByteReader(bytes)
      return reader.readSection()
    }
  }

  /// A cache that cannot be written is no error: the next run is slower.
  func store(_ record: SectionRecord, for key: [UInt8], at place: Place) {
    guard record.isRepeatable, (try? makeFolder(folder)) != nil else { return }
    var writer = ByteWriter()
    writer.write(record)
    CacheEntry(path: path(of: place)).store(writer.bytes, for: key)
  }

  private func path(of place: Place) -> String {
    let kind = place.isOfFigures ? "figures" : "run"
    return "\(folder)/\(chapterName(place.file))-\(String(hash(Array(place.file.utf8)), radix: 16))-\(place.number).\(kind)"
  }
}
