/// A checkpoint holds something else than what was asked for: not a state dictionary, say, but one that has a state dictionary in it.
public struct CheckpointContentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is there, and what should be.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

extension CheckpointValue {
  /// What it is, for an error.
  var kind: String {
    switch self {
    case .null: "None"
    case .bool: "a bool"
    case .int, .longInteger: "an int"
    case .double: "a float"
    case .complex: "a complex"
    case .string: "a str"
    case .bytes: "bytes"
    case .byteArray: "a bytearray"
    case .tensor: "a tensor"
    case .dtype: "a torch.dtype"
    case .size: "a torch.Size"
    case .device: "a torch.device"
    case .list: "a list"
    case .tuple: "a tuple"
    case .set: "a set"
    case .dictionary: "a dict"
    }
  }

  /// The dictionary, which `what` should be.
  func dictionary(_ what: String) throws(CheckpointContentError) -> CheckpointDictionary {
    if let dictionary { return dictionary }
    throw CheckpointContentError("\(what) should be a dict, and is \(kind)")
  }
}

extension CheckpointKey {
  /// The text, which a key of `what` should be.
  func text(in what: String) throws(CheckpointContentError) -> String {
    if case .string(let text) = self { return text }
    throw CheckpointContentError("the keys of \(what) should be texts, and one is \(self)")
  }
}
