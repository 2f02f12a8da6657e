/// Where the graph ends: adds what arrives to a leaf's `grad`.
final class AccumulateGrad: Node {
  let variable: Tensor

  init(_ variable: Tensor) {
    self.variable = variable
    // The highest number of all: as soon as a leaf's gradient is complete it is stored.
    super.init(name: "torch::autograd::AccumulateGrad", sequence: .max)
    addOutput(OutputMetadata(sizes: variable.sizes, dtype: variable.dtype))
  }

  override func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    // `detach_()` may have come between the recording and now.
    guard variable.requiresGradFlag, var arriving = gradients.take(0) else { return Gradients(count: 0) }
    if let current = variable.gradient {
      if GradMode.isEnabled {
        variable.gradient = current.add(arriving)
      } else {
        current.addWithoutGraph(arriving)
      }
    } else if !GradMode.isEnabled && isKnownUniquelyReferenced(&arriving) && hasLayoutOfVariable(arriving) {
      variable.gradient = arriving.recordedGradFn == nil && arriving.meta == nil ? arriving : arriving.detach()
    } else {
      variable.gradient = copyInLayoutOfVariable(arriving)
    }
    return Gradients(count: 0)
  }

  /// A gradient has its variable's strides if that is dense, else it is row-major.
  private func hasLayoutOfVariable(_ gradient: Tensor) -> Bool {
    if variable.isNonOverlappingAndDense {
      return gradient.sizes == variable.sizes && gradient.hasSameSteps(as: variable)
    }
    return gradient.isRowMajor
  }

  private func copyInLayoutOfVariable(_ gradient: Tensor) -> Tensor {
    // After `x.data = y` the variable may have another shape than the graph knows: the gradient is broadcast to it.
    let copy =
      variable.isNonOverlappingAndDense
      ? Tensor.empty(strided: variable.sizes, variable.steps, gradient.dtype)
      : Tensor(uninitialized: gradient.sizes, gradient.dtype)
    noGrad { copy.copy_(gradient) }
    if gradient.isRecorded { copy.setHistory(OperatorNode("CloneBackward0", gradient) { _, g in Gradients(g) }) }
    return copy
  }
}

extension Tensor {
  /// Whether the strides agree where they matter: a dimension of size 1 has none.
  final func hasSameSteps(as other: Tensor) -> Bool {
    for i in sizes.indices where sizes[i] != 1 && steps[i] != other.steps[i] { return false }
    return true
  }

  /// Where the gradient of this tensor goes; nowhere if it requires none.
  @inline(__always)
  final var gradientEdge: Edge {
    if let node = gradFn { return Edge(node: node, outputNumber: outputNumber) }
    return requiresGradFlag ? Edge(node: accumulator) : Edge()
  }

  private final var accumulator: AccumulateGrad {
    let meta = materializeMeta()
    if let accumulator = meta.accumulator { return accumulator }
    let fresh = AccumulateGrad(self)
    meta.accumulator = fresh
    return fresh
  }
}
