/// How an operator records itself: one function an arity, so that name, forward and derivative stand in one place.

extension Tensor {
  /// Whether an operator on this tensor is to be recorded now.
  @inline(__always)
  final var isRecorded: Bool { requiresGrad && GradMode.isEnabled }

  /// Makes this tensor output 0 of `node`.
  @inline(__always)
  final func setHistory(_ node: consuming Node) {
    outputNumber = node.addOutput(like: self)
    recordedGradFn = node
  }
}

extension OperatorNode {
  convenience init(_ name: String, inputs: [Tensor], derivative: @escaping Derivative) {
    self.init(name, derivative: derivative)
    for input in inputs { addEdge(to: input) }
  }
}

extension Tensor {
  /// Whether an operator on these is to be recorded now.
  static func isRecorded(_ inputs: [Tensor]) -> Bool { GradMode.isEnabled && inputs.contains { $0.requiresGrad } }

  /// The same for inputs some of which may be left out. (An array of tensors would become one of optional tensors by a cast of each.)
  static func isRecorded(_ inputs: [Tensor?]) -> Bool {
    GradMode.isEnabled && inputs.contains { $0?.requiresGrad ?? false }
  }

  /// Records tensors that were just computed, outside of the graph, as the outputs of an operator; nothing happens where nobody wants a
  /// gradient.
  ///
  /// - Parameters:
  ///   - outputs: Those that have a gradient (no indices, no bools).
  ///   - saving: What the derivative needs of the inputs, kept as they are; nil stays nil.
  ///   - savingOutputs: Which of the outputs it needs as well; they come after `saving`.
  static func record(
    _ name: String, outputs: [Tensor], inputs: [Tensor?], saving: [Tensor?] = [], savingOutputs: [Int] = [],
    derivative: @escaping VariadicDerivative
  ) {
    if !isRecorded(inputs) { return }
    let node = VariadicNode(name, inputs: inputs, derivative: derivative)
    node.saved = SavedTensors(saving, more: savingOutputs.count)
    for output in outputs { output.setHistory(node) }
    for i in savingOutputs { node.saved.append(SavedTensor(output: outputs[i])) }
  }

  /// Records this tensor, just computed outside of the graph, as the one output of an operator, and gives it back.
  ///
  /// - Parameters:
  ///   - saving: What the derivative needs of the inputs, kept as they are; nil stays nil.
  ///   - savesOutput: Whether it needs this tensor as well, which comes after `saving`.
  final func recorded(
    _ name: String, inputs: [Tensor?], saving: [Tensor?] = [], savesOutput: Bool = false,
    derivative: @escaping @Sendable (borrowing SavedList, Tensor) -> [Tensor?]
  ) -> Tensor {
    Tensor.record(name, outputs: [self], inputs: inputs, saving: saving, savingOutputs: savesOutput ? [0] : []) { s, g in
      derivative(s, g[0].unsafelyUnwrapped)
    }
    return self
  }

  /// Writes to this tensor as an operator in place does: refused where it could not be differentiated, recorded, the version counted.
  ///
  /// - Parameters:
  ///   - others: The operator's inputs after this tensor, which is the first.
  ///   - saving: What the derivative needs; of this tensor's old values only a clone.
  ///   - mayOverlap: Whether several elements may be one place in memory, because all that are written get the same value.
  ///   - write: Overwrites the memory; it runs outside of the graph.
  final func writtenInPlace(
    _ name: String, with others: [Tensor?] = [], saving: [Tensor?] = [], mayOverlap: Bool = false, at site: CallSite?,
    derivative: @escaping @Sendable (borrowing SavedList, Tensor) -> [Tensor?], write: () -> Void
  ) -> Tensor {
    var node: VariadicNode?
    if dtype.isFloatingPoint && Tensor.isRecorded([self] + others) {
      checkInPlace(at: site)
      let fresh = VariadicNode(name, inputs: [self] + others) { s, g in derivative(s, g[0].unsafelyUnwrapped) }
      fresh.saved = SavedTensors(saving)
      node = fresh
    }
    if !mayOverlap { MemoryOverlap.refuseInternal(self, at: site) }
    noGrad(write)
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }
}
