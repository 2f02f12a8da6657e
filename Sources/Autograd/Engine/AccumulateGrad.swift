import Synchronization

/// Where the graph ends: adds what arrives to a leaf's `grad`.
final class AccumulateGrad: Node {
  let variable: Tensor
  /// Two passes on two threads may end in one leaf.
  private let accumulation = Mutex(())

  init(_ variable: Tensor) {
    self.variable = variable
    // The highest number of all: as soon as a leaf's gradient is complete it is stored.
    super.init(name: "torch::autograd::AccumulateGrad", sequence: .max)
    addOutput(OutputMetadata(sizes: variable.sizes, dtype: variable.dtype))
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    var arriving = gradients.take(0)
    if arriving == nil { return Gradients(count: 0) }
    // `detach_()` may have come between the recording and now, and a recorded write after it.
    if variable.gradFn != nil { throw AutogradError("leaf variable has been moved into the graph interior") }
    if !variable.requiresGradFlag { return Gradients(count: 0) }
    // Taken out of the variable, so that the closure does not hold it a second time: its only owner may be the leaf.
    accumulation.withLock { _ in accumulate(arriving.take()!) }
    if let hooks = extras?.leafHooks?.afterAccumulation {
      for hook in hooks.hooks { try AutogradError.wrapping { () throws in try hook(variable) } }
    }
    return Gradients(count: 0)
  }

  private func accumulate(_ arriving: consuming Tensor) {
    guard let current = variable.gradient else {
      variable.gradient = first(arriving)
      return
    }
    if GradMode.isEnabled {
      variable.gradient = current.add(arriving)
    } else {
      current.addWithoutGraph(arriving)
      // As any write in place: somebody may have saved the gradient for a graph of its own.
      current.bumpVersion()
    }
  }

  /// The first gradient: what arrives itself if nobody else has it or shows its memory, else a copy, which is recorded if grad mode is on.
  private func first(_ arriving: consuming Tensor) -> Tensor {
    if GradMode.isEnabled {
      let copy = copyInLayoutOfVariable(arriving)
      if arriving.requiresGrad {
        copy.setHistory(OperatorNode("torch::autograd::CopyBackwards", inputs: [copy, arriving]) { _, g in Gradients(nil, g) })
      }
      return copy
    }
    var gradient = arriving
    guard isKnownUniquelyReferenced(&gradient), hasLayoutOfVariable(gradient) else { return copyInLayoutOfVariable(gradient) }
    if gradient.recordedGradFn == nil && gradient.meta == nil && isKnownUniquelyReferenced(&gradient.storage) { return gradient }
    // A view whose base nobody holds: without the view the memory is this leaf's alone.
    gradient = gradient.detach()
    return isKnownUniquelyReferenced(&gradient.storage) ? gradient : gradient.cloned(strides: gradient.steps)
  }

  /// A gradient has its variable's strides if that is dense, else it is row-major.
  private func hasLayoutOfVariable(_ gradient: Tensor) -> Bool {
    if variable.isNonOverlappingAndDense { return gradient.hasSameSteps(as: variable) }
    return gradient.isRowMajor
  }

  private func copyInLayoutOfVariable(_ gradient: Tensor) -> Tensor {
    // After `x.data = y` the variable may have another shape than the graph knows: the gradient is broadcast to it.
    let copy =
      variable.isNonOverlappingAndDense
      ? Tensor.empty(strided: variable.sizes, variable.steps, gradient.dtype, gradient.device)
      : Tensor.empty(gradient.sizes, gradient.dtype, gradient.device)
    noGrad { copy.copy_(gradient) }
    return copy
  }
}

extension Tensor {
  /// Whether the strides agree where they matter: a dimension of size 1 has none, unless it was repeated. The shapes may differ, after
  /// `x.data = y`, and then only the strides count.
  final func hasSameSteps(as other: Tensor) -> Bool {
    for i in sizes.indices {
      if sizes[i] == 1 {
        if steps[i] == 0 { return false }
      } else if i >= other.dim || steps[i] != other.steps[i] {
        return false
      }
    }
    return true
  }

  /// Where the gradient of this tensor goes; nowhere if it requires none.
  @inline(__always)
  final var gradientEdge: Edge {
    if let node = gradFn { return Edge(node: node, outputNumber: outputNumber) }
    return requiresGradFlag ? Edge(node: accumulator) : Edge()
  }

  /// Two threads may record graphs on one leaf, so the node that they share is made under a lock (which lets an address out, no object).
  private final var accumulator: AccumulateGrad {
    let address = Tensor.accumulatorCreation.withLock { _ in
      let meta = materializeMeta()
      let node = meta.accumulator ?? AccumulateGrad(self)
      meta.accumulator = node
      if let hooks = meta.leafHooks { node.materializeExtras().leafHooks = hooks }
      return UInt(bitPattern: Unmanaged.passRetained(node).toOpaque())
    }
    return Unmanaged<AccumulateGrad>.fromOpaque(UnsafeRawPointer(bitPattern: address)!).takeRetainedValue()
  }

  private static let accumulatorCreation = Mutex(())
}
