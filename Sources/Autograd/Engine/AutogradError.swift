import CThreadState

/// What `backward()`, `grad(...)` and their kin throw. Its description is PyTorch's text, word for word.
public struct AutogradError: Error, Hashable, CustomStringConvertible {
  /// PyTorch's text.
  public let message: String
  /// What a hook or a user's function threw, if that ended the backward pass; the message is its description.
  public let underlying: (any Error)?
  /// In anomaly mode: which operator of the forward pass the error comes from, and where the program called it.
  public internal(set) var forwardTrace: String?

  init(_ message: String) {
    self.message = message
    underlying = nil
  }

  private init(_ underlying: any Error) {
    message = "\(underlying)"
    self.underlying = underlying
  }

  /// Runs a closure of the user's in the middle of a pass: what it throws becomes an error that a pass may throw.
  static func wrapping<Result>(_ body: () throws -> Result) throws(AutogradError) -> Result {
    do {
      return try body()
    } catch let error as AutogradError {
      throw error
    } catch {
      throw AutogradError(error)
    }
  }

  /// Errors with the same message are equal.
  public static func == (a: AutogradError, b: AutogradError) -> Bool { a.message == b.message }

  /// Hashes the message.
  public func hash(into hasher: inout Hasher) { hasher.combine(message) }

  /// The message.
  public var description: String { message }
}

/// Where in the caller's program an operator was called.
package struct CallSite {
  let file: StaticString
  let line: UInt

  @inline(__always)
  package init(_ file: StaticString, _ line: UInt) {
    self.file = file
    self.line = line
  }
}

/// Ends the program over a mistake in it, with PyTorch's words and the caller's file and line.
///
/// The text is written here, because a `precondition`'s message does not survive in an optimised library.
@inline(never)
package func fail(_ message: String, at site: CallSite? = nil) -> Never {
  var text = "Fatal error: \(message)\n"
  if let site { text = "\(site.shown): " + text }
  text.withUTF8 { gb_fail($0.baseAddress!, $0.count) }
}
