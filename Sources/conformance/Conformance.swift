import ArgumentParser
import Glibc
import GoldenTraces

/// Runs golden traces against the library.
@main
struct Conformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Runs golden traces, what PyTorch computed as data, against the library.",
    discussion: "Exit status 0: every trace passed; 1: some failed; 2: they could not be run.")

  @Argument(help: "Files of one trace a line, compressed with gzip or plain.")
  var files: [String]

  @Option(help: "Only the traces of this tier: 1 is what is in daily use, 2 the rest.")
  var tier: Int?

  @Option(help: "Only the traces whose id begins with this.")
  var filter: String?

  @Option(help: "How many traces run at a time. By default as many as there are processors.")
  var jobs: Int?

  @Flag(help: "Says what each failed trace expected and got.")
  var listFailures = false

  @Flag(help: "Counts for each operator the traces that use it.")
  var byOperator = false

  @Flag(help: "Holds the first and second derivatives of the traces' operators against differences, in place of running the traces.")
  var gradients = false

  @Flag(
    help: "Holds shapes, strides, dtypes and graphs without data (the meta device) against those with data, in place of running the traces."
  )
  var meta = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    if gradients && meta { throw ValidationError("--gradients and --meta are two runs.") }
  }

  func run() throws {
    var traces: [Trace] = []
    for file in files { traces += try Trace.read(contentsOf: file) }
    traces = traces.filter { trace in
      (tier == nil || trace.tier == tier) && (filter == nil || trace.id.hasPrefix(filter!))
    }
    guard !traces.isEmpty else { throw ConformanceError.noTraces }
    let jobs = jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    if gradients { return try checkGradients(traces, jobs: jobs) }
    let runner = TraceRunner(adapter: .library, jobs: jobs)
    if meta {
      let (chosen, results) = try runner.runOnMeta(traces)
      return try show(chosen, results, leftOut: traces.count - chosen.count)
    }
    try show(traces, try runner.run(traces), leftOut: 0)
  }

  private func show(_ traces: [Trace], _ results: [TraceResult], leftOut: Int) throws {
    let report = Report(traces: traces, results: results)
    if byOperator { print(report.byOperator) }
    if listFailures { for failed in results where !failed.passed { print(Report.description(of: failed)) } }
    print(report.summary + (leftOut > 0 ? ", \(leftOut) left out" : ""))
    if results.contains(where: { !$0.passed }) { throw ExitCode(1) }
  }

  private func checkGradients(_ traces: [Trace], jobs: Int) throws {
    let results = try OperatorGradientRunner(adapter: .library, jobs: jobs).run(traces)
    for result in results where !result.passed {
      print(result.isNotDifferentiable ? "not differentiable: \(result.name)" : "failed: \(result.name)")
      if listFailures { for failure in result.failures { print("  \(failure)") } }
    }
    let failed = results.count { !$0.passed && !$0.isNotDifferentiable }
    print(
      "\(results.count { $0.passed }) operators passed, \(failed) failed, \(results.count { $0.isNotDifferentiable }) have no derivative")
    if failed > 0 { throw ExitCode(1) }
  }

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      exit(withError: code)
    } catch {
      // Help that was asked for is no failure; every other error here means that nothing could be run.
      if exitCode(for: error).isSuccess { exit(withError: error) }
      var message = fullMessage(for: error) + "\n"
      _ = message.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      exit(withError: ExitCode(2))
    }
  }
}

/// Why there is nothing to run.
enum ConformanceError: Error, CustomStringConvertible {
  case noTraces

  var description: String { "no trace matches --tier and --filter" }
}
