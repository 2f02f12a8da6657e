/// A size, stride, padding or dilation: one number for every spatial dimension (`2`), or a list with one for each (`[2, 3]`), as PyTorch
/// takes an int or a tuple.
public enum Extent: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// One number for every dimension.
  case all(Int)
  /// A number for each dimension; none at all where an operator has a default.
  case each([Int])

  /// `2`.
  public init(integerLiteral value: Int) { self = .all(value) }
  /// `[2, 3]`.
  public init(arrayLiteral elements: Int...) { self = .each(elements) }

  /// The list, with a single number repeated for `count` dimensions.
  package func values(_ count: Int) -> [Int] {
    switch self {
    case .all(let value): Array(repeating: value, count: count)
    case .each(let values): values
    }
  }

  /// The list; a single number is a list of one.
  var list: [Int] { values(1) }

  /// A list with one number for each of `count` dimensions, a list of one repeated; nil if there are as many neither way.
  package func spread(_ count: Int) -> [Int]? {
    let values = values(count)
    if values.count == count { return values }
    return values.count == 1 ? Array(repeating: values[0], count: count) : nil
  }
}

/// How much a convolution pads its input: a number of zeros on both sides (`1`, `[1, 2]`), or a name.
public enum ConvolutionPadding: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// So many zeros before and after each dimension.
  case zeros(Extent)
  /// As many as keep the sizes; the odd one goes to the end. The stride must be 1.
  case same
  /// None.
  case valid

  /// `1`.
  public init(integerLiteral value: Int) { self = .zeros(.all(value)) }
  /// `[1, 2]`.
  public init(arrayLiteral elements: Int...) { self = .zeros(.each(elements)) }

  /// By PyTorch's name: `"same"` or `"valid"`. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    switch name {
    case "same": self = .same
    case "valid": self = .valid
    default: fail("Invalid padding string: '\(name)'", at: CallSite(file, line))
    }
  }
}
