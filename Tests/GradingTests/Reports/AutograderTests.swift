import Foundation
import Testing

@Suite("What Gradescope runs for a submission")
struct AutograderTests {
  /// What came of an autograder whose gradbook only writes the exercises that it is given and the files that it would grade.
  private func outcome(of submission: [String: String], gradbookStatus: Int = 0) throws -> (status: Int32, results: String?) {
    let files = FileManager.default
    let root = files.temporaryDirectory.appending(path: "gradbook-autograder-\(UUID().uuidString)")
    defer { try? files.removeItem(at: root) }
    func write(_ text: String, to path: String) throws {
      let file = root.appending(path: path)
      try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let program = "source/gradbook/.build/release/gradbook"
    try write(
      """
      #!/bin/bash
      { echo "${@:7}"; cd "$2"; for file in */*.swift; do echo "$file = $(cat "$file")"; done; } > "$6"
      exit \(gradbookStatus)
      """, to: program)
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root.appending(path: program).path)
    try write("unit-rows\nsnapshot\n", to: "source/exercises")
    for (path, text) in submission { try write(text, to: "submission/\(path)") }

    let autograder = Process()
    autograder.executableURL = URL(filePath: #filePath).appending(path: "../../../../scripts/gradescope/run_autograder").standardized
    autograder.environment = ["AUTOGRADER_ROOT": root.path, "PATH": "/usr/bin:/bin"]
    autograder.standardOutput = FileHandle.nullDevice
    try autograder.run()
    autograder.waitUntilExit()
    return (autograder.terminationStatus, try? String(contentsOf: root.appending(path: "results/results.json"), encoding: .utf8))
  }

  @Test("hands gradbook the files of the submission and of its folders, and the exercises that count")
  func files() throws {
    let outcome = try outcome(of: [
      "unit-rows.swift": "1", "homework/snapshot.swift": "2", "homework/.snapshot.swift": "3", "notes.txt": "4",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.results == "--exercises unit-rows snapshot\nsubmission/snapshot.swift = 2\nsubmission/unit-rows.swift = 1\n")
  }

  @Test("takes the outermost of several files with one name, and lets the others be reported")
  func namesakes() throws {
    let outcome = try outcome(of: ["old/unit-rows.swift": "1", "unit-rows.swift": "2", "b/snapshot.swift": "3", "a/snapshot.swift": "4"])
    #expect(
      outcome.results?.split(separator: "\n").dropFirst().sorted() == [
        "submission/b: snapshot.swift = 3", "submission/old: unit-rows.swift = 1", "submission/snapshot.swift = 4",
        "submission/unit-rows.swift = 2",
      ])
  }

  @Test("ends well where something did not pass, and without results where grading itself failed", arguments: [(1, 0), (2, 2), (139, 2)])
  func status(ofGradbook status: Int, own: Int32) throws {
    let outcome = try outcome(of: ["unit-rows.swift": "1"], gradbookStatus: status)
    #expect(outcome.status == own)
    #expect((outcome.results != nil) == (own == 0))
  }
}
