import Execution

/// What a render wrote into its folder, so that the next one knows what is its own: a line a file, with what it held.
struct SiteManifest {
  /// The manifest's own name in the folder.
  static let fileName = ".gradbook-site"

  /// The contents' identities by path.
  private(set) var files: [String: String] = [:]

  init(_ files: [SiteFile]) { for file in files { self.files[file.path] = Self.identity(of: file.bytes) } }

  /// Reads a manifest. A line that no render wrote is passed over: a path that leads out of the folder above all.
  init(reading bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      if parts.count == 2, Self.isPlain(parts[1]) { files[parts[1]] = parts[0] }
    }
  }

  var bytes: [UInt8] {
    Array(
      (["gradbook render wrote these files"] + files.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }).joined(separator: "\n")
        .utf8)
      + [UInt8(ascii: "\n")]
  }

  /// Whether a file that holds `bytes` is the one that was written at `path`.
  func wrote(_ bytes: [UInt8], at path: String) -> Bool { files[path] == Self.identity(of: bytes) }

  /// Names joined by `/`, none of which leads elsewhere.
  static func isPlain(_ path: String) -> Bool {
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    return names.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }
  }

  /// The size and a hash: enough to tell a page from one that somebody has changed since.
  private static func identity(of bytes: [UInt8]) -> String { "\(bytes.count)-\(String(hash(bytes), radix: 16))" }
}
