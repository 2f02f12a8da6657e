import Czlib
import Glibc

/// Why a file of traces could not be read. Its text names the file, the place and what is wrong there.
public enum TraceFileError: Error, Equatable, CustomStringConvertible {
  /// There is no such file, or it may not be read.
  case unreadable(path: String, reason: String)
  /// It is compressed, and cut off or damaged.
  case damaged(path: String, reason: String)
  /// A line is not a trace.
  case malformed(path: String, line: Int, reason: String)

  /// One line.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .damaged(let path, let reason): "\(path): damaged: \(reason)"
    case .malformed(let path, let line, let reason): "\(path):\(line): \(reason)"
    }
  }
}

extension Trace {
  /// Reads a file of one trace a line, compressed with gzip or plain.
  ///
  /// - Throws: `TraceFileError`.
  public static func read(contentsOf path: String) throws(TraceFileError) -> [Trace] {
    let bytes = try decompress(path)
    var traces: [Trace] = []
    var line = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      if text.isEmpty { continue }
      do {
        traces.append(try Trace(JSON(parsing: text)))
      } catch {
        throw .malformed(path: path, line: line, reason: "\(error)")
      }
    }
    return traces
  }

  /// The bytes of a file; zlib passes through what is not compressed.
  private static func decompress(_ path: String) throws(TraceFileError) -> [UInt8] {
    guard let file = gzopen(path, "rb") else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var bytes: [UInt8] = []
    let chunk = 1 << 18
    while true {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: chunk))
      let count = bytes.withUnsafeMutableBytes { gzread(file, $0.baseAddress! + start, UInt32(chunk)) }
      bytes.removeLast(chunk - Int(max(count, 0)))
      if count < 0 {
        var code: Int32 = 0
        let reason = String(cString: gzerror(file, &code))
        // A folder opens, and fails at the first read.
        let error: TraceFileError =
          code == Z_ERRNO
          ? .unreadable(path: path, reason: String(cString: strerror(errno))) : .damaged(path: path, reason: reason)
        gzclose_r(file)
        throw error
      }
      if count == 0 { break }
    }
    guard gzclose_r(file) == Z_OK else { throw .damaged(path: path, reason: "it ends in the middle") }
    return bytes
  }
}
