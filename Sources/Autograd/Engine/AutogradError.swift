import CThreadState

/// What `backward()`, `grad(...)` and their kin throw. Its description is PyTorch's text, word for word.
public struct AutogradError: Error, Hashable, CustomStringConvertible {
  /// PyTorch's text.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

/// Where in the caller's program an operator was called.
struct CallSite {
  let file: StaticString
  let line: UInt

  @inline(__always)
  init(_ file: StaticString, _ line: UInt) {
    self.file = file
    self.line = line
  }
}

/// Ends the program over a mistake in it, with PyTorch's words and the caller's file and line.
///
/// The text is written here, because a `precondition`'s message does not survive in an optimised library.
@inline(never)
func fail(_ message: String, at site: CallSite? = nil) -> Never {
  var text = "Fatal error: \(message)\n"
  if let site { text = "\(site.file):\(site.line): " + text }
  text.withUTF8 { gb_fail($0.baseAddress!, $0.count) }
}
