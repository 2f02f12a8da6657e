import Glibc
import SystemPackage

/// A temporary folder for one submission: what goes into a sandbox, and what comes out of it.
///
/// The program in a sandbox may be another user, so both are open to everybody; nobody else can enter the folder that they are in.
package struct CheckFolder: Sendable {
  private let scratch: ScratchFolder

  /// Sources: read in the sandbox.
  let sources: String
  /// What is made of them: written in the compiler's sandbox, and not seen in that of a submission. It may be anything.
  let results: String
  /// What a submission's sandbox sees of it.
  let loadable: String

  /// An empty one.
  package init() throws(SetupError) {
    scratch = try ScratchFolder()
    sources = scratch.file("source")
    results = scratch.file("made")
    loadable = scratch.file("loadable")
    for (path, mode) in [(sources, 0o755), (results, 0o777), (loadable, 0o755)] as [(String, mode_t)] {
      guard mkdir(path, mode) == 0, chmod(path, mode) == 0 else {
        throw SetupError("\(scratch.path) cannot be written: \(Errno(rawValue: errno))")
      }
    }
  }

  /// The folder of a host's own files.
  var host: ScratchFolder { scratch }

  /// Writes a source.
  /// - Returns: its path.
  func addSource(_ name: String, _ bytes: [UInt8]) throws(SetupError) -> String {
    let path = "\(sources)/\(name)"
    do {
      try replaceFile(path, with: bytes, synchronizing: false)
    } catch {
      throw SetupError("\(path) cannot be written: \(error)")
    }
    chmod(path, 0o644)
    return path
  }

  /// Makes the files for what a run prints, on standard output and standard error.
  func addOutputs(_ number: Int) throws(SetupError) -> [String] {
    let names = Self.outputNames(number)
    for name in names {
      do {
        try replaceFile(scratch.file(name), with: [], synchronizing: false)
      } catch {
        throw SetupError("\(scratch.path) cannot be written: \(error)")
      }
      chmod(scratch.file(name), 0o666)
    }
    return names.map(scratch.file)
  }

  private static func outputNames(_ number: Int) -> [String] { ["output-\(number)", "errors-\(number)"] }

  /// What a run printed: the beginning of its standard output, the end of its standard error.
  func outputs(_ number: Int) -> (output: [UInt8], errors: [UInt8]) {
    let largest = 32 << 20
    let files = Self.outputNames(number).map { (try? readSandboxFile($0, in: scratch.path, limit: largest)) ?? [] }
    return (Array(files[0].prefix(64 << 10)), Array(files[1].suffix(16 << 10)))
  }

  /// The path of something to be made.
  func made(_ name: String) -> String { "\(results)/\(name)" }

  /// Moves what was made to where a submission's sandbox sees it from now on.
  /// - Returns: its new path.
  func moveToLoadable(_ path: String) throws(SetupError) -> String {
    let new = loadable + path[(path.lastIndex(of: "/") ?? path.startIndex)...]
    guard rename(path, new) == 0 else { throw SetupError("\(path) cannot be moved: \(Errno(rawValue: errno))") }
    return new
  }

  /// Removes all of it.
  package func remove() { scratch.remove() }
}
