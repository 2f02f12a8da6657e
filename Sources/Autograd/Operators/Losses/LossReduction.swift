/// How the losses of the elements become one: PyTorch's `reduction`.
public enum LossReduction: Sendable {
  /// They stay as they are.
  case none
  /// Their mean; of nothing, NaN.
  case mean
  /// Their sum.
  case sum

  /// By PyTorch's name: `"none"`, `"mean"` or `"sum"`. Another one traps with PyTorch's text.
  ///
  /// - Parameters:
  ///   - name: PyTorch's name.
  ///   - expectation: What the message says that another name is not; two losses of PyTorch's say `"valid"`.
  public init(
    _ name: String, expectation: String = "a valid value for reduction", file: StaticString = #filePath, line: UInt = #line
  ) {
    switch name {
    case "none": self = .none
    case "mean": self = .mean
    case "sum": self = .sum
    default: fail("\(name) is not \(expectation)", at: CallSite(file, line))
    }
  }
}

extension Tensor {
  /// A loss of elements made one, with operators.
  final func reduced(_ reduction: LossReduction, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    switch reduction {
    case .none: self
    case .mean: mean(file: file, line: line)
    case .sum: sum()
    }
  }

  /// The gradient of a loss spread over its elements.
  final func spread(_ reduction: LossReduction, over sizes: Dimensions) -> Tensor {
    switch reduction {
    case .none: self
    case .mean: div(Double(sizes.product)).expand(sizes.array)
    case .sum: expand(sizes.array)
    }
  }
}

/// A loss that compares two tensors element by element, which broadcast.
struct ElementwiseLoss {
  let gradFn: String
  /// As PyTorch's messages call the loop.
  let loopName: String
  /// The loss of each element, and its slope in the input; that in the target is the opposite. Made of operators.
  let value: (_ input: Tensor, _ target: Tensor) -> Tensor
  let slope: @Sendable (_ input: Tensor, _ target: Tensor) -> Tensor

  func callAsFunction(_ input: Tensor, _ target: Tensor, _ reduction: LossReduction, at site: CallSite) -> Tensor {
    let dtype = ResultType.of(input, target)
    let sizes = Broadcasting.sizes(input, target, at: site)
    if !dtype.isFloatingPoint { fail("\"\(loopName)\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let output = noGrad { value(input, target).reduced(reduction) }
    let slope = slope
    return output.recorded(gradFn, inputs: [input, target], saving: [input, target]) { s, g in
      let gradient = g.spread(reduction, over: sizes).mul(slope(s[0], s[1]))
      return [
        s.needs(0) ? gradient.sum(toSize: s[0].sizes) : nil, s.needs(1) ? gradient.neg().sum(toSize: s[1].sizes) : nil,
      ]
    }
  }
}
