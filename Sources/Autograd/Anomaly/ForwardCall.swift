import CThreadState

/// Where an operator was called: the return addresses on the stack, which become lines of source only when somebody asks.
final class ForwardCall: CustomStringConvertible {
  /// Innermost first.
  private let addresses: [UInt]
  /// The node whose derivative called the operator, if a backward pass did.
  let parent: Node?

  init() {
    addresses = Array(
      unsafeUninitializedCapacity: 64
    ) { buffer, count in
      count = gb_capture_stack(buffer.baseAddress!, buffer.count)
    }
    parent = gb_backward_node().map { Unmanaged<Node>.fromOpaque($0).takeUnretainedValue() }
  }

  /// One line a call of the user's program, outermost first, as Python prints a traceback.
  var description: String {
    var lines: [String] = []
    for line in SourceLines.of(addresses) where lines.last != line.description { lines.append(line.description) }
    return lines.isEmpty ? "  (no line is known: compile with -g)" : lines.reversed().joined(separator: "\n")
  }
}

/// A line of source.
struct SourceLine: CustomStringConvertible {
  var file: String
  var line: Int

  var description: String { "  File \"\(file)\", line \(line)" }
}

/// The lines of source that return addresses belong to, read from the debug information of the program and its libraries.
enum SourceLines {
  /// The folder of this library's sources, whose own lines are of no interest to its user.
  private static let libraryFolder: String = {
    let file = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return file.dropLast(2).joined(separator: "/") + "/"
  }()

  /// Whether a line is the user's: not this library's, and no code of the compiler's or of C. A release build names this library's files
  /// as they lie in its package.
  static func isOfUser(_ file: String) -> Bool {
    !file.hasPrefix(libraryFolder) && !file.hasPrefix("Sources/Autograd/") && !file.hasPrefix("<") && !file.contains("/<")
      && !file.hasSuffix(".h") && !file.hasSuffix(".c")
  }

  /// The user's lines among the callers; an address without one is left out.
  static func of(_ addresses: [UInt]) -> [SourceLine] {
    var found: [UInt: SourceLine] = [:]
    var images: [String: [(address: UInt, base: UInt)]] = [:]
    for address in addresses {
      var base: UInt = 0
      // A return address is that of the next instruction.
      guard let name = gb_image(address - 1, &base) else { continue }
      images[String(cString: name), default: []].append((address, base))
    }
    for (path, members) in images {
      var length = 0
      guard let bytes = gb_map_file(path, &length) else { continue }
      defer { gb_unmap_file(bytes, length) }
      let targets = members.map { $0.address - 1 - $0.base }
      guard let image = DebugImage(UnsafeRawBufferPointer(start: bytes, count: length)) else { continue }
      let lines = image.lines(of: targets)
      for (i, member) in members.enumerated() { found[member.address] = lines[i] }
    }
    return addresses.compactMap { found[$0] }
  }
}
