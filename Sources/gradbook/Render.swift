import ArgumentParser
import Execution
import Glibc
import Site
import Workbook

struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the book's pages: a site that works from any folder or server.",
    discussion: """
      What is in the folder already and was not written by gradbook stays. Exit status 0: all is well; 1: something in the book is wrong, \
      and nothing was written; 2: it could not be tried.
      """)

  @Option(help: ArgumentHelp("Where the pages go. The folder 'site' beside the chapters' folder, if not given.", valueName: "directory"))
  var output: String?

  @Flag(help: "Turn Markdown on standard input into HTML on standard output, with raw HTML as CommonMark has it, and do nothing else.")
  var fragment = false

  @Flag(help: "With --fragment: raw HTML comes out as text, and links that could run a script lead nowhere.")
  var escapeHTML = false

  func validate() throws {
    if fragment, output != nil { throw ValidationError("--fragment writes to standard output: leave out --output") }
    if escapeHTML, !fragment { throw ValidationError("--escape-html belongs to --fragment: pages never have raw HTML") }
  }

  func run() async throws {
    let terminal = Terminal()
    do {
      throw ExitCode(fragment ? try renderFragment(terminal) : try await renderBook(terminal))
    } catch let error as SetupError {
      terminal.say(error.description)
      throw ExitCode(2)
    }
  }

  // MARK: A fragment

  private func renderFragment(_ terminal: Terminal) throws -> Int32 {
    guard let markdown = readStandardInput() else { throw SetupError("standard input cannot be read") }
    do {
      writeAll(try Fragment.html(of: markdown, allowsHTML: !escapeHTML), to: STDOUT_FILENO)
      return 0
    } catch {
      for problem in error.problems { terminal.write("<standard input>:\(problem.line): error: \(problem.message)\n") }
      return 1
    }
  }

  private func readStandardInput() -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let length = read(STDIN_FILENO, &buffer, buffer.count)
      if length == 0 { return bytes }
      if length > 0 { bytes += buffer[..<length] } else if errno != EINTR { return nil }
    }
  }

  // MARK: The book

  private func renderBook(_ terminal: Terminal) async throws -> Int32 {
    let shelf = try Shelf.find([])
    Interrupts.cancelling { Interrupts.leave(Interrupts.exitStatus ?? 130) }
    var source = try self.source(of: shelf)
    try await addShownFigures(to: &source, of: shelf, terminal)
    let site = Site(rendering: source, cache: PageCache(folder: (shelf.root.isEmpty ? "" : "\(shelf.root)/") + ".gradbook/pages"))
    guard site.diagnostics.isEmpty else {
      for diagnostic in site.diagnostics {
        let place = "\(diagnostic.position.file):\(diagnostic.position.line):\(diagnostic.position.column)"
        terminal.write("\(place): error: \(diagnostic.message)\n")
      }
      terminal.say("\(site.diagnostics.count) error\(site.diagnostics.count == 1 ? "" : "s") in the book: nothing was written")
      return 1
    }
    let folder = output ?? (shelf.root.isEmpty ? "site" : "\(shelf.root)/site")
    try SiteFolder(folder).replace(with: site.files)
    printToEnd("\(shelf.paths.count) chapter\(shelf.paths.count == 1 ? "" : "s") in \(folder)/index.html\n")
    return 0
  }

  /// Whether the call that shows a figure stands anywhere in a chapter.
  private func mayShow(_ chapter: [UInt8]) -> Bool { firstRange(of: "show(", in: String(decoding: chapter, as: UTF8.self)[...]) != nil }

  /// Runs the sections whose blocks show figures, or takes what is kept of their last run.
  private func addShownFigures(to source: inout SiteSource, of shelf: Shelf, _ terminal: Terminal) async throws {
    let showing = source.chapters.indices.filter { mayShow(source.chapters[$0].bytes) }
    if showing.isEmpty { return }
    let runner = try BookRunner(root: shelf.root, options: RunOptions(extent: .figures))
    let reports = try await runner.run(showing.map { source.chapters[$0].path })
    for (index, report) in zip(showing, reports) {
      source.chapters[index].shownFigures = report.figures
      if !report.isAllRight { terminal.say("\(report.path) does not run as it says, so figures may be missing: 'gradbook run' tells more") }
    }
  }

  private func source(of shelf: Shelf) throws -> SiteSource {
    var chapters: [SiteSource.ChapterFile] = []
    for path in shelf.paths { chapters.append(SiteSource.ChapterFile(path: path, bytes: try contents(of: path))) }
    var files: [String: [UInt8]] = [:]
    let folder = shelf.paths.first.flatMap { path in path.lastIndex(of: "/").map { String(path[...$0]) } } ?? ""
    if Shelf.isFolder("\(folder)figures") {
      for name in try Shelf.fileNames(in: "\(folder)figures") where !name.hasPrefix(".") && !Shelf.isFolder("\(folder)figures/\(name)") {
        files["figures/\(name)"] = try contents(of: "\(folder)figures/\(name)")
      }
    }
    return SiteSource(
      title: "Gradbook",
      summary: "A workbook that teaches what PyTorch’s tensors, variables, parameters and buffers really are, in Swift.",
      chapters: chapters,
      files: files)
  }

  private func contents(of path: String) throws -> [UInt8] {
    do { return try readFile(path) } catch { throw SetupError("\(path) cannot be read: \(error)") }
  }
}
