import Glibc

/// The built library that chapters run against, and the host that runs them: all in the build folder of gradbook itself.
public struct LibraryBuild: Hashable, Sendable {
  var folder: String
  var host: String
  /// Starts programs in a sandbox.
  var confine: String { "\(folder)/gradbook-confine" }
  /// Loaded by the host, in order.
  var libraries: [String]
  var modules: String

  /// The modules of the library, which need nothing linked beside those that the host has loaded.
  static let libraryModules = [
    "Autograd", "NN", "Optim", "TensorFiles", "LegacyVariable", "VariableShim", "Figures", "Observations", "Checking",
  ]

  /// - Parameter folder: nil for the folder of the running executable.
  public init(folder: String? = nil) throws(SetupError) {
    let found: String
    if let folder {
      found = folder
    } else if let executable = realPath("/proc/self/exe"), let slash = executable.lastIndex(of: "/") {
      found = String(executable[..<slash])
    } else {
      throw SetupError("the folder of the gradbook executable is not to be found: is /proc mounted?")
    }
    self.folder = found
    host = "\(found)/gradbook-host"
    libraries = ["\(found)/libGradbookSection.so", "\(found)/libGradbookLibrary.so"]
    modules = "\(found)/Modules"
    for path in [host, modules] + libraries where FileStatus(path: path) == nil {
      throw SetupError("\(path) is missing: build it with 'swift build'")
    }
  }

  /// Whether one of these `import` lines names a module that is not the library's own.
  static func hasForeign(_ imports: [String]) -> Bool {
    let modules = imports.map { $0.split(whereSeparator: { $0 == " " || $0 == "." }).last.map(String.init) ?? "" }
    return !Set(libraryModules + ["Swift"]).isSuperset(of: modules)
  }

  /// What changes when the library, gradbook or the compiler on the `PATH` does: the beginning of a cache key.
  package func identityWithToolchain() throws(SetupError) -> [UInt8] { identity(with: try .find()) }

  func identity(with toolchain: Toolchain) -> [UInt8] {
    Array((toolchain.identities + identities + [toolchain.target]).joined(separator: "\n").utf8)
  }

  /// The lines of a cache key that change when the library or the runner is built anew.
  var identities: [String] {
    let modules = Self.libraryModules.map { "\(self.modules)/\($0).swiftmodule" }
    return (libraries + [host, realPath("/proc/self/exe") ?? ""] + modules).compactMap { FileStatus(path: $0)?.identity }
  }
}
