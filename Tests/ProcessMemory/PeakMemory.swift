import Glibc

/// The most memory that this process has had at a time, in kilobytes.
///
/// Linux's `getrusage` is no measure of it: its figure counts what the process that started this one had then.
public func peakMemory() -> Int {
  guard let file = fopen("/proc/self/status", "r") else { fatalError("there is no /proc") }
  defer { fclose(file) }
  var line = [UInt8](repeating: 0, count: 256)
  while fgets(&line, Int32(line.count), file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }, as: UTF8.self)
    if text.hasPrefix("VmHWM:") { return Int(text.filter(\.isNumber))! }
  }
  fatalError("/proc does not tell of memory")
}
