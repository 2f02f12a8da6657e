import ArgumentParser
import Execution
import Workbook

struct Twins: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: whether the chapters' Python twins print in PyTorch what the pages say.",
    discussion: """
      With --python it runs them and writes Chapters/verified.json. Without, it runs nothing, and finds the blocks that print and have no \
      twin, and the twins that are not in that file as they are now. Exit status 0: all is well; 1: something did not pass; 2: it could \
      not be tried.
      """)

  @Argument(help: "A chapter's path, its name (01-tensor) or its number. All chapters, if none is given.")
  var chapters: [String] = []

  @Option(help: ArgumentHelp("A Python that has PyTorch (scripts/pytorch.sh prints one).", valueName: "PATH"))
  var python: String?

  func run() async throws {
    let terminal = Terminal()
    let status: Int32
    do {
      let shelf = try Shelf.find(chapters)
      let python = python
      let isWhole = chapters.isEmpty
      let work = Task { try await Self.verify(shelf, python: python, isWhole: isWhole, terminal) }
      Interrupts.cancelling { work.cancel() }
      status = try await work.result.get() ? 0 : 1
    } catch {
      if let status = Interrupts.exitStatus { Interrupts.leave(status) }
      terminal.say("\(error)")
      status = 2
    }
    if let status = Interrupts.exitStatus { Interrupts.leave(status) }
    throw ExitCode(status)
  }

  /// - Returns: whether all passed.
  private static func verify(_ shelf: Shelf, python: String?, isWhole: Bool, _ terminal: Terminal) async throws -> Bool {
    let folder = shelf.root.isEmpty ? "" : "\(shelf.root)/"
    let path = "\(folder)Chapters/verified.json"
    var diagnostics: [Diagnostic] = []
    var verified = VerifiedTwins()
    // What is run as a whole is written anew.
    if python == nil || !isWhole, let bytes = try? readFile(path) {
      do { verified = try VerifiedTwins(String(decoding: bytes, as: UTF8.self), path: path) } catch { diagnostics.append(error) }
    }
    let runner = python.map { TwinRunner(python: $0, driver: "\(folder)scripts/run-twins.py") }
    var count = 0
    for chapterPath in shelf.paths {
      let parsed = ParsedChapter(bytes: try bytes(of: chapterPath), path: chapterPath)
      diagnostics += parsed.diagnostics
      diagnostics += parsed.chapter.blocksWithoutTwin.map {
        Diagnostic(
          at: $0.source.fence, "the block prints and has no twin: add a python fence after its output, or one that says differs=\"…\"")
      }
      let twins = parsed.chapter.twins
      count += twins.count
      guard let runner else {
        diagnostics += twins.filter { !verified.contains($0) }.map {
          Diagnostic(at: $0.python.source.fence, "PyTorch has not run this twin as it is now: make verify-pytorch")
        }
        continue
      }
      let (version, runs) = try await runner.run(twins)
      if !version.isEmpty { verified.version = version }
      let judgements = zip(twins, runs).map { twin, run in (twin, twin.judgement(of: run)) }
      diagnostics += judgements.compactMap(\.1)
      verified.replace(chapter: parsed.chapter.name, by: judgements.filter { $0.1?.severity != .error }.map(\.0))
    }
    if runner != nil { try replaceFile(path, with: Array(verified.text.utf8)) }
    for diagnostic in diagnostics.sorted(by: { $0.position < $1.position }) { printToEnd(describe(diagnostic, terminal)) }
    let errors = diagnostics.filter { $0.severity == .error }.count
    let summary = errors == 0 ? "all verified" : "\(errors) error\(errors == 1 ? "" : "s")"
    let version = verified.version.isEmpty ? "" : ", PyTorch \(verified.version)"
    printToEnd(
      "\(shelf.paths.count) chapter\(shelf.paths.count == 1 ? "" : "s"), \(count) twins\(version): \(summary)\n")
    return errors == 0
  }

  private static func bytes(of path: String) throws(SetupError) -> [UInt8] {
    do { return try readFile(path) } catch { throw SetupError("\(path) cannot be read: \(error)") }
  }

  private static func describe(_ diagnostic: Diagnostic, _ terminal: Terminal) -> String {
    let position = diagnostic.position
    let severity = diagnostic.severity == .error ? terminal.red("error: ") : "\(diagnostic.severity.rawValue): "
    return terminal.bold("\(position.file):\(position.line):\(position.column): ") + severity + diagnostic.message + "\n"
  }
}
