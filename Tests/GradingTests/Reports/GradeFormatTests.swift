import Foundation
import Testing
import XMLTree

@testable import Grading

/// CSV by RFC 4180, read strictly.
struct CSVRows {
  private(set) var rows: [[String]] = [[]]

  init(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    while !rest.isEmpty {
      var field = ""
      if rest.first == "\"" {
        rest.removeFirst()
        while let scalar = rest.popFirst() {
          if scalar != "\"" {
            field.unicodeScalars.append(scalar)
          } else if rest.first == "\"" {
            field.unicodeScalars.append(rest.removeFirst())
          } else {
            break
          }
        }
      } else {
        while let scalar = rest.first, scalar != ",", scalar != "\r" { field.unicodeScalars.append(rest.removeFirst()) }
      }
      rows[rows.count - 1].append(field)
      if rest.starts(with: ["\r", "\n"]) {
        rest.removeFirst(2)
        if !rest.isEmpty { rows.append([]) }
      } else if rest.popFirst() != "," {
        rows.append(["not a separator"])
        return
      }
    }
  }
}

@Suite("The grades of a class for another program")
struct GradeFormatTests {
  private var grades: ClassGrades {
    ClassGrades(
      exercises: [ClassGrades.Exercise(id: "unit-rows", maximumScore: 10), ClassGrades.Exercise(id: "snapshot", maximumScore: 3)],
      students: [
        ClassGrades.Student(name: "ada", verdicts: ["unit-rows": Verdicts.failed]),
        ClassGrades.Student(name: "bob, \"the\" =1", verdicts: ["unit-rows": Verdicts.rejected]),
      ], ignored: [ClassGrades.Ignored(path: "ada/notes.swift", reason: "the book has no such exercise")])
  }

  @Test("CSV has a row a student and exercise, quoted where RFC 4180 asks for it")
  func csv() {
    let text = GradeFormat.csv.text(grades)
    #expect(text.hasPrefix("student,exercise,status,score,max_score,message\r\nada,unit-rows,failed,2,10,"))
    #expect(text.contains("\"bob, \"\"the\"\" =1\",unit-rows,error,0,2,"))
    let rows = CSVRows(text).rows
    #expect(rows[1] == ["ada", "unit-rows", "failed", "2", "10", "a row of zeros: Expected 0, got nan."])
    #expect(rows[2] == ["ada", "snapshot", "missing", "0", "3", "handed in: There is no snapshot.swift."])
    #expect(rows[3][5] == "unit-rows.swift:4:7: error: cannot find 'y' in scope")
    #expect(rows.count == 5)
  }

  @Test("CSV never begins a field as a formula", arguments: ["=1+1", "+1", "-x", "@SUM(A1)", "＝1", "\t=1"])
  func formulas(name: String) {
    var grades = grades
    grades.students[0].name = name
    let field = CSVRows(GradeFormat.csv.text(grades)).rows[1][0]
    #expect(!"=+-@\t\r＝＋－＠".contains(field.first!), "\(field)")
    #expect(field.hasSuffix(String(name.last!)))
  }

  @Test(
    "CSV never begins a field as a formula where fields end at semicolons",
    arguments: ["a;=1+1", ";-x", "a; @SUM(A1)", "a;\"=1", "a,;+1", "=\u{301}1", ";;=1"])
  func formulasAfterSemicolons(name: String) {
    var grades = grades
    grades.students[0].name = name
    let line = GradeFormat.csv.text(grades).components(separatedBy: "\r\n")[1]
    for field in line.components(separatedBy: ";") {
      let first = field.unicodeScalars.first { $0 != "\"" && $0 != " " }
      #expect(first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } != true, "\(field)")
    }
    #expect(CSVRows(GradeFormat.csv.text(grades)).rows[1][0].replacing("'", with: "") == name)
  }

  @Test("JSON has students, their points, and what was passed over")
  func json() throws {
    let text = GradeFormat.json.text(grades)
    #expect(try JSONSchema("grades").faults(in: text) == [])
    let value = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let students = try #require(value["students"] as? [[String: Any]])
    #expect(students.map { $0["score"] as? Int } == [2, 0] && students.map { $0["max_score"] as? Int } == [13, 13])
    let submissions = try #require(students[0]["submissions"] as? [[String: Any]])
    #expect(submissions.map { $0["status"] as? String } == ["failed", "missing"])
    #expect(submissions.map { $0["max_score"] as? Int } == [10, 3])
    #expect((value["ignored"] as? [[String: Any]])?.first?["path"] as? String == "ada/notes.swift")
  }

  @Test("JUnit has a suite a submission; what was not handed in failed")
  func junit() throws {
    let text = GradeFormat.junit.text(grades)
    #expect(try XMLSchema("junit").faults(in: text) == [])
    let root = try #require(XMLElement.parse(text))
    #expect(
      root.all("testsuite").map { $0.attributes["name"] } == [
        "ada/unit-rows", "ada/snapshot", "bob, \"the\" =1/unit-rows", "bob, \"the\" =1/snapshot",
      ])
    #expect(root.attributes["tests"] == "7" && root.attributes["failures"] == "4" && root.attributes["errors"] == "2")
  }

  @Test("Gradescope gets one submission's exercises as its tests; several students are told apart by name")
  func gradescope() throws {
    var one = grades
    one.students.removeLast()
    for (grades, names, ignored) in [
      (one, ["unit-rows: any matrix", "snapshot: handed in"], "notes.swift"),
      (grades, ["ada: unit-rows: any matrix", "ada: snapshot: handed in"], "ada/notes.swift"),
    ] {
      let text = GradeFormat.gradescope.text(grades)
      #expect(try JSONSchema("gradescope-results").faults(in: text) == [])
      let value = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let tests = try #require(value["tests"] as? [[String: Any]])
      #expect(tests[0]["name"] as? String == names[0] && tests[4]["name"] as? String == names[1])
      #expect(tests[4]["max_score"] as? Int == 3 && tests[4]["score"] as? Int == 0)
      #expect(value["score"] as? Int == 2)
      // Who misnamed a file would look for it in vain.
      #expect((value["output"] as? String)?.hasSuffix("\n\nNot graded: \(ignored): the book has no such exercise.") == true)
    }
  }

  @Test("a report replaces a file as a whole, keeps a device what it is, and says where it cannot be written")
  func file() throws {
    let course = try TemporaryClass()
    let path = course.root + "/report.json"
    try ReportFile.write("one", to: path)
    try ReportFile.write("two\n", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "two\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: course.root).sorted() == ["class", "report.json"])
    #expect(mkfifo(course.root + "/pipe", 0o600) == 0)
    let reader = open(course.root + "/pipe", O_RDONLY | O_NONBLOCK)
    try ReportFile.write("through", to: course.root + "/pipe")
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &bytes, 16) == 7)
    close(reader)
    #expect(throws: (any Error).self) { try ReportFile.write("x", to: course.root + "/none/report") }
    #expect(throws: (any Error).self) { try ReportFile.write("x", to: course.folder) }
  }
}
