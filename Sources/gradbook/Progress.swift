/// The line that says how far a command is: on a terminal, and gone when the command is done.
struct Progress: Sendable {
  let terminal: Terminal
  /// What is counted, in the plural.
  let counted: String

  func show(_ done: Int, of total: Int, _ name: String = "") {
    if terminal.showsProgress { terminal.write("\r\u{1B}[K\(done) of \(total) \(counted)  \(name)") }
  }

  /// Shows the line while something is done.
  func during<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    defer { end() }
    return try await body()
  }

  func end() { if terminal.showsProgress { terminal.write("\r\u{1B}[K") } }
}
