import Glibc
import Observations

/// The calls of the host that runs checks (`CSection.h`), found by name as those of a chapter's sections are: so nothing of the host is
/// linked into the library.
struct HostCalls {
  private typealias Begin = @convention(c) (Int32) -> Void
  private typealias Send = @convention(c) (UnsafePointer<UInt8>?, Int) -> Void
  private typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> Void
  private typealias Trial = @convention(c) (Body, UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>, Int) -> Int32
  private typealias BeginCapture = @convention(c) () -> Void
  private typealias EndCapture = @convention(c) (UnsafeMutablePointer<CChar>, Int) -> Int

  private static func find<Function>(_ name: String, as type: Function.Type) -> Function {
    guard let symbol = dlsym(nil, name) else { fatalError("gradbook-host has no \(name): build it anew") }
    return unsafeBitCast(symbol, to: type)
  }

  /// The check begins: what was printed before is not its own.
  func begin(_ check: Int32) { Self.find("gradbook_begin", as: Begin.self)(check) }

  /// Sends bytes of the check's answer.
  func send(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { Self.find("gradbook_answer", as: Send.self)($0.baseAddress, $0.count) } }

  /// An error left the check; the process ends.
  func threw(_ text: String) -> Never {
    Self.find("gradbook_threw_text", as: (@convention(c) (UnsafePointer<CChar>) -> Void).self)(text)
    exit(1)
  }

  /// Runs `body` in a forked child.
  /// - Returns: The message of the trap; nil if there was none.
  func trial(_ body: @escaping () -> Void) -> String? {
    final class Box {
      let body: () -> Void
      init(_ body: @escaping () -> Void) { self.body = body }
    }
    let box = Box(body)
    var text = [CChar](repeating: 0, count: 4096)
    let status = withExtendedLifetime(box) {
      Self.find("gradbook_trial", as: Trial.self)(
        { context in context.map { Unmanaged<Box>.fromOpaque($0).takeUnretainedValue().body() } }, Unmanaged.passUnretained(box).toOpaque(),
        &text, text.count)
    }
    // A trap ends a process by a signal; one that exits, or is killed for its limits, did not trap.
    guard [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE].contains(status & 0x7f) else { return nil }
    return Self.message(of: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// What stands after `Fatal error: ` in what a trap writes; the file and line before it are of this process alone.
  static func message(of text: String) -> String {
    for line in text.split(separator: "\n") {
      var rest = line
      while !rest.isEmpty {
        if let mark = TrapMessage.beginnings.first(where: rest.hasPrefix) {
          let said = rest.dropFirst(mark.count)
          return said.hasPrefix(": ") ? String(said.dropFirst(2)) : TrapMessage.withoutAddresses(rest)
        }
        rest = rest.dropFirst()
      }
    }
    return ""
  }

  /// What is printed from here on is taken back at the end.
  func beginCapture() { Self.find("gradbook_begin_capture", as: BeginCapture.self)() }

  /// Ends what `beginCapture` began.
  /// - Returns: What was printed.
  func endCapture() -> String {
    let largest = 1 << 16
    let bytes = [CChar](unsafeUninitializedCapacity: largest) { buffer, count in
      count = buffer.baseAddress.map { Self.find("gradbook_end_capture", as: EndCapture.self)($0, largest) } ?? 0
    }
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
