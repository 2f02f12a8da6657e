import Synchronization

/// Where the graph ends: adds what arrives to a leaf's `grad`.
///
/// The leaf owns it and a graph owns both (`Edge.leaf`), so that there is no cycle, and nothing to make anew for each graph.
final class AccumulateGrad: Node {
  /// nil once the leaf is gone. What is not owned is there as long as it is not nil: the leaf sees to it as it goes.
  private var variable: Unmanaged<Tensor>?
  /// The same, owned, after another accumulator took this one's place at the leaf.
  private var keptVariable: Tensor?
  /// Two passes on two threads may end in one leaf.
  private let accumulation = Mutex(())

  init(_ variable: Tensor) {
    self.variable = Unmanaged.passUnretained(variable)
    // The highest number of all: as soon as a leaf's gradient is complete it is stored.
    super.init(name: "torch::autograd::AccumulateGrad", sequence: .max)
    addOutput(like: variable)
  }

  /// The leaf is about to go.
  func forgetVariable() { variable = nil }

  /// The leaf takes another accumulator: only graphs that are there already know this one.
  func outlive() { keptVariable = variable?.takeUnretainedValue() }

  /// Whether it takes gradients of the leaf as the leaf is now; `x.data = y` may have given it another shape.
  @inline(__always)
  func fits(_ variable: Tensor) -> Bool { accepts(variable, at: 0) }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    var gradients = gradients
    if !gradients.isAbsent(0) {
      try variable?.borrow { variable throws(AutogradError) in try accumulate(&gradients, in: variable) }
    }
    return Gradients(count: 0)
  }

  /// What arrives stays in the list until it is stored, so that the leaf may become its only owner.
  private func accumulate(_ gradients: inout Gradients, in variable: Tensor) throws(AutogradError) {
    // `detach_()` may have come between the recording and now, and a recorded write after it.
    if variable.hasGradFn { throw AutogradError("leaf variable has been moved into the graph interior") }
    if !variable.requiresGradFlag { return }
    accumulation.withLock { _ in if let arriving = gradients.take(0) { add(arriving, to: variable) } }
    if let hooks = extras?.leafHooks?.afterAccumulation {
      for hook in hooks.hooks { try AutogradError.wrapping { () throws in try hook(variable) } }
    }
  }

  private func add(_ arriving: consuming Tensor, to variable: Tensor) {
    guard let current = variable.gradient else {
      variable.gradient = variable.firstGradient(arriving)
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
}

extension Tensor {
  /// The first gradient: what arrives itself if nobody else has it or shows its memory, else a copy, which is recorded if grad mode is on.
  fileprivate final func firstGradient(_ arriving: consuming Tensor) -> Tensor {
    if GradMode.isEnabled {
      let copy = copyInLayoutOfLeaf(arriving)
      if arriving.requiresGrad {
        copy.setHistory(OperatorNode("torch::autograd::CopyBackwards", inputs: [copy, arriving]) { _, g in Gradients(nil, g) })
      }
      return copy
    }
    var gradient = arriving
    guard isKnownUniquelyReferenced(&gradient), hasLayoutOfLeaf(gradient) else { return copyInLayoutOfLeaf(gradient) }
    if gradient.recordedGradFn == nil && gradient.meta == nil && gradient.ownsStorageAlone { return gradient }
    // A view whose base nobody holds: without the view the memory is this leaf's alone.
    gradient = gradient.detach()
    return gradient.ownsStorageAlone ? gradient : gradient.cloned(strides: gradient.steps)
  }

  /// A gradient has its leaf's strides if that is dense, else it is row-major.
  private final func hasLayoutOfLeaf(_ gradient: Tensor) -> Bool {
    if isNonOverlappingAndDense { return gradient.hasSameSteps(as: self) }
    return gradient.isRowMajor
  }

  private final func copyInLayoutOfLeaf(_ gradient: Tensor) -> Tensor {
    // After `x.data = y` the leaf may have another shape than the graph knows: the gradient is broadcast to it.
    let copy =
      isNonOverlappingAndDense
      ? Tensor.empty(strided: sizes, steps, gradient.dtype, gradient.device)
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
    if meta == nil {
      if let node = recordedGradFn { return Edge(node: node, outputNumber: outputNumber) }
    } else if let node = gradFn {
      return Edge(node: node, outputNumber: outputNumber, leaf: meta?.leaf)
    }
    if !requiresGradFlag { return Edge() }
    if let node = accumulator, node.fits(self) { return Edge(node: node, leaf: self) }
    return Edge(node: fittingAccumulator(), leaf: self)
  }

  /// After `x.data = y` of another shape: while a graph holds the old accumulator it remains the leaf's, as in PyTorch.
  private final func fittingAccumulator() -> AccumulateGrad {
    if accumulator == nil || ownsAccumulatorAlone { return replaceAccumulator() }
    return accumulator.unsafelyUnwrapped
  }

  /// Makes the node that all graphs on this leaf share. That is done where the leaf begins to require grad, and not while graphs are
  /// recorded, because two threads may do that at once.
  @discardableResult
  final func replaceAccumulator() -> AccumulateGrad {
    let node = AccumulateGrad(self)
    accumulator?.outlive()
    accumulator = node
    if let hooks = meta?.leafHooks { node.materializeExtras().leafHooks = hooks }
    return node
  }
}
