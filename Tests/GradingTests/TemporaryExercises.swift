import Execution
import Testing
import Workbook

@testable import Grading

/// A book of exercises in a temporary folder, judged with the library that was built beside the tests.
struct TemporaryExercises {
  let scratch: ScratchFolder

  /// - Parameters:
  ///   - chapter: the Markdown of its one chapter.
  ///   - solutions: by exercise.
  init(_ chapter: String, solutions: [String: String] = [:]) throws {
    scratch = try ScratchFolder()
    for folder in ["Chapters", "Solutions"] { try makeFolder(scratch.file(folder)) }
    try replaceFile(scratch.file("Chapters/01-a.md"), with: Array("# A\n\n\(chapter)".utf8))
    for (exercise, text) in solutions { try replaceFile(scratch.file("Solutions/\(exercise).swift"), with: Array(text.utf8)) }
  }

  var root: String { scratch.path }

  func book() throws -> ExerciseBook { try ExerciseBook(reading: [scratch.file("Chapters/01-a.md")]) }

  func remove() { scratch.remove() }

  /// The verdict on a submission, which is judged in a sandbox.
  func verdict(on submission: String, of exercise: String, limits: CheckEngine.Limits = CheckEngine.Limits()) async throws -> Verdict {
    try await verdict(on: Array(submission.utf8), of: exercise, limits: limits)
  }

  func verdict(on bytes: [UInt8], of exercise: String, limits: CheckEngine.Limits = CheckEngine.Limits()) async throws -> Verdict {
    let engine = try CheckEngine(root: "\(root)/", confinement: .sandbox, limits: limits)
    return try await Grader(root: root, engine: engine, .confined).verdict(on: bytes, path: "a.swift", of: try book().exercise(exercise))
  }
}

/// An exercise with a function to write, `double(_:)`, whose checks show, hide and count.
let doubling = """
  ```swift exercise=double
  import Autograd

  /// Twice a tensor.
  func double(_ x: Tensor) -> Tensor {
    // TODO: write it
    return x
  }
  ```

  ```text hint=double
  Two.
  ```

  ```text hint=double
  Times.
  ```

  ```swift check=double points=2 name="a matrix"
  let x = draw.tensor(2, 3)
  mistake(x * x, "That is the square.")
  observe(double(x), says: "Twice.")
  ```

  ```swift check=double points=1 name="hidden" hidden
  observe(double(draw.tensor(2) + 5), says: "Twice, also far from zero.")
  ```

  """

let doublingSolution = "// Two.\nimport Autograd\n\nfunc double(_ x: Tensor) -> Tensor { x * 2 }\n"
