import Glibc

/// What a process and all its descendants use at one moment, read from `/proc`.
struct ProcessTree {
  /// Processes and threads together.
  var tasks = 0
  /// Bytes of memory that no file holds.
  var memory = 0
  /// In the kernel's ticks, ended children that were waited for included.
  private var ticks = 0

  private static let ticksPerSecond = max(sysconf(CInt(_SC_CLK_TCK)), 1)

  var processorTime: Duration { .milliseconds(ticks * 1000 / Self.ticksPerSecond) }

  /// - Parameter process: not counted itself.
  init(below process: pid_t) {
    var next = Self.children(of: process, tasks: 1)
    // More than any limit: what is enough to be ended need not be counted to its end.
    while let process = next.popLast(), tasks < 10_000 { next += add(process) }
  }

  /// - Returns: its children.
  private mutating func add(_ process: pid_t) -> [pid_t] {
    guard let status = Self.read("/proc/\(process)/status") else { return [] }
    let threads = max(Self.number(after: "Threads:", in: status), 1)
    tasks += threads
    memory += 1024 * (Self.number(after: "RssAnon:", in: status) + Self.number(after: "RssShmem:", in: status))
    if let times = Self.read("/proc/\(process)/stat"), let close = times.lastIndex(of: UInt8(ascii: ")")) {
      // proc(5): the 14th to the 17th field; the name, in parentheses, is the second.
      let fields = times[(close + 1)...].split(separator: UInt8(ascii: " "))
      if fields.count > 14 { for field in fields[11...14] { ticks += Self.number(field) } }
    }
    return Self.children(of: process, tasks: threads)
  }

  /// Those that stand directly below a process.
  static func children(of process: pid_t, tasks: Int) -> [pid_t] {
    var found: [pid_t] = []
    for task in tasks == 1 ? [process] : threads(of: process) {
      guard let list = read("/proc/\(process)/task/\(task)/children") else { continue }
      found += list.split(separator: UInt8(ascii: " ")).map { pid_t(number($0)) }
    }
    return found
  }

  private static func threads(of process: pid_t) -> [pid_t] {
    guard let folder = opendir("/proc/\(process)/task") else { return [] }
    defer { closedir(folder) }
    var threads: [pid_t] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
      if let thread = pid_t(name) { threads.append(thread) }
    }
    return threads
  }

  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // A page holds all of the files that are read here, but for the children of somebody who has a thousand.
    return [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in count = max(Glibc.read(file, buffer.baseAddress, buffer.count), 0)
    }
  }

  /// The number in the line that begins with `key`, or 0.
  private static func number(after key: String, in text: [UInt8]) -> Int {
    for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: key.utf8) {
      return number(line.dropFirst(key.utf8.count).drop { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ") })
    }
    return 0
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    var number = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { break }
      number = number &* 10 &+ Int(digit - UInt8(ascii: "0"))
    }
    return number
  }
}
