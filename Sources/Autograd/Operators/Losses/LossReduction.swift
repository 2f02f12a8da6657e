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
  /// A constant that all slopes share.
  var factor = 1.0
  /// The loss of each element. Made of operators.
  let value: (_ input: Tensor, _ target: Tensor) -> Tensor
  /// The sum of the losses in float64, where it can be had without them.
  var sum: ((_ input: Tensor, _ target: Tensor) -> Tensor?)?
  /// The slope of each element's loss in the input, but for `factor`: a new tensor, made of operators. That in the target is the same with the
  /// two exchanged.
  let slope: @Sendable (_ input: Tensor, _ target: Tensor) -> Tensor

  func callAsFunction(_ input: Tensor, _ target: Tensor, _ reduction: LossReduction, at site: CallSite) -> Tensor {
    let dtype = ResultType.of(input, target)
    let sizes = Broadcasting.sizes(input, target, at: site)
    if !dtype.isFloatingPoint { fail("\"\(loopName)\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let output = noGrad { reduced(input, target, reduction, sizes, dtype) }
    let (slope, factor) = (slope, factor)
    return output.recorded(gradFn, inputs: [input, target], saving: [input, target]) { s, g in
      let arriving = (factor == 1 ? g : g.mul(factor)).spread(reduction, over: sizes)
      func gradient(_ a: Tensor, _ b: Tensor) -> Tensor {
        let slopes = slope(a, b)
        // Nobody else knows the slopes: without a graph to record the gradient takes their memory.
        let isPlain = !GradMode.isEnabled && slopes.sizes == sizes && slopes.dtype == arriving.dtype
        return (isPlain ? slopes.mul_(arriving) : arriving.mul(slopes)).sum(toSize: a.sizes)
      }
      return [s.needs(0) ? gradient(s[0], s[1]) : nil, s.needs(1) ? gradient(s[1], s[0]) : nil]
    }
  }

  private func reduced(_ input: Tensor, _ target: Tensor, _ reduction: LossReduction, _ sizes: Dimensions, _ dtype: DType) -> Tensor {
    if reduction != .none, let sum = sum?(input, target) {
      return (reduction == .mean ? sum.div(Double(sizes.product)) : sum).to(dtype)
    }
    return value(input, target).reduced(reduction)
  }
}
