import Autograd

/// What is known of a Variable's gradient beside the tensor: whether it is volatile, and the Variable that was handed out for it.
final class GradientNote {
  /// nil before there is a gradient.
  var isVolatile: Bool?
  /// The Variable for a gradient, so that it is the same one each time it is asked for.
  var handedOut: (gradient: Tensor, variable: Variable)?
  private weak var watched: Tensor?

  /// Notes at each backward pass whether the first gradient came with a graph of its own: only then is it not volatile, and so it stays.
  func watch(_ tensor: Tensor) {
    if watched === tensor { return }
    watched = tensor
    tensor.registerPostAccumulateGradHook { [weak self] _ in
      guard let self else { return }
      if isVolatile == nil { isVolatile = !isGradEnabled }
    }
  }
}

extension Variable {
  /// The gradient that `backward()` accumulated, a Variable: a volatile one, unless it was computed with `createGraph`.
  public final var grad: Variable? {
    get {
      guard let gradient = tensor.grad else { return nil }
      if let handedOut = gradientNote.handedOut, handedOut.gradient === gradient { return handedOut.variable }
      let isVolatile = gradientNote.isVolatile ?? !gradient.requiresGrad
      let variable = Variable(result: isVolatile ? gradient.detach() : gradient, volatile: isVolatile)
      gradientNote.handedOut = (gradient, variable)
      return variable
    }
    set {
      guard let newValue else {
        tensor.grad = nil
        (gradientNote.handedOut, gradientNote.isVolatile) = (nil, nil)
        return
      }
      if newValue === self { fail("can't assign Variable as its own grad") }
      if newValue.tensor.dtype != tensor.dtype { fail("assigned grad has data of a different type") }
      if newValue.shape != shape { fail("assigned grad has data of a different size") }
      let gradient = newValue.tensor.shape == tensor.shape ? newValue.tensor : newValue.tensor.view(tensor.shape)
      tensor.grad = gradient
      (gradientNote.handedOut, gradientNote.isVolatile) = ((gradient, newValue), newValue.isVolatile)
    }
  }

  /// Computes the gradient of this Variable with respect to the leaves of its graph, and adds it to their `grad`.
  ///
  /// - Parameters:
  ///   - gradient: The gradient with respect to this Variable, of its shape; may be left out where it has one element.
  ///   - retainGraph: Keeps what was saved, so that the graph can be walked again. Defaults to `createGraph`.
  ///   - createGraph: Records the computation of the gradients. By default, if `gradient` is a Variable that is not volatile.
  ///   - retainVariables: What `retainGraph` was called before 0.2.
  /// - Throws: `VariableError` with the text of PyTorch 0.3.1.
  public final func backward(
    _ gradient: Variable? = nil, retainGraph: Bool? = nil, createGraph: Bool? = nil, retainVariables: Bool? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) throws(VariableError) {
    var retainGraph = retainGraph
    if let retainVariables {
      if retainGraph != nil { throw VariableError("only one of retain_graph and retain_variables can be specified") }
      Warning.say(
        "retain_variables option is deprecated and will be removed in 0.3. Use retain_graph instead.", at: CallSite(file, line))
      retainGraph = retainVariables
    }
    if gradient == nil && requiresGrad && numel != 1 { throw VariableError("grad can be implicitly created only for scalar outputs") }
    if isVolatile { throw VariableError("element 0 of variables tuple is volatile") }
    if !requiresGrad { throw VariableError("element 0 of variables does not require grad and does not have a grad_fn") }
    let start = gradient.map { $0.tensor.dim != tensor.dim && $0.numel == 1 ? $0.tensor.view(tensor.shape) : $0.tensor }
    do {
      try tensor.backward(
        gradient: start, retainGraph: retainGraph, createGraph: createGraph ?? gradient.map { !$0.isVolatile } ?? false)
    } catch {
      throw VariableError(error)
    }
  }

  /// The same with the gradient as a tensor, which counts as volatile.
  public final func backward(
    _ gradient: Tensor, retainGraph: Bool? = nil, createGraph: Bool = false, retainVariables: Bool? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) throws(VariableError) {
    try backward(
      Variable(gradient, volatile: !createGraph), retainGraph: retainGraph, createGraph: createGraph, retainVariables: retainVariables,
      file: file, line: line)
  }

  /// Calls `hook` with the gradient of this Variable each time that one is complete; what it returns takes the gradient's place.
  ///
  /// - Precondition: This Variable is not volatile and requires grad.
  @discardableResult
  public final func registerHook(
    _ hook: @escaping (Variable) -> Variable?, file: StaticString = #filePath, line: UInt = #line
  ) -> RemovableHandle {
    let site = CallSite(file, line)
    if isVolatile { fail("cannot register a hook on a volatile variable", at: site) }
    if !requiresGrad { fail("cannot register a hook on a variable that doesn't require gradient", at: site) }
    return tensor.registerHook { gradient in
      let shape = gradient.shape
      let result = hook(Variable(result: gradient, volatile: !isGradEnabled))
      return result.map { $0.tensor.shape == shape ? $0.tensor : $0.tensor.view(shape) }
    }
  }

  /// The same memory outside of the graph. The result never requires grad; it is volatile if this is.
  public final func detach() -> Variable { Variable(result: tensor.detach(), volatile: isVolatile) }

  /// Takes this Variable itself out of the graph: it becomes a leaf that requires no grad.
  @discardableResult
  public final func detach_() -> Variable {
    tensor = tensor.detach()
    return self
  }
}

/// What `backward()` throws. Its description is the text of PyTorch 0.3.1, word for word.
public struct VariableError: Error, Hashable, CustomStringConvertible {
  /// The text.
  public let message: String

  init(_ message: String) { self.message = message }

  /// An error of the engine beneath, in the words of 0.3.1 where they were others.
  init(_ error: AutogradError) {
    message =
      if error.message.hasPrefix("one of the variables needed for gradient computation has been modified") {
        "one of the variables needed for gradient computation has been modified by an inplace operation"
      } else if error.message.hasPrefix("Trying to backward through the graph a second time") {
        "Trying to backward through the graph a second time, but the buffers have already been freed. Specify retain_graph=True when "
          + "calling backward the first time."
      } else {
        error.message
      }
  }

  /// The message.
  public var description: String { message }
}
