import Execution
import Workbook

extension ByteWriter {
  mutating func write(_ chapter: PageCache.KeptChapter) {
    write(chapter.outline)
    write(chapter.linkTargets.count)
    for target in chapter.linkTargets { write(target) }
    write(chapter.rendered.page.bytes)
    write(chapter.rendered.whole.bytes)
    write(chapter.rendered.use.styles.count)
    for style in chapter.rendered.use.styles {
      write(style.name)
      write(style.css)
    }
    write(chapter.rendered.use.files.count)
    for file in chapter.rendered.use.files { write(file) }
  }

  private mutating func write(_ outline: ChapterOutline) {
    write(outline.name)
    write(outline.title)
    write(outline.headings.count)
    for heading in outline.headings {
      write(heading.level)
      write(heading.text)
      write(heading.id)
      write(heading.line)
    }
    write(outline.exercises.count)
    for exercise in outline.exercises {
      write(exercise.id)
      write(exercise.points)
      write(exercise.place.file)
      write(exercise.place.line)
      write(exercise.place.column)
    }
    write(outline.words.count)
    for section in outline.words {
      write(section.id)
      write(section.heading)
      write(section.words)
      write(section.names)
    }
  }
}

extension ByteReader {
  mutating func readChapter() -> PageCache.KeptChapter? {
    guard let outline = readOutline(), let targets = readList({ $0.readText() }), let page = readBytes(), let whole = readBytes(),
      let styles = readList({ $0.readStyle() }), let files = readList({ $0.readText() }), isAtEnd
    else { return nil }
    var use = FigureUse()
    for style in styles { use.add(style) }
    for file in files { use.add(file: file) }
    return PageCache.KeptChapter(
      outline: outline, linkTargets: targets,
      rendered: RenderedChapter(page: HTMLWriter(kept: page), whole: HTMLWriter(kept: whole), use: use))
  }

  private mutating func readList<Element>(_ readElement: (inout ByteReader) -> Element?) -> [Element]? {
    guard let count = readCount() else { return nil }
    var list: [Element] = []
    for _ in 0..<count {
      guard let element = readElement(&self) else { return nil }
      list.append(element)
    }
    return list
  }

  private mutating func readStyle() -> FigureUse.Style? {
    guard let name = readText(), let css = readText() else { return nil }
    return FigureUse.Style(name: name, css: css)
  }

  private mutating func readOutline() -> ChapterOutline? {
    guard let name = readText(), let title = readText(), let headings = readList({ $0.readHeading() }),
      let exercises = readList({ $0.readExercise() }), let words = readList({ $0.readWords() })
    else { return nil }
    return ChapterOutline(name: name, title: title, headings: headings, exercises: exercises, words: words)
  }

  private mutating func readHeading() -> Heading? {
    guard let level = readNumber(), let text = readText(), let id = readText(), let line = readNumber() else { return nil }
    return Heading(level: level, text: text, id: id, line: line)
  }

  private mutating func readExercise() -> ChapterOutline.SetExercise? {
    guard let id = readText(), let points = readNumber(), let file = readText(), let line = readNumber(), let column = readNumber() else {
      return nil
    }
    return ChapterOutline.SetExercise(id: id, points: points, place: SourcePosition(file: file, line: line, column: column))
  }

  private mutating func readWords() -> SectionWords? {
    guard let id = readText(), let heading = readText(), let words = readText(), let names = readText() else { return nil }
    return SectionWords(id: id, heading: heading, words: words, names: names)
  }
}
