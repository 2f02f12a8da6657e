import Glibc
import Subprocess
import SystemPackage
import Workbook

/// `swift-frontend` and the linker, as subprocesses.
struct Frontend: Sendable {
  enum Failure: Error, Hashable {
    /// It said so, and why.
    case rejected([CompilerMessage])
    /// It ended without a message that can be read.
    case broken(String)
    case timedOut
  }

  let toolchain: Toolchain
  let library: LibraryBuild
  let emptyModules: EmptyModules
  let slots: JobSlots
  let limit: Duration
  /// Called whenever one of the programs runs, outside a sandbox.
  var whenStarted: @Sendable () -> Void = {}
  /// What holds the compiler and the linker; nil for sources that are trusted.
  var confinement: Confinement?

  /// A sandbox, and what is seen in it of a submission.
  struct Confinement {
    var tools: SandboxedTools
    var readOnly: [String]
    /// A folder.
    var writable: String
  }

  private var commonArguments: [String] { Self.commonArguments(toolchain, library, emptyModules: emptyModules.map) }

  /// What every compilation is given: Swift 5 mode, no optimisation (it costs seconds), and lines in the Markdown file for what traps
  /// (`-g`: no more instructions than line tables alone, counted with callgrind). That the compiler checks its own intermediate code would
  /// cost 6 %, and LLVM's 1 %; to look up where the library declares what a section uses, in the library's sources, 4 %; to compare the
  /// code with that of an older object, which is never there, 1 %. Swift's own C modules are named so that the compiler need not look for
  /// them in every folder of the toolchain, among others in 200 headers: 1 %.
  static func commonArguments(_ toolchain: Toolchain, _ library: LibraryBuild, emptyModules: String) -> [String] {
    [
      "-target", toolchain.target, "-module-name", "main", "-Onone", "-sil-verify-none", "-disable-llvm-verify",
      "-disable-incremental-llvm-codegen", "-swift-version", "5", "-suppress-warnings", "-empty-abi-descriptor",
      "-ignore-module-source-info", "-g", "-diagnostic-style", "llvm", "-I", library.modules,
      "-plugin-path", "\(toolchain.resources)/host/plugins",
    ] + ([emptyModules] + toolchain.moduleMaps).flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  /// Files of one module, none of them a script, to one object, and that to a shared object where one is wanted.
  ///
  /// The linker starts as soon as the object is there: to give back what it used takes the compiler 5 ms after that, and more, and linking
  /// takes as long. Only the compiler's end says whether the object is right.
  func compile(module files: [String], to object: String, linked library: String?, hasForeignImports: Bool) async throws {
    let map = hasForeignImports ? emptyModules.map : emptyModules.largerMap
    let arguments = ["-c"] + files + ["-parse-as-library"] + Self.commonArguments(toolchain, self.library, emptyModules: map)
    guard let library else { return try await run(arguments + ["-o", object]) }
    do {
      let pipe = try FilePipe(object + ".pipe")
      async let linked: Void = {
        let bytes = await pipe.bytes()
        guard !bytes.isEmpty else { return }
        try replaceFile(object, with: bytes, synchronizing: false)
        try await link(object, to: library, hasForeignImports: hasForeignImports)
      }()
      do {
        defer { pipe.stop() }
        try await run(arguments + ["-o", pipe.path])
      }
      try await linked
    } catch let error as Errno {
      throw SetupError("\(object) cannot be written: \(error)")
    }
  }

  /// A `main.swift` of its own, to an object with an entry of its own name.
  func compile(script file: String, entry: String, to object: String) async throws {
    try await run(["-c", file, "-entry-point-function-name", entry, "-o", object] + commonArguments)
  }

  /// Types and the diagnostics that come after them (definite initialisation, missing returns), but no code.
  func diagnose(script file: String, beside others: [String] = []) async throws {
    try await run(["-emit-sil", file] + others + ["-o", "/dev/null"] + commonArguments)
  }

  /// To a shared object. The Swift libraries and ours are in the host already; others come from what `imports` put in the object.
  func link(_ object: String, to output: String, hasForeignImports: Bool) async throws {
    try await link([object], to: output, libraries: hasForeignImports ? foreignLibraries(of: object) : [])
  }

  /// - Parameter libraries: what `foreignLibraries` says.
  private func link(_ objects: [String], to output: String, libraries: [String]) async throws {
    let result = try await execute(toolchain.linker, linkArguments(objects, to: output, libraries: libraries))
    if result.status != 0 { throw linkerFailure(errors: result.errors) }
  }

  private func linkerFailure(errors: [UInt8]) -> Failure { .broken("the linker: \(String(decoding: errors, as: UTF8.self))") }

  private func linkArguments(_ objects: [String], to output: String, libraries: [String] = []) -> [String] {
    ["-shared", "--eh-frame-hdr", "-o", output] + objects + [toolchain.runtimeObject] + libraries
  }

  // MARK: Compiling and linking in one go

  /// What a script and the files beside it become.
  struct Build {
    /// One for all files; or one each, in which nothing of the others is, so that it can be linked without those that it does not call.
    var objects: [String]
    /// The objects that each shared object is linked from.
    var images: [(objects: [String], output: String)]
  }

  /// To shared objects, as `compile` and `link` do it. In a sandbox all of it is done in one: to make another takes longer than the linker.
  ///
  /// An object for each of three files takes a twentieth more instructions than one for all, counted with callgrind.
  func build(_ build: Build, script file: String, beside others: [String], entry: String, hasForeignImports: Bool) async throws {
    let files = [file] + others
    let inputs = build.objects.count == 1 ? files : files.flatMap { ["-primary-file", $0] }
    let compilation =
      ["-c"] + inputs + ["-entry-point-function-name", entry] + build.objects.flatMap { ["-o", $0] } + commonArguments
    guard let confinement, !hasForeignImports else {
      try await run(compilation)
      let libraries = hasForeignImports ? try await foreignLibraries(of: build.objects[0]) : []
      for image in build.images { try await link(image.objects, to: image.output, libraries: libraries) }
      return
    }
    let cache = confinement.tools.moduleCache.map { ["-module-cache-path", $0] } ?? []
    let compiler = Self.command([toolchain.frontend, "-frontend"] + compilation + cache)
    let linkers = build.images.map { Self.command([toolchain.linker] + linkArguments($0.objects, to: $0.output)) }
    let script = "\(compiler) || exit 1; \(linkers.joined(separator: " && ")) || exit \(Self.linkerFailed)"
    let result = try await slots.withSlot { try await execute("/bin/sh", ["-c", script]) }
    if result.status == Self.linkerFailed { throw linkerFailure(errors: result.errors) }
    if result.status != 0 { throw failure(errors: result.errors) }
  }

  /// What the shell's status then is.
  private static let linkerFailed: Int32 = 3

  /// A command as the shell reads it.
  private static func command(_ words: [String]) -> String {
    words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
  }

  /// The linker's arguments for the libraries of what an object imports beside our modules. It takes 17 ms.
  private func foreignLibraries(of object: String) async throws -> [String] {
    let result = try await execute(toolchain.autolinkExtractor, [object, "-o", object + ".autolink"])
    let slash = object.lastIndex(of: "/") ?? object.startIndex
    guard result.status == 0,
      let bytes = try? readSandboxFile("\(object[slash...].dropFirst()).autolink", in: String(object[..<slash]), limit: 1 << 20)
    else { return [] }
    var arguments = ["-L", toolchain.libraries, "-rpath", toolchain.libraries]
    for flag in String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == "\n" || $0 == "\0" || $0 == " " }) {
      // Libraries of the C library are loaded already, and their development files need not be there.
      let name = flag.dropFirst(2)
      if flag.hasPrefix("-l"), FileStatus(path: "\(toolchain.libraries)/lib\(name).so") != nil { arguments.append(String(flag)) }
    }
    return arguments
  }

  private func run(_ arguments: [String]) async throws {
    let result = try await slots.withSlot { try await execute(toolchain.frontend, ["-frontend"] + arguments) }
    if result.status != 0 { throw failure(errors: result.errors) }
  }

  private func failure(errors: [UInt8]) -> Failure {
    let text = String(decoding: errors, as: UTF8.self)
    let messages = CompilerMessage.parse(text).filter { $0.severity == .error }
    if !messages.isEmpty { return .rejected(messages) }
    // What the compiler says when it crashes is long; its first lines say what it was doing, and quote the code: it may be a hidden check's.
    let why = confinement == nil ? "the compiler failed:\n\(text.prefix(2000))" : "it crashed; take out what you wrote last, bit by bit"
    return .broken(why)
  }

  /// Large pages for what the compiler allocates, where the kernel has them for the asking: it touches 60 % of the pages then, and takes
  /// 4 ms of 95 less.
  private static let environment: Environment = .inherit.updating(
    getenv("GLIBC_TUNABLES") == nil ? ["GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"] : [:])

  /// Runs one of the toolchain's programs, in the sandbox if there is one.
  /// - Returns: its status, -1 where a signal ended it.
  private func execute(_ program: String, _ arguments: [String]) async throws -> (status: Int32, errors: [UInt8]) {
    guard let confinement else {
      return try await withLimit(limit) {
        let result = try await Subprocess.run(
          .path(FilePath(program)), arguments: Arguments(arguments), environment: Self.environment, input: .none, output: .discarded,
          error: .bytes(limit: 64 << 20)
        ) { _ in whenStarted() }
        if case .exited(let status) = result.terminationStatus { return (status, result.standardError) }
        return (-1, result.standardError)
      }
    }
    let outcome = try await confinement.tools.run(
      program, arguments, readOnly: confinement.readOnly, writable: confinement.writable,
      limits: SandboxLimits(wallClock: limit, processorTime: limit, output: 16 << 20))
    switch outcome.end {
    case .limit(.wallClock), .limit(.processorTime): throw Failure.timedOut
    case .limit(let limit): throw Failure.broken("it used more than it may (\(limit.rawValue))")
    case .terminated: throw CancellationError()
    case .exited(let status): return (status, outcome.standardError)
    case .signalled: return (-1, outcome.standardError)
    }
  }
}

/// Ends what takes longer than `limit`.
private func withLimit<Result: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let result = first else { throw Frontend.Failure.timedOut }
    return result
  }
}
