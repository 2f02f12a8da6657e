import Execution
import Foundation
import Testing

@testable import Grading

@Suite("A class's folder")
struct ClassFolderTests {
  private func verdict(_ grades: ClassGrades, _ student: String, _ exercise: String = "unit-rows") -> (Verdict.Status?, String?) {
    let verdict = grades.students.first { $0.name == student }?.verdicts[exercise]
    return (verdict?.status, verdict?.diagnostics.first?.message)
  }

  @Test("what is no file of a sensible size is refused unread, and what is no text by the judge")
  func unreadable() async throws {
    let course = try TemporaryClass()
    for student in ["ok", "nul", "latin", "huge", "pipe", "folder"] { try course.handIn(student, "unit-rows", "right") }
    let path = { (student: String) in course.folder + "/\(student)/unit-rows.swift" }
    try Data([0x61, 0]).write(to: URL(fileURLWithPath: path("nul")))
    try Data([0x61, 0xE9, 0x62]).write(to: URL(fileURLWithPath: path("latin")))
    #expect(truncate(path("huge"), 100_000_000) == 0)
    for student in ["pipe", "folder"] { try FileManager.default.removeItem(atPath: path(student)) }
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    try FileManager.default.createDirectory(atPath: path("folder"), withIntermediateDirectories: false)
    let grades = try await course.grading().grades(of: course.folder)
    #expect(verdict(grades, "ok") == (.passed, "a ü warning"))
    #expect(verdict(grades, "nul") == (.error, "there is a NUL byte here: this is no Swift file"))
    #expect(verdict(grades, "latin") == (.error, "this is not UTF-8: save the file as UTF-8"))
    #expect(verdict(grades, "huge") == (.error, "the file has 100000000 bytes: a submission may have 500000"))
    #expect(verdict(grades, "pipe") == (.error, "it is not a file"))
    #expect(verdict(grades, "folder") == (.error, "it is not a file"))
    #expect(course.judgedSources.count == 3 && course.judgedSources.contains("unit-rows right"))
  }

  @Test("links are not followed: neither a student's folder nor a file")
  func links() async throws {
    let course = try TemporaryClass()
    try course.handIn("ada", "unit-rows", "right")
    try FileManager.default.createDirectory(atPath: course.folder + "/bob", withIntermediateDirectories: false)
    #expect(symlink("../ada/unit-rows.swift", course.folder + "/bob/unit-rows.swift") == 0)
    #expect(symlink("ada", course.folder + "/eve") == 0)
    let grades = try await course.grading().grades(of: course.folder)
    #expect(grades.students.map(\.name) == ["ada", "bob"])
    #expect(verdict(grades, "bob") == (.error, "it is a link, which is not followed"))
    #expect(grades.ignored == [ClassGrades.Ignored(path: "eve", reason: "a link is not followed")])
  }

  @Test("names may be anything that a file system takes, and come out harmless in every format", arguments: GradeFormat.allCases)
  func names(format: GradeFormat) async throws {
    let course = try TemporaryClass()
    let hostile = [
      "a\nb", "=cmd|'C calc'!A0", "\u{1B}[31mred", "..x", "]]><x>\"&", "-rf *; $(reboot)", "ünï", String(repeating: "n", count: 250),
    ]
    for name in hostile { try course.handIn(name, "unit-rows", "right") }
    try course.handIn("ada", "../unit-rows", "right")
    try course.handIn("ada", "no\nexercise", "right")
    // A name that is no text.
    let raw = Array("\(course.folder)/".utf8) + [0xFF, 0xFE]
    (raw + [0]).withUnsafeBytes { _ = mkdir($0.bindMemory(to: CChar.self).baseAddress!, 0o700) }
    (raw + Array("/unit-rows.swift".utf8) + [0]).withUnsafeBytes { bytes in
      let descriptor = open(bytes.bindMemory(to: CChar.self).baseAddress!, O_CREAT | O_WRONLY, 0o600)
      _ = "right".withCString { write(descriptor, $0, 5) }
      close(descriptor)
    }
    let grades = try await course.grading().grades(of: course.folder)
    #expect(grades.students.filter { $0.score == 5 }.count == hostile.filter { !$0.hasPrefix(".") }.count + 1)
    #expect(grades.students.contains { $0.name == "\\xFF\\xFE" })
    #expect(grades.ignored.map(\.path).sorted() == ["ada/no\nexercise.swift", "unit-rows.swift"])
    let text = format.text(grades)
    #expect(!text.contains("\u{1B}"))
    switch format {
    case .json: #expect(try JSONSchema("grades").faults(in: text) == [])
    case .gradescope: #expect(try JSONSchema("gradescope-results").faults(in: text) == [])
    case .junit: #expect(try XMLSchema("junit").faults(in: text) == [])
    case .csv:
      let rows = CSVRows(text).rows
      #expect(rows.allSatisfy { $0.count == 6 } && rows.count == 1 + grades.students.count)
      #expect(rows.contains { $0[0] == "'=cmd|'C calc'!A0" } && rows.contains { $0[0] == "'-rf *; $(reboot)" })
      #expect(rows.contains { $0[0] == "a b" && $0[3] == "5" })
    }
  }

  @Test("a folder that is not there, or is a file, is said with what to do")
  func missing() async throws {
    let course = try TemporaryClass()
    await #expect(throws: SetupError.self) { try await course.grading().grades(of: course.folder + "/none") }
    try Data().write(to: URL(fileURLWithPath: course.folder + "/file"))
    await #expect(throws: SetupError.self) { try await course.grading().grades(of: course.folder + "/file") }
    let empty = try await course.grading().grades(of: course.folder)
    #expect(!empty.isAllPassed && empty.students.isEmpty && empty.ignored == [ClassGrades.Ignored(path: "file", reason: "not a folder")])
  }
}
