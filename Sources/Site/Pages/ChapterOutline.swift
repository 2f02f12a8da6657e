import Workbook

/// What the rest of the book needs of a chapter: the contents, other chapters' links, and the search.
struct ChapterOutline: Hashable, Sendable {
  /// An exercise of the chapter.
  struct SetExercise: Hashable, Sendable {
    var id: String
    var points: Int
    /// Where it is set.
    var place: SourcePosition
  }

  /// The name of its file without the ending: `01-tensor`.
  var name: String
  var title: String
  var headings: [Heading]
  var exercises: [SetExercise]
  /// What a search looks at.
  var words: [SectionWords]

  var pageName: String { name + ".html" }

  /// Leads from the site's other pages to the chapter's: a name with a colon would be taken for another kind of address, a script's even.
  var address: String { name.contains(":") ? "./" + pageName : pageName }
}

extension ChapterOutline {
  init(_ text: ChapterText) {
    name = text.chapter.name
    title = text.chapter.title
    headings = text.headings
    exercises = text.chapter.exercises.map { exercise in
      SetExercise(id: exercise.id, points: exercise.points, place: exercise.starter.fence)
    }
    words = text.words
  }
}
