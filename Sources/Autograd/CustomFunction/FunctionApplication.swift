/// One call of a function that the user wrote: what `forward` returned becomes the outputs of one node.
struct FunctionApplication {
  private let function: any Function
  private let inputs: [Tensor]
  private let context: FunctionContext
  /// Nil where nothing is recorded.
  private let node: FunctionNode?
  private let site: CallSite

  init(_ function: any Function, _ inputs: [Tensor], at site: CallSite) {
    self.function = function
    self.inputs = inputs
    self.site = site
    context = FunctionContext(needsInputGrad: inputs.map(\.requiresGrad))
    node = Tensor.isRecorded(inputs) ? FunctionNode(function, context, inputs: inputs) : nil
  }

  func outputs() -> [Tensor] {
    let raw = noGrad { function.forward(context, inputs) }
    for tensor in context.dirty {
      if !raw.contains(where: { $0 === tensor }) {
        fail(
          "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace "
            + "must all be outputs of the Function.", at: site)
      }
      if !isInput(tensor) {
        Warning.say(
          "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated should be passed to "
            + "ctx.mark_dirty().", at: site)
      }
    }
    let outputs = raw.map { output in
      guard let node else { return isInput(output) && !isDirty(output) ? output.detachedView() : output }
      return recorded(output, by: node, of: raw.count)
    }
    if let node {
      for tensor in context.toSave {
        let output = raw.firstIndex { $0 === tensor }.map { outputs[$0] }
        if let output, output.gradFn === node || isDirty(tensor) {
          context.saved.append(SavedTensor(output: output, isInPlaceOnView: output.isView))
        } else {
          context.saved.append(SavedTensor(tensor))
        }
      }
      // The context is the node's, which must not own its outputs.
      context.toSave = []
    }
    context.forgetMarks()
    return outputs
  }

  private func isInput(_ tensor: Tensor) -> Bool { inputs.contains { $0 === tensor } }

  private func isDirty(_ tensor: Tensor) -> Bool { context.dirty.contains { $0 === tensor } }

  private func recorded(_ output: Tensor, by node: FunctionNode, of count: Int) -> Tensor {
    let isNonDifferentiable = context.nonDifferentiable.contains { $0 === output } || !output.dtype.isFloatingPoint
    if isNonDifferentiable {
      node.addOutput(like: output)
      if isDirty(output) { return output }
      return isInput(output) ? output.detachedView() : output.requiresGrad ? output.detach() : output
    }
    if isInput(output) {
      if isDirty(output) {
        rebase(output, on: node, of: count)
        return output
      }
      let view = output.alias(sizes: output.sizes, strides: output.steps, offset: output.offset)
      view.becomeView(of: output, creation: .customFunction)
      view.setHistory(node)
      return view
    }
    if let meta = output.meta, meta.base != nil {
      meta.creation = count > 1 ? .multipleOutputs : .customFunction
      meta.gradFnVersion = output.writeCount
    }
    output.setHistory(node)
    return output
  }

  /// An input that was written in place gets the node as its history.
  private func rebase(_ output: Tensor, on node: FunctionNode, of count: Int) {
    if output.isView {
      if count > 1 {
        fail(
          "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than one Tensor. "
            + "This is not supported by the current autograd engine. You should either make sure the input is not a view (using .clone() "
            + "for example) or make your Function only return one Tensor (potentially splitting it into two Functions: one doing the "
            + "inplace that returns a single Tensor and a second one that does the other operations). You can ask on the forum "
            + "https://discuss.pytorch.org/ if you need help to do this change.", at: site)
      }
      output.checkInPlace(at: site)
      output.bumpVersion()
      output.rebaseHistory(node)
      return
    }
    if output.requiresGrad && output.recordedGradFn == nil {
      fail("a leaf Variable that requires grad has been used in an in-place operation.", at: site)
    }
    output.bumpVersion()
    let old = output.recordedGradFn
    output.setHistory(node)
    if output.meta?.retainsGrad == true, let old { output.moveRetainedGrad(from: old, to: node) }
  }
}

extension FunctionContext {
  /// Lets go of the tensors that were marked: their node must not own them.
  func forgetMarks() {
    markDirty()
    markNonDifferentiable()
  }
}

extension Tensor {
  /// A view of this tensor that no gradient goes through.
  fileprivate final func detachedView() -> Tensor { noGrad { detach().aliasView() } }
}
