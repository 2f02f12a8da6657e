import Subprocess
import SystemPackage

/// Turns the offsets of frames in an object into lines of a source.
struct Symbolizer: Sendable {
  /// `llvm-symbolizer`.
  let program: String
  /// What holds it; nil for objects that are trusted.
  var sandbox: Sandbox?

  /// - Parameters:
  ///   - frames: offsets in hexadecimal, the innermost first, as the host sends them.
  ///   - file: the source, or the end of its path.
  /// - Returns: the line of the innermost frame that is in that source.
  func line(of frames: String, in object: String, file: String) async -> Int? {
    // The compiler gives line 0 to much of what an expression becomes: then the code just before tells.
    let offsets = frames.split(separator: " ").prefix(64).compactMap { Int($0, radix: 16) }.filter { $0 >= 0 }.flatMap { offset in
      stride(from: offset, to: max(offset - 120, 0), by: -3).map { "0x" + String($0, radix: 16) }
    }
    guard !offsets.isEmpty else { return nil }
    let places = await output(["--obj=\(object)", "--functions=none"] + offsets, object: object)
    for place in places.split(separator: "\n") {
      let parts = place.split(separator: ":")
      guard parts.count >= 3, let line = Int(parts[parts.count - 2]), line > 0 else { continue }
      if parts.dropLast(2).joined(separator: ":").hasSuffix(file) { return line }
    }
    return nil
  }

  private func output(_ arguments: [String], object: String) async -> String {
    guard let sandbox else {
      let result = try? await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments), output: .string(limit: 1 << 20), error: .discarded)
      return result?.standardOutput ?? ""
    }
    let confined = SandboxedProgram(path: program, arguments: arguments, readOnly: [object], compiles: true)
    let outcome = try? await sandbox.run(confined)
    return String(decoding: outcome?.standardOutput ?? [], as: UTF8.self)
  }
}
