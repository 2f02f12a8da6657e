/// Holds the gradients of a function against central differences of its values: PyTorch's `gradcheck`.
///
///     try gradcheck({ [$0[0].tanh() * $0[1]] }, [x, y])
///
/// Each element of the inputs that require grad is moved by `eps` both ways. The derivative must agree up to `atol + rtol · |difference|`,
/// give the same twice, be linear in the gradient that arrives, and do with one that is missing. It suits float64 alone.
///
/// - Parameters:
///   - function: Gives the outputs. It is called often, and must be the same function each time (no random numbers).
///   - inputs: Leaves; those that require grad are written to and set back while it runs.
///   - eps: How far an element is moved each way.
///   - atol: The absolute part of the tolerance.
///   - rtol: The part of the tolerance in proportion to the difference.
///   - raiseException: False gives false for a wrong derivative, in place of an error.
///   - nondetTol: By how much two runs of the derivative may differ.
///   - checkUndefinedGrad: Whether missing gradients are tried.
///   - checkGradDTypes: Whether a gradient's dtype must be its input's.
/// - Throws: `GradcheckError` for a wrong derivative; `AutogradError` where there is nothing to check; what the function throws.
@discardableResult
public func gradcheck(
  _ function: @escaping ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], eps: Double = 1e-6, atol: Double = 1e-5, rtol: Double = 1e-3,
  raiseException: Bool = true, nondetTol: Double = 0, checkUndefinedGrad: Bool = true, checkGradDTypes: Bool = false
) throws -> Bool {
  let options = GradientCheckOptions(
    eps: eps, atol: atol, rtol: rtol, nondetTol: nondetTol, checkUndefinedGrad: checkUndefinedGrad, checkGradDTypes: checkGradDTypes)
  do {
    try GradientCheck(function: function, inputs: inputs, options: options).run()
    return true
  } catch let error as GradcheckError {
    if raiseException { throw error }
    return false
  }
}

/// `gradcheck` of a function of one tensor that gives one: see there for the parameters.
@discardableResult
public func gradcheck(
  _ function: @escaping (Tensor) throws -> Tensor, _ input: Tensor, eps: Double = 1e-6, atol: Double = 1e-5, rtol: Double = 1e-3,
  raiseException: Bool = true, nondetTol: Double = 0, checkUndefinedGrad: Bool = true, checkGradDTypes: Bool = false
) throws -> Bool {
  try gradcheck(
    { [try function($0[0])] }, [input], eps: eps, atol: atol, rtol: rtol, raiseException: raiseException, nondetTol: nondetTol,
    checkUndefinedGrad: checkUndefinedGrad, checkGradDTypes: checkGradDTypes)
}

/// Holds the second derivatives of a function against differences of its first: PyTorch's `gradgradcheck`.
///
/// What is checked by `gradcheck` is the function from the inputs, and the gradients of the outputs, to the gradients of the inputs.
///
/// - Parameters:
///   - function: Gives the outputs. It is called often, and must be the same function each time (no random numbers).
///   - inputs: Leaves; those that require grad are written to and set back while it runs.
///   - gradOutputs: The gradients of the outputs that require grad; random ones between -1 and 1 if left out.
///   - eps: How far an element is moved each way.
///   - atol: The absolute part of the tolerance.
///   - rtol: The part of the tolerance in proportion to the difference.
///   - raiseException: False gives false for a wrong derivative, in place of an error.
///   - nondetTol: By how much two runs of the derivative may differ.
///   - checkUndefinedGrad: Whether missing gradients are tried.
///   - checkGradDTypes: Whether a gradient's dtype must be its input's.
/// - Throws: `GradcheckError` for a wrong derivative; `AutogradError` where there is nothing to check; what the function throws.
@discardableResult
public func gradgradcheck(
  _ function: @escaping ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], gradOutputs: [Tensor]? = nil, eps: Double = 1e-6,
  atol: Double = 1e-5, rtol: Double = 1e-3, raiseException: Bool = true, nondetTol: Double = 0, checkUndefinedGrad: Bool = true,
  checkGradDTypes: Bool = false
) throws -> Bool {
  let gradOutputs =
    try gradOutputs
    ?? GradientCheck.differentiableOutputs(try function(inputs)).map { output in
      Tensor.rand(output.shape, dtype: output.dtype).mul(2).sub(1).requiresGrad_()
    }
  let isDifferentiable = inputs.map(\.requiresGrad)
  let derivative = { (arguments: [Tensor]) throws -> [Tensor] in
    let inputs = Array(arguments.prefix(isDifferentiable.count))
    let outputs = GradientCheck.differentiableOutputs(try function(inputs))
    let gradients = try grad(
      outputs: outputs, inputs: zip(inputs, isDifferentiable).filter(\.1).map(\.0),
      gradOutputs: Array(arguments.suffix(from: isDifferentiable.count)), createGraph: true, allowUnused: true)
    return gradients.compactMap(\.self)
  }
  return try gradcheck(
    derivative, inputs + gradOutputs, eps: eps, atol: atol, rtol: rtol, raiseException: raiseException, nondetTol: nondetTol,
    checkUndefinedGrad: checkUndefinedGrad, checkGradDTypes: checkGradDTypes)
}

/// `gradgradcheck` of a function of one tensor that gives one: see there for the parameters.
@discardableResult
public func gradgradcheck(
  _ function: @escaping (Tensor) throws -> Tensor, _ input: Tensor, eps: Double = 1e-6, atol: Double = 1e-5, rtol: Double = 1e-3,
  raiseException: Bool = true, nondetTol: Double = 0, checkUndefinedGrad: Bool = true, checkGradDTypes: Bool = false
) throws -> Bool {
  try gradgradcheck(
    { [try function($0[0])] }, [input], eps: eps, atol: atol, rtol: rtol, raiseException: raiseException, nondetTol: nondetTol,
    checkUndefinedGrad: checkUndefinedGrad, checkGradDTypes: checkGradDTypes)
}
