import Glibc
import SystemPackage

/// The compiler, the linker and the host of compiled code, in a sandbox: what each of them sees of the library and of a submission.
struct SandboxedTools: Sendable {
  let sandbox: Sandbox
  let library: LibraryBuild
  /// What the compiler made of C modules (see `moduleCache`); nil for a cache that is empty at every call, which takes half a second to fill.
  var moduleCache: String?

  /// Runs the compiler, the linker, or a shell that runs both.
  /// - Parameters:
  ///   - arguments: as its command line has them.
  ///   - readOnly: files and folders of the submission.
  ///   - writable: the folder of what is made, open to everybody (see `SandboxedProgram.writable`).
  func run(
    _ tool: String, _ arguments: [String], readOnly: [String], writable: String,
    limits: SandboxLimits = SandboxLimits(wallClock: .seconds(30))
  ) async throws -> SandboxOutcome {
    let cache = moduleCache.map { ["-module-cache-path", $0] } ?? []
    let isFrontend = tool == sandbox.toolchain.frontend
    return try await sandbox.run(
      SandboxedProgram(
        path: tool, arguments: arguments + (isFrontend ? cache : []),
        readOnly: library.compilerFiles + readOnly + (moduleCache.map { [$0] } ?? []),
        writable: [writable], compiles: true), limits: limits)
  }

  /// Starts the host, which then waits for the compiler: its commands and frames go over the channel, as its standard input and output.
  /// - Parameters:
  ///   - readOnly: the folder in which the compiler will leave what is to be run.
  ///   - writable: files for what checks write, made beforehand: a submission gets no folder.
  func startHost(arguments: [String], readOnly: [String], writable: [String], limits: SandboxLimits) throws(SetupError) -> SandboxedProcess
  {
    try sandbox.start(
      SandboxedProgram(
        path: library.host, arguments: arguments, readOnly: library.hostFiles + readOnly, writable: writable, channel: .standardStreams),
      limits: limits)
  }

  /// Fills a cache of C modules, where it is not filled yet.
  ///
  /// A submission's compiler reads it and cannot write to it; so no submission changes what the next one is compiled with. A C module that is
  /// not in it cannot be imported: it holds what Foundation, Dispatch and the C library need.
  /// - Parameters:
  ///   - folder: at a place of its own for good, since compiled modules name each other by their paths; one for each compiler and library.
  ///   - arguments: those of every compilation; the compiler keeps modules by them.
  ///   - readOnly: what the arguments name.
  static func fillModuleCache(
    _ folder: String, sandbox: Sandbox, library: LibraryBuild, arguments: [String], readOnly: [String]
  ) async throws {
    if isFilled(folder) { return }
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    do {
      let source = scratch.file("sources")
      try makeFolder(source)
      // The library's own modules import C modules as well, where they are looked for.
      let own = ["Autograd", "NN", "Optim", "TensorFiles", "LegacyVariable", "Checking"].filter { name in
        arguments.contains(library.modules) && FileStatus(path: "\(library.modules)/\(name).swiftmodule") != nil
      }
      let imports = (["Foundation", "Dispatch", "Glibc", "Synchronization"] + own).map { "import \($0)\n" }.joined()
      try replaceFile("\(source)/modules.swift", with: Array(imports.utf8))
      try makeFolder(folder)
      // For the time being: the compiler is nobody.
      chmod(folder, 0o777)
      defer { chmod(folder, 0o755) }
      let tools = SandboxedTools(sandbox: sandbox, library: library)
      let outcome = try await tools.run(
        sandbox.toolchain.frontend,
        ["-frontend", "-typecheck", "\(source)/modules.swift", "-module-cache-path", folder] + arguments, readOnly: [source] + readOnly,
        writable: folder)
      guard outcome.isSuccess else {
        throw SetupError("the compiler's modules cannot be made: \(String(decoding: outcome.standardError.prefix(400), as: UTF8.self))")
      }
      openToReaders(folder)
      try replaceFile(mark(in: folder), with: [], synchronizing: false)
    } catch let error as Errno {
      throw SetupError("\(folder) cannot be written: \(error); gradbook keeps its cache there")
    }
  }

  /// The compiler makes folders for its own user alone, and the next one may be another: nobody under bubblewrap, somebody else without it.
  private static func openToReaders(_ path: String) {
    guard let folder = opendir(path) else {
      chmod(path, 0o644)
      return
    }
    defer { closedir(folder) }
    chmod(path, 0o755)
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { openToReaders("\(path)/\(name)") }
    }
  }

  /// Whether `fillModuleCache` has nothing to do.
  static func isFilled(_ folder: String) -> Bool { FileStatus(path: mark(in: folder)) != nil }

  private static func mark(in folder: String) -> String { "\(folder)/filled" }
}

extension LibraryBuild {
  /// What a compilation reads.
  var compilerFiles: [String] { [modules] }
  /// What running a submission reads.
  var hostFiles: [String] { [host] + libraries }
}
