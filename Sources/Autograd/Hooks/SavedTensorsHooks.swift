import CThreadState

/// Runs `body`; what operators in it save for `backward()` goes through `pack` first, and comes back through `unpack`:
/// PyTorch's `torch.autograd.graph.saved_tensors_hooks`.
///
/// So a saved tensor can be written to a file, kept in fewer bits, or thrown away and computed again:
///
///     let y = savedTensorsHooks(pack: { $0.to(.float16) }, unpack: { $0.to(.float32) }) { x.exp().sin() }
///
/// - Parameters:
///   - pack: Gets the tensor as the operator would have kept it, outside of the graph's recording, and gives what to keep in its place. It
///     must not write to the tensor.
///   - unpack: Gets what `pack` gave, each time that the backward pass needs the tensor, and gives back its values, with the shape and
///     dtype of the original. Whether somebody wrote to the original is not checked then. What it throws ends the pass.
///   - body: What runs with the hooks; its result is given back, and what it throws passed on.
/// - Note: Hooks belong to the thread. Of nested ones the innermost count.
@discardableResult
public func savedTensorsHooks<Packed, Result, Failure: Error>(
  pack: @escaping (Tensor) -> Packed, unpack: @escaping (Packed) throws -> Tensor, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let hooks = SavedTensorsHooks { tensor in
    let packed = pack(tensor)
    return { () throws in try unpack(packed) }
  }
  let outer = gb_saved_tensor_hooks()
  gb_set_saved_tensor_hooks(Unmanaged.passUnretained(hooks).toOpaque())
  defer {
    gb_set_saved_tensor_hooks(outer)
    withExtendedLifetime(hooks) {}
  }
  return try body()
}

/// A pack hook with its unpack hook: it gives the closure that brings the tensor back.
final class SavedTensorsHooks {
  private let pack: (Tensor) -> () throws -> Tensor

  init(_ pack: @escaping (Tensor) -> () throws -> Tensor) { self.pack = pack }

  func packed(_ tensor: Tensor, isOutput: Bool) -> PackedTensor {
    let version = tensor.writeCount
    let unpack = noGrad { pack(tensor) }
    if tensor.writeCount != version {
      fail(
        "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook cannot be modified by in-place "
          + "operations as this can lead to unexpected side-effects. Please open an issue if you need to perform in-place operations on "
          + "the input to a pack hook.")
    }
    return PackedTensor(edge: isOutput ? nil : tensor.gradientEdge, unpack: unpack)
  }
}

/// What a node keeps of a tensor that was packed.
struct PackedTensor {
  /// Where the tensor's gradient goes; nil for an output of the node that saved it, which its node must not own.
  let edge: Edge?
  let unpack: () throws -> Tensor

  /// The tensor, with its place in the graph.
  func unpack(for node: Node, outputNumber: Int) throws(AutogradError) -> Tensor {
    let values = try AutogradError.wrapping(unpack)
    let edge = edge ?? Edge(node: node, outputNumber: outputNumber)
    let result = values.alias(sizes: values.sizes, strides: values.steps, offset: values.offset)
    result.recordedGradFn = edge.node
    result.outputNumber = edge.outputNumber
    if let leaf = edge.leaf { result.materializeMeta().leaf = leaf }
    return result
  }
}
