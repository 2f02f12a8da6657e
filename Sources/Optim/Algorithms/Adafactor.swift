import Autograd
import Glibc

/// Adam in little memory: of a matrix's averaged squares only the rows' and the columns' means are kept: PyTorch's `Adafactor`.
///
/// (Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost"; where the paper and PyTorch differ, PyTorch.)
public final class Adafactor: Optimizer {
  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The learning rate: a number, or a tensor with one element.
  ///   - beta2Decay: The power of the step's number by which new squares count.
  ///   - eps: The first keeps squares from 0 (nil: the dtype's own epsilon), the second the parameter's size.
  ///   - d: A step whose root mean square is larger is scaled down to it.
  ///   - weightDecay: `lr` times this, times the parameter, is taken from it.
  ///   - foreach: Makes no difference here; kept among the options.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: `beta2Decay` is not positive, `d` at least 1, no other number negative.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1e-2, beta2Decay: Double = -0.8, eps: (Double?, Double) = (nil, 1e-3),
    d: Double = 1,
    weightDecay: Double = 0, foreach: Bool? = nil, maximize: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, "Learning rate should be >= 0 but is", at: site)
    if !(beta2Decay <= 0) { fail("beta2_decay should be <= 0 but is: \(beta2Decay)", at: site) }
    if let first = eps.0 { Optimizer.refuseNegative(first, "epsilon1 should be >= 0 but is", at: site) }
    Optimizer.refuseNegative(eps.1, "epsilon2 should be >= 0 but is", at: site)
    if !(d >= 1) { fail("Clipping threshold d should be >= 1 but is: \(d)", at: site) }
    Optimizer.refuseNegative(weightDecay, "weight_decay should be >= 0 but is", at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "beta2_decay": .double(beta2Decay), "eps": .tuple([eps.0.map { .double($0) } ?? .null, .double(eps.1)]),
      "d": .double(d), "weight_decay": .double(weightDecay), "foreach": OptimizerValue(foreach), "maximize": .bool(maximize),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
  }

  /// `step` 0; zeros for the means of rows and columns (`row_var`, `col_var`) of a matrix or more, for `variance` of a vector.
  override public func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    var values: NamedValues = ["step": .tensor(Tensor(0.0))]
    if gradient.dim > 1 {
      var (rows, columns) = (gradient.shape, gradient.shape)
      rows[rows.count - 1] = 1
      columns[columns.count - 2] = 1
      values["row_var"] = .tensor(.zeros(rows, dtype: gradient.dtype))
      values["col_var"] = .tensor(.zeros(columns, dtype: gradient.dtype))
    } else {
      values["variance"] = .tensor(.zerosLike(gradient))
    }
    return values
  }

  /// One step for every parameter that has a gradient.
  override public func takeStep() {
    for group in paramGroups {
      let (lr, decay, d, weightDecay) = (group.lr, group.number("beta2_decay"), group.number("d"), group.number("weight_decay"))
      guard let eps = group["eps"]?.members, eps.count == 2, let smallestSize = eps[1].double else {
        fail("the parameter group's option 'eps' is not a pair of numbers")
      }
      // As in PyTorch, the dtype of the group's first parameter decides for the whole group.
      var smallest = eps[0].double
      for (parameter, gradient) in group.gradients(maximize: group.flag("maximize")) {
        let kept = state(of: parameter, gradient: gradient, in: group)
        let eps = smallest ?? parameter.dtype.epsilon
        smallest = eps
        let count = kept.needed("step").add_(1).item()
        let relative = min(lr, 1 / pow(count, 0.5))
        let size = max(smallestSize, parameter.norm(2).item() / pow(Double(parameter.numel), 0.5)) * relative
        if weightDecay != 0 { parameter.mul_(1 - lr * weightDecay) }
        let update = Adafactor.averagedSquares(gradient, kept, weight: pow(count, decay), eps: eps)
          .clamp_(min: .double(eps * eps)).rsqrt_().mul_(gradient)
        let excess = max(1, update.norm(2).item() / (pow(Double(update.numel), 0.5) * d))
        parameter.add_(update, alpha: .double(-size / excess))
      }
    }
  }

  /// An estimate, to be written over, of each element's averaged square.
  private static func averagedSquares(_ gradient: Tensor, _ kept: NamedValues, weight: Double, eps: Double) -> Tensor {
    if gradient.dim <= 1 { return kept.needed("variance").lerp_(gradient.mul(gradient), weight).clone() }
    let (rows, columns) = (kept.needed("row_var"), kept.needed("col_var"))
    rows.lerp_(gradient.vectorNorm(dim: [-1], keepdim: true).square_().div_(gradient.size(-1)), weight)
    columns.lerp_(gradient.vectorNorm(dim: [-2], keepdim: true).square_().div_(gradient.size(-2)), weight)
    return rows.matmul(columns).div_(rows.mean(-2, keepdim: true).clamp_(min: .double(eps)))
  }
}

extension DType {
  /// The distance from 1 to the next number: PyTorch's `finfo(dtype).eps`.
  fileprivate var epsilon: Double {
    switch self {
    case .float64: Double.ulpOfOne
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    default: Double(Float.ulpOfOne)
    }
  }
}
