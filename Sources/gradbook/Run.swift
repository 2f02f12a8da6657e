import ArgumentParser
import Execution
import Glibc
import Synchronization
import Workbook

struct Run: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, junit }

  static let configuration = CommandConfiguration(
    abstract: "Run chapters and compare what their blocks print with what the pages say.",
    discussion: "Exit status 0: all is well; 1: something did not pass; 2: it could not be tried.")

  @Argument(help: "A chapter's path, its name (01-tensor) or its number. All chapters, if none is given.")
  var chapters: [String] = []

  @Flag(help: "Write the real output into the chapter, where an output fence is missing or does not match.")
  var update = false

  @Flag(help: "Neither use what earlier runs found nor keep what this run finds.")
  var noCache = false

  @Option(help: ArgumentHelp("How many compilers and chapters at a time. All cores, if not given.", valueName: "N"))
  var jobs: Int?

  @Option(help: ArgumentHelp("Seconds that the blocks of one chapter may take together.", valueName: "S"))
  var timeout = 60.0

  @Option(help: "How the report is printed.")
  var format = Format.text

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
    guard timeout > 0, timeout <= 86400 else { throw ValidationError("--timeout takes seconds, more than 0 and at most 86400 (a day)") }
  }

  func run() async throws {
    let terminal = Terminal()
    let options = RunOptions(updates: update, usesCache: !noCache, jobs: jobs, limit: .milliseconds(Int64(timeout * 1000)))
    let status: Int32
    do {
      let shelf = try Shelf.find(chapters)
      let runner = try BookRunner(root: shelf.root, options: options)
      let format = format
      let total = shelf.paths.count
      let progress = Progress(terminal: terminal, counted: "chapters")
      let done = Mutex(0)
      let work = Task {
        try await runner.run(shelf.paths) { report in
          done.withLock { count in
            count += 1
            progress.show(count, of: total, report.name)
          }
        }
      }
      Interrupts.cancelling { work.cancel() }
      progress.show(0, of: total)
      let outcome = await work.result
      // The line goes however the run ended: what is said then, and the shell's prompt, begin a line of their own.
      progress.end()
      let reports = try outcome.get()
      switch format {
      case .text: TextReport(terminal: terminal).print(reports)
      case .json: printToEnd(JSONReport.text(reports) + "\n")
      case .junit: printToEnd(JUnitReport.text(reports))
      }
      status = reports.allSatisfy(\.isAllRight) ? 0 : 1
    } catch let error as SetupError {
      terminal.say(error.description)
      status = 2
    } catch {
      if let status = Interrupts.exitStatus { Interrupts.leave(status) }
      terminal.say("\(error)")
      status = 2
    }
    if let status = Interrupts.exitStatus { Interrupts.leave(status) }
    throw ExitCode(status)
  }
}

/// Writes all of a text to standard output.
func printToEnd(_ text: String) { writeAll(text, to: STDOUT_FILENO) }

/// Writes all of a text at once, past the C library's buffers. Where nobody reads any more, the text is lost.
func writeAll(_ text: String, to descriptor: Int32) { writeAll(Array(text.utf8), to: descriptor) }

/// Likewise, of bytes.
func writeAll(_ all: [UInt8], to descriptor: Int32) {
  var bytes = all[...]
  while !bytes.isEmpty {
    let length = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if length < 0, errno != EINTR { return }
    bytes = bytes.dropFirst(max(length, 0))
  }
}
