/// What only some nodes have, so that the others carry no more than a pointer.
final class NodeExtras {
  /// The tensors of `retainGrad()`, with the output each one is.
  var retainedOutputs: [RetainedOutput] = []

  /// The hooks of the leaf that an accumulator stands for.
  var leafHooks: LeafHooks?

  private(set) var tensorHooksIfAny: HookList<TensorHook>?
  private(set) var preHooksIfAny: HookList<NodePreHook>?
  private(set) var hooksIfAny: HookList<NodeHook>?

  /// Where the operator was called, if it was in anomaly mode.
  var forwardCall: ForwardCall?
}

/// A tensor, not an owner of it, that wants the gradient of one of a node's outputs.
struct RetainedOutput {
  weak var tensor: Tensor?
  var outputNumber: Int
}

extension NodeExtras {
  var tensorHooks: HookList<TensorHook> {
    if let list = tensorHooksIfAny { return list }
    let list = HookList<TensorHook>()
    tensorHooksIfAny = list
    return list
  }

  var preHooks: HookList<NodePreHook> {
    if let list = preHooksIfAny { return list }
    let list = HookList<NodePreHook>()
    preHooksIfAny = list
    return list
  }

  var hooks: HookList<NodeHook> {
    if let list = hooksIfAny { return list }
    let list = HookList<NodeHook>()
    hooksIfAny = list
    return list
  }
}

extension Node {
  final func materializeExtras() -> NodeExtras {
    if let extras { return extras }
    let fresh = NodeExtras()
    extras = fresh
    return fresh
  }
}
