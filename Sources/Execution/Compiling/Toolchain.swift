import Glibc

/// Why nothing could be run at all: exit status 2.
public struct SetupError: Error, Hashable, CustomStringConvertible {
  /// One line: what is missing, and what to do.
  public var description: String

  /// - Parameter description: one line.
  public init(_ description: String) { self.description = description }
}

/// The Swift compiler's own programs, called without its driver (which costs more than a small compilation).
struct Toolchain: Hashable {
  /// The folder of `swift-frontend`.
  var programs: String
  var frontend: String
  var linker: String
  /// The toolchain's `lib/swift`.
  var resources: String

  static var architecture: String {
    #if arch(arm64)
      "aarch64"
    #else
      "x86_64"
    #endif
  }

  var target: String { "\(Self.architecture)-unknown-linux-gnu" }
  /// Registers a shared object's types and conformances with the Swift runtime when it is loaded.
  var runtimeObject: String { "\(resources)/linux/\(Self.architecture)/swiftrt.o" }
  var libraries: String { "\(resources)/linux" }
  /// Of the C modules that Swift's own modules import.
  var moduleMaps: [String] { ["\(resources)/shims/module.modulemap"].filter { FileStatus(path: $0) != nil } }
  /// What code without optimisation and without imports may refer to: the library, optimised, has not loaded all of it.
  var impliedLibraries: [String] {
    ["swiftSwiftOnoneSupport", "swift_Concurrency", "swift_StringProcessing"].map { "\(libraries)/lib\($0).so" }
  }
  var symbolizer: String { "\(programs)/llvm-symbolizer" }
  var autolinkExtractor: String { "\(programs)/swift-autolink-extract" }

  /// Finds `swift-frontend` through `PATH`.
  static func find(path: String? = environment("PATH")) throws(SetupError) -> Toolchain {
    let folders = (path ?? "").split(separator: ":").map(String.init)
    for folder in folders {
      // `swift` may be a link into the toolchain while `swift-frontend` itself is not on the path.
      for name in ["swift-frontend", "swift"] {
        guard let resolved = realPath("\(folder)/\(name)") else { continue }
        let programs = String(resolved[..<(resolved.lastIndex(of: "/") ?? resolved.startIndex)])
        let frontend = "\(programs)/swift-frontend"
        let resources = "\(programs)/../lib/swift"
        guard FileStatus(path: frontend) != nil, let resources = realPath(resources) else { continue }
        guard let linker = linker(folders: folders, programs: programs) else {
          throw SetupError("no linker found: install Debian's package binutils")
        }
        return Toolchain(programs: programs, frontend: frontend, linker: linker, resources: resources)
      }
    }
    throw SetupError("swift-frontend not found: put Swift's bin folder on PATH")
  }

  /// Measured for one small object: GNU ld 2.7 ms, gold 3.2, the toolchain's ld.lld 7.2.
  private static func linker(folders: [String], programs: String) -> String? {
    for name in ["ld.bfd", "ld.gold"] {
      for folder in folders where FileStatus(path: "\(folder)/\(name)") != nil { return "\(folder)/\(name)" }
    }
    return FileStatus(path: "\(programs)/ld.lld") != nil ? "\(programs)/ld.lld" : nil
  }

  /// The lines of a cache key that change when the compiler does. (Asking it for its version would cost 20 ms.)
  var identities: [String] { [frontend, linker, runtimeObject].map { FileStatus(path: $0)?.identity ?? $0 } }
}

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The path without links, `.` and `..`; nil where there is no such file.
package func realPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
