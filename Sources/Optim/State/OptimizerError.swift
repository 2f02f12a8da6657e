/// A state that an optimizer or a scheduler cannot take up. Its text is PyTorch's where PyTorch refuses too.
public struct OptimizerError: Error, Hashable, CustomStringConvertible {
  /// What is wrong.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
