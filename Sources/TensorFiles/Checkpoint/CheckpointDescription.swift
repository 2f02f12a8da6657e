import Autograd

/// Printed as Python prints such values, tensors as PyTorch does.
extension CheckpointValue: CustomStringConvertible {
  /// `{'epoch': 3, 'loss': 0.25}`.
  public var description: String {
    switch self {
    case .null: "None"
    case .bool(let truth): truth ? "True" : "False"
    case .int(let number): "\(number)"
    case .longInteger(let number): "\(number)"
    case .double(let number): number.isNaN ? "nan" : "\(number)"
    case .complex(let real, let imaginary): "(\(real)\(imaginary < 0 ? "" : "+")\(imaginary)j)"
    case .string(let text): text.quotedPython
    case .bytes(let bytes): bytes.quotedPython
    case .byteArray(let bytes): "bytearray(\(bytes.quotedPython))"
    case .tensor(let tensor): tensor.description
    case .dtype(let dtype): dtype.description
    case .size(let sizes): "torch.Size(\(sizes))"
    case .device(let name): "device(\(name.quotedPython))"
    case .list(let elements): "[" + CheckpointValue.joined(elements) + "]"
    case .tuple(let elements): "(" + CheckpointValue.joined(elements) + (elements.count == 1 ? ",)" : ")")
    case .set(let elements): elements.isEmpty ? "set()" : "{" + CheckpointValue.joined(elements) + "}"
    case .dictionary(let dictionary): dictionary.description
    }
  }

  fileprivate static func joined(_ elements: [some CustomStringConvertible]) -> String {
    elements.map(\.description).joined(separator: ", ")
  }
}

extension CheckpointKey: CustomStringConvertible {
  /// As Python prints the value.
  public var description: String { value.description }
}

extension CheckpointDictionary: CustomStringConvertible {
  /// `{'epoch': 3}`, `OrderedDict({'weight': tensor([1.])})`.
  public var description: String {
    let entries = "{" + map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    return switch kind {
    case .dictionary: entries
    case .orderedDictionary: isEmpty ? "OrderedDict()" : "OrderedDict(\(entries))"
    case .counter: isEmpty ? "Counter()" : "Counter(\(entries))"
    }
  }
}

extension String {
  /// In single quotes, with escapes for what they would end at and for control characters.
  fileprivate var quotedPython: String {
    var result = "'"
    for scalar in unicodeScalars {
      switch scalar {
      case "'", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case ..<" ", "\u{7F}": result += UInt8(scalar.value).escapedPython
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }
}

extension [UInt8] {
  fileprivate var quotedPython: String {
    let characters = map { byte in
      let scalar = Unicode.Scalar(byte)
      return (0x20..<0x7F).contains(byte) && byte != 0x27 && byte != 0x5C ? String(scalar) : byte.escapedPython
    }
    return "b'" + characters.joined() + "'"
  }
}

extension UInt8 {
  fileprivate var escapedPython: String { (self < 16 ? "\\x0" : "\\x") + String(self, radix: 16) }
}
