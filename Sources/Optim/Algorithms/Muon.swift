import Autograd
import Glibc

/// Momentum made orthogonal: steps in which all directions of a matrix count alike: PyTorch's `Muon`. For matrices only; give biases,
/// embeddings and heads to another optimizer.
///
/// (Jordan et al., "Muon: an optimizer for hidden layers in neural networks".)
public final class Muon: Optimizer {
  /// How the learning rate follows a matrix's shape (rows, columns).
  public enum LearningRateAdjustment: String, Sendable {
    /// Times the root of rows / columns, if that is above 1. Taken if nothing is said.
    case original
    /// So that the step is as long as AdamW's: times 0.2 and the root of the larger of the two.
    case matchRMSAdamW = "match_rms_adamw"
    /// Times the root of rows / columns.
    case spectralUnclamped = "spectral_unclamped"

    /// By PyTorch's name.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let adjustment = Self(rawValue: name) else {
        fail("Adjust learning rate function \(name) is not supported", at: CallSite(file, line))
      }
      self = adjustment
    }
  }

  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The matrices, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - weightDecay: `lr` times this, times the parameter, is taken from it.
  ///   - momentum: How much of the averaged gradient stays at each step.
  ///   - nesterov: Whether the step looks one gradient ahead.
  ///   - nsCoefficients: Of the polynomial that is iterated.
  ///   - eps: The least norm to divide by.
  ///   - nsSteps: How often it is iterated: below 100.
  ///   - adjustLRFn: How `lr` follows the matrix's shape.
  /// - Precondition: The parameters are matrices; no number is negative.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-3, weightDecay: Double = 0.1, momentum: Double = 0.95, nesterov: Bool = true,
    nsCoefficients: (Double, Double, Double) = (3.4445, -4.775, 2.0315), eps: Double = 1e-7, nsSteps: Int = 5,
    adjustLRFn: LearningRateAdjustment? = nil, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, "Learning rate should be >= 0 but is", at: site)
    Optimizer.refuseNegative(momentum, "momentum should be >= 0 but is", at: site)
    Optimizer.refuseNegative(weightDecay, "weight decay should be >= 0 but is", at: site)
    let (a, b, c) = nsCoefficients
    let defaults: NamedValues = [
      "lr": lr.option, "weight_decay": .double(weightDecay), "momentum": .double(momentum), "nesterov": .bool(nesterov),
      "ns_coefficients": .tuple([.double(a), .double(b), .double(c)]), "eps": .double(eps), "ns_steps": .int(nsSteps),
      "adjust_lr_fn": OptimizerValue(adjustLRFn?.rawValue),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
    for parameter in paramGroups.flatMap(\.params) where parameter.dim != 2 {
      fail("Muon only supports 2D parameters whereas we found a parameter with size: torch.Size(\(parameter.shape))", at: site)
    }
  }

  /// Zeros: `momentum_buffer`.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    ["momentum_buffer": .tensor(.zerosLike(gradient))]
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      let (lr, momentum, weightDecay) = (group.lr, group.number("momentum"), group.number("weight_decay"))
      let iteration = NewtonSchulz(group)
      for (parameter, gradient) in group.gradients(maximize: false) {
        if gradient.dim != 2 { fail("Param gradient must be a 2D matrix") }
        let kept = state(of: parameter, gradient: gradient, in: group)
        let buffer = kept.needed("momentum_buffer").lerp_(gradient, 1 - momentum)
        let update = iteration.orthogonalized(group.flag("nesterov") ? gradient.lerp(buffer, momentum) : buffer)
        let ratio = Muon.ratio(group.text("adjust_lr_fn"), Double(parameter.size(0)), Double(parameter.size(1)))
        parameter.mul_(1 - lr * weightDecay)
        parameter.add_(update, alpha: .double(-lr * ratio))
      }
    }
  }

  /// What `lr` is multiplied by for a matrix of so many rows and columns.
  private static func ratio(_ function: String?, _ rows: Double, _ columns: Double) -> Double {
    guard let function else { return max(1, rows / columns).squareRoot() }
    return switch LearningRateAdjustment(rawValue: function) {
    case .original: max(1, rows / columns).squareRoot()
    case .matchRMSAdamW: 0.2 * max(rows, columns).squareRoot()
    case .spectralUnclamped: (rows / columns).squareRoot()
    case nil: 1
    }
  }
}

/// Brings a matrix's singular values near 1 by iterating a polynomial of the fifth degree, in bfloat16.
private struct NewtonSchulz {
  let coefficients: [Double]
  let steps: Int
  let eps: Double

  init(_ group: ParamGroup) {
    steps = group.integer("ns_steps")
    if steps >= 100 { fail("Number of steps must be less than 100 for computational efficiency") }
    coefficients = group["ns_coefficients"]?.members?.compactMap(\.double) ?? []
    if coefficients.count != 3 { fail("Coefficients must be a tuple of exactly 3 values") }
    eps = group.number("eps")
  }

  func orthogonalized(_ matrix: Tensor) -> Tensor {
    let isTall = matrix.size(0) > matrix.size(1)
    let halved = matrix.dtype == .bfloat16 ? matrix.clone() : matrix.to(.bfloat16)
    var x = isTall ? halved.T : halved
    x.div_(x.norm(2).clamp(min: .double(eps)))
    for _ in 0..<max(steps, 0) {
      let gram = x.matmul(x.T)
      let update = gram.addmm(gram, gram, beta: .double(coefficients[1]), alpha: .double(coefficients[2]))
      x = x.addmm(update, x, beta: .double(coefficients[0]))
    }
    return isTall ? x.T : x
  }
}
