import Subprocess
import SystemPackage
import Workbook

/// Runs the twins of a chapter in a Python that has PyTorch: one process, in which each section is a scope.
public struct TwinRunner: Sendable {
  private let python: String
  private let driver: String
  private let limit: Duration

  /// - Parameters:
  ///   - python: a Python's path or name.
  ///   - driver: the path of `run-twins.py`.
  ///   - limit: how long a chapter's twins may take together, in whole seconds.
  public init(python: String, driver: String, limit: Duration = .seconds(600)) {
    self.python = python
    self.driver = driver
    self.limit = limit
  }

  /// - Returns: PyTorch's version ("" if no twin imports it), and what each twin did.
  public func run(_ twins: [Twin]) async throws -> (version: String, runs: [TwinRun]) {
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let plan = "[\(twins.map(Self.description).joined(separator: ",\n"))]\n"
    try replaceFile(scratch.file("twins.json"), with: Array(plan.utf8), synchronizing: false)
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .milliseconds(1000))]
    let result = try await Subprocess.run(
      python.contains("/") ? .path(FilePath(python)) : .name(python),
      arguments: [driver, scratch.path, String(limit.components.seconds)],
      // One thread, as a twin whose block traps runs in a forked child, where the threads of before are not.
      environment: .inherit.updating(["OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"]), platformOptions: options, output: .discarded,
      error: .string(limit: 1 << 20))
    try Task.checkCancellation()
    let runs = twins.indices.map { Self.read($0, in: scratch) }
    if !result.terminationStatus.isSuccess, runs.first?.ending == .lost {
      let why = result.standardError.split(separator: "\n").last.map(String.init) ?? ""
      throw SetupError("\(python) ended (\(result.terminationStatus)): \(why)")
    }
    let version = (try? readFile(scratch.file("version"))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return (version, runs)
  }

  /// A twin as the driver reads it.
  private static func description(_ twin: Twin) -> String {
    let source = twin.python.source
    let manner =
      switch twin.block.promise {
      case .runs: "runs"
      case .throws: "throws"
      case .traps, .rejected: "forked"
      case .compiles: "compiles"
      }
    return "{\"file\": \(JSONReport.quoted(source.fence.file)), \"line\": \(source.firstLine), \"section\": \(twin.section), "
      + "\"manner\": \"\(manner)\", \"code\": \(JSONReport.quoted(source.text))}"
  }

  private static func read(_ index: Int, in scratch: ScratchFolder) -> TwinRun {
    func text(_ name: String) -> String? { (try? readFile(scratch.file("\(name)-\(index)"))).map { String(decoding: $0, as: UTF8.self) } }
    guard let printed = text("output") else { return TwinRun(printed: "", ending: .lost) }
    guard let error = text("error"), let lineEnd = error.firstIndex(of: "\n") else { return TwinRun(printed: printed, ending: .completed) }
    let words = error[..<lineEnd].split(separator: " ")
    let line = words.last.flatMap { Int($0) } ?? 1
    let message = String(error[error.index(after: lineEnd)...])
    return TwinRun(printed: printed, ending: words.first == "malformed" ? .malformed(message, line: line) : .raised(message, line: line))
  }
}
