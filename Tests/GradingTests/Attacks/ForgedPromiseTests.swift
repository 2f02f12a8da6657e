import Testing

@testable import Execution
@testable import Grading

@Suite("A submission that wants a check's statements refused, and takes them")
struct ForgedPromiseTests {
  /// Right is that only the file itself makes a `Row` of a tensor.
  private static let chapter = """
    ```swift exercise=row
    import Autograd

    struct Row {
      let tensor: Tensor
      // TODO: ones
    }
    ```

    ```swift check=row points=1 name="ones"
    observe(Row(length: draw.int(2...5)).tensor)
    ```

    ```swift check=row points=1 name="of a tensor alone" rejected="missing argument label"
    _ = Row(Tensor.ones(3))
    ```

    """

  /// The line of the refused statement: the book puts two lines before the chapter.
  private static let line = 17

  private static func row(_ access: String) -> String {
    """
    import Autograd
    struct Row {
      let tensor: Tensor
      init(length: Int) { tensor = Tensor.ones(length) }
      \(access)init(_ tensor: Tensor) { self.tensor = tensor }
    }

    """
  }

  /// - Parameter attack: what stands at the end of the file, with the chapter's path at every `CHAPTER`.
  private func verdict(_ access: String, _ attack: String) async throws -> Verdict {
    let book = try TemporaryExercises(Self.chapter, solutions: ["row": Self.row("private ")])
    defer { book.remove() }
    let chapter = book.scratch.file("Chapters/01-a.md")
    return try await book.verdict(on: Self.row(access) + attack.replacing("CHAPTER", with: "\(chapter):\(Self.line):5"), of: "row")
  }

  @Test(
    "fails",
    arguments: [
      // A name that is there in the whole program alone; what the compiler quotes looks like its own words about the check.
      "let a = \"\"\"\nCHAPTER: error: missing argument label \\(String(describing: _gradbook_check_0))\n\"\"\"\n",
      "/*\nCHAPTER: error: missing argument label */ let a = _gradbook_check_0\n",
      "@available(*, unavailable, message: \"\\nCHAPTER: error: missing argument label\") func _gradbook_check_0(_ a: Any...) {}\n"
        + "let a: Any = _gradbook_check_0(0, nil as UnsafeMutablePointer<UnsafeMutablePointer<Int8>?>?)\n",
      // More than one way to read a name.
      "func _gradbook_check_0(_ a: Any...) -> Never { fatalError() }\nlet a: Int32 = _gradbook_check_0(0, nil) // missing argument label\n",
    ])
  func forgery(attack: String) async throws {
    let verdict = try await verdict("", attack)
    #expect(verdict.checks.map(\.status) == [.passed, .failed], "\(verdict.diagnostics)")
  }

  @Test("fails without the attack, too; and a right one passes")
  func control() async throws {
    #expect(try await verdict("", "").checks.map(\.status) == [.passed, .failed])
    #expect(try await verdict("private ", "").status == .passed)
    #expect(try await verdict("private ", "#if canImport(Nowhere)\nimport Nowhere\n#endif\n").status == .passed)
  }
}
