import Glibc

/// What of the system a sandboxed program sees, all of it read-only.
struct SystemFiles: Hashable {
  /// Folders and files as they are, under their own names.
  var paths: [String]
  /// Names that on most systems are links into `/usr`: from, to.
  var links: [(name: String, target: String)]

  static func == (one: SystemFiles, other: SystemFiles) -> Bool { one.paths == other.paths }
  func hash(into hasher: inout Hasher) { hasher.combine(paths) }

  /// - Parameter compiles: with the compiler, the linker and the C library's headers.
  static func find(toolchain: Toolchain, compiles: Bool) -> SystemFiles {
    var wanted = ["/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/etc/ld.so.cache", "/etc/alternatives"]
    if compiles { wanted += ["/usr/include", "/usr/bin", toolchain.root] } else { wanted += [toolchain.libraries] }
    var files = SystemFiles(paths: [], links: [])
    for path in wanted where FileStatus(path: path) != nil {
      // What lies in a folder that is there already needs no place of its own.
      if !files.paths.contains(where: { path == $0 || path.hasPrefix("\($0)/") }) { files.paths.append(path) }
    }
    for name in ["/lib", "/lib32", "/lib64", "/bin"] {
      if let target = linkTarget(name) {
        files.links.append((name, target))
      } else if FileStatus(path: name) != nil, name != "/bin" || compiles {
        files.paths.append(name)
      }
    }
    return files
  }

  private static func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = readlink(path, &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : nil
  }
}

extension Toolchain {
  /// The folder that holds `bin` and `lib`.
  var root: String { realPath("\(programs)/..") ?? programs }
}
