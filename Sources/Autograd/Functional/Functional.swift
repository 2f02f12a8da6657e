/// Derivatives of functions rather than of tensors: PyTorch's `torch.autograd.functional`.
///
/// A function takes a tensor or a list of them and gives one or a list; it must be pure. Inputs need not require grad. What comes out
/// stands outside of the graph unless `createGraph` is set, and then the inputs' own graph goes on through it. With `strict` a result that
/// does not depend on an input is an error, where it would be zeros.
public enum functional {}

/// What is asked of a derivative.
struct DerivativeOptions {
  var createGraph: Bool
  var strict: Bool

  /// The inputs in a form that only the derivative knows of.
  func prepare(_ tensors: [Tensor], requiresGrad: Bool) -> [Tensor] {
    tensors.map { createGraph ? $0.viewAsSelf() : $0.detach().requiresGrad_(requiresGrad) }
  }

  func finish(_ tensors: [Tensor]) -> [Tensor] { createGraph ? tensors : tensors.map { $0.detach() } }

  /// Runs what comes after the function with recording where it is wanted.
  func withMode<Result>(_ body: () throws(AutogradError) -> Result) throws(AutogradError) -> Result {
    try withGradEnabled(createGraph || isGradEnabled, body)
  }

  /// What a check is about, which decides how its error reads.
  enum Stage { case outputs, gradInputs, jacobian, hessian, back, backTrick, doubleBack, doubleBackTrick }

  /// Refuses, if strict, tensors that do not depend on the inputs.
  func checkDependence(_ tensors: [Tensor?], _ stage: Stage) throws(AutogradError) {
    if !strict { return }
    for (i, tensor) in tensors.enumerated() {
      guard let tensor else {
        throw AutogradError("The output of the user-provided function is independent of input \(i). This is not allowed in strict mode.")
      }
      if tensor.requiresGrad { continue }
      switch stage {
      case .hessian:
        throw AutogradError(
          "The hessian of the user-provided function with respect to input \(i) is independent of the input. This is not allowed in strict "
            + "mode. You should ensure that your function is thrice differentiable and that the hessian depends on the inputs.")
      case .jacobian:
        throw AutogradError(
          "While computing the hessian, found that the jacobian of the user-provided function with respect to input \(i) is independent of "
            + "the input. This is not allowed in strict mode. You should ensure that your function is twice differentiable and that the "
            + "jacobian depends on the inputs (this would be violated by a linear function for example).")
      case .gradInputs:
        throw AutogradError(
          "The gradient with respect to input \(i) is independent of the inputs of the user-provided function. This is not allowed in "
            + "strict mode.")
      default:
        throw AutogradError(
          "Output \(i) of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner "
            + "from the input when running in strict mode.")
      }
    }
  }

  /// Zeros in place of gradients that are not there; an error, if strict.
  func filled(_ gradients: [Tensor?], like references: [Tensor], _ stage: Stage) throws(AutogradError) -> [Tensor] {
    var results: [Tensor] = []
    for (i, gradient) in gradients.enumerated() {
      if let gradient {
        if strict && createGraph && !gradient.requiresGrad {
          let name = stage == .doubleBack || stage == .doubleBackTrick ? "hessian" : "jacobian"
          throw AutogradError(
            "The \(name) of the user-provided function is independent of input \(i). This is not allowed in strict mode when "
              + "create_graph=True.")
        }
        results.append(gradient)
        continue
      }
      if strict { throw Self.independent(i, stage) }
      results.append(Tensor.zerosLike(references[i]))
    }
    return results
  }

  private static func independent(_ i: Int, _ stage: Stage) -> AutogradError {
    switch stage {
    case .backTrick:
      AutogradError(
        "The gradient with respect to the input is independent of entry \(i) in the grad_outputs when using the double backward trick to "
          + "compute forward mode gradients. This is not allowed in strict mode.")
    case .doubleBack:
      AutogradError("The jacobian of the user-provided function is independent of input \(i). This is not allowed in strict mode.")
    case .doubleBackTrick:
      AutogradError(
        "The hessian of the user-provided function is independent of entry \(i) in the grad_jacobian. This is not allowed in strict mode "
          + "as it prevents from using the double backward trick to replace forward mode AD.")
    default:
      AutogradError("The output of the user-provided function is independent of input \(i). This is not allowed in strict mode.")
    }
  }

  /// The vector of a product, checked against what it is multiplied with.
  func vector(_ v: [Tensor], matching other: [Tensor], isList: Bool) throws(AutogradError) -> [Tensor] {
    if v.count != other.count {
      throw AutogradError(
        isList
          ? "v is a tuple of invalid length: should be \(other.count) but got \(v.count)." : "The given v should contain a single Tensor.")
    }
    for (i, (a, b)) in zip(v, other).enumerated() where a.sizes != b.sizes {
      throw AutogradError(
        "\(isList ? "Entry \(i) in " : "")v has invalid size: should be torch.Size(\(b.sizes)) but got torch.Size(\(a.sizes)).")
    }
    return prepare(v, requiresGrad: false)
  }
}

/// The gradients of those outputs that have any; all are nil where there are none.
func gradients(
  of outputs: [Tensor?], _ inputs: [Tensor], _ gradOutputs: [Tensor]? = nil, retainGraph: Bool? = nil, createGraph: Bool
) throws(AutogradError) -> [Tensor?] {
  let chosen = outputs.indices.filter { outputs[$0]?.requiresGrad ?? false }
  if chosen.isEmpty { return inputs.map { _ in nil } }
  return try grad(
    outputs: chosen.map { outputs[$0]! }, inputs: inputs, gradOutputs: gradOutputs.map { list in chosen.map { list[$0] } },
    retainGraph: retainGraph, createGraph: createGraph, allowUnused: true)
}

extension Tensor {
  /// A view of all of this tensor, as a place of its own in the graph.
  fileprivate final func viewAsSelf() -> Tensor {
    makeView("ViewBackward0", sizes: sizes, strides: steps, offset: offset) { _, g in Gradients(g) }
  }
}
