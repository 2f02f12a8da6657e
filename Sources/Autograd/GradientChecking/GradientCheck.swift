/// How a derivative is held against differences.
struct GradientCheckOptions {
  var eps: Double
  var atol: Double
  var rtol: Double
  var nondetTol: Double
  var checkUndefinedGrad: Bool
  var checkGradDTypes: Bool
}

/// Holds the derivative of a function against differences of its values, and itself against what the engine asks of every derivative.
struct GradientCheck {
  let function: ([Tensor]) throws -> [Tensor]
  let inputs: [Tensor]
  let options: GradientCheckOptions

  private var differentiable: [Tensor] { inputs.filter { $0.requiresGrad } }

  static func differentiableOutputs(_ outputs: [Tensor]) -> [Tensor] { outputs.filter { $0.requiresGrad } }

  func run() throws {
    try checkInputs()
    let all = try function(inputs)
    let outputs = Self.differentiableOutputs(all)
    let numerical = try numericalJacobians(all)
    if outputs.isEmpty {
      for jacobian in numerical.joined() where jacobian.ne(0).any().item(as: Bool.self) {
        throw GradcheckError("Numerical gradient for function expected to be zero")
      }
    }
    let expected = zip(all, numerical).filter { $0.0.requiresGrad }.map(\.1)
    for (i, output) in outputs.enumerated() {
      let analytical = try analyticalJacobians(output)
      for (j, jacobian) in analytical.enumerated() where !agree(jacobian, expected[i][j]) {
        throw GradcheckError(
          "Jacobian mismatch for output \(i) with respect to input \(j),\nnumerical:\(expected[i][j])\nanalytical:\(jacobian)\n")
      }
    }
    if outputs.isEmpty { return }
    try checkMultiplication(outputs)
    if options.checkUndefinedGrad { try checkUndefinedGradients(count: outputs.count) }
  }

  private func agree(_ a: Tensor, _ b: Tensor) -> Bool {
    let dtype = a.dtype.promoted(with: b.dtype)
    return a.to(dtype).allclose(b.to(dtype), rtol: options.rtol, atol: options.atol)
  }

  private func checkInputs() throws {
    for (i, input) in inputs.enumerated() where input.requiresGrad {
      if input.dtype != .float64 {
        Warning.say(
          "Input #\(i) requires gradient and is not a double precision floating point or complex. This check will likely fail if all the "
            + "inputs are not of double precision floating point or complex. ")
      }
      if zip(input.shape, input.strides).contains(where: { $0 > 1 && $1 == 0 }) {
        throw AutogradError(
          "The \(i)th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute "
            + "the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck.")
      }
    }
    if differentiable.isEmpty {
      throw AutogradError("gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.")
    }
  }

  // MARK: Jacobians, one row an element of the input

  /// By output and input: how each element of the output changes with each of the input, from central differences.
  private func numericalJacobians(_ outputs: [Tensor]) throws -> [[Tensor]] {
    var results: [[Tensor]] = outputs.map { _ in [] }
    for input in differentiable {
      var rows: [[Tensor]] = outputs.map { _ in [] }
      // The input itself is changed and set back, past the graph and its version, as long as the function runs.
      let elements = input.data
      for place in Self.places(of: elements) {
        let element = elements.asStrided([], [], offset: place)
        let before = element.item()
        noGrad { element.fill_(before - options.eps) }
        defer { noGrad { element.fill_(before) } }
        let below = try function(inputs).map { $0.detach().clone() }
        noGrad { element.fill_(before + options.eps) }
        let above = try function(inputs).map { $0.detach().clone() }
        for i in outputs.indices {
          if below[i].sizes != above[i].sizes {
            throw AutogradError(
              "Expected `func` to return outputs with the same shape when inputs are perturbed by \(options.eps), but got: shapes "
                + "torch.Size(\(below[i].sizes)) and torch.Size(\(above[i].sizes)).")
          }
          rows[i].append(above[i].sub(below[i]).div(2 * options.eps).reshape(-1).to(input.dtype))
        }
      }
      for (i, output) in outputs.enumerated() { results[i].append(Self.stacked(rows[i], width: output.numel, input.dtype)) }
    }
    return results
  }

  /// By input: the same from the derivative, twice, to see that it does not depend on chance.
  private func analyticalJacobians(_ output: Tensor) throws -> [Tensor] {
    let first = try analyticalJacobian(output)
    let second = try analyticalJacobian(output)
    for (a, b) in zip(first, second) where !a.allclose(b, rtol: 0, atol: options.nondetTol, equalNaN: true) {
      throw GradcheckError(
        "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, although "
          + "analytical gradient matches numerical gradient.The tolerance for nondeterminism was \(options.nondetTol).")
    }
    return first
  }

  private func analyticalJacobian(_ output: Tensor) throws -> [Tensor] {
    let inputs = differentiable
    var columns: [[Tensor]] = inputs.map { _ in [] }
    for place in 0..<output.numel {
      let unit = Tensor.zeros(output.shape, dtype: output.dtype)
      noGrad { unit.view(-1).select(0, place).fill_(1) }
      let gradients = try grad(outputs: [output], inputs: inputs, gradOutputs: [unit], retainGraph: true, allowUnused: true)
      for (j, input) in inputs.enumerated() {
        if let gradient = gradients[j] {
          if options.checkGradDTypes && gradient.dtype != input.dtype { throw GradcheckError("Gradient has dtype mismatch") }
          if gradient.sizes != input.sizes { throw GradcheckError("Analytical gradient has incorrect size") }
        }
        columns[j].append(gradients[j].map { $0.detach().reshape(-1) } ?? Tensor.zeros([input.numel], dtype: input.dtype))
      }
    }
    return zip(columns, inputs).map { columns, input in Self.stacked(columns, width: input.numel, input.dtype).t() }
  }

  private static func stacked(_ rows: [Tensor], width: Int, _ dtype: DType) -> Tensor {
    rows.isEmpty ? Tensor.zeros([0, width], dtype: dtype) : Tensor.stack(rows, dim: 0)
  }

  /// Where each element stands in its storage, in row-major order.
  private static func places(of tensor: Tensor) -> [Int] {
    var places = [tensor.storageOffset]
    for (size, stride) in zip(tensor.shape, tensor.strides) {
      places = places.flatMap { start in (0..<size).map { start + $0 * stride } }
    }
    return places
  }

  // MARK: What the engine asks of every derivative

  /// Zeros in, zeros out: a derivative is linear in the gradient that arrives.
  private func checkMultiplication(_ outputs: [Tensor]) throws {
    let zeros = outputs.map { Tensor.zerosLike($0) }
    let gradients = try grad(outputs: outputs, inputs: differentiable, gradOutputs: zeros, retainGraph: true, allowUnused: true)
    for (gradient, input) in zip(gradients, differentiable) {
      guard let gradient else { continue }
      if !gradient.eq(0).all().item(as: Bool.self) { throw GradcheckError("backward not multiplied by grad_output") }
      if gradient.dtype != input.dtype { throw GradcheckError("grad is incorrect type") }
      if gradient.sizes != input.sizes { throw GradcheckError("grad is incorrect size") }
    }
  }

  /// A derivative must do with gradients that are not there: of all outputs, and of each where there are several.
  private func checkUndefinedGradients(count: Int) throws {
    try checkUndefinedGradients { _ in true }
    if count < 2 { return }
    for missing in 0..<count { try checkUndefinedGradients { $0 == missing } }
  }

  private func checkUndefinedGradients(_ isMissing: (Int) -> Bool) throws {
    let advice = "Please look at \"Notes about undefined output gradients\" in \"tools/autograd/derivatives.yaml\""
    let outputs = Self.differentiableOutputs(try function(inputs)).enumerated().map { i, output in
      isMissing(i) ? output.withUndefinedGradient() : output
    }
    let gradients: [Tensor?]
    do {
      gradients = try grad(
        outputs: outputs, inputs: differentiable, gradOutputs: outputs.map { Tensor.zerosLike($0) }, allowUnused: true)
    } catch {
      throw GradcheckError("Expected backward function to handle undefined output grads. \(advice)")
    }
    for gradient in gradients {
      guard let gradient, !gradient.eq(0).all().item(as: Bool.self) else { continue }
      throw GradcheckError(
        "Expected all input grads to be undefined or zero when all output grads are undefined or zero. \(advice)")
    }
  }
}

extension Tensor {
  /// This tensor once more, in such a way that no gradient comes back through it.
  fileprivate final func withUndefinedGradient() -> Tensor {
    let output = detach()
    output.setHistory(OperatorNode("UndefinedGrad", self) { _, _ in Gradients(nil) })
    return output
  }
}
