import Workbook

/// What every page of a book knows of the others.
struct BookIndex: Sendable {
  struct Entry: Sendable {
    /// `01-tensor`.
    var name: String
    /// Where its page is: `01-tensor.html`.
    var address: String
    var number: Int?
    var title: String
    var headings: [Heading]
    var exercises: Int
    var points: Int
  }

  var title: String
  var summary: String
  /// In the order of the book.
  var chapters: [Entry]
  /// The place in `chapters` of a chapter by its file's name: `01-tensor.md`.
  private var places: [String: Int] = [:]

  init(_ source: SiteSource, chapters outlines: [ChapterOutline]) {
    title = source.title
    summary = source.summary
    chapters = outlines.map { outline in
      Entry(
        name: outline.name, address: outline.address, number: ChapterFileName(outline.name + ".md")?.number,
        title: outline.title, headings: outline.headings, exercises: outline.exercises.count,
        points: outline.exercises.reduce(0) { $0 + $1.points })
    }
    for (place, chapter) in chapters.enumerated() { places[chapter.name + ".md"] = place }
  }

  func chapter(file name: String) -> Entry? { places[name].map { chapters[$0] } }

  func place(of name: String) -> Int? { places[name + ".md"] }
}

extension Exercise {
  /// What all its checks are worth.
  var points: Int { checks.reduce(0) { $0 + $1.points } }
}

/// A heading of a chapter.
struct Heading: Hashable, Sendable {
  var level: Int
  /// Plain.
  var text: String
  /// What a link to it names. Made of the heading's words alone, so that it stays when other headings come and go.
  var id: String
  var line: Int
}

extension Heading {
  /// The ids of headings with these texts: small letters and digits, words joined by `-`. A second heading of the same words gets `-2`.
  static func ids(of texts: [String]) -> [String] {
    var used: Set<String> = []
    return texts.map { text in
      let words = slug(text)
      var id = words
      var count = 1
      while !used.insert(id).inserted {
        count += 1
        id = "\(words)-\(count)"
      }
      return id
    }
  }

  /// Nothing else begins with a letter or a digit in a page's ids: its own ids begin with `-`, or have `--` in them.
  private static func slug(_ text: String) -> String {
    var slug = ""
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if scalar == "_" || properties.isAlphabetic || properties.numericType != nil {
        slug += properties.lowercaseMapping
      } else if scalar != "'", scalar != "’", !slug.isEmpty, slug.last != "-" {
        slug += "-"
      }
    }
    slug = String(slug.drop { $0 == "_" || $0 == "-" })
    while let last = slug.last, last == "-" || last == "_" { slug.removeLast() }
    return slug.isEmpty ? "section" : slug
  }
}
