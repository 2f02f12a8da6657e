extension Tensor {
  /// Computes the gradient of this tensor with respect to the leaves of its graph and adds it to their `grad`:
  /// PyTorch's `Tensor.backward()`.
  ///
  /// - Parameters:
  ///   - gradient: The gradient with respect to this tensor, of its shape; may be left out where this is a single number.
  ///   - retainGraph: Keeps the saved tensors, so that the graph can be walked again. Defaults to `createGraph`.
  ///   - createGraph: Records the computation of the gradients, for higher derivatives. Each leaf then holds a gradient whose graph
  ///     holds the leaf, a cycle that is not released until `grad` is set to nil: `grad(outputs:inputs:)` makes none.
  ///   - inputs: The tensors whose `grad` is to be computed; all leaves if left out.
  /// - Throws: `AutogradError` with PyTorch's text: nothing to differentiate, a shape that does not fit, a saved tensor that was
  ///   written in place or freed.
  public final func backward(
    gradient: Tensor? = nil, retainGraph: Bool? = nil, createGraph: Bool = false, inputs: [Tensor]? = nil
  ) throws(AutogradError) {
    var task = try Tensor.accumulatingTask(retainGraph, createGraph, inputs)
    try withGradEnabled(createGraph) { () throws(AutogradError) in
      guard let complete = try rootGradient(gradient, 0, unit: { task.unitGradient($0) }) else { throw Tensor.nothingToDifferentiate(0) }
      let edge = gradientEdge
      let output = edge.outputNumber
      guard let node = (consume edge).node else { throw Tensor.nothingToDifferentiate(0) }
      try task.run(from: node, output, gradient: complete)
    }
  }

  /// A pass that ends in `grad`.
  fileprivate static func accumulatingTask(
    _ retainGraph: Bool?, _ createGraph: Bool, _ inputs: [Tensor]?
  ) throws(AutogradError) -> GraphTask {
    if let inputs, inputs.isEmpty { throw AutogradError("`inputs` argument to `backward()` cannot be empty.") }
    if createGraph { Warning.once(.gradientCycle) }
    var captures: [GraphTask.Capture]?
    if let inputs {
      captures = []
      for input in inputs {
        guard input.requiresGrad else { throw AutogradError("can't retain_grad on Tensor that has requires_grad=False") }
        if !input.isLeaf { input.retainGrad() }
        let edge = input.gradientEdge
        captures!.append(GraphTask.Capture(node: edge.node!, outputNumber: edge.outputNumber))
      }
    }
    return GraphTask(keepsGraph: retainGraph ?? createGraph, captures: captures, accumulatesCaptures: true)
  }

  /// The gradient with respect to output `i` of a pass: the caller's, or 1 for a single number; nil where there is nothing to
  /// differentiate, which is found out later.
  @inline(__always)
  fileprivate final func rootGradient(
    _ gradient: Tensor?, _ i: Int, unit: (DType) -> Tensor = { Tensor(single: 1, $0) }
  ) throws(AutogradError) -> Tensor? {
    if let gradient {
      if gradient.sizes == sizes { return gradient }
      throw AutogradError(
        "Mismatch in shape: grad_output[\(i)] has a shape of torch.Size(\(gradient.sizes)) and output[\(i)] has a shape of "
          + "torch.Size(\(sizes)).")
    }
    if !requiresGrad { return nil }
    if numel != 1 { throw AutogradError("grad can be implicitly created only for scalar outputs") }
    return dim == 0 && !isMeta ? unit(dtype) : Tensor.onesLike(self)
  }

  @inline(__always)
  fileprivate final func root(_ gradient: consuming Tensor?, _ i: Int) throws(AutogradError) -> Root {
    let edge = gradientEdge
    guard let node = edge.node, let gradient else { throw Tensor.nothingToDifferentiate(i) }
    return Root(node: node, outputNumber: edge.outputNumber, gradient: gradient)
  }

  private static func nothingToDifferentiate(_ i: Int) -> AutogradError {
    AutogradError("element \(i) of tensors does not require grad and does not have a grad_fn")
  }

  fileprivate static func roots(_ outputs: [Tensor], gradients: [Tensor?]?) throws(AutogradError) -> [Root] {
    var complete: [Tensor?] = []
    for (i, output) in outputs.enumerated() { complete.append(try output.rootGradient(gradients?[i], i)) }
    var roots: [Root] = []
    for (i, output) in outputs.enumerated() { roots.append(try output.root(complete[i], i)) }
    return roots
  }

  /// Adds to `grad` what `retainGrad()` asked to keep.
  final func keepGradient(_ arriving: Tensor) {
    gradient = gradient.map { $0.add(arriving) } ?? arriving.cloned(strides: arriving.sizes.contiguousStrides)
  }
}

/// Computes the gradient of several tensors together with respect to the leaves of their graph and adds it to their `grad`: PyTorch's
/// `torch.autograd.backward`.
///
/// - Parameters:
///   - tensors: What is differentiated; their gradients are summed.
///   - gradTensors: The gradient with respect to each, of its shape; nil entries (or none at all) for single numbers.
///   - retainGraph: Keeps the saved tensors. Defaults to `createGraph`.
///   - createGraph: Records the computation, for higher derivatives.
///   - inputs: The tensors whose `grad` is to be computed; all leaves if left out.
/// - Throws: `AutogradError` with PyTorch's text.
public func backward(
  _ tensors: [Tensor], gradTensors: [Tensor?]? = nil, retainGraph: Bool? = nil, createGraph: Bool = false, inputs: [Tensor]? = nil
) throws(AutogradError) {
  if let gradTensors, gradTensors.count != tensors.count {
    throw AutogradError("got \(tensors.count) tensors and \(gradTensors.count) gradients")
  }
  var task = try Tensor.accumulatingTask(retainGraph, createGraph, inputs)
  try withGradEnabled(createGraph) { () throws(AutogradError) in
    let roots = try Tensor.roots(tensors, gradients: gradTensors)
    try task.run(from: roots)
  }
}

/// The gradients of the outputs with respect to the inputs, without touching any `grad`: PyTorch's `torch.autograd.grad`.
///
/// - Parameters:
///   - outputs: What is differentiated; their gradients are summed.
///   - inputs: With respect to what.
///   - gradOutputs: The gradient with respect to each output, of its shape; nil entries (or none at all) for single numbers.
///   - retainGraph: Keeps the saved tensors. Defaults to `createGraph`.
///   - createGraph: Records the computation, for higher derivatives.
///   - allowUnused: Gives nil for an input that the outputs do not depend on, in place of an error.
///   - materializeGrads: Gives zeros for such an input.
/// - Throws: `AutogradError` with PyTorch's text.
public func grad(
  outputs: [Tensor], inputs: [Tensor], gradOutputs: [Tensor?]? = nil, retainGraph: Bool? = nil, createGraph: Bool = false,
  allowUnused: Bool? = nil, materializeGrads: Bool = false
) throws(AutogradError) -> [Tensor?] {
  if materializeGrads && allowUnused == false {
    throw AutogradError("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
  }
  if let gradOutputs, gradOutputs.count != outputs.count {
    throw AutogradError("got \(outputs.count) tensors and \(gradOutputs.count) gradients")
  }
  if inputs.isEmpty { throw AutogradError("`inputs` argument to `grad()` cannot be empty.") }
  let roots = try Tensor.roots(outputs, gradients: gradOutputs)
  var captures: [GraphTask.Capture] = []
  for input in inputs {
    guard input.requiresGrad else { throw AutogradError("One of the differentiated Tensors does not require grad") }
    let edge = input.gradientEdge
    captures.append(GraphTask.Capture(node: edge.node!, outputNumber: edge.outputNumber))
  }
  var task = GraphTask(keepsGraph: retainGraph ?? createGraph, captures: captures, accumulatesCaptures: false)
  try withGradEnabled(createGraph) { () throws(AutogradError) in try task.run(from: roots) }
  let gradients = task.captures!.map(\.gradient)
  if materializeGrads { return zip(inputs, gradients).map { $1 ?? Tensor.zerosLike($0) } }
  if !(allowUnused ?? false), let unused = gradients.firstIndex(where: { $0 == nil }) {
    throw AutogradError(
      "The differentiated Tensor at index \(unused) appears to not have been used in the graph. Set allow_unused=True if this is the "
        + "desired behavior.")
  }
  return gradients
}
