/// What `gradcheck` and `gradgradcheck` throw: a derivative is wrong, or cannot be checked. Its description is PyTorch's text.
public struct GradcheckError: Error, Hashable, CustomStringConvertible {
  /// PyTorch's text.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
