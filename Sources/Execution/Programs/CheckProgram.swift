import Workbook

/// The driver that is compiled with a submission: a function for each check, and an entry for it that the host finds by name.
///
/// It holds no expected value and no secret. The names `draw`, `observe` and `mistake` are parameters, so that what a submission declares
/// under these names does not come before them.
struct CheckProgram {
  let checks: [ExerciseCheck]
  /// `import` lines of the submission, so that its checks see what it sees.
  var imports: [String]

  /// The symbol that the host calls.
  static func entry(of check: Int) -> String { "gradbook_check_\(check)" }

  /// The symbol of the submission's own statements.
  static let programEntry = "gradbook_program"

  /// Modules that every check sees.
  static let modules = ["Autograd", "NN", "Optim"]

  /// - Parameter numbers: the checks to take up.
  func text(of numbers: [Int]) -> String {
    var file = GeneratedFile()
    for line in Set(imports + Self.modules.map { "import \($0)" }).sorted() + ["import Checking"] { file.add("\(line)\n") }
    for number in numbers {
      let check = checks[number]
      file.add("private func _gradbookCheck\(number)(_ draw: Draw, _ observe: Observer, _ mistake: Mistake) throws {\n")
      file.add(place: SourcePosition(file: check.source.fence.file, line: check.source.firstLine))
      file.add(check.source.text + "\n")
      file.endPlaces()
      file.add("}\n")
      guard check.rejected == nil else { continue }
      let entry = Self.entry(of: number)
      file.add(
        """
        @_cdecl("\(entry)") public func _\(entry)(
          _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<Int8>?>?
        ) -> Int32 { runCheck(count, arguments, check: _gradbookCheck\(number)) }

        """)
    }
    return file.text
  }
}
