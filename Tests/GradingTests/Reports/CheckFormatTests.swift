import Foundation
import Testing
import XMLTree

@testable import Grading

@Suite("A verdict for another program")
struct CheckFormatTests {
  private static let schemas: [CheckFormat: String] = [
    .json: "verdict", .gradescope: "gradescope-results", .exercism: "exercism-results", .github: "github-classroom-results",
  ]

  @Test("is valid by its system's schema, whatever it holds", arguments: CheckFormat.allCases, Verdicts.all.keys)
  func validity(format: CheckFormat, verdict name: String) throws {
    let verdict = try #require(Verdicts.all[name])
    let text = format.text(verdict)
    if let schema = Self.schemas[format] {
      #expect(try JSONSchema(schema).faults(in: text) == [])
    } else {
      #expect(try XMLSchema("junit").faults(in: text) == [])
    }
    #expect(text.hasSuffix("\n"))
    #expect(text.utf8.count < 6_000_000)
    for harm in ["\u{1B}", "\u{7}", "\\u001b", "\\u0007", "\\u0000", "&#27;", "\u{9B}", "\u{202E}"] {
      #expect(!text.contains(harm), "\(harm.debugDescription)")
    }
  }

  @Test("in Gradbook's own form has the keys and values of the verdict")
  func own() throws {
    let value = try object(.json, Verdicts.failed)
    #expect(value["status"] as? String == "failed" && value["score"] as? Int == 2 && value["max_score"] as? Int == 10)
    let checks = try #require(value["checks"] as? [[String: Any]])
    #expect(checks.map { $0["status"] as? String } == ["passed", "failed", "failed", "error"])
    #expect(checks.map { $0["hidden"] as? Bool } == [false, false, true, false])
    #expect(checks[1]["message"] as? String == "Expected 0, got nan.")
    #expect(value["output"] as? String == "one\ntwo\n" && value["seconds"] as? Double == 0.25)
    let diagnostics = try #require(try object(.json, Verdicts.rejected)["diagnostics"] as? [[String: Any]])
    #expect(diagnostics.first?["line"] as? Int == 4 && diagnostics.first?["column"] as? Int == 7)
  }

  @Test("no format shows the code of a hidden check", arguments: CheckFormat.allCases)
  func hiddenCode(format: CheckFormat) { #expect(!format.text(Verdicts.failed).contains("secret")) }

  // MARK: Gradescope

  @Test("Gradescope gets points by test, hides a hidden check, and shows its sentence")
  func gradescope() throws {
    let value = try object(.gradescope, Verdicts.failed)
    let tests = try #require(value["tests"] as? [[String: Any]])
    #expect(tests.map { $0["score"] as? Int } == [2, 0, 0, 0] && tests.map { $0["max_score"] as? Int } == [2, 3, 4, 1])
    #expect(tests.map { $0["status"] as? String } == ["passed", "failed", "failed", "failed"])
    #expect(tests.map { $0["visibility"] as? String } == ["visible", "visible", "hidden", "visible"])
    #expect(tests[1]["output"] as? String == "Expected 0, got nan.\n\nThe check:\nobserve(unitRows(z))")
    #expect(value["output"] as? String == "It must work for any number of rows.\n\nYour program printed:\none\ntwo\n")
    #expect(value["score"] as? Int == 2)
  }

  @Test("Gradescope is told why nothing could be tried")
  func gradescopeError() throws {
    let output = try #require(try object(.gradescope, Verdicts.rejected)["output"] as? String)
    #expect(output == "unit-rows.swift:4:7: error: cannot find 'y' in scope\nlet z = y\n        ^")
    #expect(try object(.gradescope, Verdicts.bare)["score"] as? Int == 0)
  }

  // MARK: Exercism

  @Test("Exercism gets the tests in order, and what the program printed with the first that failed")
  func exercism() throws {
    let value = try object(.exercism, Verdicts.failed)
    #expect(value["version"] as? Int == 3 && value["status"] as? String == "fail" && value["message"] is NSNull)
    let tests = try #require(value["tests"] as? [[String: Any]])
    #expect(tests.map { $0["name"] as? String } == ["any matrix", "a row of zeros", "a fresh shape", "in place"])
    #expect(tests.map { $0["status"] as? String } == ["pass", "fail", "fail", "error"])
    #expect(tests.map { $0["output"] as? String } == [nil, "one\ntwo\n", nil, nil])
    #expect(tests.map { $0["test_code"] as? String } == ["observe(unitRows(x))", "observe(unitRows(z))", nil, "observe(x)"])
    // Our exercises have no numbered tasks.
    #expect(tests.allSatisfy { $0["task_id"] == nil })
    #expect(try object(.exercism, Verdicts.passed)["status"] as? String == "pass")
  }

  @Test("Exercism is told the compiler's message, and no tests, where nothing ran")
  func exercismError() throws {
    let value = try object(.exercism, Verdicts.rejected)
    #expect(value["status"] as? String == "error" && value["tests"] == nil)
    #expect((value["message"] as? String)?.hasPrefix("unit-rows.swift:4:7: error: cannot find 'y'") == true)
  }

  @Test("Exercism's file holds at most 500 KB, and an output at most 500 characters, which says that it was cut")
  func exercismBounds() throws {
    for verdict in Verdicts.all.values { #expect(CheckFormat.exercism.text(verdict).utf8.count <= 500_000) }
    let tests = try #require(try object(.exercism, Verdicts.hostile)["tests"] as? [[String: Any]])
    #expect(tests.count == 40)
    let output = try #require(tests[0]["output"] as? String)
    #expect(output.utf16.count <= 500 && output.hasSuffix("Output was truncated. Please limit to 500 chars"))
  }

  // MARK: GitHub Classroom

  @Test("GitHub Classroom gets a score on every test, the file and the line of the first error, or of the trap")
  func github() throws {
    let value = try object(.github, Verdicts.failed)
    #expect(value["version"] as? Int == 1 && value["status"] as? String == "fail" && value["max_score"] as? Int == 10)
    let tests = try #require(value["tests"] as? [[String: Any]])
    #expect(tests.map { $0["score"] as? Int } == [2, 0, 0, 0])
    #expect(tests.map { $0["status"] as? String } == ["pass", "fail", "fail", "error"])
    #expect(tests.allSatisfy { $0["filename"] as? String == "unit-rows.swift" })
    #expect(tests.map { $0["line_no"] as? Int } == [0, 0, 0, 7])
    let rejected = try #require(try object(.github, Verdicts.rejected)["tests"] as? [[String: Any]])
    #expect(rejected.first?["line_no"] as? Int == 4)
    #expect(try #require(try object(.github, Verdicts.bare)["tests"] as? [[String: Any]]).count == 1)
  }

  @Test("nothing in a result for GitHub Classroom is a command to GitHub's log")
  func githubCommands() throws {
    let tests = try #require(try object(.github, Verdicts.hostile)["tests"] as? [[String: Any]])
    for text in tests.flatMap(\.values).compactMap({ $0 as? String }) {
      #expect(!text.contains("##["))
      #expect(!text.split(separator: "\n").contains { $0.drop { $0.isWhitespace }.hasPrefix("::") })
    }
    #expect((tests[0]["message"] as? String)?.contains("| ::error::forged") == true)
  }

  // MARK: JUnit

  @Test("JUnit tells what failed from what could not be tried")
  func junit() throws {
    let root = try #require(XMLElement.parse(CheckFormat.junit.text(Verdicts.failed)))
    #expect(root.attributes["tests"] == "4" && root.attributes["failures"] == "2" && root.attributes["errors"] == "1")
    #expect(root.attributes["time"] == "0.25")
    let cases = root.all("testcase")
    #expect(cases.map { $0.attributes["name"] } == ["any matrix", "a row of zeros", "a fresh shape", "in place"])
    #expect(cases.map { $0.children.first?.name } == [nil, "failure", "failure", "error"])
    #expect(cases[1].children[0].attributes["message"] == "Expected 0, got nan." && cases[1].children[0].text == "Expected 0, got nan.")
    #expect(root.all("system-out").map(\.text) == ["one\ntwo\n"])
    let bare = try #require(XMLElement.parse(CheckFormat.junit.text(Verdicts.bare)))
    #expect(bare.attributes["errors"] == "1" && bare.all("error").count == 1)
  }

  @Test("an end of CDATA and markup come out of JUnit's XML as they went in")
  func markup() throws {
    let root = try #require(XMLElement.parse(CheckFormat.junit.text(Verdicts.hostile)))
    #expect(root.all("error")[0].text.hasPrefix("]]><script>&\"'"))
    #expect(root.all("script").isEmpty)
  }

  private func object(_ format: CheckFormat, _ verdict: Verdict) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(format.text(verdict).utf8)) as? [String: Any])
  }
}
